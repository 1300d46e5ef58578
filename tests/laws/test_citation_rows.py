"""Rows of what texts cite: which provision each means, and how they follow the library."""

from __future__ import annotations

import datetime
import json

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from content.laws.actions.follow_document import follow_document
from content.laws.actions.refresh_citations import refresh_citations
from content.laws.actions.refresh_sources import refresh_sources
from content.laws.choices import CitationState, DocumentType
from content.laws.models import Article, Citation
from content.laws.resolution import clause_at, number_key
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DocumentAliasFactory,
    LegalDocumentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-06-01 12:00+07:00"):
        yield


@pytest.fixture
def law():
    return LegalDocumentFactory(road_law=True)


@pytest.fixture
def cited(law):
    """Article 7 with clauses 1 (points a to đ) and 2."""
    return ArticleFactory(document=law, number="7")


@pytest.fixture
def source():
    """An article of a decree; its text is what each test writes."""
    return ArticleFactory(
        document=LegalDocumentFactory(penalty_decree=True), number="3", version__text="1. Không."
    )


def store(source, text, **version):
    source.versions.update(text=text, **version)
    refresh_sources([(ContentType.objects.get_for_model(Article).pk, source.pk)])
    return list(Citation.objects.for_source(source))


@pytest.mark.parametrize(
    ("words", "state", "clause", "point"),
    [
        ("điểm đ khoản 1 Điều 7 Luật số 36/2024/QH15", CitationState.RESOLVED, "1", "đ"),
        (
            "khoản 2 Điều 7 Luật Trật tự, an toàn giao thông đường bộ năm 2024",
            CitationState.RESOLVED,
            "2",
            "",
        ),
        ("Điều 7 của Luật trật tự, an toàn giao thông đường bộ", CitationState.RESOLVED, "", ""),
        ("khoản 9 Điều 7 Luật số 36/2024/QH15", CitationState.NO_PROVISION, "9", ""),
        ("Điều 70 Luật số 36/2024/QH15", CitationState.NO_ARTICLE, "", ""),
        ("Điều 7 Luật số 36/2025/QH15", CitationState.NO_DOCUMENT, "", ""),
        ("Điều 7 Luật Trật tự, an toàn giao thông đường bộ năm 2019", CitationState.NO_DOCUMENT, "", ""),
    ],
)
def test_a_citation_is_followed_as_far_as_the_library_goes(cited, source, words, state, clause, point):
    (row,) = store(source, f"1. Theo {words} thì được.")

    assert (row.state, row.clause, row.point) == (state, clause, point)
    assert row.text == words
    assert (row.article == cited) is (state in {CitationState.RESOLVED, CitationState.NO_PROVISION})


def test_words_like_this_mean_the_article_in_which_they_stand(source):
    text = "1. Có hai việc:\na) Việc một;\nb) Trừ điểm a khoản này.\n2. Như khoản 1 Điều này và Điều 3 Nghị định này."

    rows = store(source, text)

    assert [(row.article, row.clause, row.point, row.state) for row in rows] == [
        (source, "1", "a", CitationState.RESOLVED),
        (source, "1", "", CitationState.RESOLVED),
        (source, "", "", CitationState.RESOLVED),
    ]


def test_provisions_of_an_unknown_law_are_not_taken_for_its_own(source):
    rows = store(source, "1. Theo Điều 3 Luật Xuất bản thì được; theo Điều 3 của Hiệp định Thương mại.")

    assert {row.state for row in rows} == {CitationState.NO_DOCUMENT}
    assert [row.named_document for row in rows] == ["Luật Xuất bản", "Hiệp định Thương mại"]


def test_what_an_amending_decree_says_about_another_is_not_its_own():
    amending = LegalDocumentFactory(title="Sửa đổi, bổ sung một số điều của Nghị định khác")
    source = ArticleFactory(document=amending, number="1", version__text="1. Không.")

    assert store(source, "1. Sửa đổi khoản 1 Điều 1 như sau:") == []


def test_quoted_words_of_another_law_are_not_its_own(source):
    assert store(source, "1. Thay cụm từ “khoản 1 Điều 3” bằng dấu chấm.") == []


def test_one_stretch_with_several_provisions_makes_a_row_for_each(cited, source):
    rows = store(source, "1. Theo các điểm a, b khoản 1 và khoản 2 Điều 7 Luật số 36/2024/QH15.")

    assert [(row.ordinal, row.clause, row.point) for row in rows] == [
        (0, "1", "a"),
        (1, "1", "b"),
        (2, "2", ""),
    ]
    assert len({row.start for row in rows}) == 1


def test_documents_with_one_number_are_told_apart_by_issuer_and_day(source):
    common = {"number": "14/2025/QĐ-UBND", "document_type": DocumentType.DECISION}
    hanoi = LegalDocumentFactory(
        **common, issuer="Ủy ban nhân dân Hà Nội", issued_on=datetime.date(2025, 2, 3)
    )
    hue = LegalDocumentFactory(
        **common, issuer="Ủy ban nhân dân thành phố Huế", issued_on=datetime.date(2025, 4, 5)
    )

    by_issuer, unnamed = store(
        source,
        "1. Quyết định số 14/2025/QĐ-UBND của Ủy ban nhân dân thành phố Huế.\n2. Quyết định số 14/2025/QĐ-UBND.",
    )

    assert by_issuer.document == hue
    assert hanoi.pk != hue.pk
    assert unnamed.state == CitationState.AMBIGUOUS


def test_a_law_without_a_year_is_the_one_of_the_day_on_which_the_text_was_written(source):
    old, new = (
        LegalDocumentFactory(
            document_type=DocumentType.LAW,
            number=number,
            title="Luật Đất đai",
            issuer="Quốc hội",
            issued_on=day,
            effective_on=day,
        )
        for number, day in (
            ("45/2013/QH13", datetime.date(2013, 11, 29)),
            ("31/2024/QH15", datetime.date(2024, 1, 18)),
        )
    )
    for law in (old, new):
        ArticleFactory(document=law, number="5")

    (before,) = store(source, "1. Theo Điều 5 Luật Đất đai.", effective_from=datetime.date(2020, 1, 1))
    (after,) = store(source, "1. Theo Điều 5 Luật Đất đai.", effective_from=datetime.date(2025, 1, 1))

    assert (before.document, after.document) == (old, new)


def test_abbreviations_come_from_the_documents_other_names(cited, source):
    DocumentAliasFactory(document=cited.document, name="Luật TTATGTĐB")

    (row,) = store(source, "1. Theo Điều 7 Luật TTATGTĐB.")

    assert row.article == cited


def test_the_law_on_lawyers_is_not_the_lawyer(source):
    law = LegalDocumentFactory(
        document_type=DocumentType.LAW,
        number="65/2006/QH11",
        title="Luật sư",
        issuer="Quốc hội",
        issued_on=datetime.date(2006, 6, 29),
    )
    ArticleFactory(document=law, number="27")

    rows = store(source, "1. Luật sư hành nghề theo Điều 27 của Luật Luật sư. Luật sư có thẻ.")

    assert [(row.text, row.state, row.document) for row in rows] == [
        ("Điều 27 của Luật Luật sư", CitationState.RESOLVED, law)
    ]
    assert law.citation == "Luật Luật sư 2006"


@pytest.mark.parametrize(
    "words",
    [
        "Điều 3 Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người (HIV/AIDS)",
        "Điều 3 Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người",
        "Điều 3 Luật phòng, chống HIV/AIDS",
    ],
)
def test_a_title_that_ends_in_brackets_is_cited_without_them(source, words):
    law = LegalDocumentFactory(
        document_type=DocumentType.LAW,
        number="64/2006/QH11",
        title="Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người (HIV/AIDS)",
        issuer="Quốc hội",
        issued_on=datetime.date(2006, 6, 29),
    )
    ArticleFactory(document=law, number="3")

    (row,) = store(source, f"1. Theo {words} thì được.")

    assert (row.state, row.document) == (CitationState.RESOLVED, law)


def test_a_law_whose_name_begins_with_another_laws_is_not_that_one(source):
    LegalDocumentFactory(
        document_type=DocumentType.LAW,
        number="67/2014/QH13",
        title="Luật Đầu tư",
        issuer="Quốc hội",
        issued_on=datetime.date(2014, 11, 26),
    )

    rows = store(source, "1. Theo Luật Đầu tư công và Luật Đầu tư.")

    assert [(row.text, row.state) for row in rows] == [
        ("Luật Đầu tư công", CitationState.NO_DOCUMENT),
        ("Luật Đầu tư", CitationState.RESOLVED),
    ]


def test_texts_outside_of_laws_have_no_articles_of_their_own(cited):
    refresh_citations(cited.document, {"a": "Theo Điều 3 thì khoản 2 Điều 7 Luật số 36/2024/QH15 áp dụng."})

    (row,) = Citation.objects.for_source(cited.document)
    assert (row.place, row.article, row.clause) == ("a", cited, "2")


def test_refreshing_twice_changes_nothing(cited):
    texts = {"": "Theo Điều 7 Luật số 36/2024/QH15."}

    assert refresh_citations(cited.document, texts) is True
    keys = set(Citation.objects.values_list("pk", flat=True))
    assert refresh_citations(cited.document, texts) is False
    assert set(Citation.objects.values_list("pk", flat=True)) == keys


def test_citations_are_resolved_when_their_document_arrives(source):
    (row,) = store(source, "1. Theo khoản 2 Điều 7 Luật Trật tự, an toàn giao thông đường bộ.")
    assert row.state == CitationState.NO_DOCUMENT
    law = LegalDocumentFactory(road_law=True)
    article = ArticleFactory(document=law, number="7", version__effective_from=datetime.date(2025, 1, 1))

    follow_document(law.pk)

    (row,) = Citation.objects.for_source(source)
    assert (row.state, row.article, row.clause) == (CitationState.RESOLVED, article, "2")


def test_a_clause_that_goes_is_noticed(cited, source):
    store(source, "1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")
    cited.versions.update(text="1. Chỉ còn một khoản.")

    follow_document(cited.document_id)

    assert Citation.objects.for_source(source).get().state == CitationState.NO_PROVISION


def test_citations_outlive_the_document_that_they_cite(cited, source):
    store(source, "1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")
    cited.document.delete()

    row = Citation.objects.for_source(source).get()
    assert (row.state, row.article, row.document) == (CitationState.NO_DOCUMENT, None, None)
    assert row.named_document == "36/2024/QH15"


def test_a_deleted_article_cites_no_more_and_leaves_its_citations_open(cited, source):
    store(source, "1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")
    cited.delete()
    assert Citation.objects.get().state == CitationState.NO_ARTICLE

    source.delete()
    assert not Citation.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_any_number_of_sources_costs_the_same_queries(
    cited, count, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    decree = LegalDocumentFactory(penalty_decree=True)
    keys = [
        (
            ContentType.objects.get_for_model(Article).pk,
            ArticleFactory(document=decree, version__text="1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.").pk,
        )
        for _ in range(count)
    ]

    with django_assert_max_num_queries(14):
        refresh_sources(keys)

    assert Citation.objects.resolved().count() == count


def test_only_the_vietnamese_text_of_today_is_read(cited, source):
    ArticleVersionFactory(
        article=source, language="en", text="Article 7 Luật số 36/2024/QH15", effective_from="2025-01-01"
    )

    assert store(source, "1. Không có gì.") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01/2020/NĐ-CP", "1/2020/nđ-cp"),
        ("105 /2021/TT-BQP", "105/2021/TT-BQP"),
        ("22/2011/TTLT/BTC-BKHCN", "22/2011/TTLT-BTC-BKHCN"),
        ("1/2020/TTLT-BCA-BNN&PTNT", "01/2020/TTLT-BCA-BNNPTNT"),
        ("73-CP", "73/CP"),
    ],
)
def test_numbers_are_compared_without_zeros_spaces_marks_and_case(one, other):
    assert number_key(one) == number_key(other)


def test_the_clause_of_a_place_is_the_last_that_began_before_it():
    text = "Lời dẫn\n1. Một\na) Điểm\n2. Hai"

    assert [clause_at(text, text.index(word)) for word in ("dẫn", "Một", "Điểm", "Hai")] == [
        "",
        "1",
        "1",
        "2",
    ]


def test_the_whole_library_is_read_anew_by_one_command(cited, source, capsys):
    source.versions.update(text="1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")

    call_command("rebuild_citations", "--json")

    counts = json.loads(capsys.readouterr().out)
    assert counts["by_state"]["resolved"] == 1
    assert counts["changed_sources"] == 1
    call_command("rebuild_citations", "--json")
    assert json.loads(capsys.readouterr().out)["changed_sources"] == 0


# ------------------------------------------------------------------ appendices, headings and numeric points


@pytest.fixture
def circular():
    """Without articles: heading II with clause 2 and its numeric points; and appendix IIa."""
    circular = LegalDocumentFactory(
        document_type=DocumentType.CIRCULAR,
        number="6/2007/TT-BTC",
        title="Thông tư hướng dẫn quyết toán",
        issuer="Bộ Tài chính",
        issued_on=datetime.date(2007, 1, 26),
    )
    ArticleFactory(
        document=circular,
        kind="item",
        number="II",
        version__text="1. Chung.\n2. Riêng:\n2.1. Một.\n2.2. Hai:\na) chữ;\nb) số.\n2.3. Ba.",
    )
    ArticleFactory(document=circular, kind="appendix", number="IIa", version__text="1. Biểu mẫu.")
    return circular


@pytest.mark.parametrize(
    ("words", "number", "clause", "point"),
    [
        ("Phụ lục IIA ban hành kèm theo Thông tư số 6/2007/TT-BTC", "IIa", "", ""),
        ("khoản 1 Phụ lục IIa Thông tư 06/2007/TT-BTC", "IIa", "1", ""),
        ("Mục II Thông tư 6/2007/TT-BTC", "II", "", ""),
        ("điểm 2.2 khoản 2 mục II Thông tư 6/2007/TT-BTC", "II", "2", "2.2"),
        ("điểm 2.3 Mục II Thông tư 6/2007/TT-BTC", "II", "2", "2.3"),
    ],
)
def test_appendices_headings_and_numeric_points_are_targets(circular, source, words, number, clause, point):
    (row,) = store(source, f"1. Theo {words}.")

    assert row.state == CitationState.RESOLVED
    assert row.article == circular.articles.get(number=number)
    assert (row.clause, row.point) == (clause, point)


def test_an_appendix_that_the_library_does_not_have_leads_to_its_document(circular, source):
    other, *own = store(
        source, "1. Theo Phụ lục V Thông tư 6/2007/TT-BTC và Phụ lục I ban hành kèm theo Nghị định này."
    )

    assert (other.state, other.document, other.article) == (CitationState.RESOLVED, circular, None)
    assert own == []

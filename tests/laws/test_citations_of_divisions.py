"""Parts, chapters, sections and subsections as what a text cites: read, followed, linked, shown on the card."""

from __future__ import annotations

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.laws.actions.follow_document import follow_document
from content.laws.actions.refresh_sources import refresh_sources
from content.laws.choices import CitationState, DivisionKind
from content.laws.citations import THIS, DivisionName, KnownTitles, Provision, find_citations
from content.laws.citations.pieces import split_stretch
from content.laws.citing import articles_citing, cited_by_count
from content.laws.division_names import KnownDivision, divisions_named
from content.laws.models import Article, Citation
from content.laws.structure_tree import division_value
from tests.factories.laws import ArticleFactory, DivisionFactory, LegalDocumentFactory

TITLES = KnownTitles(["Luật Đất đai", "Bộ luật Dân sự"])
HTMX = {"HTTP_HX_REQUEST": "true"}
P = Provision


def part(number, *above):
    return (DivisionName("part", number), *above)


def chapter(number, *above):
    return (DivisionName("chapter", number), *above)


def section(number, *above):
    return (DivisionName("section", number), *above)


def subsection(number, *above):
    return (DivisionName("subsection", number), *above)


def D(*paths):  # noqa: N802  # reads as P does
    return [Provision(kind="division", division=path) for path in paths]


NAMED = [
    ("Mục 2 Chương III Luật Đất đai", D(section("2", *chapter("III")))),
    ("Mục 2, Chương III của Luật Đất đai", D(section("2", *chapter("III")))),
    ("Chương III, Mục 2 Luật Đất đai", D(section("2", *chapter("III")))),
    ("Chương XX của Bộ luật này", D(chapter("XX"))),
    ("Phần thứ hai của Bộ luật Dân sự", D(part("thứ hai"))),
    ("Phần thứ mười hai Bộ luật này", D(part("thứ mười hai"))),
    ("Mục 1 và Mục 2 Chương V của Luật này", D(section("1", *chapter("V")), section("2", *chapter("V")))),
    ("các chương II, III và IV Thông tư này", D(chapter("II"), chapter("III"), chapter("IV"))),
    ("từ Chương II đến Chương V Thông tư này", D(*(chapter(one) for one in ("II", "III", "IV", "V")))),
    ("Chương II, Chương V Nghị định số 61/2002/NĐ-CP", D(chapter("II"), chapter("V"))),
    ("Chương II, Mục 1 Chương III Luật Đất đai", D(chapter("II"), section("1", *chapter("III")))),
    ("Tiểu mục 2 Mục 1 Chương IIa Luật này", D(subsection("2", *section("1", *chapter("IIa"))))),
    ("Mục 1, Mục 2 Chương này", D(section("1", *chapter(THIS)), section("2", *chapter(THIS)))),
    ("Tiểu mục 2 của Mục này", D(subsection("2", *section(THIS)))),
    ("Mục II Phần II của Thông tư này", D(section("II", *part("II")))),
    ("mục 2 Thông tư này", D(section("2"))),
    ("Bộ luật Dân sự, Phần thứ hai, Chương X", D(chapter("X", *part("thứ hai")))),
    ("Chương 2 Nghị định số 1/2024/NĐ-CP", D(chapter("2"))),
    (
        "Điều 5, Mục 3 và Mục 4 Chương IV của Thông tư này",
        [P("5"), *D(section("3", *chapter("IV")), section("4", *chapter("IV")))],
    ),
    (
        "Chương II, Điều 20 và Phụ lục I Thông tư số 15/2019/TT-BTC",
        [*D(chapter("II")), P("20"), P("I", kind="appendix")],
    ),
    (
        "khoản 5 Mục II Phần II Thông tư này",
        [P(clause="5", kind="division", division=section("II", *part("II")))],
    ),
]

# What only says where an article or an appendix stands.
PLACES = [
    ("Điều 14 Chương IV Thông tư này", P("14")),
    ("Điều 12 Mục 4 Chương II Thông tư liên tịch này", P("12")),
    ("Điều 16, Chương V của Nghị định số 1/2024/NĐ-CP", P("16")),
    ("khoản 1 Điều 12 Mục 6 Chương này", P("12", "1")),
    ("Mục 2 Phụ lục II ban hành kèm theo Thông tư này", P("II", kind="appendix")),
    ("mục 2, mục 3 Phụ lục 8 Thông tư này", P("8", kind="appendix")),
    ("Phụ lục IV, phần 2 của Thông tư này", P("IV", kind="appendix")),
    ("điểm b khoản 6 Mục III Điều 1 Quyết định số 844/QĐ-TTg", P("1", "6", "b")),
]


@pytest.mark.parametrize(("text", "provisions"), NAMED, ids=[row[0] for row in NAMED])
def test_a_division_is_read_with_what_it_stands_in(text, provisions):
    (citation,) = find_citations(f"Thực hiện theo {text}.", TITLES)

    assert citation.text == text
    assert list(citation.provisions) == provisions


@pytest.mark.parametrize(("text", "provision"), PLACES, ids=[row[0] for row in PLACES])
def test_where_an_article_stands_is_no_second_target(text, provision):
    (citation,) = find_citations(f"Thực hiện theo {text}.", TITLES)

    assert citation.text == text
    assert citation.provisions == (provision,)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("thực hiện theo quy định tại Chương III.", "Chương III"),
        ("các tội phạm quy định tại Chương XIII, Chương XXVI và tội khác", "Chương XIII, Chương XXVI"),
        ("quy định khác của Phần thứ nhất", "Phần thứ nhất"),
        ("theo Mục 1 Chương II", "Mục 1 Chương II"),
    ],
)
def test_without_a_document_a_chapter_is_this_documents(text, cited):
    (citation,) = find_citations(text)

    assert (citation.text, citation.document) == (cited, None)


@pytest.mark.parametrize(
    "text",
    [
        "Chương III\nLẬP, PHÂN BỔ DỰ TOÁN",
        "Chương II Quy định chung",
        "Mục 2: VẬN TẢI HÀNG NGUY HIỂM",
        "Mục 5. QUẢN LÝ, SỬ DỤNG",
        "Tiểu mục 3.5. NỘI DUNG 07",
        "| 72 | | Chương 72: Sắt và thép |",
        "mức thuế ưu đãi tại Chương 98 đối với mặt hàng",
        "từ huy chương thứ hai trở lên",
        "gồm hai phần: phần thứ nhất là số thứ tự",
        "Học phần II (15 tiết) và Hợp phần 3",
        "điểm thành phần 1, cổ phần 2",
        "theo hướng dẫn tại Phần II - ACTD hoặc Phần II-ACTD",
        "theo mẫu quy định tại phần III kèm theo",
        "hạch toán vào mục 105, tiểu mục 99 của chương, loại, khoản",
        "Quy định 19 Chương II-2",
        "Mục 1.3.6 về khí thải",
        "trừ quy định của Chương này",
        "theo chương trình, theo phần mềm, tại danh mục 2",
    ],
)
def test_headings_tariffs_and_courses_name_no_division(text):
    assert find_citations(text) == ()


def test_each_division_of_a_list_has_its_own_words():
    text = "Mục 1 và Mục 2 Chương V của Luật này"
    provisions = D(section("1"), section("2"))

    pieces = [text[start:end] for start, end, _index in split_stretch(text, provisions)]

    assert pieces == ["Mục 1", "Mục 2 Chương V của Luật này"]


def known(*rows):
    return {pk: KnownDivision(pk, parent, kind, division_value(number)) for pk, parent, kind, number in rows}


CODE = known(
    (1, None, "part", "thứ nhất"),
    (2, 1, "chapter", "I"),
    (3, 1, "chapter", "II"),
    (4, 3, "section", "1"),
    (5, None, "part", "thứ hai"),
    (6, 5, "chapter", "I"),
    (7, 6, "section", "1"),
    (8, 6, "section", "2"),
)


@pytest.mark.parametrize(
    ("path", "standing_in", "meant"),
    [
        (part("thứ hai"), None, [5]),
        (part("II"), None, [5]),
        (chapter("II"), None, [3]),
        (chapter("I", *part("thứ hai")), None, [6]),
        (section("1", *part("thứ hai")), None, [7]),
        (section("1", *chapter("II")), None, [4]),
        # Two alike: the nearer one, where the text stands in one of them.
        (chapter("I"), None, [2, 6]),
        (chapter("I"), 7, [6]),
        (chapter("I"), 4, [2]),
        (section("1"), 8, [7]),
        (section("1", *chapter(THIS)), 8, [7]),
        (section("1", *chapter(THIS)), None, []),
        (chapter("IX"), None, []),
        (section("2", *chapter("II")), None, []),
    ],
)
def test_a_name_means_the_division_that_fits_and_is_nearest(path, standing_in, meant):
    assert divisions_named(CODE, path, standing_in) == meant


def test_parents_that_run_in_a_circle_end():
    circle = known((1, 2, "chapter", "I"), (2, 1, "section", "1"))

    assert divisions_named(circle, section("1", *chapter("I")), 2) == [2]


# ---------------------------------------------------------------- rows, links, card


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-06-01 12:00+07:00"):
        yield


@pytest.fixture
def law(db):
    return LegalDocumentFactory(road_law=True)


@pytest.fixture
def cited_chapter(law):
    """Chapter III with sections 1 and 2; article 7 stands in section 2, article 6 in section 1."""
    found = DivisionFactory(document=law, number="III", heading="QUY TẮC GIAO THÔNG", order=3)
    for number in ("1", "2"):
        own = DivisionFactory(
            document=law, parent=found, kind=DivisionKind.SECTION, number=number, order=3 + int(number)
        )
        ArticleFactory(document=law, division=own, number=str(5 + int(number)))
    return found


@pytest.fixture
def decree(db):
    return LegalDocumentFactory(penalty_decree=True)


@pytest.fixture
def source(decree):
    return ArticleFactory(document=decree, number="3", version__text="1. Không.")


def store(article, text):
    article.versions.update(text=text)
    refresh_sources([(ContentType.objects.get_for_model(Article).pk, article.pk)])
    return list(Citation.objects.for_source(article))


def page(client, address, **headers):
    return BeautifulSoup(client.get(address, **headers).content, "html.parser")


@pytest.mark.parametrize(
    ("words", "state", "label"),
    [
        ("Mục 2 Chương III Luật số 36/2024/QH15", CitationState.RESOLVED, "Mục 2"),
        ("Chương III của Luật Trật tự, an toàn giao thông đường bộ", CitationState.RESOLVED, "Chương III"),
        ("Mục II Luật số 36/2024/QH15", CitationState.RESOLVED, "Mục 2"),
        ("khoản 2 Chương III Luật số 36/2024/QH15", CitationState.RESOLVED, "Chương III"),
        ("Chương IX Luật số 36/2024/QH15", CitationState.NO_DIVISION, ""),
        ("Mục 2 Chương I Luật số 36/2024/QH15", CitationState.NO_DIVISION, ""),
        ("Chương III Luật số 36/2025/QH15", CitationState.NO_DOCUMENT, ""),
    ],
)
def test_a_division_is_followed_as_far_as_the_library_goes(cited_chapter, source, words, state, label):
    (row,) = store(source, f"1. Theo {words} thì được.")

    assert (row.text, row.state, row.division.label if row.division else "") == (words, state, label)
    assert (row.article, row.clause, row.point) == (None, "", "")


def test_a_document_without_chapters_in_the_library_is_cited_as_a_whole(law, source):
    (row,) = store(source, "1. Theo Chương III Luật số 36/2024/QH15; theo Chương II Nghị định này.")

    assert (row.state, row.document, row.division) == (CitationState.RESOLVED, law, None)


def test_this_chapter_is_the_one_in_which_the_article_stands(cited_chapter, law):
    own = Article.objects.get(document=law, number="7")

    rows = store(own, "1. Theo Mục 1 Chương này và Chương III của Luật này; trừ Mục này.")

    assert [str(row.division.label) for row in rows] == ["Mục 1", "Chương III"]


def test_a_link_leads_to_the_heading_on_the_page_of_the_law_and_keeps_the_day(client, cited_chapter, source):
    store(source, "1. Theo Mục 1 và Mục 2 Chương III Luật số 36/2024/QH15.")
    first, second = cited_chapter.children.order_by("order")

    links = page(client, f"{source.get_absolute_url()}?ngay=2026-01-01").select("a.cite")

    address = cited_chapter.document.get_absolute_url()
    assert [link["href"] for link in links] == [
        f"{address}?ngay=2026-01-01#{first.anchor}",
        f"{address}?ngay=2026-01-01#{second.anchor}",
    ]
    assert page(client, address).find(id=first.anchor) is not None
    assert links[0]["data-cite"] == f"{reverse('laws:division_preview', args=[first.pk])}?ngay=2026-01-01"


def test_the_card_tells_the_heading_and_the_first_articles(client, cited_chapter, law):
    for number in range(8, 14):
        ArticleFactory(document=law, division=cited_chapter, number=str(number))
    address = reverse("laws:division_preview", args=[cited_chapter.pk])

    card = page(client, address, **HTMX)

    assert card.select_one(".law__ref").get_text().replace("\u00a0", " ") == (
        "Chương III Luật Trật tự, an toàn giao thông đường bộ 2024"
    )
    assert "Quy tắc giao thông" in card.get_text()
    assert "8 " in card.select_one(".meta").get_text().strip()
    links = [one["href"] for one in card.select(".cite-card__articles a")]
    assert links == [
        Article.objects.get(document=law, number=str(number)).get_absolute_url() for number in (6, 7, 8, 9)
    ]
    assert card.select_one("[data-cite-open]")["href"] == cited_chapter.get_absolute_url()


def test_without_script_the_card_is_the_heading_itself(client, cited_chapter):
    response = client.get(f"{reverse('laws:division_preview', args=[cited_chapter.pk])}?ngay=2026-01-01")

    address = cited_chapter.document.get_absolute_url()
    assert response.headers["Location"] == f"{address}?ngay=2026-01-01#{cited_chapter.anchor}"


@pytest.mark.parametrize("count", [1, 20])
def test_the_card_costs_the_same_for_a_long_chapter(client, cited_chapter, law, count):
    for number in range(20, 20 + count):
        ArticleFactory(document=law, division=cited_chapter, number=str(number))
    address = reverse("laws:division_preview", args=[cited_chapter.pk])
    client.get(address, **HTMX)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{address}?ngay=2026-05-01", **HTMX)

    assert len(queries) <= 12


@pytest.mark.parametrize("count", [1, 20])
def test_links_to_divisions_cost_one_query_however_many(client, cited_chapter, source, count):
    store(source, "\n".join(f"{n}. Theo Mục 1 Chương III Luật số 36/2024/QH15." for n in range(1, count + 1)))
    client.get(source.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        page(client, f"{source.get_absolute_url()}?ngay=2026-05-01")

    asked = [one["sql"] for one in queries]
    assert len([one for one in asked if one.startswith('SELECT "laws_citation"')]) == 1
    assert not [one for one in asked if one.startswith('SELECT "laws_division"') and '"id" = ' in one]


def test_an_article_is_cited_by_what_cites_its_chapter(cited_chapter, law, source):
    store(source, "1. Theo Chương III Luật số 36/2024/QH15 và Mục 2 Chương III Luật số 36/2024/QH15.")
    in_section_1, in_section_2 = law.articles.order_by("order")

    assert list(articles_citing(in_section_1)) == [source]
    assert [cited_by_count(one) for one in (in_section_1, in_section_2)] == [1, 1]
    outside = ArticleFactory(document=law, number="90")
    assert cited_by_count(outside) == 0


def test_a_citation_outlives_its_chapter_and_finds_it_again(cited_chapter, law, source):
    store(source, "1. Theo Chương III Luật số 36/2024/QH15.")
    cited_chapter.delete()
    lost = Citation.objects.for_source(source).get()
    assert (lost.state, lost.document, lost.division) == (CitationState.NO_DIVISION, law, None)

    again = DivisionFactory(document=law, number="III", order=9)
    follow_document(law.pk)

    found = Citation.objects.for_source(source).get()
    assert (found.state, found.division) == (CitationState.RESOLVED, again)


def test_a_chapter_with_another_number_is_no_longer_what_was_cited(cited_chapter, law, source):
    store(source, "1. Theo Chương III Luật số 36/2024/QH15.")
    cited_chapter.number = "IV"
    cited_chapter.save()

    follow_document(law.pk)

    assert Citation.objects.for_source(source).get().state == CitationState.NO_DIVISION


def test_a_row_leads_to_an_article_or_a_division_not_both(cited_chapter, law, source):
    (row,) = store(source, "1. Theo Chương III Luật số 36/2024/QH15.")
    row.article = law.articles.first()

    with pytest.raises(ValidationError):
        row.validate_constraints()

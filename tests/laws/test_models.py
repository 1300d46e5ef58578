"""What the database itself forbids, and what the models answer."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from content.laws.choices import DivisionKind, DocumentType, LegalStatus, RelationKind, TextKind
from content.laws.models import Article, DocumentRelation, LegalDocument, first_overlap
from content.laws.ordering import number_order
from content.laws.slugs import document_slug
from content.laws.status import EXPIRED, IN_FORCE, NOT_YET, PARTLY, SUSPENDED
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DivisionFactory,
    DocumentAliasFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 1, 1)


def same_identity():
    one = LegalDocumentFactory()
    LegalDocumentFactory(number=one.number, issuer=one.issuer, issued_on=one.issued_on, slug="other")


def same_without_number():
    LegalDocumentFactory(number="", title="Quy chế")
    LegalDocumentFactory(number="", title="Quy chế", slug="other")


def same_address():
    LegalDocumentFactory(slug="a")
    LegalDocumentFactory(slug="a")


def lapses_before_effect():
    LegalDocumentFactory(expired_on=datetime.date(2024, 1, 1))


def same_article_twice():
    one = ArticleFactory()
    ArticleFactory(document=one.document, number=one.number)


def version_backwards():
    ArticleVersionFactory(effective_from=DAY, effective_to=DAY)


def two_versions_on_one_day():
    one = ArticleVersionFactory(effective_to=datetime.date(2026, 1, 1))
    ArticleVersionFactory(article=one.article, effective_from=one.effective_from)


def two_versions_without_end():
    one = ArticleVersionFactory()
    ArticleVersionFactory(article=one.article, effective_from=datetime.date(2026, 1, 1))


def version_without_text():
    ArticleVersionFactory(text="")


def related_to_itself():
    one = LegalDocumentFactory()
    DocumentRelationFactory(from_document=one, to_document=one)


def same_relation_twice():
    one = DocumentRelationFactory()
    DocumentRelationFactory(kind=one.kind, from_document=one.from_document, to_document=one.to_document)


def effect_that_says_nothing():
    ProvisionEffectFactory(effective_from=None)


def same_effect_twice():
    one = ProvisionEffectFactory()
    ProvisionEffectFactory(article=one.article, clause=one.clause)


def same_order_of_divisions():
    one = DivisionFactory()
    DivisionFactory(document=one.document, number="9", order=one.order)


def same_chapter_twice():
    one = DivisionFactory()
    DivisionFactory(document=one.document, number=one.number)


@pytest.mark.parametrize(
    "forbidden",
    [
        same_identity,
        same_without_number,
        same_address,
        lapses_before_effect,
        same_article_twice,
        version_backwards,
        two_versions_on_one_day,
        two_versions_without_end,
        version_without_text,
        related_to_itself,
        same_relation_twice,
        effect_that_says_nothing,
        same_effect_twice,
        same_order_of_divisions,
        same_chapter_twice,
    ],
)
def test_the_database_forbids(forbidden):
    with pytest.raises(IntegrityError), transaction.atomic():
        forbidden()


def test_documents_of_different_issuers_may_share_a_number_and_have_addresses_of_their_own():
    places = ["Ủy ban nhân dân tỉnh Ninh Bình", "Ủy ban nhân dân thành phố Huế"]

    documents = [
        LegalDocumentFactory(document_type=DocumentType.DECISION, number="14/2025/QĐ-UBND", issuer=place)
        for place in places
    ]

    assert [one.slug for one in documents] == [
        "14-2025-qd-ubnd-tinh-ninh-binh",
        "14-2025-qd-ubnd-thanh-pho-hue",
    ]


def test_a_number_used_again_in_a_later_term_gets_its_day_in_the_address():
    first = LegalDocumentFactory(
        document_type=DocumentType.RESOLUTION, number="66-NQ/TW", issuer="Bộ Chính trị"
    )
    second = LegalDocumentFactory(
        document_type=DocumentType.RESOLUTION,
        number="66-NQ/TW",
        issuer="Bộ Chính trị",
        issued_on=datetime.date(2030, 4, 30),
    )

    assert (first.slug, second.slug) == ("66-nq-tw", "66-nq-tw-2030-04-30")


def test_same_section_number_may_stand_in_two_chapters():
    chapter = DivisionFactory()
    other = DivisionFactory(document=chapter.document)
    for parent in (chapter, other):
        DivisionFactory(document=chapter.document, parent=parent, kind=DivisionKind.SECTION, number="1")

    assert chapter.document.divisions.count() == 4


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"road_law": True}, "Luật Trật tự, an toàn giao thông đường bộ 2024"),
        ({"penalty_decree": True}, "Nghị định 168/2024/NĐ-CP"),
        (
            {"document_type": DocumentType.CODE, "number": "91/2015/QH13", "title": "Bộ luật Dân sự"},
            "Bộ luật Dân sự 2024",
        ),
        ({"document_type": DocumentType.LAW, "title": "Đất đai"}, "Luật đất đai 2024"),
        ({"number": "", "title": "Nghị định về việc này"}, "Nghị định về việc này"),
    ],
)
def test_a_document_is_cited_as_lawyers_do(fields, expected):
    assert LegalDocumentFactory(**fields).citation == expected


def test_a_provision_has_a_citation_and_an_address():
    article = ArticleFactory(document__penalty_decree=True, number="7")

    assert article.citation("9", "đ") == "Điểm đ khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"
    assert article.provision_url("9", "đ") == "/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-7/#khoan-9-diem-dd"


def test_version_on_gives_the_text_of_the_day():
    article = ArticleFactory(version=False)
    change = datetime.date(2026, 1, 1)
    old = ArticleVersionFactory(article=article, effective_from=DAY, effective_to=change, text="Cũ")
    new = ArticleVersionFactory(article=article, effective_from=change, text="Mới")

    days = [datetime.date(2024, 12, 31), DAY, datetime.date(2025, 12, 31), change]

    assert [article.version_on(day) for day in days] == [None, old, old, new]


def test_the_official_text_goes_before_a_summary():
    article = ArticleFactory(version=False)
    ArticleVersionFactory(article=article, text_kind=TextKind.SUMMARY)
    official = ArticleVersionFactory(article=article)

    assert article.version_on(DAY) == official


def test_overlapping_texts_are_found():
    article = ArticleFactory(version=False)
    end = datetime.date(2026, 1, 1)
    first = ArticleVersionFactory.build(article=article, effective_from=DAY, effective_to=end)
    beside = ArticleVersionFactory.build(article=article, effective_from=end)
    inside = ArticleVersionFactory.build(
        article=article, effective_from=datetime.date(2025, 6, 1), effective_to=end
    )

    assert first_overlap([beside, first]) is None
    assert first_overlap([beside, first, inside]) is inside


def test_own_dates_count_for_the_clause_only():
    effect = ProvisionEffectFactory(clause="2", effective_from=datetime.date(2026, 1, 1))
    date = datetime.date(2025, 6, 1)

    assert effect.article.status_on(date, "2") is LegalStatus.NOT_YET
    assert effect.article.status_on(date, "1") is LegalStatus.IN_FORCE


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("trat tu giao thong", True),
        ("Trật Tự", True),
        ("36/2024", True),
        ("luật đi đường", True),
        ("luat di duong", True),
        ("đất đai", False),
        ("trật tự đất", False),
    ],
)
def test_documents_are_found_by_folded_words_number_and_other_names(words, found):
    law = LegalDocumentFactory(road_law=True)
    DocumentAliasFactory(document=law, name="Luật đi đường")

    assert LegalDocument.objects.matching(words).exists() is found


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("điều 7 168", ["7"]),
        ("dieu 7", ["7"]),
        ("168 điều 20a", ["20a"]),
        ("điều 9 168", []),
        ("giay to", ["7", "20a"]),
        ("điều 7 dat dai", []),
    ],
)
def test_articles_are_found_by_number_and_law(words, numbers):
    decree = LegalDocumentFactory(penalty_decree=True)
    for number in ("7", "20a"):
        ArticleFactory(document=decree, number=number)

    assert [article.number for article in Article.objects.matching(words)] == numbers


@pytest.mark.parametrize(
    ("numbers", "sorted_numbers"),
    [(["21", "20a", "3", "20", "20đ", "20b"], ["3", "20", "20a", "20b", "20đ", "21"])],
)
def test_numbers_are_sorted_as_the_law_counts(numbers, sorted_numbers):
    assert sorted(numbers, key=number_order) == sorted_numbers


@pytest.mark.parametrize("number", ["", "a", "20abc", "7f", "-1", "1.2"])
def test_what_is_no_number_is_not_sorted(number):
    with pytest.raises(ValueError, match=r"number|letter"):
        number_order(number)


def test_every_type_has_its_own_address_and_name():
    slugs = [one.slug for one in DocumentType]

    assert len(set(slugs)) == len(slugs)
    assert all(DocumentType.from_slug(one.slug) is one for one in DocumentType)
    assert DocumentType.from_vietnamese_name("nghị định") is DocumentType.DECREE
    assert DocumentType.from_abbreviation("TTLT") is DocumentType.JOINT_CIRCULAR


def test_every_relation_can_be_read_from_both_sides():
    assert all(
        kind.label and kind.inverse_label and kind.label != kind.inverse_label for kind in RelationKind
    )


def test_statuses_are_those_of_the_rules():
    assert set(LegalStatus.values) == {NOT_YET, IN_FORCE, PARTLY, EXPIRED, SUSPENDED}


def test_a_long_title_makes_a_short_address():
    slug = document_slug(number="", title="Quy chế " * 60, issuer="Bộ")

    assert len(slug) <= 120
    assert not slug.endswith("-")


def test_an_article_number_is_checked():
    with pytest.raises(ValidationError):
        Article(document=LegalDocumentFactory(), number="bảy").full_clean()


def test_a_relation_names_both_provisions():
    article = ArticleFactory(document__penalty_decree=True, number="7")
    relation = DocumentRelationFactory(
        kind=RelationKind.AMENDS, to_document=article.document, to_article=article, to_clause="9"
    )

    loaded = DocumentRelation.objects.with_ends().get(pk=relation.pk)

    assert loaded.to_citation == "Khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"
    assert loaded.to_url.endswith("/dieu-7/#khoan-9")

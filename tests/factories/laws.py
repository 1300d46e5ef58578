"""Documents and articles for tests, with a small named cast.

The cast, as traits of ``LegalDocumentFactory``: ``road_law`` and ``penalty_decree``.
"""

from __future__ import annotations

import datetime

import factory
from factory.django import DjangoModelFactory

from content.laws.choices import AmendmentKind, DivisionKind, DocumentType, RelationKind, TextKind
from content.laws.models import (
    Amendment,
    AmendmentSet,
    Article,
    ArticleVersion,
    Division,
    DocumentAlias,
    DocumentRelation,
    LegalDocument,
    ProvisionEffect,
)

CLAUSES_AND_POINTS = """1. Người lái xe phải mang theo các giấy tờ sau đây:
a) Chứng nhận đăng ký xe;
b) Giấy phép lái xe;
c) Giấy chứng nhận kiểm định;
d) Giấy chứng nhận bảo hiểm;
đ) Giấy tờ khác theo quy định của pháp luật.
2. Người đi bộ đi đúng phần đường của mình."""


class LegalDocumentFactory(DjangoModelFactory):
    """A decree in force since 1 January 2025."""

    document_type = DocumentType.DECREE
    # Far above the numbers of the named cast (168, 100): a long run counts up to them otherwise.
    number = factory.Sequence(lambda count: f"{count + 1001}/2024/NĐ-CP")
    title = factory.Sequence(lambda count: f"Nghị định thử nghiệm thứ {count + 1}")
    issuer = "Chính phủ"
    issued_on = datetime.date(2024, 12, 26)
    effective_on = datetime.date(2025, 1, 1)

    class Meta:
        model = LegalDocument

    class Params:
        road_law = factory.Trait(
            document_type=DocumentType.LAW,
            number="36/2024/QH15",
            title="Luật Trật tự, an toàn giao thông đường bộ",
            issuer="Quốc hội",
            issued_on=datetime.date(2024, 6, 27),
        )
        penalty_decree = factory.Trait(
            number="168/2024/NĐ-CP",
            title="Quy định xử phạt vi phạm hành chính về trật tự, an toàn giao thông đường bộ",
        )
        not_yet = factory.Trait(effective_on=datetime.date(2099, 1, 1))
        expired = factory.Trait(effective_on=datetime.date(2020, 1, 1), expired_on=datetime.date(2024, 1, 1))


class DivisionFactory(DjangoModelFactory):
    """ "Chương I", "Chương II" … of a document."""

    document = factory.SubFactory(LegalDocumentFactory)
    kind = DivisionKind.CHAPTER
    number = factory.Sequence(lambda count: str(count + 1))
    heading = "Quy định chung"
    order = factory.Sequence(lambda count: count + 1)

    class Meta:
        model = Division


class ArticleFactory(DjangoModelFactory):
    """An article with one official version; ``version=False``: without, ``version__text=…``: with this text."""

    document = factory.SubFactory(LegalDocumentFactory)
    number = factory.Sequence(lambda count: str(count + 1))

    class Meta:
        model = Article
        skip_postgeneration_save = True

    @factory.post_generation
    def version(self, create: bool, extracted: object, **fields: object) -> None:
        if create and extracted is not False:
            ArticleVersionFactory(article=self, **fields)


class ArticleVersionFactory(DjangoModelFactory):
    """The official text since the document took effect."""

    article = factory.SubFactory(ArticleFactory, version=False)
    heading = "Giấy tờ phải mang theo"
    text = CLAUSES_AND_POINTS
    text_kind = TextKind.OFFICIAL
    effective_from = factory.LazyAttribute(
        lambda version: version.article.document.effective_on or version.article.document.issued_on
    )

    class Meta:
        model = ArticleVersion


class ProvisionEffectFactory(DjangoModelFactory):
    """Clause 2 of an article, a year later than the rest."""

    article = factory.SubFactory(ArticleFactory)
    clause = "2"
    effective_from = datetime.date(2026, 1, 1)

    class Meta:
        model = ProvisionEffect


class DocumentRelationFactory(DjangoModelFactory):
    """A decree that implements a law."""

    kind = RelationKind.IMPLEMENTS
    from_document = factory.SubFactory(LegalDocumentFactory)
    to_document = factory.SubFactory(LegalDocumentFactory)
    effective_on = datetime.date(2025, 1, 1)

    class Meta:
        model = DocumentRelation


class DocumentAliasFactory(DjangoModelFactory):
    document = factory.SubFactory(LegalDocumentFactory)
    name = "Nghị định 168"

    class Meta:
        model = DocumentAlias


class AmendmentSetFactory(DjangoModelFactory):
    """What a decree of 2026 changes in another, as a draft."""

    amending_document = factory.SubFactory(
        LegalDocumentFactory, issued_on=datetime.date(2025, 11, 1), effective_on=datetime.date(2026, 1, 1)
    )
    target_document = factory.SubFactory(LegalDocumentFactory)

    class Meta:
        model = AmendmentSet


class AmendmentFactory(DjangoModelFactory):
    """Clause 2 of article 5 gets another text from 2026."""

    amendment_set = factory.SubFactory(AmendmentSetFactory)
    order = factory.Sequence(lambda count: count)
    kind = AmendmentKind.REPLACE
    article_number = "5"
    clause = "2"
    new_text = "Người đi bộ đi trên vỉa hè."
    effective_on = datetime.date(2026, 1, 1)

    class Meta:
        model = Amendment

"""Documents of law, their parts, their dated texts and what they do to each other."""

from .addresses import FormerAddress
from .amendments import Amendment, AmendmentSet
from .articles import Article, ArticleQuerySet
from .citations import Citation, CitationQuerySet
from .codification import (
    CodificationDivision,
    CodificationSubject,
    CodificationTopic,
    CodifiedArticle,
    CodifiedArticleQuerySet,
    RelatedArticle,
)
from .divisions import Division
from .documents import DocumentAlias, LegalDocument, LegalDocumentQuerySet
from .drafts import LawDraft
from .effects import ProvisionEffect
from .relations import DocumentRelation, DocumentRelationQuerySet
from .versions import ArticleVersion, ArticleVersionQuerySet, first_overlap

__all__ = [
    "Amendment",
    "AmendmentSet",
    "Article",
    "ArticleQuerySet",
    "ArticleVersion",
    "ArticleVersionQuerySet",
    "Citation",
    "CitationQuerySet",
    "CodificationDivision",
    "CodificationSubject",
    "CodificationTopic",
    "CodifiedArticle",
    "CodifiedArticleQuerySet",
    "Division",
    "DocumentAlias",
    "DocumentRelation",
    "DocumentRelationQuerySet",
    "FormerAddress",
    "LawDraft",
    "LegalDocument",
    "LegalDocumentQuerySet",
    "ProvisionEffect",
    "RelatedArticle",
    "first_overlap",
]

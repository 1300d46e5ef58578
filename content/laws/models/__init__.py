"""Documents of law, their parts, their dated texts and what they do to each other."""

from .articles import Article, ArticleQuerySet
from .divisions import Division
from .documents import DocumentAlias, LegalDocument, LegalDocumentQuerySet
from .effects import ProvisionEffect
from .relations import DocumentRelation, DocumentRelationQuerySet
from .versions import ArticleVersion, ArticleVersionQuerySet, first_overlap

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleVersion",
    "ArticleVersionQuerySet",
    "Division",
    "DocumentAlias",
    "DocumentRelation",
    "DocumentRelationQuerySet",
    "LegalDocument",
    "LegalDocumentQuerySet",
    "ProvisionEffect",
    "first_overlap",
]

"""Public pages of the law library."""

from .articles import article
from .citations import citation_preview, citing, document_preview
from .comparison import compare_article, compare_document
from .documents import document, find_by_number, stretch
from .exports import export
from .library import library, library_of_type

__all__ = [
    "article",
    "citation_preview",
    "citing",
    "compare_article",
    "compare_document",
    "document",
    "document_preview",
    "export",
    "find_by_number",
    "library",
    "library_of_type",
    "stretch",
]

"""Public pages of the law library."""

from .articles import article
from .comparison import compare_article, compare_document
from .documents import document, find_by_number, stretch
from .exports import export
from .library import library, library_of_type
from .relations import relations

__all__ = [
    "article",
    "compare_article",
    "compare_document",
    "document",
    "export",
    "find_by_number",
    "library",
    "library_of_type",
    "relations",
    "stretch",
]

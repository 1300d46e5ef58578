"""Public pages of the law library."""

from .articles import article
from .documents import document, find_by_number, stretch
from .library import library, library_of_type

__all__ = ["article", "document", "find_by_number", "library", "library_of_type", "stretch"]

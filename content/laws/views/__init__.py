"""Public pages of the law library."""

from .articles import article
from .documents import document
from .library import library

__all__ = ["article", "document", "library"]

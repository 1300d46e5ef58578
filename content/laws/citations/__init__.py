"""Citations of law: writing one in its proper form, and finding the ones in a text. Pure.

Texts must be in NFC. Which document of the library a citation means is not decided here (``resolution.py``).
"""

from .finding import find_citations
from .numbers import NUMBER_PATTERN, clean_number, find_numbers, number_shape
from .records import THIS, Citation, DivisionName, DocumentReference, Provision, format_citation
from .titles import KnownTitles, title_key
from .words import DOCUMENT_TYPE_NAMES, TITLED_TYPE_NAMES

__all__ = [
    "DOCUMENT_TYPE_NAMES",
    "NUMBER_PATTERN",
    "THIS",
    "TITLED_TYPE_NAMES",
    "Citation",
    "DivisionName",
    "DocumentReference",
    "KnownTitles",
    "Provision",
    "clean_number",
    "find_citations",
    "find_numbers",
    "format_citation",
    "number_shape",
    "title_key",
]

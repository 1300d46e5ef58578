"""What a reader of a text is not certain of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DoubtReason(StrEnum):
    """Why a person should look; the words for it belong to the page."""

    NO_ARTICLES = "no_articles"
    HEADINGS_FOR_ARTICLES = "headings_for_articles"
    ARTICLE_GAP = "article_gap"
    ARTICLE_TWICE = "article_twice"
    ARTICLE_OUT_OF_ORDER = "article_out_of_order"
    ARTICLE_IN_QUOTATION = "article_in_quotation"
    ARTICLE_WITHOUT_HEADING = "article_without_heading"
    ARTICLE_WITHOUT_TEXT = "article_without_text"
    DIVISION_GAP = "division_gap"
    DIVISION_TWICE = "division_twice"
    DIVISION_WITHOUT_HEADING = "division_without_heading"
    CLAUSE_GAP = "clause_gap"
    POINT_GAP = "point_gap"
    QUOTATION_OPEN = "quotation_open"
    UNKNOWN_BLOCK = "unknown_block"
    APPENDIX_WITHOUT_NUMBER = "appendix_without_number"
    APPENDIX_TWICE = "appendix_twice"
    ATTACHED_DOCUMENT = "attached_document"


@dataclass(frozen=True)
class Doubt:
    """``line`` counts from 1 in the text; ``subject`` names what it is about ("Điều 7", "khoản 4 Điều 7")."""

    line: int
    reason: DoubtReason
    subject: str = ""

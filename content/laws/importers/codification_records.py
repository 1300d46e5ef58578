"""What is read from the codification, and what the reader has to say about it. Pure."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .codification_notes import NamedDocument, SourceNote


class Finding(TextChoices):
    """Why a piece was refused, or how it was mended. ``is_refusal`` tells which."""

    # Members of an archive and whole files
    OUTSIDE = "outside", _("the name leads out of the archive")
    NOT_A_FILE = "not_a_file", _("a link or a device, not a file")
    BAD_ARCHIVE = "bad_archive", _("the archive cannot be read to its end")
    TOO_LARGE = "too_large", _("larger than allowed")
    TOO_MANY = "too_many", _("more files than allowed")
    UNREADABLE = "unreadable", _("cannot be read")
    NOT_UTF8 = "not_utf8", _("is not UTF-8")
    NO_SUBJECT = "no_subject", _("has no heading “Đề mục …” with a number and a title")
    NO_TOPIC = "no_topic", _("the topic of this number does not exist")
    SAME_SUBJECT = "same_subject", _("another file of the edition is the same subject")
    # Articles
    NO_CODE = "no_code", _("has no code")
    NO_TEXT = "no_text", _("has neither a heading nor a text")
    TEXT_TOO_LONG = "text_too_long", _("the text is longer than allowed")
    NO_SOURCE = "no_source", _("has no note that says which document it comes from")
    BAD_NUMBER = "bad_number", _("the number of the article is not one")
    UNDATED = "undated", _("the edition nowhere gives the document's date of issue")
    NO_ISSUER = "no_issuer", _("the edition nowhere says who issued the document")
    AMBIGUOUS = "ambiguous", _("several documents have this number, and nothing tells which is meant")
    TWICE = "twice", _("stands twice, with another text")
    OTHER_TEXT = "other_text", _("another subject gives the same article another text; that one is kept")
    EDITED = "edited", _("the library's text was changed by an editor and is kept")
    OVERLAP = "overlap", _("a text with another origin already holds on that day and is kept")
    FAILED = "failed", _("could not be stored")
    # Amending documents and related articles
    UNDATED_AMENDMENT = (
        "undated_amendment",
        _("the edition nowhere gives the amending document's date of issue"),
    )
    RELATED_OF_DIVISION = (
        "related_of_division",
        _("what is related to a whole chapter is not kept, only what is related to its articles"),
    )
    # Mended or noted
    STUB = "stub", _("is empty in the edition")
    RENORMALISED = "renormalised", _("decomposed letters were composed")
    SOURCE_FROM_CODE = "source_from_code", _("the source was taken from the code")
    REPEATED = "repeated", _("stands twice with the same text; taken once")
    NUMBER_FROM_CODE = "number_from_code", _("the number in the note was corrected from the code")
    NOTE_PARTLY_READ = "note_partly_read", _("the note is kept, but not all of it was understood")
    OPEN_LINK = "open_link", _("names a related article that the edition does not hold")
    DATE_FROM_TEXT = "date_from_text", _("the date of issue was found in another text of the edition")

    @property
    def is_refusal(self) -> bool:
        """True when something of the edition is not in the library."""
        return self not in _MENDED


_MENDED = frozenset(
    {
        Finding.STUB,
        Finding.RENORMALISED,
        Finding.SOURCE_FROM_CODE,
        Finding.REPEATED,
        Finding.NUMBER_FROM_CODE,
        Finding.NOTE_PARTLY_READ,
        Finding.OPEN_LINK,
        Finding.DATE_FROM_TEXT,
    }
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the report; ``piece`` is a code, a number or a member's name."""

    finding: Finding
    file: str
    piece: str = ""
    detail: str = ""


class RefusedEdition(Exception):  # noqa: N818  (it is an answer, not a failure of the program)
    """An archive or folder that cannot be taken at all."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(f"{remark.file}: {remark.finding.value} {remark.detail}")
        self.remark = remark


@dataclass(frozen=True, slots=True)
class DivisionPiece:
    """A heading of a subject; ``parent`` is the order of the one above it, 0 for none."""

    order: int
    label: str
    heading: str
    parent: int


@dataclass(frozen=True, slots=True)
class ArticlePiece:
    """An article as the edition prints it; ``division`` is the order of its division, 0 for none."""

    order: int
    division: int
    code: str
    anchor: str
    heading: str
    text: str
    folded: str
    digest: str
    note_text: str
    note: SourceNote | None
    related: tuple[str, ...] = ()
    related_places: tuple[tuple[str, str], ...] = ()

    @property
    def number_in_code(self) -> str:
        """ "19.6.NĐ.1.23" → "23"."""
        return self.code.rpartition(".")[2]

    @property
    def source(self) -> SourceNote:
        """The note, where there must be one: an article without it is refused before it is placed."""
        if self.note is None:
            raise ValueError(self.code)
        return self.note


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """One file of the edition."""

    file: str
    digest: str
    source_id: str
    topic: int
    number: int
    title: str
    divisions: tuple[DivisionPiece, ...] = ()
    articles: tuple[ArticlePiece, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def code(self) -> str:
        return f"{self.topic}.{self.number}"


@dataclass(slots=True)
class Mentions:
    """Documents named with their dates, gathered before anything is stored."""

    file: str
    digest: str
    full: list[tuple[NamedDocument, datetime.date]] = field(default_factory=list)
    days: dict[str, Counter[datetime.date]] = field(default_factory=dict)
    titles: dict[str, Counter[tuple[str, datetime.date]]] = field(default_factory=dict)

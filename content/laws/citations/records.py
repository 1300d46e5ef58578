"""What a citation says, as values."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

THIS = "này"


@dataclass(frozen=True, slots=True)
class DivisionName:
    """ "Chương II": ``kind`` is "part", "chapter", "section" or "subsection"; ``number`` as written ("thứ hai")."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Provision:
    """An article, a clause or a point; ``THIS`` stands for "Điều này", "khoản này".

    ``kind``: what ``article`` numbers: "article", "appendix" ("Phụ lục II") or "item" ("Mục II" of a circular without
    articles). "division" has no article but ``division``, smallest first: "Mục 2 Chương III".
    """

    article: str = ""
    clause: str = ""
    point: str = ""
    kind: str = "article"
    division: tuple[DivisionName, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """A document as a text names it; ``is_this`` for "Luật này".

    ``is_guessed``: the title is known neither to the library nor by a number or a year, and ends where the
    sentence seems to go on. ``issuer`` is what follows "của" after a number: "Bộ trưởng Bộ Tài chính".
    """

    type_name: str = ""
    number: str = ""
    title: str = ""
    year: int | None = None
    issued_on: datetime.date | None = None
    is_this: bool = False
    issuer: str = ""
    is_guessed: bool = False

    @property
    def name(self) -> str:
        """One name for a document, however it is cited: its number, else its title and year."""
        if self.number or not self.title:
            return self.number
        return f"{self.title} {self.year}" if self.year else self.title


@dataclass(frozen=True, slots=True)
class Citation:
    """What one stretch of text cites; ``start`` and ``end`` are offsets into it."""

    start: int
    end: int
    text: str
    provisions: tuple[Provision, ...]
    document: DocumentReference | None


@dataclass(frozen=True, slots=True)
class ProvisionToken:
    """ "các khoản 1, 3 và 5": ``kind`` is "point", "clause", that of a ``Provision`` or of a ``DivisionName``.

    ``is_shared`` when it began with "các". ``paths`` of a token that ``with_divisions_read`` made: what it names.
    """

    start: int
    end: int
    kind: str
    values: tuple[str, ...]
    is_shared: bool = False
    paths: tuple[tuple[DivisionName, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentToken:
    """The words that name a document."""

    start: int
    end: int
    document: DocumentReference


Token = ProvisionToken | DocumentToken


def format_citation(*, document: str, article: str = "", clause: str = "", point: str = "") -> str:
    """Smallest to largest: "Điểm d khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"."""
    parts = []
    if point:
        parts.append(f"điểm {point}")
    if clause:
        parts.append(f"khoản {clause}")
    if article:
        parts.append(f"Điều {article}")
    if document:
        parts.append(document)
    joined = " ".join(parts)
    return joined[:1].upper() + joined[1:]

"""What reading an editor's file gives: its lines of text, and what the file says about itself elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from django.utils.translation import gettext as _

from content.laws.choices import SourceFormat
from content.laws.exports.own_words import without_own_words
from portal.lib.vietnamese import normalise

from .legacy_encodings import repair
from .markup import unwanted_character
from .records import Refusal, RefusedFile

LARGEST_FILE = 25 * 1024 * 1024  # bytes; the largest law of the State as Word has under 5 MB
LONGEST_SOURCE = 6_000_000  # characters; the Penal Code has under 700,000

# A table that only lays out the head or the signatures of a document is no table of the law.
_FRAME = re.compile(
    r"CỘNG H[OÒ][AÀ] XÃ HỘI|^Độc lập\s*[-–]\s*Tự do|^Nơi nhận|^(?:TM|KT|TL|TUQ)\.\s|^(?:Luật\s+)?số\s*:",
    re.IGNORECASE,
)

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]")


# Told while a long file is read: pages or paragraphs done, and in all.
OnRead = Callable[[int, int], None]


@dataclass(frozen=True)
class SourceText:
    """``lines``: one paragraph or table row each. ``hints``: facts from the file's metadata, by field name of the
    document, dates as ISO. ``notes``: what the editor should know about the reading."""

    source_format: SourceFormat
    lines: tuple[str, ...]
    hints: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def refuse(file: str, reason: str) -> NoReturn:
    raise RefusedFile([Refusal(file, reason)])


def finish(
    file: str,
    source_format: SourceFormat,
    text: str,
    *,
    hints: dict[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> SourceText:
    """Tidies a text in one place for all formats: NFC, one space, old fonts read, no lines without words.

    Raises ``RefusedFile`` when nothing is left, when it is too long, or when it holds control characters.
    """
    text = (
        normalise(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    )
    if len(text) > LONGEST_SOURCE:
        refuse(file, _("the text is longer than %(limit)d characters") % {"limit": LONGEST_SOURCE})
    if character := unwanted_character(text):
        refuse(file, _("the text holds the character %(character)s") % {"character": character})
    if (repaired := repair(text)) is not None:
        text = repaired.text
        notes = (*notes, _("The letters were written for an old font (%(name)s) and were converted; "
                           "capitals may need a look.") % {"name": repaired.encoding})  # fmt: skip
    lines = (_SPACES.sub(" ", _INVISIBLE.sub("", line)).strip() for line in text.split("\n"))
    kept, said = without_own_words(tuple(line for line in lines if line))
    notes = (*notes, *(_("The file says of its text: “%(sentence)s”") % {"sentence": one} for one in said))
    if not kept:
        refuse(file, _("there is no text in it"))
    return SourceText(source_format, kept, hints or {}, notes)


def table_row(cells: list[str]) -> str:
    """ "| a | b |"; a cell that a merge repeats stands once, a stroke in a cell is escaped."""
    tidy = [_SPACES.sub(" ", cell.replace("\n", " ")).strip().replace("|", "\\|") for cell in cells]
    if not any(tidy):
        return ""
    if len(tidy) == 1:
        return tidy[0].replace("\\|", "|")
    return "| " + " | ".join(tidy) + " |"


def row_lines(cells: list[list[str]]) -> list[str]:
    """A row whose cells are paragraphs: one line, or column by column where a table only lays out a page."""
    filled = [cell for cell in cells if any(line.strip() for line in cell)]
    lines = [line for cell in filled for line in cell]
    if len(cells) == 1 or any(_FRAME.search(line.strip()) for line in lines):
        return lines
    row = table_row([" ".join(cell) for cell in cells])
    return [row] if row else []

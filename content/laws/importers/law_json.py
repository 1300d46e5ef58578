"""A law as a JSON list of articles: {law_id, law_name, article_id, title, chapter, text}.

The text may be Markdown with link references and a block of signatures; all of that is taken out. A file is taken
whole or not at all, and every reason against it is given with its item and line. A file that the library itself
exported is an object instead (``law_export.py``).
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from content.laws.choices import DocumentType
from content.laws.models.articles import ARTICLE_NUMBER
from content.laws.numbers import tidy_number
from portal.lib.vietnamese import normalise

from . import recognition
from .law_export import is_export, read_export
from .markup import (
    Ending,
    clean_line,
    clean_text,
    link_labels,
    printable,
    take_ending,
    unwanted_character,
    unwanted_markup,
)
from .numbering import read_point_letters
from .records import ArticleRecord, DivisionRecord, DocumentRecord, Refusal, RefusedFile

LARGEST_FILE = 50 * 1024 * 1024  # bytes
LONGEST_TEXT = 400_000  # characters of one article; the longest real one has under 100,000
LONGEST_HEADING = 1000
FIELDS = ("law_id", "law_name", "article_id", "title", "text")
OPTIONAL_FIELDS = ("chapter",)


@dataclass(frozen=True)
class Stated:
    """What the person who imports says about the document; fills what the text leaves open."""

    document_type: DocumentType | None = None
    title: str = ""
    issuer: str = ""
    issued_on: datetime.date | None = None
    effective_on: datetime.date | None = None


# Given a document's number, what is stated about it and what the library already knows about it.
Statements = Callable[[str], tuple[Stated, Stated]]


def nothing_stated(_number: str) -> tuple[Stated, Stated]:
    return Stated(), Stated()


@dataclass
class _Reader:
    """One file while it is read."""

    file: str
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, reason: str, item: int | None = None, line: int | None = None) -> None:
        self.refusals.append(Refusal(self.file, reason, item, line))

    def stop(self, reason: str, line: int | None = None) -> NoReturn:
        self.refuse(reason, line=line)
        raise RefusedFile(self.refusals)

    def stop_if_refused(self) -> None:
        if self.refusals:
            raise RefusedFile(self.refusals)


@dataclass
class _Frame:
    """What stands around the articles."""

    ending: Ending | None = None
    closing: str = ""
    passed_on: datetime.date | None = None


def read_law_file(
    path: Path,
    statements: Statements = nothing_stated,
    on_progress: Callable[[int, int], None] | None = None,
) -> DocumentRecord:
    """Raises ``RefusedFile`` with every reason. ``on_progress`` gets (items done, items in all)."""
    reader = _Reader(path.name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            reader.stop(_("the file is larger than %(limit)d MB") % {"limit": LARGEST_FILE // 1024 // 1024})
        data = path.read_bytes()
    except OSError as error:
        reader.stop(_("cannot be read: %(reason)s") % {"reason": error.strerror or str(error)})
    return _read(reader, data, statements, on_progress)


def read_law_bytes(data: bytes, file: str, statements: Statements = nothing_stated) -> DocumentRecord:
    """The same for bytes at hand."""
    return _read(_Reader(file), data, statements, None)


def _read(
    reader: _Reader, data: bytes, statements: Statements, on_progress: Callable[[int, int], None] | None
) -> DocumentRecord:
    text = _decode(reader, data)
    items = _load(reader, text)
    if is_export(items):
        record = read_export(items, reader.refuse)
        reader.stop_if_refused()
        if record is None:
            reader.stop(_("a list of articles is expected"))
        return record
    lines = _lines_of_items(text, len(items))
    raw = _checked_items(reader, items, lines)
    reader.stop_if_refused()

    is_markdown = any(link_labels(item["text"]) or "](" in item["text"] for item in raw)
    articles: list[ArticleRecord] = []
    frame = _Frame()
    for position, item in enumerate(raw, start=1):
        body, own_ending = take_ending(normalise(item["text"]))
        frame.ending = own_ending or frame.ending
        body = clean_text(body, is_markdown=is_markdown)
        if position == len(raw):
            frame.passed_on, frame.closing = recognition.passing(body)
            body = body.replace(frame.closing, "").strip() if frame.closing else body
        article = _article(reader, item, body, position, lines[position - 1], is_markdown=is_markdown)
        if article:
            articles.append(article)
        if on_progress:
            on_progress(position, len(raw))
    reader.stop_if_refused()
    return _document(reader, raw[0], articles, frame, statements)


def _decode(reader: _Reader, data: bytes) -> str:
    if not data.strip():
        reader.stop(_("the file is empty"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        reader.stop(_("the file is UTF-16 or UTF-32; save it as UTF-8"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reader.stop(
            _("the file is not UTF-8 (byte %(position)d); save it as UTF-8") % {"position": error.start},
            line=data.count(b"\n", 0, error.start) + 1,
        )


def _load(reader: _Reader, text: str) -> Any:
    """A list with items, or an object that says it is an export."""
    duplicates: list[str] = []

    def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        unique = dict(pairs)
        if len(unique) < len(pairs):
            counted = Counter(name for name, _value in pairs)
            duplicates.extend(name for name, count in counted.items() if count > 1)
        return unique

    def no_number(literal: str) -> NoReturn:
        raise ValueError(literal[:20])

    try:
        loaded = json.loads(text, object_pairs_hook=unique_keys, parse_constant=no_number)
    except json.JSONDecodeError as error:
        reader.stop(_("not complete JSON: %(reason)s") % {"reason": error.msg}, line=error.lineno)
    except RecursionError:
        reader.stop(_("the JSON is nested too deeply"))
    except ValueError:
        reader.stop(_("the JSON holds a number that is none, or far too long"))
    if duplicates:
        reader.stop(_("the key “%(key)s” stands twice in one item") % {"key": printable(duplicates[0], 60)})
    if is_export(loaded):
        return loaded
    if not isinstance(loaded, list):
        reader.stop(_("a list of articles is expected"))
    if not loaded:
        reader.stop(_("the list of articles is empty"))
    return loaded


def _lines_of_items(text: str, count: int) -> list[int | None]:
    """The line on which each item of the top list begins."""
    decoder = json.JSONDecoder()
    lines: list[int | None] = []
    position = text.index("[") + 1
    line = text.count("\n", 0, position) + 1
    for _item in range(count):
        start = position
        while text[position] in " \t\r\n,":
            position += 1
        line += text.count("\n", start, position)
        lines.append(line)
        _value, end = decoder.raw_decode(text, position)
        line += text.count("\n", position, end)
        position = end
    return lines


def _checked_items(reader: _Reader, items: list[Any], lines: list[int | None]) -> list[dict[str, str]]:
    checked: list[dict[str, str]] = []
    for position, (item, line) in enumerate(zip(items, lines, strict=True), start=1):
        reason = _reason_against(item)
        if reason:
            reader.refuse(reason, position, line)
        else:
            checked.append({name: item.get(name) or "" for name in (*FIELDS, *OPTIONAL_FIELDS)})
    law_ids = {tidy_number(item["law_id"]) for item in checked}
    if len(law_ids) > 1:
        named = ", ".join(sorted(law_ids)[:3])
        reader.refuse(_("several documents in one file: %(numbers)s") % {"numbers": named[:200]})
    return checked


def _reason_against(item: Any) -> str | None:
    if not isinstance(item, dict):
        return _("an object is expected")
    for name in FIELDS:
        if name not in item:
            return _("“%(field)s” is missing") % {"field": name}
    for name in (*FIELDS, *OPTIONAL_FIELDS):
        value = item.get(name)
        if value is None and name in OPTIONAL_FIELDS:
            continue
        if reason := _reason_against_value(name, value):
            return reason
    return None


def _reason_against_value(name: str, value: Any) -> str | None:
    if not isinstance(value, str):
        return _("“%(field)s” must be text") % {"field": name}
    if character := unwanted_character(value):
        return _("“%(field)s” holds the character %(character)s") % {"field": name, "character": character}
    longest = LONGEST_TEXT if name == "text" else LONGEST_HEADING
    if len(value) > longest:
        return _("“%(field)s” is longer than %(limit)d characters") % {"field": name, "limit": longest}
    if name == "text" and not value.strip():
        return _("“%(field)s” is empty") % {"field": name}
    return None


def _article(
    reader: _Reader, item: dict[str, str], body: str, position: int, line: int | None, *, is_markdown: bool
) -> ArticleRecord | None:
    number = normalise(item["article_id"]).strip().lower().removeprefix("điều ").strip()
    if not ARTICLE_NUMBER.match(number):
        reader.refuse(_("“%(number)s” is no number of an article") % {"number": number[:40]}, position, line)
        return None
    heading = clean_line(item["title"], is_markdown=is_markdown)
    chapter = clean_line(item["chapter"], is_markdown=is_markdown)
    for cleaned in (heading, chapter, body):
        if markup := unwanted_markup(cleaned):
            reader.refuse(_("unexpected markup: %(markup)s") % {"markup": markup}, position, line)
            return None
    above: tuple[DivisionRecord, ...] = ()
    if chapter:
        recognised = recognition.divisions(chapter)
        if recognised is None:
            reader.refuse(
                _("this heading is not understood: %(heading)s") % {"heading": chapter[:80]}, position, line
            )
            return None
        above = recognised
    body, readings = read_point_letters(body)
    notes = tuple(
        _("article %(article)s, clause %(clause)s: point “%(typed)s” read as “%(read)s”")
        % {"article": number, "clause": one.clause or "–", "typed": one.typed, "read": one.read}
        for one in readings
    )
    return ArticleRecord(number, heading, body, above, notes)


def _document(
    reader: _Reader,
    first: dict[str, str],
    articles: list[ArticleRecord],
    frame: _Frame,
    statements: Statements,
) -> DocumentRecord:
    seen: set[str] = set()
    for position, article in enumerate(articles, start=1):
        if article.number in seen:
            reader.refuse(_("article %(number)s stands twice") % {"number": article.number}, position)
        seen.add(article.number)

    number = tidy_number(first["law_id"])
    name = clean_line(first["law_name"])
    stated, known = statements(number)
    kind = stated.document_type or recognition.document_type(name, number)
    if kind is None:
        reader.stop(
            _("the type of document is not in the text; say it with %(option)s")
            % {"option": "--document-type"}
        )
    effective_on, effects = recognition.effective_dates(articles)
    issuer = _agreed(
        reader, "--issuer", recognition.issuer(number, frame.ending), stated.issuer, known.issuer
    )
    issued_on = _agreed(reader, "--issued-on", frame.passed_on, stated.issued_on, known.issued_on)
    effective_on = _agreed(reader, "--effective-on", effective_on, stated.effective_on, known.effective_on)
    title = stated.title or recognition.title_without_number(name, number, kind)
    if not title:
        reader.refuse(_missing("--title"))
    if effective_on and issued_on and effective_on < issued_on:
        reader.refuse(_("it would take effect before it was issued"))
    reader.stop_if_refused()
    return DocumentRecord(
        document_type=kind,
        number=number,
        title=title,
        issuer=issuer,
        issued_on=issued_on,
        effective_on=effective_on,
        articles=tuple(articles),
        signers=recognition.signers(frame.ending),
        closing=frame.closing,
        effects=tuple(effect for effect in effects if effect.article in seen),
    )


def _agreed(reader: _Reader, option: str, found: Any, stated: Any, known: Any) -> Any:
    """What the text says, else what was stated, else what the library knows; refuses when the first two differ
    or all are silent."""
    if found and stated and found != stated:
        reader.refuse(
            _("%(option)s says %(stated)s, the text says %(found)s")
            % {"option": option, "stated": stated, "found": found}
        )
    if not (found or stated or known):
        reader.refuse(_missing(option))
    return found or stated or known


def _missing(option: str) -> str:
    what = {
        "--issuer": _("who issued it"),
        "--issued-on": _("the day it was issued"),
        "--effective-on": _("the day it takes effect"),
        "--title": _("its title"),
    }[option]
    return _("%(what)s is not in the text; say it with %(option)s") % {"what": what, "option": option}

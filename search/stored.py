"""What an engine keeps to show a document, as plain JSON. Pure, and the same for both engines.

Fields that are as usual are left out, and citations and addresses of a clause or point keep only what they add to
those of their article: of 62,000 articles a third of the size, and of the time to write and to read it.
"""

from __future__ import annotations

import datetime
from dataclasses import fields
from typing import Any

from search.choices import Kind
from search.documents import DATES, Line, Passage, SearchDocument

#: Names of the fields that are lists of texts.
LISTS = ("found_in", "context", "subjects", "breadcrumb")
_USUAL = tuple((field.name, field.default) for field in fields(SearchDocument) if field.name != "passages")

#: A text that begins or ends as another one: [characters of its beginning, what is added, characters of its end].
Shortened = str | list[Any]


def shorten(text: str, base: str) -> Shortened:
    """``text`` by what it shares with ``base``: an address goes on after it, a citation ends as it does."""
    if not text or not base:
        return text
    if text.startswith(base):
        return [len(base), text[len(base) :], 0]
    if text.endswith(base):
        return [0, text[: -len(base)], len(base)]
    if len(base) > 1 and text.endswith(base[1:]):  # "Khoản 9 …" → "Điểm d khoản 9 …"
        return [0, text[: 1 - len(base)], len(base) - 1]
    return text


def lengthen(shortened: Shortened, base: str) -> str:
    """The reverse of ``shorten``."""
    if isinstance(shortened, str):
        return shortened
    beginning, added, ending = shortened
    return f"{base[:beginning]}{added}{base[-ending:] if ending else ''}"


def pack_document(document: SearchDocument) -> dict[str, Any]:
    """A document without its passages."""
    packed = {name: value for name, usual in _USUAL if (value := getattr(document, name)) != usual}
    packed["kind"] = document.kind.value
    for name in DATES:
        if name in packed:
            packed[name] = packed[name].isoformat()
    return packed


def unpack_document(packed: dict[str, Any], passages: tuple[Passage, ...] = ()) -> SearchDocument:
    """The reverse of ``pack_document``."""
    values = {**packed, "kind": Kind(packed["kind"])}
    for name in DATES:
        if name in values:
            values[name] = datetime.date.fromisoformat(values[name])
    for name in LISTS:
        if name in values:
            values[name] = tuple(values[name])
    return SearchDocument(passages=passages, **values)


def pack_passage(passage: Passage, document: SearchDocument) -> list[Any]:
    citation, url = passage.citation, passage.url
    return [
        passage.clause,
        shorten(citation, document.citation),
        shorten(url, document.url),
        [
            [line.text, shorten(line.citation, citation), shorten(line.url, url)]
            if line.citation or line.url
            else line.text
            for line in passage.lines
        ],
    ]


def unpack_passage(packed: list[Any], document: SearchDocument) -> Passage:
    """The reverse of ``pack_passage``."""
    clause, citation, url, lines = packed
    citation, url = lengthen(citation, document.citation), lengthen(url, document.url)
    return Passage(
        lines=tuple(
            Line(line)
            if isinstance(line, str)
            else Line(line[0], lengthen(line[1], citation), lengthen(line[2], url))
            for line in lines
        ),
        clause=clause,
        citation=citation,
        url=url,
    )

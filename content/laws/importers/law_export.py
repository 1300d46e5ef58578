"""A document as this library exports it (``exports/law_json.py``): an object that says its format and version.

Unlike a plain list of articles it says everything, so nothing is recognised from the text and no mark is cleaned away.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from content.laws.choices import ArticleKind, DivisionKind, DocumentType, TextKind
from content.laws.exports.law_json import FORMAT, VERSION
from content.laws.models.articles import ARTICLE_NUMBER
from content.laws.numbers import tidy_number
from portal.lib.vietnamese import normalise

from .markup import printable, unwanted_character
from .records import ArticleRecord, DivisionRecord, DocumentRecord, EffectRecord

LONGEST_TEXT = 400_000  # characters of one article
MOST_ARTICLES = 5_000
EARLIEST, LATEST = datetime.date(1945, 1, 1), datetime.date(2999, 12, 31)
# Field → the most characters it may have.
DOCUMENT_TEXTS = {
    "number": 80,
    "title": 1000,
    "short_title": 255,
    "issuer": 255,
    "signers": 255,
    "official_url": 500,
    "source_note": 500,
    "preamble": 100_000,
    "closing": 100_000,
}
REQUIRED = ("title", "issuer")

_LABEL = re.compile(r"^[0-9a-zđư]{0,8}$")
_Choice = TypeVar("_Choice", bound=Enum)

# reason, item
Refuse = Callable[[str, int | None], None]


def is_export(loaded: Any) -> bool:
    return isinstance(loaded, dict) and "format" in loaded


def read_export(loaded: dict[str, Any], refuse: Refuse) -> DocumentRecord | None:
    """The record, or None when anything was refused."""
    reader = _Reader(refuse)
    if loaded["format"] != FORMAT:
        reader.refuse(_("the format “%(format)s” is not known") % {"format": printable(loaded["format"], 40)})
        return None
    if loaded.get("version") != VERSION:
        reader.refuse(
            _("version %(version)s of the format is not known")
            % {"version": printable(loaded.get("version"), 20)}
        )
        return None
    document, articles = loaded.get("document"), loaded.get("articles")
    if not isinstance(document, dict) or not isinstance(articles, list) or not articles:
        reader.refuse(_("“document” and a list of “articles” are expected"))
        return None
    if len(articles) > MOST_ARTICLES:
        reader.refuse(_("more than %(limit)d articles") % {"limit": MOST_ARTICLES})
        return None
    texts = {name: reader.text(document, name, most) for name, most in DOCUMENT_TEXTS.items()}
    for name in REQUIRED:
        if not texts[name]:
            reader.refuse(_("“%(field)s” is missing") % {"field": name})
    if texts["official_url"]:
        reader.check_address(texts["official_url"])
    kind = reader.choice(document, "type", DocumentType, None)
    issued_on = reader.day(document, "issued_on")
    effective_on, expired_on = reader.day(document, "effective_on"), reader.day(document, "expired_on")
    if issued_on is None:
        reader.refuse(_("“%(field)s” is missing") % {"field": "issued_on"})
    if issued_on and effective_on and effective_on < issued_on:
        reader.refuse(_("it would take effect before it was issued"))
    if effective_on and expired_on and expired_on < effective_on:
        reader.refuse(_("it would lapse before it takes effect"))
    records = [reader.article(item, position) for position, item in enumerate(articles, start=1)]
    read = [record for record in records if record is not None]
    _refuse_doubles(reader, records)
    known = {record.number for record in read if record.kind is ArticleKind.ARTICLE}
    effects = [reader.effect(item, known) for item in reader.items(loaded, "effects")]
    if reader.refused or kind is None or issued_on is None:
        return None
    return DocumentRecord(
        document_type=kind,
        issued_on=issued_on,
        effective_on=effective_on,
        expired_on=expired_on,
        articles=tuple(read),
        effects=tuple(effect for effect in effects if effect),
        number=tidy_number(texts["number"]),
        title=texts["title"],
        short_title=texts["short_title"],
        issuer=texts["issuer"],
        signers=texts["signers"],
        official_url=texts["official_url"],
        source_note=texts["source_note"],
        preamble=texts["preamble"],
        closing=texts["closing"],
    )


def _refuse_doubles(reader: _Reader, records: list[ArticleRecord | None]) -> None:
    seen: set[tuple[ArticleKind, str]] = set()
    for position, record in enumerate(records, start=1):
        if record is None:
            continue
        if (record.kind, record.number) in seen:
            reader.refuse(_("article %(number)s stands twice") % {"number": record.number}, position)
        seen.add((record.kind, record.number))


class _Reader:
    """Reads values of an object, refusing each that is not what it should be."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse
        self.refused = False
        self.item: int | None = None

    def refuse(self, reason: str, item: int | None = None) -> None:
        self.refused = True
        self._refuse(reason, item if item is not None else self.item)

    def items(self, holder: dict[str, Any], name: str) -> list[Any]:
        value = holder.get(name) or []
        if isinstance(value, list):
            return value
        self.refuse(_("“%(field)s” must be a list") % {"field": name})
        return []

    def text(self, holder: dict[str, Any], name: str, most: int) -> str:
        value = holder.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(_("“%(field)s” must be text") % {"field": name})
            return ""
        if character := unwanted_character(value):
            self.refuse(
                _("“%(field)s” holds the character %(character)s") % {"field": name, "character": character}
            )
            return ""
        if len(value) > most:
            self.refuse(_("“%(field)s” is longer than %(limit)d characters") % {"field": name, "limit": most})
            return ""
        return normalise(value).strip()

    def day(self, holder: dict[str, Any], name: str) -> datetime.date | None:
        value = holder.get(name)
        if value is None:
            return None
        try:
            day = datetime.date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            self.refuse(
                _("“%(field)s”: “%(text)s” is no date; write it as 2025-01-31")
                % {"field": name, "text": printable(value, 40)}
            )
            return None
        return day

    def choice(
        self, holder: dict[str, Any], name: str, choices: type[_Choice], default: _Choice | None
    ) -> _Choice | None:
        value = holder.get(name, default)
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(str(one.value) for one in choices)
            self.refuse(_("“%(field)s” must be one of: %(values)s") % {"field": name, "values": known})
            return None

    def check_address(self, address: str) -> None:
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            self.refuse(_("“%(field)s” is no address") % {"field": "official_url"})

    def article(self, item: Any, position: int) -> ArticleRecord | None:
        self.item = position
        try:
            return self._article(item)
        finally:
            self.item = None

    def _article(self, item: Any) -> ArticleRecord | None:
        if not isinstance(item, dict):
            self.refuse(_("an object is expected"))
            return None
        number = self.text(item, "article_id", 20)
        heading, text = self.text(item, "title", 1000), self.text(item, "text", LONGEST_TEXT)
        kind = self.choice(item, "kind", ArticleKind, ArticleKind.ARTICLE)
        text_kind = self.choice(item, "text_kind", TextKind, TextKind.OFFICIAL)
        begins, ends = self.day(item, "effective_from"), self.day(item, "effective_to")
        if ends and (begins is None or ends <= begins):
            self.refuse(_("its text would end before it begins"))
        if not ARTICLE_NUMBER.match(number):
            self.refuse(_("“%(number)s” is no number of an article") % {"number": number[:40]})
            return None
        if not text:
            self.refuse(_("“%(field)s” is empty") % {"field": "text"})
            return None
        divisions = [self.division(one) for one in self.items(item, "divisions")]
        if kind is None or text_kind is None or None in divisions:
            return None
        return ArticleRecord(
            number=number,
            heading=heading,
            text=text,
            divisions=tuple(one for one in divisions if one is not None),
            kind=kind,
            effective_from=begins,
            effective_to=ends,
            text_kind=text_kind,
        )

    def division(self, item: Any) -> DivisionRecord | None:
        if not isinstance(item, dict):
            self.refuse(_("an object is expected"))
            return None
        kind = self.choice(item, "kind", DivisionKind, None)
        number, heading = self.text(item, "number", 40), self.text(item, "heading", 1000)
        if kind is None or not number:
            self.refuse(_("a division without kind or number"))
            return None
        return DivisionRecord(kind, number, heading, self.text(item, "text", LONGEST_TEXT))

    def effect(self, item: Any, articles: set[str]) -> EffectRecord | None:
        if not isinstance(item, dict):
            self.refuse(_("“%(field)s” must be a list of objects") % {"field": "effects"})
            return None
        article, clause = self.text(item, "article_id", 20), self.text(item, "clause", 8)
        point, condition = self.text(item, "point", 4), self.text(item, "condition", 500)
        begins, expires = self.day(item, "effective_from"), self.day(item, "expired_on")
        if article not in articles or not (_LABEL.match(clause) and _LABEL.match(point)):
            self.refuse(
                _("a date of effect for article “%(number)s”, which is not there") % {"number": article}
            )
            return None
        if not (begins or expires or condition):
            self.refuse(_("a date of effect of article %(number)s without date") % {"number": article})
            return None
        return EffectRecord(
            article=article,
            clause=clause,
            point=point,
            effective_from=begins,
            expired_on=expires,
            condition=condition,
            decided_by=self.text(item, "decided_by", 20),
            decided_by_clause=self.text(item, "decided_by_clause", 8),
        )

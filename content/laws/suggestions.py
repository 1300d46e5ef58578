"""What an amending article says is to change, read from its words. Pure: suggestions, which an editor accepts or edits.

"Sửa đổi, bổ sung khoản 2 Điều 5 như sau: “…”" · "Bổ sung Điều 20a vào sau Điều 20 như sau: “…”" ·
"Bãi bỏ điểm c khoản 1 Điều 7" · "Thay thế cụm từ “x” bằng cụm từ “y” tại khoản 1 Điều 3" · "Bỏ cụm từ “x” tại …" ·
"Bổ sung cụm từ “x” vào sau cụm từ “y” tại …". Where a clause says "sửa đổi một số khoản của Điều 7 như sau", its
points speak of that article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from content.laws.amendments import INSERT, REPEAL, REPLACE
from content.laws.citations import THIS, Provision, find_citations
from content.laws.structure import Clause, Point, parse_article_text

_VERB = re.compile(
    r"(?<!\w)(?P<verb>sửa đổi(?:,?\s+(?:và\s+)?bổ sung)?|bổ sung|bãi bỏ|thay thế|bỏ)(?!\w)", re.IGNORECASE
)
_PHRASE = r"(?:các\s+)?(?:cụm\s+từ|từ|số|đoạn)\s+“(?P<{name}>[^“”]*(?:“[^“”]*”[^“”]*)*)”"
_SWAP = re.compile(
    rf"{_PHRASE.format(name='old')}\s+(?:bằng|thành)\s+(?:(?:cụm\s+từ|từ|số|đoạn)\s+)?“(?P<new>[^“”]*)”"
)
_ADD = re.compile(
    rf"{_PHRASE.format(name='new')}\s+vào\s+(?:ngay\s+)?(?P<side>sau|trước)\s+(?:(?:cụm\s+từ|từ|số|đoạn)\s+)?“(?P<old>[^“”]*)”"
)
_DROP = re.compile(_PHRASE.format(name="old"))
_AT = re.compile(r"\s*(?:,\s*)?(?:quy định\s+)?tại\s+", re.IGNORECASE)
_QUOTED = re.compile(r"“(?P<words>.*)”", re.DOTALL)
_INTO = re.compile(r"\s+vào\s+", re.IGNORECASE)
_LONE_POINT = re.compile(r"(?<!\w)điểm\s+([a-zđư]\d{0,2})(?!\w)", re.IGNORECASE)
_ARTICLE_LINE = re.compile(
    r"^\s*Điều\s+(?P<number>\d{1,4}[a-zđ]{0,2})\s*\.\s*(?P<heading>[^\n]*)\n?", re.IGNORECASE
)
_SEVERAL = re.compile(r"một số\s+(?:điểm|khoản|nội dung)", re.IGNORECASE)


@dataclass(frozen=True)
class PhraseChange:
    """Every ``old`` becomes ``new``."""

    old: str
    new: str


@dataclass(frozen=True)
class Suggestion:
    """One change as far as the words tell. ``phrase`` instead of ``text`` where only some words change.

    ``by_clause`` and ``by_point`` are the places in the amending article that say so.
    """

    kind: str
    article: str
    clause: str = ""
    point: str = ""
    heading: str = ""
    text: str = ""
    phrase: PhraseChange | None = None
    by_clause: str = ""
    by_point: str = ""


def suggest_amendments(text: str, own_article: str = "") -> tuple[Suggestion, ...]:
    """All changes that an amending article orders, in its order. ``own_article`` is the article that an
    instruction without one speaks of; instructions without any article are left to the editor."""
    parsed = parse_article_text(text)
    found: list[Suggestion] = []
    article_of_lead = _single_article(parsed.lead.text) or own_article
    for clause in (parsed.lead, *parsed.clauses):
        found += _in_clause(clause, article_of_lead)
    return tuple(dict.fromkeys(found))


def _in_clause(clause: Clause, article: str) -> Iterator[Suggestion]:
    """The clause's own words order something, or its points do."""
    own_article = _single_article(_outside_quotes(clause.text)) or article
    ordered = list(_read(clause.text, own_article)) if not _introduces_points(clause) else []
    for one in ordered:
        yield replace(one, by_clause=clause.label)
    for point in clause.points:
        for one in _in_point(point, own_article):
            yield replace(one, by_clause=clause.label, by_point=point.label)


def _in_point(point: Point, article: str) -> Iterator[Suggestion]:
    yield from _read(point.text, _single_article(_outside_quotes(point.text)) or article)


def _introduces_points(clause: Clause) -> bool:
    """ "Sửa đổi, bổ sung một số khoản của Điều 7 như sau:" orders nothing itself."""
    return bool(clause.points) and "“" not in clause.text


def _read(text: str, article: str) -> Iterator[Suggestion]:
    """The orders in one stretch of words. A quotation after "như sau" is the new text of the order before it."""
    instruction, quoted = _split(text)
    if quoted is None:
        for part in _orders(instruction):
            yield from _without_text(part, article)
        return
    parts = list(_orders(instruction))
    for part in parts[:-1]:
        yield from _without_text(part, article)
    if parts:
        yield from _with_text(parts[-1], quoted, article)


def _split(text: str) -> tuple[str, str | None]:
    """The instruction, and the new text between the quotation marks that follow "như sau"."""
    position = text.lower().find("như sau")
    if position < 0:
        return text, None
    match = _QUOTED.search(text, position)
    if match is None:
        return text, None
    return text[:position], match["words"].strip()


def _orders(instruction: str) -> Iterator[tuple[str, str]]:
    """(verb, words up to the next verb), verbs inside quotations left alone."""
    marks = [match for match in _VERB.finditer(instruction) if not _is_quoted(instruction, match.start())]
    marks = [one for one in marks if not _is_in_title(instruction, one)]
    for index, match in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(instruction)
        yield match["verb"].lower(), instruction[match.end() : end]


def _is_in_title(text: str, match: re.Match[str]) -> bool:
    """ "đã được sửa đổi, bổ sung một số điều theo Luật số …", "Luật sửa đổi, bổ sung một số điều của …"."""
    before = text[: match.start()].rstrip().lower()
    return before.endswith(("được", "luật", "nghị định", "thông tư", "đã", "theo quy định"))


def _is_quoted(text: str, position: int) -> bool:
    return text.count("“", 0, position) > text.count("”", 0, position)


def _without_text(order: tuple[str, str], article: str) -> Iterator[Suggestion]:
    verb, words = order
    if "“" in words:
        yield from _phrases(verb, words, article)
    elif verb in {"bãi bỏ", "bỏ"}:
        for place in _places(words, article):
            yield Suggestion(REPEAL, place.article, place.clause, place.point)


def _with_text(order: tuple[str, str], quoted: str, article: str) -> Iterator[Suggestion]:
    verb, words = order
    # "Bổ sung điểm h vào sau điểm g khoản 1 Điều 41": clause and article are those of the place it comes to.
    named, *behind = _INTO.split(words, maxsplit=1)
    around = next(iter(_all_provisions(behind[0])), Provision()) if behind else Provision()
    context = around.article or article
    places = list(_places(named, context)) or list(_lone_points(named, context))
    places = [replace(one, clause=around.clause) if one.point and not one.clause else one for one in places]
    kind = INSERT if verb == "bổ sung" else REPLACE
    if len(places) == 1:
        yield _given(kind, places[0], quoted)
        return
    yield from _shared_out(kind, places, quoted)


def _given(kind: str, place: Provision, quoted: str) -> Suggestion:
    """The new text for one provision; "Điều 20a. Tên" before it is the heading."""
    match = _ARTICLE_LINE.match(quoted)
    if match and not place.clause and not place.point:
        rest = quoted[match.end() :].strip()
        heading, text = (match["heading"].strip(), rest) if rest else ("", match["heading"].strip())
        return Suggestion(kind, match["number"], heading=heading, text=text)
    return Suggestion(kind, place.article, place.clause, place.point, text=quoted)


def _shared_out(kind: str, places: list[Provision], quoted: str) -> Iterator[Suggestion]:
    """ "khoản 1 và khoản 3 Điều 5 như sau: “1. …\\n3. …”": each place gets the words under its own number."""
    parsed = parse_article_text(quoted)
    for place in places:
        inside_of_clause = place.point and place.clause and parsed.clause(place.clause) is None
        words = parsed.find("" if inside_of_clause else place.clause, place.point)
        if words and (place.clause or place.point):
            yield Suggestion(kind, place.article, place.clause, place.point, text=words)


def _phrases(verb: str, words: str, article: str) -> Iterator[Suggestion]:
    """Pairs of words with the places at which they stand: "“x” bằng “y” tại P1; cụm từ “z” … tại P2"."""
    if verb.startswith("sửa đổi"):
        return
    pattern = _ADD if verb == "bổ sung" else _SWAP if verb == "thay thế" else _DROP
    matches = list(pattern.finditer(words))
    # "Bãi bỏ khoản 5 Điều 15 và cụm từ “x” tại …": provisions before the first phrase are repealed whole.
    if verb in {"bãi bỏ", "bỏ"} and matches:
        for place in _places(words[: matches[0].start()], article, use_default=False):
            yield Suggestion(REPEAL, place.article, place.clause, place.point)
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(words)
        behind = words[match.end() : end]
        at = _AT.match(behind)
        if at is None:
            continue
        change = _phrase(verb, match)
        for place in _places(behind[at.end() :], _article_behind(words[match.end() :]) or article):
            yield Suggestion(REPLACE, place.article, place.clause, place.point, phrase=change)


def _phrase(verb: str, match: re.Match[str]) -> PhraseChange:
    if verb == "bổ sung":
        old, new = match["old"], match["new"]
        glue = "" if new.startswith((",", ";", ".")) else " "
        return PhraseChange(old, f"{old}{glue}{new}" if match["side"] == "sau" else f"{new} {old}")
    if verb == "thay thế":
        return PhraseChange(match["old"], match["new"])
    return PhraseChange(match["old"], "")


def _article_behind(words: str) -> str:
    """ "tại điểm a và cụm từ “z” tại điểm b khoản 1 Điều 69": the article that closes the sentence part."""
    outside = _outside_quotes(words.split(";", maxsplit=1)[0])
    articles = [place.article for place in _all_provisions(outside) if place.article]
    return articles[0] if len(set(articles)) == 1 else ""


def _places(words: str, article: str, *, use_default: bool = True) -> Iterator[Provision]:
    """The provisions that the words name, of another article only where they say so."""
    for place in _all_provisions(_outside_quotes(words)):
        named = place.article if place.article != THIS else article
        named = named or (article if use_default else "")
        if named and THIS not in {place.clause, place.point}:
            yield Provision(named, place.clause, place.point)


def _lone_points(words: str, article: str) -> Iterator[Provision]:
    """ "điểm h" without a clause is no citation of its own."""
    if article:
        for match in _LONE_POINT.finditer(_outside_quotes(words)):
            yield Provision(article, "", match[1].lower())


def _all_provisions(words: str) -> Iterator[Provision]:
    for citation in find_citations(words):
        # The desk amends articles; what an appendix or a heading is to become is added by hand.
        yield from (one for one in citation.provisions if one.kind == "article")


def _single_article(words: str) -> str:
    """The one article that the words name, or nothing."""
    articles = {place.article for place in _all_provisions(words) if place.article and place.article != THIS}
    return articles.pop() if len(articles) == 1 else ""


def _outside_quotes(text: str) -> str:
    """The words without quotations, which are another law's."""
    kept: list[str] = []
    depth = 0
    for character in text:
        if character == "“":
            depth += 1
        elif character == "”":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(character)
    return "".join(kept)


def places_of(suggestions: Iterable[Suggestion]) -> list[tuple[str, str, str]]:
    """(article, clause, point) of each, for summaries."""
    return [(one.article, one.clause, one.point) for one in suggestions]

"""Citations of law: writing one in its proper form, and finding the ones in a text. Pure.

Texts must be in NFC. Which document of the library a citation means is not decided here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

# The shapes of numbers, in the order in which they are tried.
_NUMBER_SHAPES = {
    "state": (
        r"\d{1,5}[a-zđ]?/(?:19|20)\d{2}/"
        r"(?:(?:QH|UBTVQH)\d{1,2}|[A-ZĐ]{2,6}(?:-[A-ZĐ][A-Za-zĐđ0-9]{1,12})+)"
    ),
    "old": r"\d{1,4}-LCT/HĐNN\d",
    "party": r"\d{1,4}-[A-ZĐ][A-Za-zĐđ]{0,3}/[A-ZĐ][A-Za-zĐđ0-9]{1,12}",
    "administrative": r"\d{1,5}/[A-ZĐ][A-Za-zĐđ]{1,4}-[A-ZĐ][A-Za-zĐđ0-9]{1,12}(?:-[A-ZĐ0-9]+)*",
    "old_state": r"\d{1,4}/(?:CP|SL|TTg|HĐBT|LCT)",
}
_NUMBER = "|".join(f"(?P<{name}>{shape})" for name, shape in _NUMBER_SHAPES.items())
_ANY_NUMBER = "|".join(_NUMBER_SHAPES.values())
NUMBER_PATTERN = re.compile(rf"(?<![\w/-])(?:{_NUMBER})(?![\w/-])")

# Longest first, so that "Thông tư liên tịch" is not read as "Thông tư".
DOCUMENT_TYPE_NAMES = (
    "Thông tư liên tịch",
    "Nghị quyết liên tịch",
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Nghị quyết",
    "Nghị định",
    "Quyết định",
    "Thông tư",
    "Chỉ thị",
    "Sắc lệnh",
    "Lệnh",
    "Kế hoạch",
    "Hướng dẫn",
    "Thông báo",
    "Quy chế",
    "Quy định",
    "Công văn",
)
TITLED_TYPE_NAMES = ("Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp")
LONGEST_TITLE = 150

THIS = "này"

_TYPES = "|".join(DOCUMENT_TYPE_NAMES)
_TITLED = "|".join(TITLED_TYPE_NAMES)
_CAPITAL = "A-ZĐÀ-Ỹ"
_LIST = r"(?:\s*[,;]\s*|\s+(?:và|hoặc)\s+)"
_POINT = r"[a-eđghiklmnopqrstuưvxy]\d{0,2}(?![\w])"
_CLAUSE = r"\d{1,3}[a-zđ]?(?![\w/.-]*[\w/])"
_ARTICLE = r"\d{1,4}[a-zđ]{0,2}(?![\w/-])"


_Piece = tuple[str, str, int, int]
_KINDS = ("point", "clause", "article", "this", "numbered", "titled")
_DOCUMENT_KINDS = frozenset({"this", "numbered", "titled"})


def _listed(word: str, value: str) -> str:
    """ "điểm a, b và điểm c": the word may be repeated before each value."""
    return rf"(?:[Cc]ác\s+)?{word}\s+(?:{value}(?:{_LIST}(?:{word}\s+)?{value})*|này(?!\w))"


_TOKEN = re.compile(
    rf"(?<!\w)(?:"
    rf"(?P<point>{_listed('[Đđ]iểm', _POINT)})"
    rf"|(?P<clause>{_listed('[Kk]hoản', _CLAUSE)})"
    rf"|(?P<article>{_listed('[Đđ]iều', _ARTICLE)})"
    rf"|(?P<this>(?:{_TYPES})\s+này(?!\w))"
    rf"|(?P<numbered>(?:(?:{_TYPES})\s+)?(?:số\s+)?(?<![\w/-])(?:{_ANY_NUMBER})(?![\w/-]))"
    rf"|(?P<titled>(?:{_TITLED})\s+[{_CAPITAL}][^.;:()\n“”]{{1,{LONGEST_TITLE}}}?\s+"
    rf"(?:số\s+(?:{_ANY_NUMBER})(?![\w/-])(?:\s+(?:năm\s+)?(?:19|20)\d{{2}}(?![\w/]))?"
    rf"|(?:năm\s+)?(?:19|20)\d{{2}}(?![\w/])))"
    rf")"
)
_BETWEEN = re.compile(r"(?:\s|,|;|\bvà\b|\bhoặc\b|\bcủa\b)*")
_VALUE = {"point": re.compile(_POINT), "clause": re.compile(_CLAUSE), "article": re.compile(_ARTICLE)}
_WORD = re.compile(r"(?:[Cc]ác\s+)?(?:[Đđ]iểm|[Kk]hoản|[Đđ]iều)\s+")
_ISSUED = re.compile(
    r"\s+ngày\s+(?P<day>\d{1,2})(?:/|\s+tháng\s+)(?P<month>\d{1,2})(?:/|\s+năm\s+)(?P<year>\d{4})(?!\w)"
)


@dataclass(frozen=True)
class Provision:
    """An article, a clause or a point; ``THIS`` stands for "Điều này", "khoản này"."""

    article: str = ""
    clause: str = ""
    point: str = ""


@dataclass(frozen=True)
class DocumentReference:
    """A document as a text names it; ``is_this`` for "Luật này"."""

    type_name: str = ""
    number: str = ""
    title: str = ""
    year: int | None = None
    issued_on: datetime.date | None = None
    is_this: bool = False


@dataclass(frozen=True)
class Citation:
    """What one stretch of text cites; ``start`` and ``end`` are offsets into it."""

    start: int
    end: int
    text: str
    provisions: tuple[Provision, ...]
    document: DocumentReference | None


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


def find_numbers(text: str) -> tuple[str, ...]:
    """Every number of a document in the text, in order."""
    return tuple(match[0] for match in NUMBER_PATTERN.finditer(text))


def number_shape(number: str) -> str | None:
    """ "state", "old", "party", "administrative", "old_state", or None when it is no number."""
    match = NUMBER_PATTERN.fullmatch(number.strip())
    return match.lastgroup if match else None


def find_citations(text: str, known_titles: Iterable[str] = ()) -> tuple[Citation, ...]:
    """All citations of a text. Known titles ("Luật Đất đai") are found without a number or a year too."""
    tokens = list(_tokens(text, _titles_pattern(known_titles)))
    found = []
    position = 0
    while position < len(tokens):
        chain = [tokens[position]]
        position += 1
        while position < len(tokens) and _BETWEEN.fullmatch(text, chain[-1][3], tokens[position][2]):
            if _starts_anew(chain, tokens[position]):
                break
            chain.append(tokens[position])
            position += 1
        found.append(_read_chain(text, chain))
    return tuple(found)


def _titles_pattern(known_titles: Iterable[str]) -> re.Pattern[str] | None:
    titles = sorted({title.strip() for title in known_titles if title.strip()}, key=len, reverse=True)
    if not titles:
        return None
    alternatives = "|".join(re.escape(title) for title in titles)
    return re.compile(
        rf"(?<!\w)(?:{alternatives})(?!\w)"
        rf"(?:\s+số\s+(?:{_ANY_NUMBER})(?![\w/-]))?(?:\s+(?:năm\s+)?(?:19|20)\d{{2}}(?![\w/]))?"
    )


def _tokens(text: str, titles: re.Pattern[str] | None) -> Iterator[_Piece]:
    """(kind, text, start, end); a date after a document belongs to the document."""
    position = 0
    while match := _TOKEN.search(text, position):
        start, end = match.start(), match.end()
        kind = next(name for name in _KINDS if match.group(name) is not None)
        if titles and (known := titles.search(text, position, len(text))) and known.start() <= start:
            kind, start, end = "titled", known.start(), known.end()
        if kind in _DOCUMENT_KINDS and (issued := _ISSUED.match(text, end)):
            end = issued.end()
        yield kind, text[start:end], start, end
        position = end
    if titles:
        for known in titles.finditer(text, position):
            yield "titled", known[0], known.start(), known.end()


def _starts_anew(chain: list[_Piece], token: _Piece) -> bool:
    """A second document begins a new citation; so does a provision after "provisions, document"."""
    has_document = any(kind in _DOCUMENT_KINDS for kind, *_ in chain)
    if not has_document:
        return False
    return token[0] in _DOCUMENT_KINDS or chain[0][0] not in _DOCUMENT_KINDS


def _read_chain(text: str, chain: list[_Piece]) -> Citation:
    start, end = chain[0][2], chain[-1][3]
    document = next((_read_document(part) for kind, part, *_ in chain if kind in _DOCUMENT_KINDS), None)
    steps = [(kind, _values(kind, part)) for kind, part, *_ in chain if kind not in _DOCUMENT_KINDS]
    return Citation(start, end, text[start:end], tuple(_read_provisions(steps)), document)


def _values(kind: str, part: str) -> list[str]:
    rest = _WORD.sub("", part, count=1)
    if rest.strip() == THIS:
        return [THIS]
    return _VALUE[kind].findall(_WORD.sub("", part))


def _read_provisions(steps: list[tuple[str, list[str]]]) -> list[Provision]:
    """Joins points to the clause after them, both to the article after that; or, largest first, downwards."""
    done: list[Provision] = []
    waiting: list[Provision] = []
    for index, (kind, values) in enumerate(steps):
        if kind != "article" and done and not waiting and not _article_follows(steps, index):
            done = _narrow(done, kind, values)
        elif kind == "point":
            waiting += [Provision(point=value) for value in values]
        elif kind == "clause":
            loose = [one for one in waiting if one.point and not one.clause]
            waiting = [replace(one, clause=values[0]) if one in loose else one for one in waiting]
            waiting += [Provision(clause=value) for value in (values[1:] if loose else values)]
        else:
            done += [replace(one, article=values[0]) for one in waiting]
            done += [Provision(article=value) for value in (values[1:] if waiting else values)]
            waiting = []
    return done + waiting


def _article_follows(steps: list[tuple[str, list[str]]], index: int) -> bool:
    return any(kind == "article" for kind, _ in steps[index:])


def _narrow(done: list[Provision], kind: str, values: list[str]) -> list[Provision]:
    """ "Điều 3, khoản 9, điểm b": each step narrows the last provision."""
    *before, last = done
    if kind == "clause":
        if last.clause:
            return [*done, *(Provision(article=last.article, clause=value) for value in values)]
        return [*before, *(replace(last, clause=value) for value in values)]
    if last.point:
        return [*done, *(replace(last, point=value) for value in values)]
    return [*before, *(replace(last, point=value) for value in values)]


def _read_document(part: str) -> DocumentReference:
    issued_on = None
    if issued := _ISSUED.search(part):
        part = part[: issued.start()]
        try:
            issued_on = datetime.date(int(issued["year"]), int(issued["month"]), int(issued["day"]))
        except ValueError:
            issued_on = None
    type_name = next((name for name in DOCUMENT_TYPE_NAMES if part.startswith(f"{name} ")), "")
    if part.endswith(f" {THIS}"):
        return DocumentReference(type_name=type_name, is_this=True)
    number_match = NUMBER_PATTERN.search(part)
    number = number_match[0] if number_match else ""
    rest = part[: number_match.start()] if number_match else part
    year_match = re.search(
        r"\s+(?:năm\s+)?((?:19|20)\d{2})$", part if not number else part[len(rest) + len(number) :]
    )
    if year_match and not number:
        rest = rest[: year_match.start()]
    title = re.sub(r"\s*số\s*$", "", rest).strip()
    return DocumentReference(
        type_name=type_name,
        number=number,
        title="" if title == type_name else title,
        year=int(year_match[1]) if year_match else None,
        issued_on=issued_on,
    )

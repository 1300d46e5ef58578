"""What a person typed → what is looked for. Pure: no index, no database.

>>> parse_query('khoan 2 dieu 15 luat dat dai').citation
Citation(article='15', clause='2', point='')
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from portal.lib.vietnamese import fold, normalise
from search.analysis import distinct, tokenise, without_boilerplate, words

#: Real questions have up to about 250 characters; the rest of a longer text adds work and no meaning.
MAX_QUERY_CHARACTERS = 300
MAX_QUERY_WORDS = 48
#: Share of the content words that a result must contain when there are more than two of them.
REQUIRED_SHARE = 0.5

#: Folded type of document → the abbreviations that stand for it in numbers and in haste.
DOCUMENT_TYPES = {
    "bo luat": ("bl",),
    "luat": ("lq",),
    "nghi quyet": ("nq",),
    "phap lenh": ("pl",),
    "quyet dinh": ("qd",),
    "nghi dinh": ("nd",),
    "thong tu lien tich": ("ttlt",),
    "thong tu": ("tt",),
    "chi thi": ("ct",),
    "hien phap": ("hp",),
}

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,200})[\"“”„«»]")
_POINT = re.compile(r"(?<!\w)diem\s+([a-z])(?!\w)")
_CLAUSE = re.compile(r"(?<!\w)khoan\s+(\d{1,3}[a-z]?)(?!\w)")
_ARTICLE = re.compile(r"(?<!\w)dieu\s+(\d{1,4}[a-z]?)(?!\w)")
_SEPARATOR = r"(?:\s*[/\-]\s*|\s+)"
#: 168/2024/NĐ-CP, 168-2024-nd-cp, "168/2024 nd cp", 36/2024/QH15, 14/2025/QĐ-UBND, 168/2024
_NUMBER_WITH_YEAR = re.compile(
    rf"(?<![\w/-])(?P<serial>\d{{1,5}}[a-z]?)\s*[/\-]\s*(?P<year>(?:19|20)\d{{2}})"
    rf"(?:{_SEPARATOR}(?P<body>(?:qh|ubtvqh)\d{{1,2}}|(?:nd|qd|tt|nq|ct|ttlt|nqlt|pl|l|tb|kh|hd)"
    rf"(?:{_SEPARATOR}[a-z][a-z0-9]{{1,12}})?))?(?![\w/])"
)
#: 66-NQ/TW, 140/NQ-CP
_NUMBER_WITHOUT_YEAR = re.compile(
    r"(?<![\w/-])(?P<serial>\d{1,5})\s*[/\-]\s*(?P<abbreviation>[a-z]{1,5})\s*[/\-]\s*(?P<issuer>[a-z][a-z0-9]{1,12})(?![\w/])"
)
#: "nghị định 168", "nđ 168": a serial after a type, without a year
_TYPE_AND_SERIAL = re.compile(
    r"(?<!\w)(?P<type>{})\s+(?:so\s+)?(?P<serial>\d{{1,5}})(?![\w/-])".format(
        "|".join(
            sorted(
                [*DOCUMENT_TYPES, *(short for shorts in DOCUMENT_TYPES.values() for short in shorts)],
                key=len,
                reverse=True,
            )
        )
    )
)
_TYPE_BY_ABBREVIATION = {short: name for name, shorts in DOCUMENT_TYPES.items() for short in shorts}
_CITATION_GLUE = re.compile(r"^(?:\s|,|;|cua\b|cac\b|so\b|tai\b|theo\b)+|(?:\s|,|;|cua\b|tai\b|theo\b)+$")


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision inside a law: "điểm d khoản 9 Điều 7" → Citation("7", "9", "d")."""

    article: str
    clause: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query, understood.

    ``words`` folded words for scoring; ``content`` those that carry the question; ``phrases`` must occur as
    they
    stand; ``number`` a key of ``number_keys``; ``law_words`` the words that name the law of a citation.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    word_pairs: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    citation: Citation | None = None
    law_words: tuple[str, ...] = ()
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: no letter and no digit."""
        return not self.words

    @property
    def required(self) -> int:
        """How many of the content words a result must contain."""
        count = len(self.content)
        return count if count <= 2 else max(2, round(count * REQUIRED_SHARE))


def clean(raw: str) -> tuple[str, bool]:
    """Composed, without control, format and NUL characters, one space between words, cut to the limit.

    Returns the text and whether something was cut off. The raw text is cut first, so that a query of a
    million
    characters costs nothing.
    """
    was_cut = len(raw) > MAX_QUERY_CHARACTERS * 4
    text = normalise(raw[: MAX_QUERY_CHARACTERS * 4])
    text = "".join(
        " " if character.isspace() or unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in text
        if unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}
    )
    text = " ".join(text.split())
    if len(text) > MAX_QUERY_CHARACTERS:
        was_cut = True
        text = text[:MAX_QUERY_CHARACTERS].rsplit(" ", 1)[0]
    return text, was_cut


def number_key(number: str) -> str:
    """One spelling for a document's number: "168/2024/NĐ-CP", "168-2024-nd cp" → "168/2024/nd/cp"."""
    return "/".join(words(number))


def number_keys(number: str, type_name: str = "") -> tuple[str, ...]:
    """All keys under which a document's number is found: whole, without its body, after its type."""
    parts = words(number)
    if not parts:
        return ()
    keys = ["/".join(parts)]
    if len(parts) > 1 and re.fullmatch(r"(19|20)\d{2}", parts[1]):
        keys.append(f"{parts[0]}/{parts[1]}")
    if type_name:
        keys.append(f"{' '.join(words(type_name))} {parts[0]}")
    return distinct(keys)


def _find_number(folded: str) -> tuple[str, tuple[int, int]] | None:
    if match := _NUMBER_WITH_YEAR.search(folded):
        return number_key(match.group()), match.span()
    if match := _NUMBER_WITHOUT_YEAR.search(folded):
        return number_key(match.group()), match.span()
    if match := _TYPE_AND_SERIAL.search(folded):
        type_name = _TYPE_BY_ABBREVIATION.get(match["type"], match["type"])
        return f"{type_name} {match['serial']}", match.span()
    return None


def _find_citation(text: str, folded: str) -> tuple[Citation, list[tuple[int, int]]] | None:
    article = _ARTICLE.search(folded)
    if article is None:
        return None
    clause = _CLAUSE.search(folded)
    point = _POINT.search(folded)
    # Folding makes "điểm đ" and "điểm d" alike, and "Điều 20đ" and "Điều 20d": read the letter in the
    # original.
    citation = Citation(
        article=text[slice(*article.span(1))].lower(),
        clause=text[slice(*clause.span(1))].lower() if clause else "",
        point=text[slice(*point.span(1))].lower() if point else "",
    )
    return citation, [match.span() for match in (article, clause, point) if match]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def parse_query(raw: str) -> ParsedQuery:
    """Understand a query. Never raises: rubbish gives an empty query."""
    text, was_cut = clean(raw)
    folded = fold(text)

    tokens = tokenise(text)
    if len(tokens) > MAX_QUERY_WORDS:
        was_cut = True
        text = text[: tokens[MAX_QUERY_WORDS - 1].end]
        folded = folded[: len(text)]
        tokens = tokens[:MAX_QUERY_WORDS]
    all_words = [token.text for token in tokens]

    phrases = tuple(
        phrase for match in _QUOTED.finditer(text) if len(phrase := tuple(words(match.group(1)))) > 0
    )

    number = ""
    citation: Citation | None = None
    law_words: tuple[str, ...] = ()
    rest = folded
    if found := _find_number(folded):
        number, span = found
        rest = _blank(rest, [span])
    if cited := _find_citation(text, rest):
        citation, spans = cited
        rest = _CITATION_GLUE.sub("", _blank(rest, spans))
        law_words = tuple(words(rest))

    content_words = without_boilerplate(all_words)
    return ParsedQuery(
        text=text,
        words=distinct(all_words),
        content=distinct(content_words),
        phrases=phrases,
        number=number,
        citation=citation,
        law_words=law_words,
        was_cut=was_cut,
        word_pairs=distinct(f"{a}_{b}" for a, b in pairwise(all_words)),
    )


def without_number(query: ParsedQuery) -> tuple[str, ...]:
    """The words beside the document's number and its type: what is asked *about* that document."""
    folded = fold(query.text)
    found = _find_number(folded)
    if found is None:
        return query.content
    rest = _blank(folded, [found[1]])
    type_words = {word for name, shorts in DOCUMENT_TYPES.items() for word in (*name.split(), *shorts)} | {
        "so",
        "van",
        "ban",
    }
    return distinct(
        without_boilerplate(left) if (left := [w for w in words(rest) if w not in type_words]) else []
    )

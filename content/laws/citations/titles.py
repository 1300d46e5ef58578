"""Documents by title: the ones that the library knows, then those whose year or number ends the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .numbers import LOOSE_NUMBER, clean_number, issue_date, named_issuer
from .records import DocumentReference, DocumentToken
from .words import CAPITAL, DOCUMENT_TYPE_NAMES, SPACE, any_of

LONGEST_TITLE = 220
MOST_GUESSED_WORDS = 12
MOST_WORDS_BEFORE_COMMA = 4  # "Phòng, chống ma túy", "Xuất cảnh, nhập cảnh"; later a comma ends the title

_WORD = re.compile(r"\w+")
_GAP_IN_TITLE = re.compile(r"[^\S\n]*(?:[,–/-][^\S\n]*)?")
# Two customs of placing the tone mark: "hoà" and "hòa" are one word.
_OLD_TONE = re.compile(r"(o[áàảãạéèẻẽẹ]|u[ýỳỷỹỵ])$")
_NEW_TONE = {
    "oá": "óa", "oà": "òa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oé": "óe", "oè": "òe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uý": "úy", "uỳ": "ùy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip

# "Luật", "Bộ luật", "Pháp lệnh" and "Hiến pháp", looked for by the letters that are always small; the letters before.
_ANCHORS = (
    (re.compile(rf"uật(?={SPACE})"), "Ll", ("Bộ luật", "Bộ Luật", "bộ luật", "Luật", "luật")),
    (re.compile(rf"háp{SPACE}lệnh(?={SPACE})"), "Pp", ("Pháp lệnh", "pháp lệnh")),
    (re.compile(r"iến\spháp(?!\w)"), "Hh", ("Hiến pháp", "hiến pháp")),
)
# By far the commonest word with "luật" in it, and no law; with a slip "đại diện theo pháp Luật ký tên".
_LAW_AT_LARGE = ("pháp l", "Pháp l", "pháp L", "Pháp L")
_FOLLOWS_LAW = re.compile(
    rf"{SPACE}+\(?(?:đã{SPACE}+)?(?:được{SPACE}+)?(?:sửa{SPACE}+đổi|có{SPACE}+hiệu{SPACE}+lực)"
)
_SHORTEST_TITLE = 2  # words: "Luật" alone is no title
_NUMBER_TAIL = rf",?{SPACE}+số:?{SPACE}*(?P<number>{LOOSE_NUMBER})(?![\w/-])"
_YEAR_TAIL = rf"{SPACE}+\(?(?:năm{SPACE}+)?(?P<year>(?:19|20)\d{{2}})(?![\w/-])\)?"
_AFTER_TITLE = re.compile(
    rf"(?P<amended>{SPACE}+\(?sửa{SPACE}đổi(?:,{SPACE}*bổ{SPACE}sung)?\)?(?={SPACE}+(?:năm{SPACE}+)?(?:19|20)\d\d))?"
    rf"(?:{_NUMBER_TAIL})?(?:{_YEAR_TAIL})?"
)
_BY_PATTERN = re.compile(
    rf"(?P<title>[{CAPITAL}s][^.;:()\n“”\"]{{1,{LONGEST_TITLE}}}?)(?:{_NUMBER_TAIL}|{_YEAR_TAIL})"
)
_AMENDING_LAW = re.compile(rf"[Ss]ửa{SPACE}đổi")
# "Luật sửa đổi, bổ sung một số điều của Luật Nhà ở" is a law of its own, not the one it amends.
_AMENDS = re.compile(
    rf"[Ss]ửa{SPACE}đổi(?:,{SPACE}*bổ{SPACE}sung)?[^.;:()\n“”\"]{{0,60}}?của{SPACE}+(?:các{SPACE}+)?"
)
# Words that end a title before its year or number: what follows them is a sentence.
_SENTENCE = re.compile(
    r"(?<!\w)(?:được|có hiệu lực|thì|phải|kể từ|từ|trong|ngày|tháng|đã|này|khi|nếu|do|bởi|hoặc|đến|trước|sau|là|"
    r"giai đoạn|và các|đối với|[Kk]hoản|[Đđ]iều \d|nghị định|thông tư|quyết định|nghị quyết|"
    rf"{any_of(DOCUMENT_TYPE_NAMES)})(?!\w)"
)
# fmt: off
_ENDS_GUESS = frozenset({
    "được", "có", "thì", "phải", "từ", "trong", "ngày", "tháng", "đã", "này", "khi", "nếu", "cho", "bởi",
    "hoặc", "đến", "trước", "sau", "để", "theo", "tại", "về", "các", "như", "là", "không", "mà", "với", "nhưng",
    "cùng", "còn", "nêu", "trên", "hiện", "sửa", "hướng", "ban", "đối", "bị", "việc", "mới", "cũ", "hay", "năm",
    "số", "trừ", "nhằm",
})
_AND = frozenset({
    "các", "hướng", "quy", "văn", "pháp", "những", "nghị", "luật", "bộ", "thông", "quyết", "điều", "khoản", "theo",
    "được", "tại",
})
_AFTER_COMMA = frozenset({
    "trường", "điểm", "người", "cơ", "tổ", "cá", "doanh", "tại", "ngoài", "khoản", "việc", "kể", "nhưng", "hiệp",
    "quyết", "chỉ", "tòa", "toà", "chính", "ủy", "uỷ", "hồ", "giấy", "đồng", "riêng",
})
# fmt: on
# Before a title that only its capital letter gives away there must be a word that leads to a law.
_MAY_GO_ON_SMALL = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
_NO_TITLE = frozenset({"sư", "định", "gia", "lệ", "tục", "pháp", "khác", "đó", "trên", "hiện"})
_LEADS_TO_LAW = re.compile(rf"(?:của|theo|tại|cứ|hành|bởi|bằng|ngoài|trừ|gồm:?)(?:{SPACE}+các)?{SPACE}+$")


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    """A word of a title without regard to case and to the place of the tone mark."""
    lowered = word.lower()
    return _OLD_TONE.sub(lambda match: _NEW_TONE[match[0]], lowered)


def title_key(title: str) -> str:
    """Equal for "Luật Hoà giải ở cơ sở" and "luật hòa giải ở cơ sở"; punctuation does not count."""
    return " ".join(_key(word) for word in _WORD.findall(title))


class KnownTitles:
    """Titles, short titles and abbreviations of a library, as a tree of words; built once, asked often."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._tree: dict[Any, Any] = {}
        first_words: set[str] = set()
        for name in names:
            words = _WORD.findall(name)
            if not words or (len(words) < _SHORTEST_TITLE and not name.isupper()):
                continue
            node = self._tree
            for word in words:
                node = node.setdefault(_key(word), {})
            node[None] = True
            if not name.lower().startswith(("luật ", "bộ luật ", "pháp lệnh ", "hiến pháp")):
                first_words.add(words[0])
        by_length = sorted(first_words, key=len, reverse=True)
        self._other_names = (
            re.compile(rf"(?:{'|'.join(map(re.escape, by_length))})(?!\w)") if by_length else None
        )

    def end_of_match(self, text: str, start: int) -> int | None:
        """Where the longest known title that begins here ends."""
        node = self._tree
        end = None
        position = start
        for match in _WORD.finditer(text, start, start + LONGEST_TITLE * 2):
            if match.start() != position and not _GAP_IN_TITLE.fullmatch(text, position, match.start()):
                break
            following = node.get(_key(match[0]))
            if following is None:
                break
            node = following
            position = match.end()
            if None in node:
                end = position
        return end

    def other_names(self, text: str) -> Iterator[tuple[int, int]]:
        """Names that do not begin with "Luật" and its like: "BLDS", "Nghị định 168"."""
        if self._other_names is None:
            return
        for match in self._other_names.finditer(text):
            # Asked here and not in the pattern, which then begins with letters and is searched for faster.
            if match.start() and text[match.start() - 1].isalnum():
                continue
            end = self.end_of_match(text, match.start())
            if end is not None:
                yield match.start(), end


def titled_documents(text: str, known: KnownTitles) -> Iterator[DocumentToken]:
    """In no order; a token inside another one is the caller's to leave out."""
    for anchor, first_letters, names in _ANCHORS:
        past = 0
        for found in anchor.finditer(text):
            start = found.start()
            if start < past or text[start - 1] not in first_letters or text.endswith(_LAW_AT_LARGE, 0, start):
                continue
            token = _titled(text, found.end(), names, known)
            if token is not None:
                past = token.end
                yield token
    for start, end in known.other_names(text):
        yield _with_tail(text, start, end)


def _titled(text: str, end_of_type: int, names: tuple[str, ...], known: KnownTitles) -> DocumentToken | None:
    type_name = next((name for name in names if _stands_before(text, end_of_type, name)), None)
    if type_name is None:
        return None
    start = end_of_type - len(type_name)
    end = known.end_of_match(text, start)
    if end is None and (amends := _AMENDS.match(text, end_of_type + 1)):
        return _amending(text, start, amends.end(), known)
    if type_name[0].islower():
        token = _with_tail(text, start, end) if end is not None else None
        return token if token and (token.document.number or token.document.year) else None
    if end is not None:
        known_token = _with_tail(text, start, end)
        if known_token.document.number or known_token.document.year:
            return known_token
        return _by_pattern(text, start, end_of_type, at_most=end) or known_token
    return _by_pattern(text, start, end_of_type) or _guessed(text, start, end_of_type, type_name)


def _stands_before(text: str, end: int, name: str) -> bool:
    start = end - len(name)
    if start < 0 or (start and text[start - 1].isalnum()):
        return False
    return text.startswith(name, start) or " ".join(text[start:end].split()) == name


def _amending(text: str, start: int, inner: int, known: KnownTitles) -> DocumentToken:
    """Up to the end of the title of the law that it amends, with its own number or year."""
    end = known.end_of_match(text, inner)
    if end is None:
        words = _WORD.match(text, inner)
        first = words.end() if words else inner
        end = end_of_guess(text, first) or first
    return _with_tail(text, start, end)


def _with_tail(text: str, start: int, end: int) -> DocumentToken:
    """A known title with the number, the year and the date that follow it."""
    tail = _AFTER_TITLE.match(text, end)
    title = " ".join(text[start:end].split())
    if tail is None:
        return _token(text, start, end, title)
    if tail["amended"]:
        title += " " + " ".join(tail["amended"].strip(" ()\u00a0").split())
    return _token(text, start, tail.end(), title, number=tail["number"] or "", year=tail["year"] or "")


def _by_pattern(text: str, start: int, end_of_type: int, at_most: int | None = None) -> DocumentToken | None:
    """A title ended by its number or year. ``at_most``: only where the sentence amends a title known so far."""
    first = end_of_type + 1
    if first >= len(text) or (text[first] == "s" and not _AMENDING_LAW.match(text, first)):
        return None
    match = _BY_PATTERN.match(text, first)
    if match is None or _SENTENCE.search(text, first, match.end("title")):
        return None
    if at_most is not None and "," in text[at_most : match.end("title")]:
        return None
    if at_most is not None and not _AMENDING_LAW.search(text, at_most, match.end("title")):
        return None
    title = " ".join(text[start : match.end("title")].split())
    return _token(text, start, match.end(), title, number=match["number"] or "", year=match["year"] or "")


def _guessed(text: str, start: int, end_of_type: int, type_name: str) -> DocumentToken | None:
    """ "theo Luật Đặc xá thì": a title as far as it looks like one; the chain decides whether it counts."""
    end = end_of_guess(text, end_of_type)
    if (
        end is None
        and type_name in _MAY_GO_ON_SMALL
        and _LEADS_TO_LAW.search(text, max(0, start - 16), start)
    ):
        end = end_of_guess(text, end_of_type, may_be_small=True)
    if end is None and type_name != "Hiến pháp":
        return None
    title = " ".join(text[start : end or end_of_type].split())
    return DocumentToken(
        start,
        end or end_of_type,
        DocumentReference(type_name=_type_of(title), title=title, is_guessed=True),
    )


def end_of_guess(text: str, position: int, *, may_be_small: bool = False) -> int | None:
    """Where a title that begins after ``position`` seems to end; its first letter is a capital, as a rule."""
    end = None
    words = list(_WORD.finditer(text, position, position + LONGEST_TITLE))[: MOST_GUESSED_WORDS + 1]
    for index, word in enumerate(words):
        gap = text[end if end is not None else position : word.start()]
        is_joined = not gap.strip(" \u00a0") or (
            gap == ", "
            and 0 < index <= MOST_WORDS_BEFORE_COMMA
            and word[0][0].islower()
            and word[0] not in _AND
            and word[0] not in _AFTER_COMMA
        )
        if (
            not gap
            or not is_joined
            or (index == 0 and not (word[0][0].isupper() or (may_be_small and word[0] not in _NO_TITLE)))
        ):
            break
        if word[0] in _ENDS_GUESS or word[0].isdigit():
            break
        following = words[index + 1][0] if index + 1 < len(words) else ""
        if word[0] == "quy" and following == "định":
            break
        if word[0] == "và" and (following in _AND or following in _ENDS_GUESS or not following[:1].islower()):
            break
        end = word.end()
    return end


def is_among_laws(text: str, start: int, end: int) -> bool:
    """Whether the words around speak of a law: "theo …", "căn cứ …", "… được sửa đổi"."""
    if _LEADS_TO_LAW.search(text, max(0, start - 16), start):
        return True
    return _FOLLOWS_LAW.match(text, end) is not None


def _token(text: str, start: int, end: int, title: str, *, number: str = "", year: str = "") -> DocumentToken:
    end, issued_on = issue_date(text, end)
    return DocumentToken(
        start,
        end,
        DocumentReference(
            type_name=_type_of(title),
            number=clean_number(number),
            title=title,
            year=int(year) if year else None,
            issued_on=issued_on,
            issuer=named_issuer(text, end) if number else "",
        ),
    )


def _type_of(title: str) -> str:
    lowered = title.lower()
    return next((name for name in DOCUMENT_TYPE_NAMES if lowered.startswith(f"{name.lower()} ")), "")

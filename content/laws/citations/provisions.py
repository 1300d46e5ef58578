"""Articles, clauses and points, and what articles stand in: "các khoản 1, 3 và 5", "Điều này", "Chương II"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from content.laws.ordering import LETTERS, roman_number, roman_value

from .divisions import with_divisions_read
from .records import THIS, Provision, ProvisionToken
from .words import SPACE

MOST_VALUES = 200  # of one list; a longer one is no list of provisions
LONGEST_RANGE = 60  # "từ Điều 5 đến Điều 90" keeps only its ends

# What may stand before a figure after "khoản 1," and then makes it a number of days, people, copies …
_COUNTED = (
    "ngày|tháng|năm|tuần|giờ|phút|tuổi|người|bộ|bản|lần|loại|nhóm|trường|đồng|nghìn|ngàn|triệu|tỷ|tỉ|m|m2|km|kg|"
    "mét|héc|ha|phần|cấp|hạng|bậc|mức|bước|đơn|cơ|tổ|hộ|con|chiếc|cái|cán|thành|hình|hành|tài|ký|giai|"
    "phương|đối|chữ|dòng|cột|USD"
)
_NUMERIC_POINT = r"\d{1,2}\.\d{1,2}(?!\.?\w)"
_POINT = (
    rf"(?:{_NUMERIC_POINT}|[{LETTERS}]\d{{0,2}}(?!\w|\.\d)(?!{SPACE}+(?:tế|học|sĩ|tá|dược|bạ|phục)(?!\w)))"
)
_CLAUSE = r"\d{1,3}[a-zđ]?(?![./]?\w)"
_ARTICLE = r"\d{1,4}[a-zđ]{0,2}(?![./-]?\w)"
_ROMAN = r"[IVXLC]{1,6}"
_APPENDIX = rf"(?:{_ROMAN}|\d{{1,3}}(?:\.\d{{1,2}})?)[A-ZĐa-zđ]?(?:\.\d{{1,2}})?(?![./-]?\w)"
_ITEM = rf"{_ROMAN}(?:\.\d{{1,2}})?(?![./-]?\w)"
_ORDINAL = (
    rf"thứ{SPACE}+(?:mười(?:{SPACE}+(?:một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín))?"
    rf"|nhất|hai|nhì|ba|tư|năm|sáu|bảy|tám|chín)(?!\w)"
)
_DIVISION = rf"(?:{_ORDINAL}|(?:{_ROMAN}[a-zđ]?|\d{{1,3}}[a-zđ]?)(?![./-]?\w))"
_SECTION = r"\d{1,3}(?:\.\d{1,2})?[a-zđ]?(?![./-]?\w)"
_NOT_COUNTED = rf"(?!{SPACE}*(?:\(|%)|{SPACE}+(?:{_COUNTED})(?!\w))"
_JOINS = rf"(?:{SPACE}*[,;]{SPACE}*(?:và{SPACE}+|hoặc{SPACE}+)?|{SPACE}+(?:và|hoặc|hay){SPACE}+)"
_UP_TO = rf"(?:{SPACE}+(?:cho{SPACE}+)?đến{SPACE}+(?:hết{SPACE}+)?|{SPACE}*[–-]{SPACE}*)"
_THIS = rf"{THIS}(?!\w)"


def _listed(word: str, value: str, bare: str) -> re.Pattern[str]:
    """The word, a value and what is listed with it; ``bare`` is a value without the word repeated before it."""
    again = rf"(?:(?:(?:{word}){SPACE}+(?:{value}))|{bare})"
    return re.compile(
        rf"(?P<word>{word}){SPACE}+(?:(?P<this>{_THIS})"
        rf"|(?:từ{SPACE}+(?:{word}{SPACE}+)?)?(?P<first>{value})(?P<rest>(?:(?:{_JOINS}|{_UP_TO}){again})*+))"
    )


_TOKENS = {
    "point": _listed("[Đđ]iểm", _POINT, _POINT),
    "clause": _listed("[Kk]hoản", _CLAUSE + _NOT_COUNTED, rf"(?!0){_CLAUSE}{_NOT_COUNTED}"),
    "article": _listed("[Đđ]iều", _ARTICLE + _NOT_COUNTED, rf"(?!0){_ARTICLE}{_NOT_COUNTED}"),
}
_WORDS = {
    "point": "[Đđ]iểm",
    "clause": "[Kk]hoản",
    "article": "[Đđ]iều",
    "appendix": rf"[Pp]hụ{SPACE}lục(?:{SPACE}+số)?",
    "item": "[Mm]ục",
    "section": "[Mm]ục",
    "subsection": rf"[Tt]iểu{SPACE}+mục",
    "chapter": "[Cc]hương",
    "part": "[Pp]hần",
}
_TOKENS["appendix"] = _listed(
    _WORDS["appendix"], _APPENDIX + _NOT_COUNTED, rf"(?!0){_APPENDIX}{_NOT_COUNTED}"
)
_TOKENS["item"] = _listed(_WORDS["item"], _ITEM, _ITEM)
_TOKENS |= {
    kind: _listed(_WORDS[kind], number + _NOT_COUNTED, rf"(?!0){number}{_NOT_COUNTED}")
    for kind, number in (
        ("section", _SECTION),
        ("subsection", _SECTION),
        ("chapter", _DIVISION),
        ("part", _DIVISION),
    )
}
_VALUES = {
    kind: re.compile(rf"(?P<up_to>{_UP_TO})?(?:{_JOINS})?(?:{word}{SPACE}+)?(?P<value>{value})")
    for kind, word, value in (
        ("point", "[Đđ]iểm", _POINT),
        ("clause", "[Kk]hoản", _CLAUSE),
        ("article", "[Đđ]iều", _ARTICLE),
        ("appendix", _WORDS["appendix"], _APPENDIX),
        ("item", _WORDS["item"], _ITEM),
        ("section", _WORDS["section"], _SECTION),
        ("subsection", _WORDS["subsection"], _SECTION),
        ("chapter", _WORDS["chapter"], _DIVISION),
        ("part", _WORDS["part"], _DIVISION),
    )
}
# The letters after the first, which may be large or small, are looked for: a literal is found ten times faster.
_ANCHORS = (
    ("article", re.compile(rf"iều(?={SPACE}+(?:\d|này|từ{SPACE}))"), "Đđ"),
    ("clause", re.compile(rf"hoản(?={SPACE}+(?:\d|này|từ{SPACE}))"), "Kk"),
    ("point", re.compile(rf"iểm(?={SPACE}+(?:[{LETTERS}](?:\W|\d|$)|\d{{1,2}}\.\d|này|từ{SPACE}))"), "Đđ"),
    ("appendix", re.compile(rf"hụ{SPACE}lục(?={SPACE}+(?:số{SPACE}+)?[\dIVXLC])"), "Pp"),
    ("item", re.compile(rf"ục(?={SPACE}+[IVXLC])"), "Mm"),
    ("section", re.compile(rf"ục(?={SPACE}+(?:\d|này))"), "Mm"),
    ("subsection", re.compile(rf"iểu{SPACE}mục(?={SPACE}+\d)"), "Tt"),
    ("chapter", re.compile(rf"hương(?={SPACE}+(?:[\dIVXLC]|này|thứ{SPACE}))"), "Cc"),
    ("part", re.compile(rf"hần(?={SPACE}+(?:[\dIVXLC]|này|thứ{SPACE}))"), "Pp"),
)
# What ends a citation from below: "điểm a khoản 1 Điều 5", "khoản 2 Phụ lục I", "khoản 1 Mục II".
_HEADS = frozenset({"article", "appendix", "item", "division"})
# "Danh mục V", "đề mục I", "tiểu mục II": no heading of a circular. "Học phần 2", "huy chương": no part, no chapter.
_SECTION_ELSE = re.compile(rf"(?:anh|ề|ạng|huyên|iểu|ầu){SPACE}+$")
_OTHER_WORDS = {
    "item": _SECTION_ELSE,
    "section": _SECTION_ELSE,
    "chapter": re.compile(rf"(?:uy|ăn){SPACE}+$"),
    "part": re.compile(rf"(?:ọc|ợp|ành|ổ|hia){SPACE}+$"),
}
_BEFORE = re.compile(rf"(?<!\w)(?:(?P<shared>[Cc]ác{SPACE}+)|(?P<range>[Tt]ừ{SPACE}+))$")


def provision_tokens(text: str) -> Iterator[ProvisionToken]:
    """In no order; a token that lies inside another one is the caller's to leave out."""
    for kind, anchor, first_letters in _ANCHORS:
        past = 0
        pattern = _TOKENS[kind]
        other_word = _OTHER_WORDS.get(kind)
        for found in anchor.finditer(text):
            start = found.start() - 1
            if start < past or text[start] not in first_letters:
                continue
            if start and text[start - 1].isalnum() and not _lost_its_space(text, start):
                continue
            match = pattern.match(text, start)
            if match is None or (other_word and other_word.search(text, max(0, start - 8), start)):
                continue
            past = match.end()
            yield _token(text, kind, match)


def _lost_its_space(text: str, start: int) -> bool:
    """ "tạiĐiều 60", "tạikhoản 1"."""
    glued = text[start - 1].islower() and text[start].isupper()
    return glued or text.endswith(("tại", "theo"), 0, start)


def _token(text: str, kind: str, match: re.Match[str]) -> ProvisionToken:
    start, end = match.span()
    before = _BEFORE.search(text, max(0, start - 5), start)
    if match["this"]:
        return ProvisionToken(start, end, kind, (THIS,))
    values: tuple[str, ...] = (match["first"],)
    has_range = False
    if match["rest"]:
        values, has_range = _values(kind, match["first"], match["rest"])
    if before and (before["shared"] or has_range):
        start = before.start()
    return ProvisionToken(start, end, kind, values, is_shared=bool(before and before["shared"]))


def _values(kind: str, first: str, rest: str) -> tuple[tuple[str, ...], bool]:
    values = [first]
    has_range = False
    for match in _VALUES[kind].finditer(rest):
        if match["up_to"]:
            has_range = True
            values += _between(kind, values[-1], match["value"])
        values.append(match["value"])
        if len(values) >= MOST_VALUES:
            break
    return tuple(values), has_range


def _between(kind: str, first: str, last: str) -> list[str]:
    """What lies between the ends of a range; nothing when they are no plain letters or figures."""
    if kind == "point" and "." in first:
        clause, _, begins = first.partition(".")
        same, _, ends = last.partition(".")
        return (
            [f"{clause}.{value}" for value in range(int(begins) + 1, int(ends or 0))]
            if same == clause
            else []
        )
    if kind == "point":
        if len(first) != 1 or len(last) != 1:
            return []
        return list(LETTERS[LETTERS.index(first) + 1 : LETTERS.index(last)])
    begins_roman, ends_roman = roman_value(first), roman_value(last)
    if begins_roman and ends_roman and ends_roman - begins_roman <= LONGEST_RANGE:
        return [roman_number(value) for value in range(begins_roman + 1, ends_roman)]
    if not (first.isdigit() and last.isdigit()) or int(last) - int(first) > LONGEST_RANGE:
        return []
    return [str(value) for value in range(int(first) + 1, int(last))]


def read_provisions(text: str, tokens: list[ProvisionToken]) -> tuple[Provision, ...]:
    """Joins points to the clause after them, both to the article after that; or, largest first, downwards."""
    tokens = with_divisions_read(text, tokens)
    done: list[Provision] = []
    waiting: list[Provision] = []
    for index, token in enumerate(tokens):
        if token.kind == "item" and _says_where(text, tokens, index):
            continue
        if token.kind not in _HEADS and done and not waiting and _goes_down(text, tokens, index):
            done = _narrow(done, token)
        elif token.kind == "point":
            waiting += [Provision(point=value) for value in token.values]
        elif token.kind == "clause":
            waiting = _with_clauses(waiting, token)
        elif token.kind == "division":
            owners = token.paths[:1] if waiting else token.paths
            done += [
                replace(one, kind=token.kind, division=path)
                for path in owners
                for one in waiting or [Provision()]
            ]
            done += [Provision(kind=token.kind, division=path) for path in token.paths[len(owners) :]]
            waiting = []
        else:
            heads = token.values if token.is_shared else token.values[:1]
            others = token.values if not waiting else () if token.is_shared else token.values[1:]
            done += [
                Provision(_number(token, value), one.clause, one.point, token.kind)
                for value in heads
                for one in waiting
            ]
            done += [Provision(article=_number(token, value), kind=token.kind) for value in others]
            waiting = []
    if done and waiting:
        last = done[-1]
        waiting = [
            replace(one, article=last.article, kind=last.kind, division=last.division) for one in waiting
        ]
    return tuple(dict.fromkeys(done + waiting))


def _says_where(text: str, tokens: list[ProvisionToken], index: int) -> bool:
    """ "Điều 5 Mục I Chương II", "Mục I Phụ lục 1": where a provision stands, not another one."""
    if index and tokens[index - 1].kind == "article":
        return True
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or after.kind == "item" or after.kind not in _HEADS:
        return False
    return text[tokens[index].end : after.start].strip(" \u00a0,") in {"", "của"}


def _number(token: ProvisionToken, value: str) -> str:
    """ "Phụ lục 01" is appendix 1."""
    return value.lstrip("0") or value if token.kind == "appendix" else value


def _with_clauses(waiting: list[Provision], token: ProvisionToken) -> list[Provision]:
    loose = [one for one in waiting if one.point and not one.clause]
    if not loose:
        return [*waiting, *(Provision(clause=value) for value in token.values)]
    kept = [one for one in waiting if not (one.point and not one.clause)]
    heads = token.values if token.is_shared else token.values[:1]
    others = () if token.is_shared else token.values[1:]
    kept += [replace(one, clause=value) for value in heads for one in loose]
    return [*kept, *(Provision(clause=value) for value in others)]


def _goes_down(text: str, tokens: list[ProvisionToken], index: int) -> bool:
    """ "Điều 3, khoản 9" names a part of article 3; "Điều 20, khoản 4 Điều 25" does not."""
    token, before = tokens[index], tokens[index - 1]
    gap = text[before.end : token.start].strip(" \u00a0")
    if not gap and before.kind in _HEADS:
        return True
    if index + 1 == len(tokens):
        return True
    after = tokens[index + 1]
    following = text[token.end : after.start].strip(" \u00a0")
    is_larger = after.kind in _HEADS or (token.kind, after.kind) == ("point", "clause")
    if is_larger and following in {"", "của"}:
        return False
    return gap == ","


def _narrow(done: list[Provision], token: ProvisionToken) -> list[Provision]:
    """ "Điều 3, khoản 9, điểm b": each step narrows the last provision."""
    *before, last = done
    if token.kind == "clause":
        if last.clause:
            return [*done, *(replace(last, clause=value, point="") for value in token.values)]
        return [*before, *(replace(last, clause=value) for value in token.values)]
    if last.point:
        return [*done, *(replace(last, point=value) for value in token.values)]
    return [*before, *(replace(last, point=value) for value in token.values)]

"""Parts, chapters, sections and subsections: "Mục 2 Chương III", "các chương II, III và IV", "Phần thứ hai"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .records import THIS, DivisionName, ProvisionToken

# Smallest first. A Roman "Mục II" is read as a numbered heading of a circular until a chapter stands beside it.
LEVELS = {"subsection": 0, "item": 1, "section": 1, "chapter": 2, "part": 3}
DIVISION_KINDS = frozenset(LEVELS) - {"item"}
_OWNS = frozenset({"", "của", "thuộc", "tại"})
_NESTS = _OWNS | {","}

Path = tuple[DivisionName, ...]


def with_divisions_read(text: str, tokens: Sequence[ProvisionToken]) -> list[ProvisionToken]:
    """Divisions that stand together become one token of kind "division" with a path, smallest first, for each.

    "Điều 14 Chương IV", "Mục I Phụ lục 1": what only says where an article or appendix stands becomes part of it.
    """
    if DIVISION_KINDS.isdisjoint([token.kind for token in tokens]):
        return list(tokens)
    found: list[ProvisionToken] = []
    position = 0
    widened_from: int | None = None
    while position < len(tokens):
        end = _end_of_run(tokens, position)
        if end == position:
            token = tokens[position]
            found.append(token if widened_from is None else replace(token, start=widened_from))
            widened_from = None
            position += 1
            continue
        run = tokens[position:end]
        paths = tuple(_paths(text, run))
        after = tokens[end] if end < len(tokens) else None
        if found and found[-1].kind in {"article", "appendix"} and _says_where(text, found[-1], run):
            found[-1] = replace(found[-1], end=run[-1].end)
        elif after is not None and _stands_inside(text, run[-1], after):
            widened_from = run[0].start
        else:
            found.append(
                ProvisionToken(
                    run[0].start,
                    run[-1].end,
                    "division",
                    tuple(path[0].number for path in paths),
                    paths=paths,
                )
            )
        position = end
    return found


def names_division(tokens: Sequence[ProvisionToken]) -> bool:
    """Whether they name a division, beyond the one in which they stand."""
    kinds = {token.kind for token in tokens if token.values != (THIS,)}
    return bool(kinds & DIVISION_KINDS)


def _end_of_run(tokens: Sequence[ProvisionToken], position: int) -> int:
    """Behind the last of the divisions that follow each other; a run of headings only is none."""
    end = position
    while end < len(tokens) and tokens[end].kind in LEVELS:
        end += 1
    is_run = any(token.kind in DIVISION_KINDS for token in tokens[position:end])
    return end if is_run else position


def _paths(text: str, run: Sequence[ProvisionToken]) -> Iterator[Path]:
    """ "Mục 1 và Mục 2 Chương V" → two paths; "Chương II Mục 1" → one."""
    done: list[Path] = []
    open_paths: list[Path] = []
    for index, token in enumerate(run):
        names = [DivisionName(_kind(token), value) for value in token.values]
        gap = _gap(text, run[index - 1], token) if index else ""
        before = LEVELS[run[index - 1].kind] if index else 0
        level = LEVELS[token.kind]
        if index and level > before and gap in _NESTS:
            owners, others = (names, []) if token.is_shared else (names[:1], names[1:])
            inner = [path for path in open_paths if LEVELS[path[-1].kind] < level]
            done += [path for path in open_paths if path not in inner]
            open_paths = [(*path, one) for one in owners for path in inner] + [(one,) for one in others]
        elif index and level < before and gap in _NESTS and not _has_own_owner(text, run, index):
            *earlier, last = open_paths
            done += earlier
            open_paths = [(one, *last) for one in names]
        else:
            if level != before:
                done += open_paths
                open_paths = []
            open_paths += [(one,) for one in names]
    yield from dict.fromkeys(path for path in (*done, *open_paths) if path[0].number != THIS)


def _has_own_owner(text: str, run: Sequence[ProvisionToken], index: int) -> bool:
    """ "Chương II, Mục 1 Chương III": the section is the later chapter's."""
    if index + 1 == len(run):
        return False
    after = run[index + 1]
    return LEVELS[after.kind] > LEVELS[run[index].kind] and _gap(text, run[index], after) in _OWNS


def _says_where(text: str, unit: ProvisionToken, run: Sequence[ProvisionToken]) -> bool:
    """ "Điều 14, Chương IV"; not so in "Điều 55, Mục 3 và Mục 4 Chương IV", which lists. "Phụ lục IV, phần 2"."""
    gap = _gap(text, unit, run[0])
    if unit.kind == "appendix":
        return gap in _NESTS
    is_list = any(len(token.values) > 1 for token in run) or len({token.kind for token in run}) < len(run)
    return gap in _OWNS or (gap == "," and not is_list)


def _stands_inside(text: str, last: ProvisionToken, after: ProvisionToken) -> bool:
    """ "Mục 2 Phụ lục II": a piece of the appendix. "Mục III Điều 1": a heading inside the article."""
    gap = _gap(text, last, after)
    return gap in _NESTS if after.kind == "appendix" else after.kind == "article" and gap in _OWNS


def _gap(text: str, before: ProvisionToken, after: ProvisionToken) -> str:
    return text[before.end : after.start].strip(" \u00a0")


def _kind(token: ProvisionToken) -> str:
    return "section" if token.kind == "item" else token.kind

"""Two texts of an article beside each other: first clause by clause, then word by word. Pure.

Units are aligned before words, so that a clause that moved or came in between is one added or removed unit and does
not disturb the rest. Nothing is lost: the "old" pieces of a comparison joined are the old text, the "new" ones the
new text, with every space and line end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from content.laws.structure import locate_provisions

SAME, CHANGED, ADDED, REMOVED, GAP = "same", "changed", "added", "removed", "gap"

# How many unchanged units an excerpt keeps on each side of a change.
AROUND = 1

# Units less alike than this are one removed and one added rather than one changed.
ALIKE = 0.4
# A unit found elsewhere counts as moved when it is at least so much alike.
ALIKE_TO_BE_MOVED = 0.85
# Below this share of words in common, words shown one by one are noise: the whole unit is shown replaced.
ALIKE_WORD_BY_WORD = 0.25
# Aligning by likeness is quadratic; larger gaps are aligned by label alone.
LARGEST_GAP = 4_000
# Longer stretches are compared line by line before words.
MOST_WORDS = 4_000

# A syllable with its marks, one run of spaces, or one other character; NFD marks stay with their letter.
_TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of words: ``kind`` is SAME, ADDED or REMOVED."""

    kind: str
    text: str


@dataclass(frozen=True)
class Unit:
    """The lead of an article, a clause's own words, a point, or what follows the points."""

    clause: str
    point: str
    text: str

    @property
    def label(self) -> str:
        return self.point or self.clause


@dataclass(frozen=True)
class Row:
    """A unit before and after; ``moved_to`` and ``moved_from`` name where an unchanged or alike one went."""

    kind: str
    old: Unit | None
    new: Unit | None
    pieces: tuple[Piece, ...]
    moved_to: str = ""
    moved_from: str = ""

    @property
    def old_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != ADDED]

    @property
    def new_pieces(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != REMOVED]

    @property
    def is_point(self) -> bool:
        return bool((self.new or self.old).point)  # type: ignore[union-attr]

    @property
    def is_moved(self) -> bool:
        return bool(self.moved_to or self.moved_from)


@dataclass(frozen=True)
class Gap:
    """Units in a row that are the same on both sides and are left out."""

    count: int
    kind: str = GAP


@dataclass(frozen=True)
class Comparison:
    """All rows in order."""

    rows: tuple[Row, ...]

    @property
    def excerpt(self) -> list[Row | Gap]:
        """What differs, with the unit before and after it; the rest as gaps."""
        near = {
            place + step
            for place, row in enumerate(self.rows)
            if row.kind != SAME
            for step in range(-AROUND, AROUND + 1)
        }
        shown: list[Row | Gap] = []
        for place, row in enumerate(self.rows):
            if place in near:
                shown.append(row)
            elif shown and isinstance(last := shown[-1], Gap):
                shown[-1] = Gap(last.count + 1)
            else:
                shown.append(Gap(1))
        return shown

    @property
    def old_text(self) -> str:
        return "".join(piece.text for row in self.rows for piece in row.old_pieces)

    @property
    def new_text(self) -> str:
        return "".join(piece.text for row in self.rows for piece in row.new_pieces)

    def count(self, kind: str) -> int:
        """How many units are of this kind; one that only moved is neither added nor removed."""
        return sum(1 for row in self.rows if row.kind == kind and not row.is_moved)

    @property
    def changed_count(self) -> int:
        return self.count(CHANGED)

    @property
    def added_count(self) -> int:
        return self.count(ADDED)

    @property
    def removed_count(self) -> int:
        return self.count(REMOVED)

    @property
    def moved_count(self) -> int:
        return sum(1 for row in self.rows if row.moved_from)

    @property
    def has_changes(self) -> bool:
        return any(row.kind != SAME for row in self.rows)


def compare(old: str, new: str) -> Comparison:
    """Either text may be empty."""
    old_units, new_units = split_units(old), split_units(new)
    rows = [_row(before, after) for before, after in _align(old_units, new_units)]
    return Comparison(tuple(_with_moves(rows)))


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word; joined, the pieces give back both texts."""
    if old == new:
        return (Piece(SAME, old),) if old else ()
    old_words, new_words = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(old_words) + len(new_words) > MOST_WORDS:
        old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
        return _tidy(_by_lines(old_lines, new_lines))
    return _tidy(_diff(old_words, new_words))


def split_units(text: str) -> list[Unit]:
    """Cuts a text before every clause, point and tail; joined, the units are the text."""
    cuts: list[tuple[int, str, str]] = [(0, "", "")]
    stretches = locate_provisions(text)
    cuts += [(one.start, one.clause, one.point) for one in stretches]
    for index, one in enumerate(stretches):
        is_last_point = one.point and (index + 1 == len(stretches) or not stretches[index + 1].point)
        if is_last_point:
            clause = next((it for it in stretches if it.clause == one.clause and not it.point), None)
            end = clause.end if clause else _end_of_lead(text, stretches)
            if end > one.end:
                rest = text[one.end : end]
                cuts.append((one.end + len(rest) - len(rest.lstrip()), one.clause, ""))
    cuts.sort(key=lambda cut: cut[0])
    ends = [start for start, *_ in cuts[1:]] + [len(text)]
    units = [
        Unit(clause, point, text[start:end]) for (start, clause, point), end in zip(cuts, ends, strict=True)
    ]
    return [unit for unit in units if unit.text]


def _end_of_lead(text: str, stretches: Sequence[object]) -> int:
    first = next((one.start for one in stretches if one.clause), None)  # type: ignore[attr-defined]
    return len(text[:first].rstrip())


def _align(old: list[Unit], new: list[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Pairs in an order that keeps both: equal words first, then in between by label and likeness."""
    matcher = SequenceMatcher(
        None, [_words(one) for one in old], [_words(one) for one in new], autojunk=False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _align_gap(old[i1:i2], new[j1:j2])


def _words(unit: Unit) -> tuple[str, ...]:
    """A unit's words without its own number and spaces."""
    words = unit.text.split()
    return tuple(words[1:] if unit.label and len(words) > 1 else words)


def _align_gap(old: list[Unit], new: list[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    """The pairing of most likeness that crosses nowhere (Needleman and Wunsch, 1970)."""
    if not old or not new or len(old) * len(new) > LARGEST_GAP:
        yield from _align_by_label(old, new)
        return
    bags = ([Counter(_words(one)) for one in old], [Counter(_words(one)) for one in new])
    score = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_fit(old[i], new[j], bags[0][i], bags[1][j]) for j in range(len(new))] for i in range(len(old))]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            score[i][j] = max(score[i + 1][j + 1] + alike[i][j], score[i + 1][j], score[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] > 0 and score[i][j] == score[i + 1][j + 1] + alike[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    for one in old[i:]:
        yield one, None
    for other in new[j:]:
        yield None, other


def _fit(old: Unit, new: Unit, old_bag: Counter[str], new_bag: Counter[str]) -> float:
    """How well two units make a pair: likeness, a little more under one label; 0 when they are no pair."""
    if bool(old.point) != bool(new.point):
        return 0.0
    likeness = _likeness(old_bag, new_bag)
    same_label = (old.clause, old.point) == (new.clause, new.point)
    if same_label and old.label:
        return max(likeness, 0.05) + 0.2
    return likeness if likeness >= ALIKE else 0.0


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """Words in common (Dice's coefficient), 0 to 1."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


def _align_by_label(old: list[Unit], new: list[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    keys = ([(one.clause, one.point) for one in old], [(one.clause, one.point) for one in new])
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    for _tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if _tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            for one in old[i1:i2]:
                yield one, None
            for other in new[j1:j2]:
                yield None, other


def _row(old: Unit | None, new: Unit | None) -> Row:
    if old is None or new is None:
        unit = old or new
        kind = ADDED if old is None else REMOVED
        return Row(kind, old, new, (Piece(kind, unit.text),) if unit else ())
    if old.text == new.text:
        return Row(SAME, old, new, (Piece(SAME, new.text),))
    if old.text.split() == new.text.split():
        # Only spaces differ: both are kept, but a reader has nothing to compare.
        return Row(SAME, old, new, compare_words(old.text, new.text))
    if _likeness(Counter(_words(old)), Counter(_words(new))) < ALIKE_WORD_BY_WORD:
        return Row(CHANGED, old, new, _whole(old, new))
    return Row(CHANGED, old, new, compare_words(old.text, new.text))


def _whole(old: Unit, new: Unit) -> tuple[Piece, ...]:
    """Everything replaced but the number and the line end they share."""
    words = old.text.split(maxsplit=1)[0]
    marker = words if old.label and new.text.startswith(words) and old.text.startswith(words) else ""
    rest_old, rest_new = old.text[len(marker) :], new.text[len(marker) :]
    end = _shared_space(rest_old, rest_new)
    return tuple(
        piece
        for piece in (
            Piece(SAME, marker),
            Piece(REMOVED, rest_old[: len(rest_old) - len(end)]),
            Piece(ADDED, rest_new[: len(rest_new) - len(end)]),
            Piece(SAME, end),
        )
        if piece.text
    )


def _shared_space(old: str, new: str) -> str:
    size = 0
    while size < min(len(old), len(new)) and old[-1 - size] == new[-1 - size] and old[-1 - size].isspace():
        size += 1
    return old[len(old) - size :]


def _with_moves(rows: list[Row]) -> list[Row]:
    """Marks removed units that stand elsewhere among the added ones."""
    added = {
        index: Counter(_words(row.new)) for index, row in enumerate(rows) if row.kind == ADDED and row.new
    }
    for index, row in enumerate(rows):
        if row.kind != REMOVED or row.old is None or not added:
            continue
        bag = Counter(_words(row.old))
        if bag.total() < 3:
            continue
        best = max(added, key=lambda other: _likeness(bag, added[other]))
        if _likeness(bag, added[best]) >= ALIKE_TO_BE_MOVED:
            target = rows[best].new
            if target is not None:
                rows[index] = replace(row, moved_to=_place(target))
                rows[best] = replace(rows[best], moved_from=_place(row.old))
            del added[best]
    return rows


def _place(unit: Unit) -> str:
    """ "2", "2 a": clause and point."""
    return f"{unit.clause} {unit.point}".strip()


def _diff(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(new[j1:j2]))
        else:
            yield Piece(REMOVED, "".join(old[i1:i2]))
            yield Piece(ADDED, "".join(new[j1:j2]))


def _by_lines(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[i1:i2]), "".join(new[j1:j2])
        if tag == "equal":
            yield Piece(SAME, after)
        elif len(before) + len(after) > 4 * MOST_WORDS:
            yield Piece(REMOVED, before)
            yield Piece(ADDED, after)
        else:
            yield from _diff(_TOKEN.findall(before), _TOKEN.findall(after))


def _tidy(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Joins neighbours: a lone space between two changes belongs to both, so that phrases read as phrases."""
    kept: list[Piece] = []
    removed = added = ""
    for piece in pieces:
        if piece.kind == REMOVED:
            removed += piece.text
        elif piece.kind == ADDED:
            added += piece.text
        elif piece.text.isspace() and "\n" not in piece.text and (removed or added) and removed and added:
            removed, added = removed + piece.text, added + piece.text
        elif piece.text:
            kept += _both(removed, added)
            removed = added = ""
            kept.append(piece)
    kept += _both(removed, added)
    joined: list[Piece] = []
    for piece in kept:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)


def _both(removed: str, added: str) -> list[Piece]:
    """A removed and an added stretch without the spaces that they end with alike."""
    end = _shared_space(removed, added) if removed and added else ""
    removed, added = removed[: len(removed) - len(end)], added[: len(added) - len(end)]
    found = [Piece(REMOVED, removed), Piece(ADDED, added), Piece(SAME, end)]
    return [piece for piece in found if piece.text]

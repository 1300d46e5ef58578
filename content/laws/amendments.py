"""What an amendment does to the words of an article. Pure; everything that it does not name stays byte for byte.

Repealed clauses and points keep their number with "(được bãi bỏ)", as consolidated texts of the State do: nothing
is ever renumbered, and what comes in between takes a letter ("2a" after "2", "đ" after "d").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from content.laws.ordering import number_order
from content.laws.structure import (
    ArticleText,
    Stretch,
    locate_provisions,
    parse_article_text,
    point_order,
)

REPLACE, INSERT, REPEAL = "replace", "insert", "repeal"
REPEALED = "(được bãi bỏ)"

_REPEALED = re.compile(r"\(\s*(?:đã |được )?bãi bỏ\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Change:
    """One change of an article; without clause and point it concerns the whole article."""

    kind: str
    clause: str = ""
    point: str = ""
    text: str = ""


class AmendmentError(Exception):
    """A change that does not fit the text; ``change`` says which. Subclasses name what is wrong."""

    def __init__(self, change: Change, detail: str = "") -> None:
        super().__init__(
            f"{type(self).__name__}: {change.kind} {change.clause} {change.point} {detail}".strip()
        )
        self.change = change
        self.detail = detail


class NoSuchClauseError(AmendmentError):
    """The article has no such clause; ``detail`` lists those it has."""


class NoSuchPointError(AmendmentError):
    """The clause has no such point; ``detail`` lists those it has."""


class AlreadyThereError(AmendmentError):
    """What is to be inserted is there already: replace it instead."""


class NoTextError(AmendmentError):
    """A replacement or insertion without words."""


class WrongMarkerError(AmendmentError):
    """The new text begins with another number than the one that it is for; ``detail`` is what it begins with."""


class BreaksStructureError(AmendmentError):
    """The new text would change how other provisions are read; ``detail`` is the first of them."""


class NotALabelError(AmendmentError):
    """The clause or point is none that Vietnamese laws use."""


class NoSuchPhraseError(AmendmentError):
    """The words to be replaced do not stand there; ``detail`` is them."""


def is_repealed_text(text: str) -> bool:
    """True for what ``apply_change`` leaves in place of repealed words, however an older source wrote it."""
    return bool(_REPEALED.fullmatch(text.strip().rstrip(".;")))


def apply_changes(text: str, changes: Iterable[Change]) -> str:
    """One after another; raises the first ``AmendmentError``."""
    for change in changes:
        text = apply_change(text, change)
    return text


def apply_change(text: str, change: Change) -> str:
    """The article's text after the change. Raises an ``AmendmentError`` where the change does not fit.

    A replaced or inserted clause may be given with or without its number; ``find(clause, point)`` of the result's
    structure is the new text, and every other provision reads as before.
    """
    if change.kind == REPEAL:
        new_words = REPEALED
    elif change.text.strip():
        new_words = change.text.strip()
    else:
        raise NoTextError(change)
    if not change.clause and not change.point:
        if change.kind == INSERT and text.strip():
            raise AlreadyThereError(change)
        return new_words
    _check_labels(change)
    before = parse_article_text(text)
    stretches = locate_provisions(text)
    if change.kind == INSERT:
        changed = _insert(text, change, new_words, before, stretches)
    else:
        changed = _replace(text, change, new_words, before, stretches)
    if broken := _first_difference(change, new_words, before, parse_article_text(changed)):
        raise BreaksStructureError(change, broken)
    return changed


def replace_phrase(text: str, change: Change, old: str, new: str) -> str:
    """The text of a clause, point or article with every ``old`` as ``new``; ``NoSuchPhraseError`` without one."""
    stretch = _find(locate_provisions(text), change.clause, change.point)
    if (change.clause or change.point) and stretch is None:
        raise (NoSuchPointError if change.point else NoSuchClauseError)(change)
    place = text[stretch.body : stretch.end] if stretch else text
    if old not in place:
        raise NoSuchPhraseError(change, old)
    return place.replace(old, new)


def _check_labels(change: Change) -> None:
    try:
        if change.clause:
            number_order(change.clause)
        if change.point:
            point_order(change.point)
    except (ValueError, IndexError):
        raise NotALabelError(change) from None


def _find(stretches: Iterable[Stretch], clause: str, point: str) -> Stretch | None:
    return next((one for one in stretches if (one.clause, one.point) == (clause, point)), None)


def _replace(
    text: str, change: Change, new_words: str, before: ArticleText, stretches: tuple[Stretch, ...]
) -> str:
    if change.clause and before.clause(change.clause) is None:
        raise NoSuchClauseError(change, _labels(one.label for one in before.clauses))
    stretch = _find(stretches, change.clause, change.point)
    if stretch is None:
        holder = before.clause(change.clause) if change.clause else before.lead
        raise NoSuchPointError(change, _labels(one.label for one in holder.points) if holder else "")
    return (
        text[: stretch.body]
        + _spaced(text, stretch)
        + _without_marker(change, new_words)
        + text[stretch.end :]
    )


def _spaced(text: str, stretch: Stretch) -> str:
    """A space after a marker that had no words."""
    return " " if stretch.body == stretch.end and text[stretch.start : stretch.end].strip() else ""


def _insert(
    text: str, change: Change, new_words: str, before: ArticleText, stretches: tuple[Stretch, ...]
) -> str:
    holder = before.clause(change.clause) if change.clause else before.lead
    if change.point and holder is None:
        raise NoSuchClauseError(change, _labels(one.label for one in before.clauses))
    if _find(stretches, change.clause, change.point) is not None:
        raise AlreadyThereError(change)
    line = f"{_new_marker(change, before)} {_without_marker(change, new_words)}"
    newline = "\r\n" if "\r\n" in text else "\n"
    if change.point:
        at = _end_of_earlier_point(text, change, stretches)
    else:
        wanted = number_order(change.clause)
        later = [one for one in stretches if not one.point and number_order(one.clause) > wanted]
        at = later[0].start if later else len(text.rstrip())
        if later:
            return text[:at] + line + newline + text[at:]
    return text[:at] + (newline if at else "") + line + text[at:]


def _end_of_earlier_point(text: str, change: Change, stretches: tuple[Stretch, ...]) -> int:
    """Where the new point goes: after the last point before it, else after what introduces the points."""
    siblings = [one for one in stretches if one.point and one.clause == change.clause]
    earlier = [one for one in siblings if point_order(one.point) < point_order(change.point)]
    if earlier:
        return earlier[-1].end
    if siblings:
        return len(text[: siblings[0].start].rstrip())
    if change.clause:
        clause = _find(stretches, change.clause, "")
        return clause.end if clause else len(text.rstrip())
    return len(text[: stretches[0].start].rstrip()) if stretches else len(text.rstrip())


def _new_marker(change: Change, before: ArticleText) -> str:
    """ "2a." or "đ)", closed in the way of its neighbours."""
    if change.point:
        markers = [point.marker for clause in (before.lead, *before.clauses) for point in clause.points]
        return f"{change.point}{markers[0][-1] if markers else ')'}"
    markers = [clause.marker for clause in before.clauses]
    return f"{change.clause}{markers[0][-1] if markers else '.'}"


_MARKER = re.compile(r"^(\d{1,3}[a-zđ]?|[a-zđư]\d{0,2})[ \t]*[.)](?=\s|$)[ \t]*")


def _without_marker(change: Change, new_words: str) -> str:
    """The words without the provision's own number, if they begin with it. Another number there is a mistake,
    unless it is how the provision's own first point or paragraph begins."""
    match = _MARKER.match(new_words)
    if match is None:
        return new_words
    own = change.point or change.clause
    if match[1] == own:
        return new_words[match.end() :] or new_words
    is_of_own_kind = match[1][0].isdigit() == own[0].isdigit()
    if is_of_own_kind:
        raise WrongMarkerError(change, match[1])
    return new_words


def _first_difference(change: Change, new_words: str, before: ArticleText, after: ArticleText) -> str:
    """The first provision that reads otherwise than it should, or nothing."""
    old, new = _rest(change, before), _rest(change, after)
    for place in [*old, *new]:
        if old.get(place) != new.get(place):
            return place.strip() or "0"
    wanted = _without_marker(change, new_words)
    found = after.find(change.clause, change.point)
    if found is None or "".join(found.split()) != "".join(wanted.split()):
        return change.point or change.clause
    return ""


def _rest(change: Change, text: ArticleText) -> dict[str, str]:
    """Place → words of all that must not change. A clause whose point changes gives its own words, its other
    points, and what follows the last point."""
    kept: dict[str, str] = {}
    for clause in (text.lead, *text.clauses):
        if clause.label != change.clause:
            kept[clause.label] = clause.content
        elif change.point:
            kept[f"{clause.label} "] = clause.text
            kept |= {
                f"{clause.label} {point.label}": point.text
                for point in clause.points
                if point.label != change.point
            }
            kept[f"{clause.label} tail"] = clause.tail
    return kept


def _labels(labels: Iterable[str]) -> str:
    return ", ".join(label for label in labels if label)

"""Did you mean: marks that were left out and letters that slipped, put right by how the corpus spells. Pure.

Every typed word gets the words that may have been meant, each with the cost of that slip; the best way through them
is found with the pairs of the corpus (Viterbi). A correction is offered only where it is much more likely than what
was typed: a wrong one annoys more than a missing one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.lib.vietnamese import fold
from search.analysis import Token, tokenise
from search.keyboard import telex
from search.language_model import LanguageModel
from search.syllables import FOLDED, is_syllable, split_tone

#: Costs of slips, in natural logarithms of how rare they are.
NO_MARKS_IN_A_MARKED_QUERY = 3.5
SOME_MARKS_MISSING = 2.5
HOOK_AND_TILDE = 4.5
OTHER_TONE = 6.5
OTHER_MARK_OF_A_LETTER = 6.0
ALIKE_LETTERS = 5.5
OTHER_LETTERS = 8.0
#: A word that the corpus knows as it stands is rarely a slip.
KNOWN_WORD = 2.5
#: "đsược": marked as no Vietnamese word is.
IMPOSSIBLE_WORD = 7.0
#: What Telex left over in one word.
KEYBOARD = 4.0
#: A word that the corpus does not know.
LOG_UNKNOWN = -17.0
#: What is offered must be this much more likely than what was typed: e^3 = 20 times.
MARGIN = 3.0
MOST_CANDIDATES = 12
#: A candidate is left out that is, without its neighbours, e^14 times less likely than the best.
WINDOW = 14.0
#: Longer queries say enough with the words that are right, and cost too much.
MOST_WORDS = 48
LONGEST_RUN = 30

#: Sounds that regions say alike, and letters that write one sound, at the beginning and the end of a syllable.
_ALIKE_ONSETS = (
    ("ch", "tr"), ("s", "x"), ("l", "n"), ("d", "gi"), ("d", "r"), ("r", "gi"), ("d", "v"), ("c", "k"), ("c", "q"),
    ("ng", "ngh"), ("g", "gh"), ("ph", "f"), ("qu", "w"), ("d", "z"), ("gi", "j"), ("kh", "k"), ("h", "kh"),
)  # fmt: skip
_ALIKE_ENDS = (
    ("n", "ng"), ("t", "c"), ("i", "y"), ("nh", "n"), ("ch", "c"), ("ch", "t"), ("ou", "u"), ("m", "n"), ("uou", "uu"),
    ("ieu", "iu"),
)  # fmt: skip
_LETTERS = "abcdeghiklmnopqrstuvxy"


class Candidate(NamedTuple):
    """A word that may have been meant; ``number`` in the model, None for the typed word as it stands."""

    text: str
    number: int | None
    cost: float


class Speller:
    """Corrects queries by a model of the corpus."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self._alike = lru_cache(maxsize=8192)(self._alike_uncached)
        self.candidates = lru_cache(maxsize=8192)(lambda *key: tuple(self._candidates_uncached(*key)))
        self._near = lru_cache(maxsize=8192)(self._near_uncached)

    def correct(self, text: str) -> str:
        """The query as it was probably meant, "" when there is nothing to say."""
        tokens = tokenise(text)
        if not tokens or len(tokens) > MOST_WORDS or not self.model:
            return ""
        typed = [text[token.start : token.end] for token in tokens]
        is_marked = any(fold(word) != word.lower() for word in typed)
        groups = [self._split(word) for word in typed]
        words = [word for group in groups for word in group]
        columns = [self.candidates(word, is_marked) for word in words]
        best, best_score = self._best_path(columns)
        stays = [column[0] for column in columns]
        was_split = len(words) > len(typed)
        if not was_split and best == stays:
            return ""
        only_marks = not is_marked and all(
            fold(chosen.text) == fold(own.text) for chosen, own in zip(best, stays, strict=True)
        )
        if not (only_marks or was_split) and best_score - self._score(stays) < MARGIN:
            return ""
        return _rewrite(text, tokens, groups, [candidate.text for candidate in best])

    # -------------------------------------------------------------- what may have been meant

    def _candidates_uncached(self, word: str, is_marked: bool) -> Iterator[Candidate]:
        """The typed word first, then others of the corpus."""
        lowered = word.lower()
        own = self.model.number_of(lowered)
        is_nothing = own is None and not is_syllable(lowered)
        yield Candidate(lowered, own, IMPOSSIBLE_WORD if is_nothing and lowered != fold(lowered) else 0.0)
        # Numbers, abbreviations and names are no slips.
        if not lowered.isalpha() or (word.isupper() and not is_syllable(lowered)):
            return
        folded = fold(lowered)
        is_unmarked = lowered == folded
        is_known = folded in self.model.by_folded if is_unmarked else own is not None
        known = KNOWN_WORD if is_known else 0.0
        found: dict[int, float] = {}
        for number in self.model.by_folded.get(folded, ()):
            cost = _marks_cost(lowered, self.model.forms[number], is_marked=is_marked)
            found[number] = cost if is_unmarked else cost + known
        for other, cost in self._others(folded, is_known=is_known):
            for number in self.model.by_folded[other]:
                total = cost + known + _tone_cost(lowered, self.model.forms[number], is_marked=is_marked)
                if total < found.get(number, 99.0):
                    found[number] = total
        meant = self.model.number_of(telex(lowered)) if is_nothing and telex(lowered) else None
        if meant is not None:
            found[meant] = min(KEYBOARD, found.get(meant, KEYBOARD))
        found.pop(own if own is not None else -1, None)
        likely = heapq.nsmallest(
            MOST_CANDIDATES, found.items(), key=lambda item: item[1] - self.model.log_one(item[0])
        )
        least = min((cost - self.model.log_one(number) for number, cost in likely), default=0.0)
        if own is not None:
            least = min(least, -self.model.log_one(own))
        for number, cost in likely:
            if cost - self.model.log_one(number) <= least + WINDOW:
                yield Candidate(self.model.forms[number], number, cost)

    def _others(self, folded: str, *, is_known: bool) -> tuple[tuple[str, float], ...]:
        if len(folded) < 2:
            return ()
        return self._alike(folded) if is_known and folded in FOLDED else self._near(folded)

    def _alike_uncached(self, folded: str) -> tuple[tuple[str, float], ...]:
        return tuple(
            (other, ALIKE_LETTERS)
            for other in sorted(_sounding_alike(folded))
            if other in self.model.by_folded
        )

    def _near_uncached(self, folded: str) -> tuple[tuple[str, float], ...]:
        near = {other: OTHER_LETTERS for other in _one_edit(folded) if other in self.model.by_folded}
        near.update(self._alike_uncached(folded))
        near.pop(folded, None)
        return tuple(near.items())

    def _split(self, word: str) -> list[str]:
        """ "đấtđai" → ["đất", "đai"], where no other reading is at hand."""
        lowered = word.lower()
        folded = fold(lowered)
        if (
            not 4 <= len(lowered) <= LONGEST_RUN
            or not lowered.isalpha()
            or (word.isupper() and len(word) < 6)
            or is_syllable(lowered)
            or folded in self.model.by_folded
            or telex(lowered)
        ):
            return [word]
        pieces = _syllables_of(lowered, self.model)
        return pieces if pieces and (self._is_known(pieces) or not self._near(folded)) else [word]

    def _is_known(self, pieces: Sequence[str]) -> bool:
        """Does the corpus write them one after the other?"""
        readings = [self._readings(piece) for piece in pieces]
        return all(
            any(self.model.is_pair(one, other) for one in before for other in after)
            for before, after in pairwise(readings)
        )

    def _readings(self, piece: str) -> tuple[int, ...]:
        own = self.model.number_of(piece)
        return (
            (own,) if own is not None and piece != fold(piece) else self.model.by_folded.get(fold(piece), ())
        )

    # -------------------------------------------------------------- the best way through

    def _best_path(self, columns: Sequence[Sequence[Candidate]]) -> tuple[list[Candidate], float]:
        scores = [self._first(candidate) for candidate in columns[0]]
        ways: list[list[int]] = []
        for before, column in pairwise(columns):
            best_scores, came_from = [], []
            for candidate in column:
                steps = [
                    score + self._step(previous, candidate)
                    for score, previous in zip(scores, before, strict=True)
                ]
                place = max(range(len(steps)), key=steps.__getitem__)
                best_scores.append(steps[place] - candidate.cost)
                came_from.append(place)
            scores = best_scores
            ways.append(came_from)
        place = max(range(len(scores)), key=scores.__getitem__)
        total = scores[place]
        path = [columns[-1][place]]
        for column, came_from in zip(reversed(columns[:-1]), reversed(ways), strict=True):
            place = came_from[place]
            path.append(column[place])
        return path[::-1], total

    def _score(self, path: Sequence[Candidate]) -> float:
        total = self._first(path[0])
        for before, candidate in pairwise(path):
            total += self._step(before, candidate) - candidate.cost
        return total

    def _first(self, candidate: Candidate) -> float:
        return (
            LOG_UNKNOWN if candidate.number is None else self.model.log_one(candidate.number)
        ) - candidate.cost

    def _step(self, before: Candidate, candidate: Candidate) -> float:
        if candidate.number is None:
            return LOG_UNKNOWN
        if before.number is None:
            return self.model.log_one(candidate.number)
        return self.model.log_pair(before.number, candidate.number)


# ------------------------------------------------------------------ what a slip costs


def _marks_cost(typed: str, meant: str, *, is_marked: bool) -> float:
    """Both of the same letters."""
    letters, tone = split_tone(typed)
    wanted, wanted_tone = split_tone(meant)
    if typed == fold(typed):
        return NO_MARKS_IN_A_MARKED_QUERY if is_marked and meant != typed else 0.0
    cost = 0.0
    if tone != wanted_tone:
        cost += SOME_MARKS_MISSING if not tone else _between_tones(tone, wanted_tone)
    for own, other in zip(letters, wanted, strict=True):
        if own != other:
            cost += SOME_MARKS_MISSING if own == fold(own) else OTHER_MARK_OF_A_LETTER
    return cost


def _tone_cost(typed: str, meant: str, *, is_marked: bool) -> float:
    """Of other letters: what the marks say against it."""
    if typed == fold(typed):
        return 1.0 if is_marked and meant != fold(meant) else 0.0
    (letters, tone), (wanted, wanted_tone) = split_tone(typed), split_tone(meant)
    cost = 0.0 if tone == wanted_tone else OTHER_TONE / 2
    own = sorted(letter for letter in letters if letter != fold(letter))
    other = sorted(letter for letter in wanted if letter != fold(letter))
    return cost if own == other else cost + OTHER_MARK_OF_A_LETTER / 2


def _between_tones(one: str, other: str) -> float:
    return HOOK_AND_TILDE if {one, other} == {"\u0303", "\u0309"} else OTHER_TONE


def _sounding_alike(folded: str) -> Iterator[str]:
    for pairs, at_start in ((_ALIKE_ONSETS, True), (_ALIKE_ENDS, False)):
        for pair in pairs:
            for one, other in (pair, pair[::-1]):
                if at_start and folded.startswith(one):
                    yield other + folded[len(one) :]
                elif not at_start and folded.endswith(one):
                    yield folded[: -len(one)] + other


def _one_edit(folded: str) -> Iterator[str]:
    for place in range(len(folded) + 1):
        left, right = folded[:place], folded[place:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


def _syllables_of(run: str, model: LanguageModel) -> list[str]:
    """The most likely way to cut a run of letters into syllables of the corpus; [] for none."""
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 7), end):
            before = best[start]
            piece = run[start:end]
            numbers = model.by_folded.get(fold(piece), ())
            if before is None or not numbers or not is_syllable(piece):
                continue
            score = before[0] + max(model.log_one(number) for number in numbers)
            current = best[end]
            if current is None or score > current[0]:
                best[end] = (score, [*before[1], piece])
    found = best[len(run)]
    return found[1] if found and len(found[1]) > 1 else []


def _rewrite(
    text: str, tokens: Sequence[Token], groups: Iterable[Sequence[str]], words: Sequence[str]
) -> str:
    """The words in the place of those typed, with the marks of punctuation and the capitals between them."""
    parts: list[str] = []
    position = used = 0
    for token, group in zip(tokens, groups, strict=True):
        typed = text[token.start : token.end]
        chosen = words[used : used + len(group)]
        used += len(group)
        parts.append(text[position : token.start])
        parts.append(typed if list(chosen) == [typed.lower()] else _cased(typed, " ".join(chosen)))
        position = token.end
    return "".join([*parts, text[position:]])


def _cased(typed: str, chosen: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return chosen.upper()
    return chosen[:1].upper() + chosen[1:] if typed[:1].isupper() else chosen

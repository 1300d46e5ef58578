"""What speaks for a candidate, in numbers. Pure: a question, candidates and frequencies in, rows of numbers out.

Both engines bring candidates, but score them on scales of their own (tantivy's k1 and b are fixed), so each
candidate's best passages are scored here once more: ``evidence`` is the same whoever found them. ``rows``
then sets the candidates of one question beside each other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

from search.analysis import BIGRAM_JOINER, lines_of_words, without_boilerplate, words

#: BM25 of the long text (names above + title + clause) and of the title alone.
LONG_K1, LONG_B = 0.6, 1.0
TITLE_K1, TITLE_B = 1.2, 0.75
#: Of the four BM25 terms: words, pairs, the title's words and pairs.
PAIRS_WEIGHT = 0.6
TITLE_WEIGHT = 0.1
AVERAGE_TITLE = 10.0
#: Words at the head of a line, where a definition or an item of a list names what it is about.
HEAD_WORDS = 12
#: A head ends before these: "Người khuyết tật là người …", "Hồ sơ gồm: …".
HEAD_ENDS = frozenset({"la", "gom", "bao", "duoc"})
#: The first words of a question name what is asked for ("thẩm quyền …", "hồ sơ …"); so do those of titles and lines.
OPENING_WORDS = 2
#: So few words are a subject without a question, unless they ask what it is: they have no opening.
FEW_WORDS = 4
#: Longer texts are read so far: the rest adds work and little sense.
MAX_PASSAGE_CHARACTERS = 6_000

#: Folded phrases with which a reader asks what something is, and titles of articles that say it.
ASKS_MEANING = (
    "la gi",
    "hieu",
    "nghia",
    "khai niem",
    "the nao la",
    "la sao",
    "goi la",
    "gom nhung",
)
TELLS_MEANING = ("giai thich tu ngu", "khai niem", "dinh nghia")

#: The standing of a type of document, from the widest to the narrowest; unknown types come last.
TYPE_RANKS = {
    "constitution": 0,
    "code": 1,
    "law": 2,
    "ordinance": 3,
    "resolution": 4,
    "decree": 5,
    "decision": 6,
    "circular": 7,
    "joint_circular": 8,
}


Pair = tuple[str, str]
Row = dict[str, float]


class Frequencies(Protocol):
    """In how many passages of the corpus a folded word, or a pair joined by ``_``, occurs."""

    @property
    def passages(self) -> int: ...

    @property
    def average_length(self) -> float: ...

    def of(self, term: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the features read it. ``words`` in the order of the query; ``content`` without boilerplate;
    ``opening``: its first words, which name what is asked for. A few words that do not ask have none.
    """

    words: tuple[str, ...]
    content: tuple[str, ...]
    asks_meaning: bool
    opening: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Question:
        folded = words(text)
        joined = f" {' '.join(folded)} "
        content = tuple(without_boilerplate(folded))
        asks_meaning = any(f" {phrase} " in joined for phrase in ASKS_MEANING)
        return cls(
            words=tuple(folded),
            content=content,
            asks_meaning=asks_meaning,
            opening=content[:OPENING_WORDS] if asks_meaning or len(folded) > FEW_WORDS else (),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an engine brought. ``passages``: the text of the best ones, best first, a line for each line."""

    title: str
    context: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    law: str = ""
    subject: str = ""
    document_type: str = ""
    engine_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one candidate shows by itself. Shares are of 0 to 1, by rarity of the words unless said otherwise."""

    bm25: float
    #: The same of the next best passage; 0 where there is none.
    bm25_next: float
    words: float
    pairs: float
    title_words: float
    title_pairs: float
    content_bm25: float
    #: Of the title's words, and its pairs, that the question has: by number.
    title_asked: float
    title_pairs_asked: float
    #: Of the title that the question has; of the content that the title has.
    title_precision: float
    title_content: float
    #: Longest common subsequence of content and title, by number, as a share of either.
    title_order: float
    title_order_back: float
    #: Most words of the question in a row, as a share of the title.
    title_run: float
    #: How many words of the question's opening the title, and a line's head, begins with.
    title_opening: float
    head_opening: float
    #: How well the law's name is what is asked about: F1.
    law_name: float
    #: Of the names above that the question has ("… trong Công an nhân dân" may be far too narrow); of the content
    #: that they have; and of the rest of the content, what the title, and title and passages, have.
    context_precision: float
    context_content: float
    rest_title: float
    rest_passage: float
    #: 0 to 2: the content's words, and its pairs, that the best passage or the title has.
    passage: float
    #: The content's words that one line has.
    line: float
    #: How well a line's head names what is asked: F1, its precision, the content's pairs in it.
    head: float
    head_precision: float
    head_pairs: float
    #: Of the content that stands nowhere in the candidate.
    missing: float
    #: Most words of the question in a row, as a share of it.
    run: float
    tells_meaning: bool
    length: int


class Weighed:
    """A question with the rarity of its words and pairs; made once, used for each of its candidates."""

    __slots__ = (
        "_names",
        "_rarities",
        "content",
        "content_pairs",
        "content_pairs_sum",
        "content_sum",
        "frequencies",
        "pairs",
        "question",
        "words",
    )

    def __init__(self, question: Question, frequencies: Frequencies) -> None:
        self.question = question
        self.frequencies = frequencies
        self._rarities: dict[str, float] = {}
        self._names: dict[tuple[str, ...], _Names] = {}
        self.words = {word: self.rarity(word) for word in question.words}
        self.content = {word: self.rarity(word) for word in question.content}
        self.pairs = self._pairs_of(question.words)
        self.content_pairs = self._pairs_of(question.content)
        self.content_sum = sum(self.content.values()) or 1.0
        self.content_pairs_sum = sum(self.content_pairs.values()) or 1.0

    def _pairs_of(self, sequence: Sequence[str]) -> dict[Pair, float]:
        return {pair: self.rarity(BIGRAM_JOINER.join(pair)) for pair in pairwise(sequence)}

    def rarity(self, term: str) -> float:
        """Lucene's idf."""
        known = self._rarities.get(term)
        if known is None:
            count, passages = self.frequencies.of(term), self.frequencies.passages
            known = self._rarities[term] = math.log(1 + (passages - count + 0.5) / (count + 0.5))
        return known

    def names(self, above: tuple[str, ...]) -> _Names:
        """What the names above a candidate have; those of one law stand above many."""
        known = self._names.get(above)
        if known is None:
            known = self._names[above] = _Names(above, self)
        return known


class _Found:
    """The question's words and pairs in a stretch of text."""

    __slots__ = ("length", "pair_length", "pairs", "run", "words")

    def __init__(self, segments: Sequence[Sequence[str]], weighed: Weighed) -> None:
        known, known_pairs, content_pairs = weighed.words, weighed.pairs, weighed.content_pairs
        counts: dict[str, int] = {}
        pair_counts: dict[Pair, int] = {}
        length = pair_length = longest = 0
        for segment in segments:
            length += len(segment)
            pair_length += max(len(segment) - 1, 0)
            previous, run = -2, 0
            for place in [place for place, word in enumerate(segment) if word in known]:
                word = segment[place]
                counts[word] = counts.get(word, 0) + 1
                is_asked = False
                if place == previous + 1:
                    pair = (segment[previous], word)
                    is_asked = pair in known_pairs
                    if is_asked or pair in content_pairs:
                        pair_counts[pair] = pair_counts.get(pair, 0) + 1
                run = run + 1 if is_asked else 1
                longest = max(longest, run)
                previous = place
        self.words, self.pairs = counts, pair_counts
        self.length, self.pair_length, self.run = length, pair_length, longest

    def joined(self, other: _Found) -> _Found:
        """Both stretches read one after the other."""
        both = _Found.__new__(_Found)
        both.words, both.pairs = _summed(self.words, other.words), _summed(self.pairs, other.pairs)
        both.length, both.pair_length = self.length + other.length, self.pair_length + other.pair_length
        both.run = max(self.run, other.run)
        return both


def _summed(first: dict[Any, int], second: dict[Any, int]) -> dict[Any, int]:
    summed = first.copy()
    for term, count in second.items():
        summed[term] = summed.get(term, 0) + count
    return summed


def opened(sequence: Sequence[str], opening: Sequence[str]) -> int:
    """How many of the opening's words a sequence begins with."""
    shared = 0
    for one, other in zip(sequence, opening, strict=False):
        if one != other:
            break
        shared += 1
    return shared


@lru_cache(maxsize=8_192)
def _words_of_name(name: str) -> tuple[str, ...]:
    """Names of laws and subjects come again and again."""
    return tuple(words(name))


def _norm(length: float, average: float, k1: float, b: float) -> float:
    return k1 * (1 - b + b * length / average)


def _bm25(counts: Mapping[Any, int], rarities: Mapping[Any, float], norm: float) -> float:
    score = 0.0
    for term, count in counts.items():
        if term in rarities:
            score += rarities[term] * count / (count + norm)
    return score


def _both_bm25(
    first: Mapping[Any, int], second: Mapping[Any, int], weighed: Mapping[Any, float], norm: float
) -> dict[Any, float]:
    """Each term's part of the score of two stretches read as one."""
    parts = {}
    for term, count in first.items():
        total = count + second.get(term, 0)
        parts[term] = weighed.get(term, 0.0) * total / (total + norm)
    for term, count in second.items():
        if term not in parts:
            parts[term] = weighed.get(term, 0.0) * count / (count + norm)
    return parts


def head_of(line: Sequence[str]) -> Sequence[str]:
    """The words that a line begins with, after its number or letter, up to where it says what they are."""
    start = 0
    while start < len(line) and (len(line[start]) == 1 or line[start][0].isdigit()):
        start += 1
    for position in range(start + 1, min(start + HEAD_WORDS, len(line))):
        if line[position] in HEAD_ENDS:
            return line[start:position]
    return line[start : start + HEAD_WORDS]


def _common_order(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    known = set(second)
    lengths = [0] * (len(second) + 1)
    for word in first:
        if word not in known:
            continue
        before = 0
        for position, other in enumerate(second, start=1):
            above = lengths[position]
            if word == other:
                lengths[position] = before + 1
            elif lengths[position - 1] > above:
                lengths[position] = lengths[position - 1]
            before = above
    return lengths[-1]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class _Names:
    """The names above a candidate: what of the question is in them, and what of its content they leave over."""

    __slots__ = ("content", "found", "law_name", "precision", "rest", "rest_sum")

    def __init__(self, above: tuple[str, ...], weighed: Weighed) -> None:
        names = [_words_of_name(name) for name in above]
        distinct = {word for name in names for word in name}
        asked = sum(weighed.words[word] for word in distinct if word in weighed.words)
        self.found = _Found(names, weighed)
        self.law_name = _named(names[0] if names else (), weighed)
        self.precision = _share(asked, sum(map(weighed.rarity, distinct)))
        self.rest = {word: value for word, value in weighed.content.items() if word not in distinct}
        self.rest_sum = sum(self.rest.values())
        self.content = 1 - self.rest_sum / weighed.content_sum


class _Best:
    """The best of a candidate's passages, each measure by itself."""

    __slots__ = ("content", "head", "length", "line", "next", "opening", "pairs", "passage", "score", "words")

    def __init__(self) -> None:
        self.score = self.words = self.pairs = self.content = self.passage = self.line = 0.0
        self.next = 0.0
        self.head = (0.0, 0.0, 0.0)
        self.opening = self.length = 0


def evidence(weighed: Weighed, candidate: Candidate) -> Evidence:
    """What a candidate shows of a question."""
    content, content_sum = weighed.content, weighed.content_sum
    title = _words_of_name(candidate.title)
    names = weighed.names(candidate.context)
    in_title = _Found([title], weighed)
    above = names.found.joined(in_title)
    anywhere = set(above.words)
    best = _Best()
    run = above.run
    for text in candidate.passages or ("",):
        lines = lines_of_words(text[:MAX_PASSAGE_CHARACTERS])
        found = _Found(lines, weighed)
        anywhere.update(found.words)
        run = max(run, found.run)
        _weigh_passage(best, weighed, above, in_title, found)
        _weigh_lines(best, weighed, lines)

    title_words = _bm25(in_title.words, weighed.words, _norm(len(title), AVERAGE_TITLE, TITLE_K1, TITLE_B))
    pair_norm = _norm(max(len(title) - 1, 1), AVERAGE_TITLE - 1, TITLE_K1, TITLE_B)
    title_pairs = _bm25(in_title.pairs, weighed.pairs, pair_norm)
    order = _common_order(weighed.question.content, title)
    distinct_title = set(title)
    rest, rest_sum = names.rest, names.rest_sum
    return Evidence(
        bm25=best.score + TITLE_WEIGHT * (title_words + title_pairs),
        bm25_next=best.next,
        words=best.words,
        pairs=best.pairs,
        title_words=title_words,
        title_pairs=title_pairs,
        content_bm25=best.content,
        title_asked=_share(sum(in_title.words.values()), len(title)),
        title_pairs_asked=_share(
            sum(pair in weighed.content_pairs for pair in set(pairwise(title))), max(1, len(title) - 1)
        ),
        title_precision=_share(
            sum(weighed.words[word] for word in in_title.words), sum(map(weighed.rarity, distinct_title))
        ),
        title_content=sum(content[word] for word in in_title.words if word in content) / content_sum,
        title_order=_share(order, len(weighed.question.content)),
        title_order_back=_share(order, len(title)),
        title_run=_share(in_title.run, len(title)),
        title_opening=opened(title, weighed.question.opening),
        head_opening=best.opening,
        law_name=names.law_name,
        context_precision=names.precision,
        context_content=names.content,
        rest_title=_share(sum(value for word, value in rest.items() if word in in_title.words), rest_sum),
        rest_passage=_share(sum(value for word, value in rest.items() if word in anywhere), rest_sum),
        passage=best.passage,
        line=best.line,
        head=best.head[0],
        head_precision=best.head[1],
        head_pairs=best.head[2],
        missing=sum(value for word, value in content.items() if word not in anywhere) / content_sum,
        run=_share(run, len(weighed.question.words)),
        tells_meaning=any(phrase in " ".join(title) for phrase in TELLS_MEANING),
        length=best.length,
    )


def _named(name: Sequence[str], weighed: Weighed) -> float:
    """How well a name is what is asked about: F1."""
    distinct_name = set(name)
    asked = sum(weighed.words[word] for word in distinct_name if word in weighed.words)
    held = sum(weighed.content[word] for word in distinct_name if word in weighed.content)
    return _f1(_share(asked, sum(map(weighed.rarity, distinct_name))), held / weighed.content_sum)


def _weigh_passage(best: _Best, weighed: Weighed, above: _Found, in_title: _Found, found: _Found) -> None:
    average = weighed.frequencies.average_length
    length = above.length + found.length
    parts = _both_bm25(above.words, found.words, weighed.words, _norm(length, average, LONG_K1, LONG_B))
    norm = _norm(above.pair_length + found.pair_length, average, LONG_K1, LONG_B)
    pair_parts = _both_bm25(above.pairs, found.pairs, weighed.pairs, norm)
    by_words, by_pairs = sum(parts.values()), sum(pair_parts.values())
    score = by_words + PAIRS_WEIGHT * by_pairs
    if score > best.score:
        best.next, best.score, best.length = best.score, score, length
        best.words, best.pairs = by_words, by_pairs
    else:
        best.next = max(best.next, score)
    content, content_pairs = weighed.content, weighed.content_pairs
    by_content = sum([part for word, part in parts.items() if word in content])
    by_content += PAIRS_WEIGHT * sum([part for pair, part in pair_parts.items() if pair in content_pairs])
    best.content = max(best.content, by_content)
    held = sum([content[word] for word in {*found.words, *in_title.words} if word in content])
    held_pairs = sum(
        [content_pairs[pair] for pair in {*found.pairs, *in_title.pairs} if pair in content_pairs]
    )
    passage = held / weighed.content_sum + held_pairs / weighed.content_pairs_sum
    best.passage = max(best.passage, passage)


def _weigh_lines(best: _Best, weighed: Weighed, lines: Sequence[Sequence[str]]) -> None:
    content, opening = weighed.content, weighed.question.opening
    asked = frozenset(content)
    for line in lines:
        shared = asked.intersection(line)
        if not shared:
            continue
        best.line = max(best.line, sum([content[word] for word in shared]) / weighed.content_sum)
        head = head_of(line)
        best.head = max(best.head, _weigh_head(head, weighed))
        best.opening = max(best.opening, opened(head, opening))


def _weigh_head(head: Sequence[str], weighed: Weighed) -> tuple[float, float, float]:
    """(F1, precision, share of the content's pairs) of a line's head."""
    distinct_head = set(head)
    shared = sum([weighed.content[word] for word in distinct_head if word in weighed.content])
    if not shared:
        return 0.0, 0.0, 0.0
    precision = shared / sum(map(weighed.rarity, distinct_head))
    recall = shared / weighed.content_sum
    pairs = len([pair for pair in pairwise(head) if pair in weighed.content_pairs])
    return (
        _f1(precision, recall),
        precision,
        _share(pairs, len(weighed.content_pairs)),
    )


# ------------------------------------------------------------------ candidates beside each other

#: The plain ranking: weights of SEARCH's measured linear order, and of a few products of features.
PLAIN_WEIGHTS = {
    "bm25": 0.353,
    "title_asked": 2.06,
    "title_pairs_asked": 1.60,
    "passage": 2.12,
    "head": 0.315,
    "defining_head": 3.82,
    "defining": 2.59,
}

#: What ``rows`` gives for each candidate, in order.
FEATURES = (
    "bm25",
    "bm25_share",
    "bm25_z",
    "bm25_next",
    "words",
    "words_share",
    "pairs",
    "pairs_share",
    "title_words_share",
    "title_pairs_share",
    "content_share",
    "title_asked",
    "title_pairs_asked",
    "title_precision",
    "title_content",
    "title_order",
    "title_order_back",
    "title_run",
    "title_opening",
    "head_opening",
    "law_name",
    "context_precision",
    "context_content",
    "rest_title",
    "rest_passage",
    "passage",
    "line",
    "head",
    "head_precision",
    "head_pairs",
    "missing",
    "run",
    "tells_meaning",
    "defining_head",
    "defining",
    "length",
    "law_place",
    "law_share",
    "subject_place",
    "type_rank",
    "same_title",
    "engine_share",
    "plain",
    "plain_share",
    "plain_gap",
    "plain_place",
)


def plain_score(row: Mapping[str, float]) -> float:
    """The linear order; a feature that is missing counts as nothing."""
    return sum(weight * row.get(name, 0.0) for name, weight in PLAIN_WEIGHTS.items())


def rows(question: Question, candidates: Sequence[Candidate], frequencies: Frequencies) -> list[Row]:
    """For each candidate its features by name, in the order of the candidates."""
    weighed = Weighed(question, frequencies)
    shown = [evidence(weighed, candidate) for candidate in candidates]
    if not shown:
        return []
    made = [_own(one, candidate, question) for one, candidate in zip(shown, candidates, strict=True)]
    for row in made:
        row["plain"] = plain_score(row)
    scores = [row["bm25"] for row in made]
    best = max(*scores, 1e-9) if scores else 1e-9
    mean = sum(scores) / len(scores)
    spread = math.sqrt(sum((score - mean) ** 2 for score in scores) / len(scores)) or 1.0
    best_engine = max(*(candidate.engine_score for candidate in candidates), 1e-9)
    best_plain = max(*(row["plain"] for row in made), 1e-9)
    best_of_law: dict[str, float] = {}
    for candidate, score in zip(candidates, scores, strict=True):
        best_of_law[candidate.law] = max(best_of_law.get(candidate.law, 1e-9), score)
    titles = Counter(candidate.title for candidate in candidates)
    for name in ("words", "pairs", "title_words", "title_pairs", "content"):
        most = max(*(row[name] for row in made), 1e-9)
        for row in made:
            row[f"{name}_share"] = row[name] / most
    for row, candidate in zip(made, candidates, strict=True):
        row["bm25_share"] = row["bm25"] / best
        row["bm25_z"] = (row["bm25"] - mean) / spread
        row["law_place"] = row["bm25"] / best_of_law[candidate.law]
        row["law_share"] = best_of_law[candidate.law] / best
        row["same_title"] = titles[candidate.title]
        row["engine_share"] = candidate.engine_score / best_engine
        row["plain_share"] = row["plain"] / best_plain
        row["plain_gap"] = best_plain - row["plain"]
    of_subject: Counter[str] = Counter()
    in_order = sorted(zip(made, candidates, strict=True), key=lambda pair: -pair[0]["plain"])
    for place, (row, candidate) in enumerate(in_order):
        of_subject[candidate.subject] += 1
        row["subject_place"] = of_subject[candidate.subject]
        row["plain_place"] = place
    return made


def _own(shown: Evidence, candidate: Candidate, question: Question) -> Row:
    tells = float(shown.tells_meaning)
    return {
        "bm25": shown.bm25,
        "bm25_next": shown.bm25_next,
        "words": shown.words,
        "pairs": shown.pairs,
        "title_words": shown.title_words,
        "title_pairs": shown.title_pairs,
        "content": shown.content_bm25,
        "title_asked": shown.title_asked,
        "title_pairs_asked": shown.title_pairs_asked,
        "title_precision": shown.title_precision,
        "title_content": shown.title_content,
        "title_order": shown.title_order,
        "title_order_back": shown.title_order_back,
        "title_run": shown.title_run,
        "title_opening": shown.title_opening,
        "head_opening": shown.head_opening,
        "law_name": shown.law_name,
        "context_precision": shown.context_precision,
        "context_content": shown.context_content,
        "rest_title": shown.rest_title,
        "rest_passage": shown.rest_passage,
        "passage": shown.passage,
        "line": shown.line,
        "head": shown.head,
        "head_precision": shown.head_precision,
        "head_pairs": shown.head_pairs,
        "missing": shown.missing,
        "run": shown.run,
        "tells_meaning": tells,
        "defining_head": tells * shown.head * bool(question.opening),
        "defining": tells * question.asks_meaning,
        "length": math.log(max(shown.length, 1)),
        "type_rank": TYPE_RANKS.get(candidate.document_type, len(TYPE_RANKS)),
    }

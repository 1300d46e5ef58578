"""What cannot be true together is found, whatever shape it has."""

from __future__ import annotations

import datetime
import time

import pytest

from content.laws.consistency import (
    DocumentDates,
    Finding,
    Period,
    Problem,
    RelationDates,
    document_findings,
    strongly_connected,
    version_findings,
)


def day(year):
    return datetime.date(year, 1, 1)


def problems(documents, relations=()):
    return sorted((one.key, one.problem) for one in document_findings(documents, relations))


OLD, NEW = DocumentDates(1, day(2010), day(2011)), DocumentDates(2, day(2020), day(2021))


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (OLD, []),
        (DocumentDates(1, day(2010)), []),
        (DocumentDates(1, day(2010), day(2009)), [Problem.EFFECTIVE_BEFORE_ISSUED]),
        (DocumentDates(1, day(2010), day(2010)), []),
        (DocumentDates(1, day(2010), None, day(2009)), [Problem.EXPIRED_BEFORE_EFFECTIVE]),
        (DocumentDates(1, day(2010), day(2012), day(2011)), [Problem.EXPIRED_BEFORE_EFFECTIVE]),
    ],
)
def test_own_dates(document, found):
    assert [problem for _key, problem in problems([document])] == found


@pytest.mark.parametrize(
    ("relation", "old", "found"),
    [
        (RelationDates("replaces", 2, 1, effective_on=day(2021)), OLD, []),
        (RelationDates("replaces", 2, 1), OLD, [Problem.ENDED_WITHOUT_DAY]),
        (RelationDates("repeals", 2, 1), OLD, [Problem.ENDED_WITHOUT_DAY]),
        (RelationDates("repeals", 2, 1, whole=False), OLD, []),
        (RelationDates("replaces", 2, 1, effective_on=day(2009)), OLD, [Problem.ENDED_BEFORE_ISSUED]),
        (
            RelationDates("replaces", 2, 1, effective_on=day(2021)),
            DocumentDates(1, day(2010), day(2011), day(2022)),
            [Problem.EXPIRES_AFTER_IT_WAS_ENDED],
        ),
        (
            RelationDates("replaces", 2, 1, effective_on=day(2021)),
            DocumentDates(1, day(2010), day(2011), day(2021)),
            [],
        ),
        (
            RelationDates("amends", 2, 1, effective_on=day(2021)),
            DocumentDates(1, day(2022), day(2022)),
            [Problem.CHANGED_BY_AN_OLDER],
        ),
        (RelationDates("based_on", 2, 1), DocumentDates(1, day(2022)), []),
        (RelationDates("replaces", 2, 99), OLD, []),
    ],
)
def test_what_one_document_does_to_another(relation, old, found):
    assert [problem for _key, problem in problems([old, NEW], [relation])] == found


def chain(kind, *keys):
    return [
        RelationDates(kind, one, other, effective_on=day(2030))
        for one, other in zip(keys, [*keys[1:], keys[0]], strict=True)
    ]


@pytest.mark.parametrize("kind", ["replaces", "repeals", "amends", "based_on"])
def test_two_that_do_it_to_each_other_and_a_longer_circle(kind):
    documents = [DocumentDates(key, day(2010), day(2011)) for key in range(1, 6)]

    assert problems(documents, chain(kind, 1, 2)) == [(1, Problem.MUTUAL), (2, Problem.MUTUAL)]
    assert problems(documents, chain(kind, 1, 2, 3)) == [(key, Problem.CYCLE) for key in (1, 2, 3)]
    assert problems(documents, chain(kind, 1, 2, 3, 4)[:-1]) == []


def test_references_may_go_round():
    documents = [DocumentDates(key, day(2010)) for key in (1, 2)]

    assert problems(documents, chain("refers_to", 1, 2)) == []


def test_the_others_of_a_circle_are_named():
    documents = [DocumentDates(key, day(2010), day(2011)) for key in (1, 2, 3)]

    first = document_findings(documents, chain("replaces", 1, 2, 3))[0]

    assert first == Finding(Problem.CYCLE, 1, (2, 3))


def test_a_circle_of_a_hundred_thousand_is_found_at_once_and_without_recursion():
    keys = range(100_000)
    followers = {key: [(key + 1) % 100_000] for key in keys}

    begun = time.process_time()
    groups = strongly_connected(followers)

    assert [len(group) for group in groups] == [100_000]
    assert time.process_time() - begun < 10


def periods(*spans):
    return [Period(7, ("official", "vi"), day(begins), ends and day(ends)) for begins, ends in spans]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(2010, None)], []),
        ([(2010, 2012), (2012, None)], []),
        ([(2012, None), (2010, 2012)], []),
        ([(2010, 2012), (2013, None)], [(Problem.GAP, day(2012))]),
        ([(2010, 2012), (2011, None)], [(Problem.OVERLAP, day(2011))]),
        ([(2010, None), (2011, 2012)], [(Problem.OVERLAP, day(2011))]),
        ([(2010, 2020), (2011, 2012), (2020, None)], [(Problem.OVERLAP, day(2011))]),
        (
            [(2010, 2011), (2012, 2013), (2013, 2014), (2016, None)],
            [(Problem.GAP, day(2011)), (Problem.GAP, day(2014))],
        ),
    ],
)
def test_periods(spans, found):
    assert [(one.problem, one.day) for one in version_findings(periods(*spans))] == found


def test_texts_of_other_kinds_stand_beside_each_other():
    one, other = periods((2010, None), (2011, None))

    assert version_findings([one, Period(7, ("summary", "vi"), other.begins)]) == []
    assert version_findings([one, Period(8, one.group, other.begins)]) == []

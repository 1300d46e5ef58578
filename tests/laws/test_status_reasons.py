"""Why a status holds, since when, and what comes next; what must hold for any facts at all."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.laws.choices import LegalStatus, RelationKind
from content.laws.models import LegalDocument
from content.laws.status import (
    BEGINS,
    BY_PROVISION,
    BY_RELATION,
    ENDS,
    EXPIRED,
    NOT_YET,
    RESUMED,
    WAITS,
    DocumentFacts,
    ProvisionFact,
    RelationFact,
    document_standing,
    partial_facts,
    provision_standing,
)
from tests.factories.laws import (
    ArticleFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)


def day(year, month=1, date=1):
    return datetime.date(year, month, date)


EFFECTIVE = day(2025)


def facts(*incoming, effective_on=EFFECTIVE, expired_on=None, provisions=()):
    return DocumentFacts(effective_on, expired_on, tuple(incoming), tuple(provisions))


def relation(kind, effective_on, *, whole=True, ended_on=None, key=7, **target):
    return RelationFact(kind, whole, effective_on, ended_on, key=key, **target)


REPLACED = relation("replaces", day(2026))
EARLY = relation("repeals", day(2024, 6))
SUSPENDED = relation("suspends", day(2026), ended_on=day(2027))
AGAIN = relation("suspends", day(2026, 6), ended_on=day(2028), key=8)
AMENDED = relation("amends", day(2026), whole=False, article="3")
LAPSED = ProvisionFact("3", "", "", expired_on=day(2026), key=5)

# case, facts, date, (status, since, changes_on, kind of reason, key of the deciding row)
REASONS = [
    ("waits for its day", facts(), day(2024), (NOT_YET, None, EFFECTIVE, BEGINS, 0)),
    ("no day is known", facts(effective_on=None), day(2024), (NOT_YET, None, None, WAITS, 0)),
    ("in force", facts(), day(2025, 6), ("in_force", EFFECTIVE, None, BEGINS, 0)),
    ("will be replaced", facts(REPLACED), day(2025, 6), ("in_force", EFFECTIVE, day(2026), BEGINS, 0)),
    ("replaced", facts(REPLACED), day(2030), (EXPIRED, day(2026), None, BY_RELATION, 7)),
    ("its time is up", facts(expired_on=day(2026)), day(2026), (EXPIRED, day(2026), None, ENDS, 0)),
    (
        "replaced on its own last day: the relation explains more",
        facts(REPLACED, expired_on=day(2026)),
        day(2026),
        (EXPIRED, day(2026), None, BY_RELATION, 7),
    ),
    ("repealed before effect, before", facts(EARLY), day(2024), (NOT_YET, None, day(2024, 6), BEGINS, 0)),
    ("repealed before effect, after", facts(EARLY), day(2026), (EXPIRED, day(2024, 6), None, BY_RELATION, 7)),
    ("suspended", facts(SUSPENDED), day(2026, 3), ("suspended", day(2026), day(2027), BY_RELATION, 7)),
    ("resumed", facts(SUSPENDED), day(2027, 3), ("in_force", day(2027), None, RESUMED, 7)),
    (
        "two suspensions that overlap are one",
        facts(SUSPENDED, AGAIN),
        day(2027, 3),
        ("suspended", day(2026), day(2028), BY_RELATION, 7),
    ),
    (
        "suspended until it lapses",
        facts(relation("suspends", day(2026)), expired_on=day(2029)),
        day(2028),
        ("suspended", day(2026), day(2029), BY_RELATION, 7),
    ),
    (
        "suspended before it began",
        facts(relation("suspends", day(2024, 6), ended_on=day(2026))),
        day(2025, 6),
        ("suspended", EFFECTIVE, day(2026), BY_RELATION, 7),
    ),
    ("amended", facts(AMENDED), day(2026, 3), ("partly", day(2026), None, BY_RELATION, 7)),
    (
        "a provision lapsed",
        facts(provisions=[LAPSED]),
        day(2026, 3),
        ("partly", day(2026), None, BY_PROVISION, 5),
    ),
    (
        "amended, suspended, resumed",
        facts(AMENDED, relation("suspends", day(2027), ended_on=day(2028), key=9)),
        day(2028, 3),
        ("partly", day(2028), None, BY_RELATION, 7),
    ),
    (
        "in part suspended",
        facts(relation("suspends", day(2026), whole=False, article="3")),
        day(2026, 3),
        ("in_force", EFFECTIVE, None, BEGINS, 0),
    ),
]


def key_of(reason):
    return (reason.relation or reason.provision).key if (reason.relation or reason.provision) else 0


@pytest.mark.parametrize(("case", "document", "date", "expected"), REASONS, ids=[row[0] for row in REASONS])
def test_a_status_names_what_decides_it(case, document, date, expected):
    standing = document_standing(document, date)

    found = (
        standing.status,
        standing.since,
        standing.changes_on,
        standing.reason.kind,
        key_of(standing.reason),
    )
    assert found == expected


def test_what_never_took_effect_says_so():
    assert document_standing(facts(EARLY), day(2030)).reason.before_effect
    assert not document_standing(facts(REPLACED), day(2030)).reason.before_effect


CLAUSE_2 = {"whole": False, "article": "10", "clause": "2"}
PROVISIONS = [
    (
        "repealed clause",
        facts(relation("repeals", day(2026), **CLAUSE_2)),
        [],
        ("10", "2", ""),
        day(2027),
        EXPIRED,
        7,
    ),
    (
        "its point",
        facts(relation("repeals", day(2026), **CLAUSE_2)),
        [],
        ("10", "2", "a"),
        day(2027),
        EXPIRED,
        7,
    ),
    (
        "article replaced by another's",
        facts(relation("replaces", day(2026), whole=False, article="10")),
        [],
        ("10", "2", ""),
        day(2027),
        EXPIRED,
        7,
    ),
    (
        "repealed, then inserted anew",
        facts(
            relation("repeals", day(2026), **CLAUSE_2), relation("supplements", day(2028), key=9, **CLAUSE_2)
        ),
        [],
        ("10", "2", ""),
        day(2028),
        "in_force",
        0,
    ),
    (
        "another clause inserted does not bring it back",
        facts(
            relation("repeals", day(2026), **CLAUSE_2),
            relation("supplements", day(2028), whole=False, article="10", clause="3"),
        ),
        [],
        ("10", "2", ""),
        day(2029),
        EXPIRED,
        7,
    ),
    (
        "its own later day",
        facts(),
        [ProvisionFact("10", "2", "", effective_from=day(2026), key=4)],
        ("10", "2", ""),
        day(2025, 6),
        NOT_YET,
        4,
    ),
    (
        "suspended in part",
        facts(relation("suspends", day(2026), ended_on=day(2027), **CLAUSE_2)),
        [],
        ("10", "2", "b"),
        day(2026, 6),
        "suspended",
        7,
    ),
    (
        "a sibling of what is suspended",
        facts(relation("suspends", day(2026), **CLAUSE_2)),
        [],
        ("10", "1", ""),
        day(2026, 6),
        "in_force",
        0,
    ),
]


@pytest.mark.parametrize(
    ("case", "document", "own", "place", "date", "status", "key"),
    PROVISIONS,
    ids=[row[0] for row in PROVISIONS],
)
def test_a_provisions_status_names_what_decides_it(case, document, own, place, date, status, key):
    article, clause, point = place

    standing = provision_standing(document, own, article=article, clause=clause, point=point, date=date)

    assert (standing.status, key_of(standing.reason)) == (status, key)


def test_what_concerns_only_a_part_is_listed():
    part = relation("suspends", day(2026), ended_on=day(2027), **CLAUSE_2)
    later = ProvisionFact("10", "3", "", effective_from=day(2026, 6))
    document = facts(part, AMENDED, provisions=[later])

    assert partial_facts(document, day(2026, 3)) == [part, later]
    assert partial_facts(document, day(2028)) == []


# ------------------------------------------------------------------ for any facts at all

DAYS = st.integers(0, 12).map(lambda months: day(2025 + months // 12, months % 12 + 1))
MAYBE = st.none() | DAYS
PLACES = st.sampled_from([("10", "", ""), ("10", "2", ""), ("10", "2", "a"), ("10", "3", ""), ("3", "", "")])


@st.composite
def relations(draw):
    article, clause, point = draw(PLACES) if draw(st.booleans()) else ("", "", "")
    return RelationFact(
        draw(st.sampled_from(RelationKind.values)),
        not article and draw(st.booleans()),
        draw(MAYBE),
        draw(MAYBE),
        article,
        clause,
        point,
    )


@st.composite
def provisions(draw):
    begins, ends = draw(MAYBE), draw(MAYBE)
    return ProvisionFact(*draw(PLACES), begins, ends, waits_for_condition=begins is None and ends is None)


FACTS = st.builds(
    DocumentFacts,
    MAYBE,
    MAYBE,
    st.lists(relations(), max_size=5).map(tuple),
    st.lists(provisions(), max_size=3).map(tuple),
)
ALL_DAYS = [day(2024, 12, 31)] + [day(2025 + months // 12, months % 12 + 1) for months in range(14)]


def statuses_of(document, place):
    if place is None:
        return [document_standing(document, date) for date in ALL_DAYS]
    article, clause, point = place
    return [
        provision_standing(
            document, document.provisions, article=article, clause=clause, point=point, date=date
        )
        for date in ALL_DAYS
    ]


@given(FACTS, st.none() | PLACES)
def test_there_is_one_status_a_day_and_it_holds_until_the_day_it_changes(document, place):
    standings = statuses_of(document, place)

    for index, (date, standing) in enumerate(zip(ALL_DAYS, standings, strict=True)):
        assert standing.status in LegalStatus.values
        assert standing.since is None or standing.since <= date
        assert (standing.since is None) == (standing.status == NOT_YET)
        changes = [
            later for later, other in zip(ALL_DAYS[index:], standings[index:], strict=True)
            if other.status != standing.status
        ]  # fmt: skip
        assert standing.changes_on == (changes[0] if changes else None)
        if standing.since is not None and standing.since in ALL_DAYS:
            begun = ALL_DAYS.index(standing.since)
            assert {other.status for other in standings[begun : index + 1]} == {standing.status}
            assert begun == 0 or standings[begun - 1].status != standing.status


@given(FACTS)
def test_a_document_no_longer_in_force_stays_so(document):
    statuses = [standing.status for standing in statuses_of(document, None)]

    if EXPIRED in statuses:
        assert set(statuses[statuses.index(EXPIRED) :]) == {EXPIRED}


@given(FACTS, PLACES)
def test_a_provision_no_longer_in_force_stays_so_unless_it_is_inserted_anew(document, place):
    statuses = [standing.status for standing in statuses_of(document, place)]
    inserted_anew = any(fact.kind == "supplements" and fact.article for fact in document.incoming)

    if EXPIRED in statuses and not inserted_anew:
        assert set(statuses[statuses.index(EXPIRED) :]) == {EXPIRED}


@given(FACTS, st.none() | PLACES)
def test_not_yet_is_never_said_after_it_was_in_force_or_over(document, place):
    inserted_anew = any(fact.kind == "supplements" and fact.article for fact in document.incoming)
    statuses = [standing.status for standing in statuses_of(document, place)]

    begun = next((index for index, status in enumerate(statuses) if status != NOT_YET), len(statuses))
    assert inserted_anew or NOT_YET not in statuses[begun:]


@given(FACTS, PLACES)
def test_no_provision_outlives_its_document(document, place):
    for whole, part in zip(statuses_of(document, None), statuses_of(document, place), strict=True):
        assert whole.status != EXPIRED or part.status == EXPIRED


def store(document):
    """The facts as rows; a relation to an article names one of this document."""
    row = LegalDocumentFactory(effective_on=document.effective_on, expired_on=document.expired_on)
    articles = {number: ArticleFactory(document=row, number=number, version=False) for number in ("3", "10")}
    for fact in document.incoming:
        acting = LegalDocumentFactory(effective_on=None)
        DocumentRelationFactory(
            kind=fact.kind,
            from_document=acting,
            to_document=row,
            to_article=articles.get(fact.article),
            to_clause=fact.clause,
            to_point=fact.point,
            to_part=not fact.whole and not fact.article,
            effective_on=fact.effective_on,
            ended_on=fact.ended_on,
        )
    for fact in document.provisions:
        ProvisionEffectFactory(
            article=articles[fact.article],
            clause=fact.clause,
            point=fact.point,
            effective_from=fact.effective_from,
            expired_on=fact.expired_on,
            condition="khi có điều kiện" if fact.waits_for_condition else "",
        )
    return row


def is_storable(document):
    """What the database's constraints let through."""
    ordered = document.expired_on is None or document.effective_on is None
    ordered = ordered or document.expired_on >= document.effective_on
    places = [(fact.article, fact.clause, fact.point) for fact in document.provisions]
    return (
        ordered
        and len(places) == len(set(places))
        and all(
            not (fact.effective_on and fact.ended_on) or fact.ended_on > fact.effective_on
            for fact in document.incoming
        )
        and all(
            not (fact.effective_from and fact.expired_on) or fact.expired_on > fact.effective_from
            for fact in document.provisions
        )
    )


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(FACTS.filter(is_storable), min_size=1, max_size=3))
def test_the_query_and_the_rule_agree_for_any_facts(documents):
    LegalDocument.objects.all().delete()
    for document in documents:
        store(document)
    stored = list(LegalDocument.objects.for_standing())

    for date in ALL_DAYS[::2]:
        by_rule = {status.value: set() for status in LegalStatus}
        for row in stored:
            by_rule[row.status_on(date).value].add(row.pk)
        by_query = {
            status.value: set(LegalDocument.objects.with_status(status, date).values_list("pk", flat=True))
            for status in LegalStatus
        }
        assert by_query == by_rule

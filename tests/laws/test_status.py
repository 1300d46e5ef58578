"""Status on a day, as a table; and the same rules as a query."""

from __future__ import annotations

import datetime

import pytest

from content.laws.choices import LegalStatus, RelationKind
from content.laws.models import LegalDocument
from content.laws.status import (
    DocumentFacts,
    ProvisionFact,
    RelationFact,
    document_standing,
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
LATER = day(2026)


def facts(*incoming, effective_on=EFFECTIVE, expired_on=None, provisions=()):
    return DocumentFacts(effective_on, expired_on, tuple(incoming), tuple(provisions))


def relation(kind, effective_on=LATER, *, whole=True, ended_on=None, **target):
    return RelationFact(kind, whole, effective_on, ended_on, **target)


DOCUMENTS = [
    ("the day before it takes effect", facts(), day(2024, 12, 31), "not_yet"),
    ("the day it takes effect", facts(), day(2025), "in_force"),
    ("day of effect unknown", facts(effective_on=None), day(2030), "not_yet"),
    ("the last day", facts(expired_on=LATER), day(2025, 12, 31), "in_force"),
    ("the first day without effect", facts(expired_on=LATER), LATER, "expired"),
    ("replaced, before", facts(relation("replaces")), day(2025, 12, 31), "in_force"),
    ("replaced, after", facts(relation("replaces")), LATER, "expired"),
    ("repealed whole", facts(relation("repeals")), LATER, "expired"),
    ("repealed in part", facts(relation("repeals", whole=False, article="3")), LATER, "partly"),
    ("amended", facts(relation("amends", whole=False, article="3")), LATER, "partly"),
    ("amended, before that", facts(relation("amends", whole=False, article="3")), day(2025, 6), "in_force"),
    ("supplemented only", facts(relation("supplements", whole=False)), LATER, "in_force"),
    ("implemented", facts(relation("implements")), LATER, "in_force"),
    ("repealed before it took effect", facts(relation("repeals", day(2024, 6))), day(2024, 7), "expired"),
    (
        "repealed before it took effect, later",
        facts(relation("repeals", day(2024, 6))),
        day(2025, 7),
        "expired",
    ),
    ("suspended", facts(relation("suspends", ended_on=day(2027))), day(2026, 5), "suspended"),
    ("resumed", facts(relation("suspends", ended_on=day(2027))), day(2027), "in_force"),
    ("suspended in part", facts(relation("suspends", whole=False)), day(2026, 5), "in_force"),
    ("suspended, then expired", facts(relation("suspends"), expired_on=day(2027)), day(2027), "expired"),
    (
        "a provision lapsed",
        facts(provisions=[ProvisionFact("3", "", "", expired_on=LATER)]),
        LATER,
        "partly",
    ),
    (
        "a provision begins later",
        facts(provisions=[ProvisionFact("10", "3", "", effective_from=LATER)]),
        day(2025, 6),
        "in_force",
    ),
]


@pytest.mark.parametrize(("case", "document", "date", "status"), DOCUMENTS, ids=[row[0] for row in DOCUMENTS])
def test_a_documents_status_follows_from_its_dates(case, document, date, status):
    assert document_standing(document, date).status == status


CLAUSE_LATER = [ProvisionFact("10", "3", "", effective_from=LATER)]
WAITING = [ProvisionFact("10", "3", "b", waits_for_condition=True)]
PROVISIONS = [
    ("clause before its own day", facts(), CLAUSE_LATER, ("10", "3", ""), day(2025, 6), "not_yet"),
    ("clause on its own day", facts(), CLAUSE_LATER, ("10", "3", ""), LATER, "in_force"),
    ("point of such a clause", facts(), CLAUSE_LATER, ("10", "3", "a"), day(2025, 6), "not_yet"),
    ("another clause", facts(), CLAUSE_LATER, ("10", "2", ""), day(2025, 6), "in_force"),
    ("the article itself", facts(), CLAUSE_LATER, ("10", "", ""), day(2025, 6), "in_force"),
    ("a point that waits", facts(), WAITING, ("10", "3", "b"), day(2030), "not_yet"),
    ("its neighbour", facts(), WAITING, ("10", "3", "a"), day(2030), "in_force"),
    (
        "earlier than its law",
        facts(),
        [ProvisionFact("10", "", "", effective_from=day(2024, 6))],
        ("10", "", ""),
        day(2024, 7),
        "in_force",
    ),
    ("law expired", facts(expired_on=LATER), CLAUSE_LATER, ("10", "3", ""), LATER, "expired"),
    (
        "clause repealed",
        facts(relation("repeals", whole=False, article="10", clause="2")),
        [],
        ("10", "2", "a"),
        LATER,
        "expired",
    ),
    (
        "article of which a clause is repealed",
        facts(relation("repeals", whole=False, article="10", clause="2")),
        [],
        ("10", "", ""),
        LATER,
        "partly",
    ),
    (
        "article suspended",
        facts(relation("suspends", whole=False, article="10")),
        [],
        ("10", "1", ""),
        LATER,
        "suspended",
    ),
    ("law suspended", facts(relation("suspends")), [], ("10", "1", ""), LATER, "suspended"),
]


@pytest.mark.parametrize(
    ("case", "document", "own", "place", "date", "status"), PROVISIONS, ids=[row[0] for row in PROVISIONS]
)
def test_a_provisions_own_dates_go_before_its_laws(case, document, own, place, date, status):
    article, clause, point = place

    standing = provision_standing(document, own, article=article, clause=clause, point=point, date=date)

    assert standing.status == status


def test_not_yet_and_no_longer_are_never_in_force():
    assert not LegalStatus.NOT_YET.is_in_force
    assert not LegalStatus.EXPIRED.is_in_force
    assert not LegalStatus.SUSPENDED.is_in_force
    assert LegalStatus.PARTLY.is_in_force


def a_mixed_library():
    acting = LegalDocumentFactory(issued_on=day(2025, 12), effective_on=LATER)
    LegalDocumentFactory(not_yet=True)
    LegalDocumentFactory(effective_on=None)
    LegalDocumentFactory(expired=True)
    for kind, extra in [
        (RelationKind.REPLACES, {}),
        (RelationKind.REPLACES, {"effective_on": None}),
        (RelationKind.REPEALS, {"to_part": True}),
        (RelationKind.AMENDS, {}),
        (RelationKind.SUSPENDS, {"ended_on": day(2027)}),
        (RelationKind.SUSPENDS, {"to_part": True}),
        (RelationKind.SUPPLEMENTS, {}),
    ]:
        document = LegalDocumentFactory()
        DocumentRelationFactory(
            **{"kind": kind, "from_document": acting, "to_document": document, "effective_on": LATER} | extra
        )
    ProvisionEffectFactory(effective_from=None, expired_on=LATER)
    ProvisionEffectFactory()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "date", [day(2019), day(2022), day(2024, 6), day(2025, 6), LATER, day(2026, 6), day(2027)]
)
def test_the_query_and_the_rule_agree(date):
    a_mixed_library()
    documents = LegalDocument.objects.for_standing()
    by_rule = {status: set() for status in LegalStatus}
    for document in documents:
        by_rule[document.status_on(date)].add(document.pk)

    by_query = {
        status: set(LegalDocument.objects.with_status(status, date).values_list("pk", flat=True))
        for status in LegalStatus
    }

    assert by_query == by_rule


@pytest.mark.django_db
def test_a_list_of_statuses_asks_the_same_number_of_times_for_one_and_twenty(django_assert_num_queries):
    def rows(count):
        for _ in range(count):
            ProvisionEffectFactory(article=ArticleFactory(version=False))

    rows(1)
    with django_assert_num_queries(4):
        assert [document.status for document in LegalDocument.objects.for_standing()]
    rows(19)
    with django_assert_num_queries(4):
        assert len([document.status for document in LegalDocument.objects.for_standing()]) == 20

"""Amendments make versions, all or none; undo restores exactly."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection

from content.laws.actions.apply_amendments import (
    AlreadyAppliedError,
    AmendmentsDoNotFitError,
    apply_amendments,
)
from content.laws.actions.undo_amendments import ChangedSinceError, NotAppliedError, undo_amendments
from content.laws.choices import AmendmentKind, AmendmentState, LegalStatus, RelationKind
from content.laws.models import Article, ArticleVersion, DocumentRelation, LegalDocument
from content.laws.signals import document_changed
from tests.factories.accounts import PersonFactory
from tests.factories.laws import (
    CLAUSES_AND_POINTS,
    AmendmentFactory,
    AmendmentSetFactory,
    ArticleFactory,
    ArticleVersionFactory,
    DivisionFactory,
    ProvisionEffectFactory,
)


def day(year, month=1, date=1):
    return datetime.date(year, month, date)


CHANGE = day(2026)


@pytest.fixture
def reviewer(db):
    return PersonFactory()


@pytest.fixture
def the_set(db):
    """Article 5 of a decree of 2025, in its chapter I."""
    amendment_set = AmendmentSetFactory()
    chapter = DivisionFactory(document=amendment_set.target_document)
    ArticleFactory(document=amendment_set.target_document, number="5", division=chapter)
    amendment_set.by = ArticleFactory(document=amendment_set.amending_document, number="1")
    return amendment_set


def amend(the_set, **fields):
    return AmendmentFactory(amendment_set=the_set, by_article=the_set.by, by_clause="2", **fields)


def article(the_set, number="5"):
    return Article.objects.prefetch_related("versions").get(document=the_set.target_document, number=number)


def rows(the_set):
    """Everything about the two documents that applying may touch."""
    documents = [the_set.target_document_id, the_set.amending_document_id]
    return (
        sorted(Article.objects.filter(document__in=documents).values_list("pk", "number", "division")),
        sorted(
            ArticleVersion.objects.filter(article__document__in=documents).values_list(
                "pk", "heading", "text", "effective_from", "made_by_provision"
            )
        ),
        sorted(ArticleVersion.objects.values_list("pk", "effective_to", "made_by"), key=str),
        sorted(DocumentRelation.objects.values_list("pk", "kind")),
    )


def test_a_change_ends_one_version_and_begins_another(the_set, reviewer):
    one = amend(the_set)

    apply_amendments(the_set.pk, by=reviewer)

    old, new = article(the_set).versions.order_by("effective_from")
    assert (old.effective_to, old.text) == (CHANGE, CLAUSES_AND_POINTS)
    assert (new.effective_from, new.effective_to) == (CHANGE, None)
    assert new.text == CLAUSES_AND_POINTS.replace("đi đúng phần đường của mình", "đi trên vỉa hè")
    assert (new.made_by, new.made_by_provision) == (the_set.amending_document, "Khoản 2 Điều 1")
    one.refresh_from_db()
    the_set.refresh_from_db()
    assert one.made_version == new
    assert (the_set.state, the_set.applied_by) == (AmendmentState.APPLIED, reviewer)
    relation = DocumentRelation.objects.get()
    assert (relation.kind, relation.effective_on) == (RelationKind.AMENDS, CHANGE)
    assert (relation.from_article, relation.from_clause) == (the_set.by, "2")
    assert (relation.to_article, relation.to_clause) == (article(the_set), "2")


def test_several_changes_of_an_article_on_one_day_make_one_version(the_set, reviewer):
    amend(the_set)
    amend(the_set, kind=AmendmentKind.REPEAL, clause="1", point="c", new_text="")
    amend(the_set, kind=AmendmentKind.INSERT, clause="2a", new_text="Người đi xe đạp.")

    apply_amendments(the_set.pk, by=reviewer)

    new = article(the_set).version_on(CHANGE)
    assert article(the_set).versions.count() == 2
    assert [clause.label for clause in new.structure.clauses] == ["1", "2", "2a"]
    assert new.structure.find("1", "c") == "(được bãi bỏ)"
    assert sorted(DocumentRelation.objects.values_list("kind", flat=True)) == [
        "amends",
        "repeals",
        "supplements",
    ]


def test_changes_of_two_days_make_two_versions(the_set, reviewer):
    amend(the_set)
    amend(the_set, clause="1", point="a", new_text="Giấy đăng ký;", effective_on=day(2027))

    apply_amendments(the_set.pk, by=reviewer)

    versions = list(article(the_set).versions.order_by("effective_from"))
    assert [(one.effective_from, one.effective_to) for one in versions] == [
        (day(2025), CHANGE),
        (CHANGE, day(2027)),
        (day(2027), None),
    ]
    assert "vỉa hè" in versions[2].text
    before = rows(the_set)
    undo_amendments(the_set.pk, by=reviewer)
    assert rows(the_set) != before
    assert article(the_set).versions.get().effective_to is None


def test_an_inserted_article_stands_in_its_neighbours_chapter_and_not_before_its_day(the_set, reviewer):
    amend(
        the_set,
        kind=AmendmentKind.INSERT,
        article_number="5a",
        clause="",
        new_heading="Mới",
        new_text="1. Một.",
    )

    apply_amendments(the_set.pk, by=reviewer)

    inserted = article(the_set, "5a")
    assert inserted.division == article(the_set).division
    assert inserted.version_on(day(2025, 12, 31)) is None
    assert (inserted.version_on(CHANGE).heading, inserted.version_on(CHANGE).text) == ("Mới", "1. Một.")


def test_a_repealed_article_has_no_text_from_that_day_and_is_no_longer_in_force(the_set, reviewer):
    amend(the_set, kind=AmendmentKind.REPEAL, clause="", new_text="")

    apply_amendments(the_set.pk, by=reviewer)

    repealed = article(the_set)
    repealed.document = LegalDocument.objects.get(pk=the_set.target_document_id)
    assert repealed.version_on(day(2025, 12, 31)) is not None
    assert repealed.version_on(CHANGE) is None
    assert repealed.status_on(CHANGE) is LegalStatus.EXPIRED
    assert repealed.document.status_on(CHANGE) is LegalStatus.PARTLY


def test_a_change_on_the_day_its_law_begins_changes_that_text(the_set, reviewer):
    amend(the_set, effective_on=day(2025))

    apply_amendments(the_set.pk, by=reviewer)

    assert "vỉa hè" in article(the_set).versions.get().text
    undo_amendments(the_set.pk, by=reviewer)
    assert article(the_set).versions.get().text == CLAUSES_AND_POINTS


def later_version(the_set):
    old = article(the_set).versions.get()
    old.effective_to = day(2026, 6)
    old.save()
    ArticleVersionFactory(article=old.article, effective_from=day(2026, 6))
    amend(the_set)


def no_such_clause(the_set):
    amend(the_set, clause="9")


def no_such_article(the_set):
    amend(the_set, article_number="77")


def inserted_twice(the_set):
    amend(the_set, kind=AmendmentKind.INSERT, clause="")


def before_there_was_a_text(the_set):
    amend(the_set, effective_on=day(2024))


def change_of_what_the_set_repeals(the_set):
    amend(the_set, kind=AmendmentKind.REPEAL, clause="", new_text="")
    amend(the_set)


@pytest.mark.parametrize(
    "wrong",
    [
        later_version,
        no_such_clause,
        no_such_article,
        inserted_twice,
        before_there_was_a_text,
        change_of_what_the_set_repeals,
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(the_set, reviewer, wrong):
    amend(the_set, clause="1", point="a", new_text="Giấy đăng ký;", article_number="5")
    wrong(the_set)
    last = the_set.amendments.last()
    before = rows(the_set)

    with pytest.raises(AmendmentsDoNotFitError) as caught:
        apply_amendments(the_set.pk, by=reviewer)

    assert last.pk in caught.value.plan.problems
    assert rows(the_set) == before
    the_set.refresh_from_db()
    assert the_set.state == AmendmentState.DRAFT


@pytest.mark.parametrize(("unit", "label"), [("99", "Điều 99"), ("Phụ lục II", "Phụ lục II")])
def test_what_does_not_fit_is_called_by_its_name(the_set, reviewer, unit, label):
    wrong = amend(the_set, kind=AmendmentKind.REPEAL, article_number=unit, effective_on=CHANGE)
    with pytest.raises(AmendmentsDoNotFitError) as caught:
        apply_amendments(the_set.pk, by=reviewer)
    (problem,) = caught.value.plan.problems[wrong.pk]
    assert problem.startswith(f"{label} ")


def test_an_empty_set_is_refused(the_set, reviewer):
    with pytest.raises(AmendmentsDoNotFitError):
        apply_amendments(the_set.pk, by=reviewer)


def everything(the_set):
    amend(the_set)
    amend(the_set, kind=AmendmentKind.INSERT, article_number="5a", clause="", new_text="1. Một.")
    amend(the_set, article_number="5a", clause="1", new_text="Hai.", effective_on=day(2027))
    ArticleFactory(document=the_set.target_document, number="6")
    amend(the_set, kind=AmendmentKind.REPEAL, article_number="6", clause="", new_text="")


def test_undo_restores_exactly_and_the_set_can_be_applied_again(the_set, reviewer):
    everything(the_set)
    before = rows(the_set)

    apply_amendments(the_set.pk, by=reviewer)
    assert rows(the_set) != before
    undo_amendments(the_set.pk, by=reviewer)

    assert rows(the_set) == before
    the_set.refresh_from_db()
    assert (the_set.state, the_set.undone_by) == (AmendmentState.UNDONE, reviewer)
    apply_amendments(the_set.pk, by=reviewer)
    assert article(the_set, "5a").versions.count() == 2


def text_corrected(the_set):
    version = article(the_set).version_on(CHANGE)
    version.text += " Sửa tay."
    version.save()


def later_amendment(the_set):
    other = AmendmentSetFactory(target_document=the_set.target_document)
    AmendmentFactory(amendment_set=other, new_text="Lại đổi.", effective_on=day(2027))
    apply_amendments(other.pk, by=PersonFactory())


def relation_changed(the_set):
    DocumentRelation.objects.filter(kind=RelationKind.AMENDS).update(note="Đã xem lại")


def something_about_the_inserted_article(the_set):
    ProvisionEffectFactory(article=article(the_set, "5a"), clause="1")


@pytest.mark.parametrize(
    "change", [text_corrected, later_amendment, relation_changed, something_about_the_inserted_article]
)
def test_undo_refuses_when_something_was_changed_since(the_set, reviewer, change):
    everything(the_set)
    apply_amendments(the_set.pk, by=reviewer)
    change(the_set)
    before = rows(the_set)

    with pytest.raises(ChangedSinceError) as caught:
        undo_amendments(the_set.pk, by=reviewer)

    assert caught.value.problems
    assert rows(the_set) == before
    the_set.refresh_from_db()
    assert the_set.state == AmendmentState.APPLIED


def test_twice_is_refused_both_ways(the_set, reviewer):
    amend(the_set)
    with pytest.raises(NotAppliedError):
        undo_amendments(the_set.pk, by=reviewer)
    apply_amendments(the_set.pk, by=reviewer)
    with pytest.raises(AlreadyAppliedError):
        apply_amendments(the_set.pk, by=reviewer)


def test_a_relation_that_was_there_before_stays(the_set, reviewer):
    one = amend(the_set)
    relation = DocumentRelation.objects.create(
        kind=RelationKind.AMENDS,
        from_document=the_set.amending_document,
        from_article=one.by_article,
        from_clause="2",
        to_document=the_set.target_document,
        to_article=article(the_set),
        to_clause="2",
    )

    apply_amendments(the_set.pk, by=reviewer)
    undo_amendments(the_set.pk, by=reviewer)

    assert DocumentRelation.objects.get() == relation


def test_each_document_is_announced_once(the_set, reviewer, django_capture_on_commit_callbacks):
    everything(the_set)
    told = []

    def listen(document_id, **_kwargs):
        told.append(document_id)

    document_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            apply_amendments(the_set.pk, by=reviewer)
    finally:
        document_changed.disconnect(listen)

    assert sorted(told) == sorted([the_set.target_document_id, the_set.amending_document_id])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_apply_at_once_one_wins(the_set, reviewer):
    everything(the_set)
    barrier = threading.Barrier(2)
    results = []

    def run():
        try:
            barrier.wait(timeout=20)
            apply_amendments(the_set.pk, by=reviewer)
            results.append("applied")
        except AlreadyAppliedError:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(results) == ["applied", "refused"]
    assert article(the_set).versions.count() == 2
    assert article(the_set, "5a").versions.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sets_for_one_article_go_one_after_the_other(the_set, reviewer):
    amend(the_set)
    other = AmendmentSetFactory(target_document=the_set.target_document)
    AmendmentFactory(amendment_set=other, clause="1", point="a", new_text="Giấy đăng ký;")
    barrier = threading.Barrier(2)
    errors = []

    def run(pk):
        try:
            barrier.wait(timeout=20)
            apply_amendments(pk, by=reviewer)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one.pk,)) for one in (the_set, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    new = article(the_set).version_on(CHANGE)
    assert ("vỉa hè" in new.text, "Giấy đăng ký" in new.text) == (True, True)

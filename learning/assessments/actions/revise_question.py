"""Keep what an editor wrote: in place while nobody was asked, as a new version afterwards."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from learning.assessments.choices import VersionState
from learning.assessments.models import Question, QuestionVersion
from portal.accounts.models import User


def revise_question(question: Question, version: QuestionVersion, *, by: User | None) -> QuestionVersion:
    """``version`` carries the edited content and, in memory, its choices; returns the version that was saved.

    A version that becomes ready replaces the ready one, which is retired. A draft leaves the ready one in
    use until it is ready itself.
    """
    with transaction.atomic():
        question.save()
        # Two editors at once queue here, so that two new versions get two numbers.
        Question.objects.select_for_update().get(pk=question.pk)
        version.question = question
        if version.pk is None or QuestionVersion.objects.used().filter(pk=version.pk).exists():
            _make_new(version, by)
        if version.state == VersionState.READY:
            others = question.versions.filter(state=VersionState.READY).exclude(pk=version.pk)
            others.update(state=VersionState.RETIRED)
        elif version.state == VersionState.DRAFT:
            # One draft at a time: the one that is being written takes the older one's place.
            question.versions.filter(state=VersionState.DRAFT).exclude(pk=version.pk).update(
                state=VersionState.RETIRED
            )
        version.save()
        return version


def _make_new(version: QuestionVersion, by: User | None) -> None:
    """Turns the instance into the next version; its choices become rows of their own."""
    choices = list(version.choices.all())
    newest = version.question.versions.aggregate(number=Max("number"))["number"]
    version.pk = None
    version._state.adding = True  # noqa: SLF001  (Django's documented way to copy a row)
    version.number = (newest or 0) + 1
    version.used_at = None
    version.digest = ""
    version.created_by = by
    for choice in choices:
        choice.pk = None
        choice.version_id = None
        choice._state.adding = True  # noqa: SLF001
    version.choices.set(choices)

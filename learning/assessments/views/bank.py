"""The question bank and the attempts in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from learning.assessments.actions.regrade_attempt import regrade_attempt
from learning.assessments.actions.reopen_attempt import reopen_attempt
from learning.assessments.actions.void_attempt import void_attempt
from learning.assessments.choices import AttemptState, VersionState
from learning.assessments.errors import AskedQuestionChanged, StaffActionRefused
from learning.assessments.forms.bank import AttemptActionForm, RegradeForm, ReopenForm
from learning.assessments.models import (
    Assessment,
    Attempt,
    AttemptItem,
    Grade,
    QuestionVersion,
)
from learning.assessments.paper import choices_of
from learning.assessments.reviewing import law_behind
from learning.assessments.views.attempt_tables import answers_table, grades_table

# ---------------------------------------------------------------- questions


class QuestionIndexView(generic.IndexView):
    """One row a question: the version an editor works on."""

    is_searchable = True

    def get_base_queryset(self) -> QuerySet[QuestionVersion]:
        current = QuestionVersion.objects.filter(question=OuterRef("question")).in_order_of_currency()
        return (
            QuestionVersion.objects.filter(pk=Subquery(current.values("pk")[:1]))
            .select_related("question__topic")
            .order_by("question__code")
        )

    def search_queryset(self, queryset: QuerySet[QuestionVersion]) -> QuerySet[QuestionVersion]:
        if not self.is_searching:
            return queryset
        return queryset.filter(
            Q(question__code__icontains=self.search_query)
            | Q(stem__icontains=self.search_query)
            | Q(question__tags__name__iexact=self.search_query)
        ).distinct()


class QuestionCreateView(generic.CreateView):
    def save_instance(self) -> QuestionVersion:
        version = self.form.save()
        log(instance=version, action="wagtail.create", user=self.request.user)
        return version


class QuestionEditView(generic.EditView):
    @property
    def header_buttons(self) -> list[HeaderButton]:
        preview = reverse("assessments_admin:preview", args=[self.object.pk])
        # An old version is never shown here, so a retired one means that the question is out of use.
        is_retired = self.object.state == VersionState.RETIRED
        verb = "bring_back" if is_retired else "retire"
        return [
            HeaderButton(_("See it as a learner"), url=preview, icon_name="view", attrs={"target": "_blank"}),
            HeaderButton(
                _("Use it again") if is_retired else _("Retire"),
                url=reverse(f"assessments_admin:{verb}", args=[self.object.pk]),
                icon_name="undo" if is_retired else "minus-inverse",
            ),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An old address leads to the version that is worked on now."""
        version = self.get_object()
        current = version.question.current_version
        if current and current.pk != version.pk:
            return redirect(self.edit_url_name, current.pk)
        return super().get(request, *args, **kwargs)

    def save_instance(self) -> QuestionVersion:
        number = self.form.instance.number
        version = self.form.save()
        log(instance=version, action="wagtail.edit", user=self.request.user)
        if version.number != number:
            messages.info(
                self.request,
                _("The question was used before, so this was saved as version %(number)s.")
                % {"number": version.number},
            )
        return version


@permission_required("assessments.view_questionversion", raise_exception=True)
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The question as a learner sees it, in the site's own look; nothing can be saved here."""
    version = get_object_or_404(QuestionVersion.objects.select_related("question"), pk=pk)
    item = AttemptItem(
        question_version=version,
        position=1,
        choice_order=[choice.pk for choice in version.choices.all()],
        max_mark=version.default_mark,
    )
    context = {
        "version": version,
        "choices": choices_of(item, frozenset()),
        "law": law_behind(version, timezone.localdate()),
        "section": "learn",
    }
    return render(request, "assessments/preview.html", context)


# ---------------------------------------------------------------- assessments


class AssessmentIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Assessment]:
        return Assessment.objects.with_question_count()


# ---------------------------------------------------------------- attempts


class AttemptIndexView(generic.IndexView):
    is_searchable = True

    def get_base_queryset(self) -> QuerySet[Attempt]:
        newest = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-number")
        return Attempt.objects.select_related("person", "assessment").annotate(
            newest_score=Subquery(newest.values("score")[:1])
        )

    def search_queryset(self, queryset: QuerySet[Attempt]) -> QuerySet[Attempt]:
        if not self.is_searching:
            return queryset
        return queryset.filter(
            Q(person__full_name__icontains=self.search_query)
            | Q(person__email__iexact=self.search_query)
            | Q(person__staff_number__iexact=self.search_query)
            | Q(assessment__title__icontains=self.search_query)
        )


class AttemptInspectView(generic.InspectView):
    """One attempt: what was asked and answered, every grade, what staff did and may do."""

    template_name = "assessments/admin/attempt.html"

    def get_object(self, queryset: Any = None) -> Attempt:
        return get_object_or_404(Attempt.objects.select_related("person", "assessment"), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return f"{self.object.person.full_name}, {self.object.assessment}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempt: Attempt = self.object
        items = attempt.items.select_related("answer", "question_version__question").prefetch_related(
            "question_version__choices"
        )
        grades = list(attempt.grades.select_related("by").order_by("-number"))
        marks = grades[0].item_marks if grades else {}
        may_act = self.request.user.has_perm("assessments.change_attempt")
        return super().get_context_data(**kwargs) | {
            "attempt": attempt,
            "answers": answers_table(items, marks),
            "grades": grades_table(grades) if grades else None,
            "events": attempt.events.select_related("by"),
            "void_form": AttemptActionForm(prefix="void")
            if may_act and attempt.state != AttemptState.VOIDED
            else None,
            "reopen_form": ReopenForm(prefix="reopen")
            if may_act and attempt.state == AttemptState.GRADED
            else None,
            "regrade_form": RegradeForm(prefix="regrade")
            if may_act and attempt.state == AttemptState.GRADED
            else None,
        }


@permission_required("assessments.change_attempt", raise_exception=True)
@require_POST
def act_on_attempt(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """``verb``: void, reopen or regrade."""
    attempt = get_object_or_404(Attempt, pk=pk)
    form_class = {"void": AttemptActionForm, "reopen": ReopenForm, "regrade": RegradeForm}[verb]
    form = form_class(request.POST, prefix=verb)
    if not form.is_valid():
        messages.error(request, _("Nothing was done: a reason is needed."))
        return redirect("attempts:inspect", pk)
    data = form.cleaned_data
    try:
        match verb:
            case "void":
                void_attempt(attempt.pk, by=request.user, reason=data["reason"])  # type: ignore[arg-type]
            case "reopen":
                reopen_attempt(
                    attempt.pk,
                    by=request.user,  # type: ignore[arg-type]
                    reason=data["reason"],
                    minutes=data["minutes"],
                )
            case _:
                regrade_attempt(
                    attempt.pk,
                    by=request.user,  # type: ignore[arg-type]
                    reason=data["reason"],
                    corrections=corrections_for(attempt),
                )
    except StaffActionRefused:
        messages.error(request, _("The attempt does not allow this now."))
    except AskedQuestionChanged:
        messages.error(
            request,
            _("A question of this attempt was changed behind the portal's back: it cannot be marked."),
        )
    else:
        messages.success(request, _("Done, and written down with your name and the reason."))
    return redirect("attempts:inspect", pk)


def corrections_for(attempt: Attempt) -> dict[int, QuestionVersion]:
    """Version asked → the ready version of its question, where the choices read the same."""
    asked = {
        version.pk: version
        for version in QuestionVersion.objects.filter(attempt_items__attempt=attempt).prefetch_related(
            "choices"
        )
    }
    ready = {
        version.question_id: version
        for version in QuestionVersion.objects.filter(
            state=VersionState.READY, question__in=[version.question_id for version in asked.values()]
        ).prefetch_related("choices")
    }
    return {
        pk: ready[version.question_id]
        for pk, version in asked.items()
        if version.question_id in ready
        and ready[version.question_id].pk != pk
        and sorted(choice.text.strip() for choice in version.choices.all())
        == sorted(choice.text.strip() for choice in ready[version.question_id].choices.all())
    }

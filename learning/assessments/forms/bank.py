"""The forms of the question bank and of an assessment."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from wagtail.admin.forms import WagtailAdminModelForm

from learning.assessments.actions.revise_question import revise_question
from learning.assessments.actions.start_attempt import drawable_questions, slots_to_fill
from learning.assessments.choices import SUPPORTED_KINDS, Difficulty, VersionState
from learning.assessments.drawing import NotEnoughQuestions, draw_questions
from learning.assessments.grading import GradedChoice, problems_of_choices
from learning.assessments.models import Assessment, Question, QuestionTopic, QuestionVersion, Slot

PROBLEMS = {
    "too_few": _("At least two choices are needed."),
    "not_two": _("True or false takes exactly two choices."),
    "no_full": _("One choice must be right: weight 100."),
    "several_full": _("Only one choice can have weight 100 here. Use “several right choices” instead."),
    "no_right": _("At least one choice must be right: weight above 0."),
    "no_wrong": _("At least one choice must be wrong, or choosing everything would earn the whole mark."),
}
QUESTION_FIELDS = ("code", "topic", "difficulty", "language")


class QuestionVersionForm(WagtailAdminModelForm):
    """A question and its version as one form. Saving keeps a used version and writes a new one."""

    code = forms.CharField(label=_("code"), max_length=60)
    topic = forms.ModelChoiceField(label=_("topic"), queryset=QuestionTopic.objects.all())
    tags = TagField(label=_("tags"), required=False, help_text=_("Separated by commas."))
    difficulty = forms.ChoiceField(
        label=_("difficulty"), choices=Difficulty.choices, initial=Difficulty.MEDIUM
    )
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    kind = forms.ChoiceField(label=_("kind"), choices=[(kind.value, kind.label) for kind in SUPPORTED_KINDS])

    class Meta:
        model = QuestionVersion
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = self.instance.question if self.instance.question_id else Question()
        if self.question.pk:
            for name in QUESTION_FIELDS:
                self.fields[name].initial = getattr(self.question, name)
                self.initial[name] = self.fields[name].prepare_value(getattr(self.question, name))
            self.initial["topic"] = self.question.topic_id
            self.initial["tags"] = ", ".join(sorted(tag.name for tag in self.question.tags.all()))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if Question.objects.filter(code=code).exclude(pk=self.question.pk).exists():
            raise forms.ValidationError(_("Another question has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("article") and (cleaned.get("clause") or cleaned.get("point")):
            self.add_error("article", _("Choose the article that the clause or point belongs to."))
        return cleaned

    def is_valid(self) -> bool:
        """The choices are looked at together with the kind, once both are sound by themselves."""
        if not super().is_valid():
            return False
        for problem in self._problems():
            self.add_error(None, problem)
        if (
            self.instance.is_used
            and self.cleaned_data["state"] == VersionState.DRAFT
            and not self.has_changed_content()
        ):
            self.add_error("state", _("A version that was used cannot be a draft again. Retire it instead."))
        return not self.errors

    def _problems(self) -> Iterable[Any]:
        choices = [data for data in self.formsets["choices"].cleaned_data if data and not data.get("DELETE")]
        texts = [data["text"].strip() for data in choices]
        if len(set(texts)) < len(texts):
            yield _("Two choices read the same.")
        if self.cleaned_data["state"] == VersionState.READY:
            graded = [GradedChoice(number, data["weight"]) for number, data in enumerate(choices)]
            for problem in problems_of_choices(self.cleaned_data["kind"], graded):
                yield PROBLEMS[problem]

    def save(self, commit: bool = True) -> QuestionVersion:
        """Raises nothing that ``is_valid`` has not said before."""
        version: QuestionVersion = super().save(commit=False)
        for name in QUESTION_FIELDS:
            setattr(self.question, name, self.cleaned_data[name])
        by = self.for_user if getattr(self.for_user, "pk", None) else None
        if version.pk and not self.has_changed_content():
            # Only the state or the question's own fields: no reason for a new version.
            return self._save_without_revision(version)
        saved = revise_question(self.question, version, by=by)
        self.question.tags.set(self.cleaned_data["tags"])
        return saved

    def has_changed_content(self) -> bool:
        aside = {*QUESTION_FIELDS, "tags", "state"}
        return bool(set(self.changed_data) - aside) or self.formsets["choices"].has_changed()

    def _save_without_revision(self, version: QuestionVersion) -> QuestionVersion:
        self.question.save()
        self.question.tags.set(self.cleaned_data["tags"])
        if "state" in self.changed_data:
            siblings: QuerySet[QuestionVersion] = self.question.versions.exclude(pk=version.pk)
            if version.state != VersionState.RETIRED:
                siblings.filter(state=version.state).update(state=VersionState.RETIRED)
            version.save(update_fields=["state"])
        return version


class AssessmentForm(WagtailAdminModelForm):
    """Saves only what the bank can fill."""

    class Meta:
        model = Assessment
        fields = "__all__"

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        slots = [
            Slot(
                pk=-1 - number,
                **{
                    name: data.get(name)
                    for name in ("question", "draw_count", "topic", "tag", "difficulty", "mark")
                },
            )
            for number, data in enumerate(self.formsets["slots"].cleaned_data)
            if data and not data.get("DELETE")
        ]
        if not slots:
            self.add_error(None, _("An assessment needs at least one slot."))
            return False
        bank = drawable_questions(self.cleaned_data["language"], slots)
        try:
            draw_questions(slots_to_fill(slots), bank, Random(0))  # noqa: S311  (only asks whether it can be done)
        except NotEnoughQuestions as error:
            self.add_error(
                None,
                _("Slot %(slot)s needs %(missing)s more ready questions than the bank has.")
                % {"slot": -error.slot_id, "missing": error.missing},
            )
        return not self.errors


class AttemptActionForm(forms.Form):
    """What staff do to an attempt, and why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ReopenForm(AttemptActionForm):
    minutes = forms.IntegerField(label=_("Minutes from now"), min_value=1, max_value=7 * 24 * 60, initial=30)


class RegradeForm(AttemptActionForm):
    """The answers are marked by the ready version of each question, where its choices read the same."""

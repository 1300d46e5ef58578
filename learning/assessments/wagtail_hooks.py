"""The assessments room in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from learning.assessments.choices import SUPPORTED_KINDS, AttemptState, Difficulty, VersionState
from learning.assessments.forms.bank import AssessmentForm, QuestionVersionForm
from learning.assessments.models import Assessment, Attempt, QuestionTopic, QuestionVersion
from learning.assessments.views import bank, retiring


class QuestionFilterSet(WagtailFilterSet):
    topic = ModelChoiceFilter(
        field_name="question__topic", label=_("Topic"), queryset=QuestionTopic.objects.all()
    )
    state = ChoiceFilter(label=_("State"), choices=VersionState.choices)
    kind = ChoiceFilter(label=_("Kind"), choices=[(kind.value, kind.label) for kind in SUPPORTED_KINDS])
    difficulty = ChoiceFilter(
        field_name="question__difficulty", label=_("Difficulty"), choices=Difficulty.choices
    )

    class Meta:
        model = QuestionVersion
        fields = ["topic", "state", "kind", "difficulty"]


class AttemptFilterSet(WagtailFilterSet):
    assessment = ModelChoiceFilter(label=_("Assessment"), queryset=Assessment.objects.all())
    state = ChoiceFilter(label=_("State"), choices=AttemptState.choices)

    class Meta:
        model = Attempt
        fields = ["assessment", "state"]


class QuietViewSet(ModelViewSet):
    """Nothing of this room is deleted, copied or counted by use in the admin."""

    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {"delete_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]


class QuestionViewSet(QuietViewSet):
    model = QuestionVersion
    name = "question_bank"
    icon = "help"
    menu_label = _("Questions")
    index_view_class = bank.QuestionIndexView
    add_view_class = bank.QuestionCreateView
    edit_view_class = bank.QuestionEditView
    filterset_class = QuestionFilterSet
    list_display = (
        Column("stem", label=_("Question text"), accessor="stem"),
        Column("code", label=_("Code"), accessor="question.code", sort_key="question__code"),
        Column("topic", label=_("Topic"), accessor="question.topic", sort_key="question__topic__name"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("difficulty", label=_("Difficulty"), accessor="question.get_difficulty_display"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("number", label=_("Version"), accessor="number"),
    )
    edit_handler = ObjectList(
        [
            HelpPanel(
                heading=_("Versions"),
                content=_(
                    "A question that somebody was asked keeps its text. What you change here is then saved as"
                    " a new version, and earlier results stay as they are."
                ),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("topic")]),
                    FieldRowPanel([FieldPanel("difficulty"), FieldPanel("language")]),
                    FieldPanel("tags"),
                ],
                heading=_("In the bank"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]),
                    FieldPanel("stem"),
                    InlinePanel(
                        "choices",
                        heading=_("Choices"),
                        label=_("Choice"),
                        panels=[FieldPanel("text"), FieldPanel("weight"), FieldPanel("feedback")],
                        min_num=2,
                    ),
                    FieldPanel("shuffle_choices"),
                    FieldPanel("default_mark"),
                ],
                heading=_("What is asked"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("general_feedback"),
                    FieldPanel("article"),
                    FieldRowPanel([FieldPanel("clause"), FieldPanel("point")]),
                ],
                heading=_("What the result teaches"),
            ),
        ],
        base_form_class=QuestionVersionForm,
    )


class AssessmentViewSet(QuietViewSet):
    model = Assessment
    name = "assessment_editor"
    icon = "form"
    menu_label = _("Assessments")
    index_view_class = bank.AssessmentIndexView
    search_fields = ("title",)
    list_display = (
        "title",
        Column("slot_question_count", label=_("Questions"), accessor="slot_question_count"),
        "time_limit_minutes",
        "pass_mark",
        "attempts_allowed",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("introduction"),
            FieldPanel("language"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("time_limit_seconds")]),
                    FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("cooldown_minutes")]),
                    FieldRowPanel([FieldPanel("grading_method"), FieldPanel("review_policy")]),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                    FieldPanel("shuffle"),
                ],
                heading=_("Rules"),
            ),
            InlinePanel(
                "slots",
                heading=_("What is asked"),
                label=_("Slot"),
                panels=[
                    FieldPanel("question"),
                    FieldRowPanel([FieldPanel("draw_count"), FieldPanel("topic")]),
                    FieldRowPanel([FieldPanel("tag"), FieldPanel("difficulty")]),
                    FieldPanel("mark"),
                ],
            ),
        ],
        base_form_class=AssessmentForm,
    )


class QuestionTopicViewSet(QuietViewSet):
    model = QuestionTopic
    name = "question_topics"
    icon = "tag"
    menu_label = _("Question topics")
    form_fields = ("name", "slug")
    search_fields = ("name",)
    list_display = ("name",)


class AttemptViewSet(QuietViewSet):
    """Read only; what staff may do stands on the attempt's own page, with a reason."""

    model = Attempt
    name = "attempts"
    icon = "clipboard-list"
    menu_label = _("Attempts")
    index_view_class = bank.AttemptIndexView
    inspect_view_class = bank.AttemptInspectView
    inspect_view_enabled = True
    filterset_class = AttemptFilterSet
    form_fields = ()
    list_display = (
        Column("person", label=_("Person"), accessor="person.full_name"),
        "assessment",
        "number",
        "state",
        Column("score", label=_("Score (%)"), accessor="newest_score", sort_key="newest_score"),
        "started_at",
        "submitted_at",
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {
            "add_url_name": None,
            "edit_url_name": None,
            "history_url_name": None,
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = {"index", "index_results", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]

    def register_admin_url_finder(self) -> None:
        """There is no page on which an attempt is edited."""


class AssessmentsGroup(ModelViewSetGroup):
    items = (QuestionViewSet, AssessmentViewSet, QuestionTopicViewSet, AttemptViewSet)
    menu_label = _("Assessments")
    menu_icon = "form"
    menu_order = 250


@hooks.register("register_admin_viewset")
def register_assessments() -> AssessmentsGroup:
    return AssessmentsGroup()


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("preview/<int:pk>/", bank.preview, name="preview"),
        path("retire/<int:pk>/", retiring.retire, {"verb": retiring.RETIRE}, name=retiring.RETIRE),
        path(
            "bring-back/<int:pk>/", retiring.retire, {"verb": retiring.BRING_BACK}, name=retiring.BRING_BACK
        ),
        *(
            path(f"attempts/<int:pk>/{verb}/", bank.act_on_attempt, {"verb": verb}, name=verb)
            for verb in ("void", "reopen", "regrade")
        ),
    ]
    return [path("assessments-admin/", include((patterns, "assessments_admin")))]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("assessments.retire", _("Retire a question"), _("Retired the question"))
    actions.register_action(
        "assessments.bring_back", _("Use a question again"), _("Put the question back to use")
    )

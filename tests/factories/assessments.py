"""Questions and assessments for tests. ``assessment_with_questions`` makes one that can be taken."""

from __future__ import annotations

from typing import Any

import factory

from learning.assessments.choices import QuestionKind, VersionState
from learning.assessments.models import Assessment, Choice, Question, QuestionTopic, QuestionVersion, Slot


class QuestionTopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QuestionTopic
        django_get_or_create = ("slug",)

    name = "Nồng độ cồn"
    slug = "nong-do-con"


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    code = factory.Sequence(lambda n: f"CAU-{n:04d}")
    topic = factory.SubFactory(QuestionTopicFactory)


class QuestionVersionFactory(factory.django.DjangoModelFactory):
    """A ready single-choice question; ``choices=[("text", weight), …]`` says what can be chosen."""

    class Meta:
        model = QuestionVersion
        skip_postgeneration_save = True

    question = factory.SubFactory(QuestionFactory)
    state = VersionState.READY
    kind = QuestionKind.SINGLE
    stem = factory.Sequence(lambda n: f"Người đi xe máy có nồng độ cồn bị trừ bao nhiêu điểm? ({n})")
    general_feedback = "Mức cao nhất bị trừ 10 điểm."

    @factory.post_generation
    def choices(self, create: bool, extracted: list[tuple[str, int]] | None, **kwargs: Any) -> None:
        if not create:
            return
        for order, (text, weight) in enumerate(extracted or CHOICES_OF[QuestionKind(self.kind)], start=1):
            Choice.objects.create(version=self, sort_order=order, text=text, weight=weight)


CHOICES_OF = {
    QuestionKind.SINGLE: [("Không bị trừ điểm", 0), ("4 điểm", 0), ("10 điểm", 100), ("12 điểm", 0)],
    QuestionKind.MULTIPLE: [("Đội mũ", 100), ("Thắt dây", 100), ("Gọi điện", 0), ("Chở ba", 0)],
    QuestionKind.TRUE_FALSE: [("Đúng", 100), ("Sai", 0)],
}


class AssessmentFactory(factory.django.DjangoModelFactory):
    """An assessment without slots."""

    class Meta:
        model = Assessment

    title = "Kiểm tra cuối khoá"
    attempts_allowed = 3
    time_limit_seconds = 20 * 60
    pass_mark = 80


class FixedSlotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Slot

    assessment = factory.SubFactory(AssessmentFactory)
    question = factory.LazyFunction(lambda: QuestionVersionFactory().question)


class DrawSlotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Slot

    assessment = factory.SubFactory(AssessmentFactory)
    draw_count = 1


def assessment_with_questions(
    count: int = 3, *, kinds: tuple[QuestionKind, ...] = (QuestionKind.SINGLE,), **fields: Any
) -> Assessment:
    """An assessment of ``count`` fixed questions whose kinds take turns."""
    assessment = AssessmentFactory(**fields)
    for order in range(count):
        version = QuestionVersionFactory(kind=kinds[order % len(kinds)])
        FixedSlotFactory(assessment=assessment, question=version.question, sort_order=order)
    return assessment


def right_places(item: Any) -> list[int]:
    """Where the right choices of an attempt's item stand, counted from 1."""
    right = {choice.pk for choice in item.question_version.choices.all() if choice.weight > 0}
    return [place for place, choice_id in enumerate(item.choice_order, start=1) if choice_id in right]


def wrong_places(item: Any) -> list[int]:
    """One wrong choice of an attempt's item."""
    right = right_places(item)
    return [next(place for place in range(1, len(item.choice_order) + 1) if place not in right)]

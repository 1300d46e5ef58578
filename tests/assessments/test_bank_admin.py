"""The question bank in the admin: who may do what, and what editing does to what was asked."""

import pytest
from django.test import Client
from django.urls import reverse

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.models import Assessment, Attempt, Question, QuestionVersion
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import (
    FixedSlotFactory,
    QuestionTopicFactory,
    QuestionVersionFactory,
    assessment_with_questions,
    wrong_places,
)

pytestmark = pytest.mark.django_db


def browser_of(**fields):
    browser = Client()
    browser.force_login(PersonFactory(**fields))
    return browser


@pytest.fixture
def trainer():
    return browser_of(role="trainer")


@pytest.fixture
def auditor():
    return browser_of(role="auditor")


def formset(prefix, rows, initial=0):
    data = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        values = {"ORDER": number + 1, **row}
        data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return data


def question_form(choices=(("Đúng", 100), ("Sai", 0)), version=None, **fields):
    rows = [{"text": text, "weight": weight, "feedback": ""} for text, weight in choices]
    if version:
        for row, choice in zip(rows, version.choices.all(), strict=False):
            row["id"] = choice.pk
    return {
        "code": "GT-001",
        "topic": QuestionTopicFactory().pk,
        "difficulty": "easy",
        "language": "vi",
        "tags": "rượu bia, xe máy",
        "kind": "single",
        "state": "ready",
        "stem": "Uống một lon bia rồi lái xe có bị phạt không?",
        "default_mark": "1",
        "shuffle_choices": "on",
        "general_feedback": "Chỉ cần có nồng độ cồn là bị phạt.",
        "article": "",
        "clause": "",
        "point": "",
        **fields,
        **formset("choices", rows, initial=sum("id" in row for row in rows)),
    }


def test_a_trainer_adds_a_question(trainer):
    assert trainer.get(reverse("question_bank:add")).status_code == 200
    response = trainer.post(reverse("question_bank:add"), question_form())
    assert response.status_code == 302
    version = QuestionVersion.objects.get()
    assert (version.number, version.state, version.question.code) == (1, "ready", "GT-001")
    assert [(choice.text, choice.weight) for choice in version.choices.all()] == [("Đúng", 100), ("Sai", 0)]
    assert sorted(version.question.tags.names()) == ["rượu bia", "xe máy"]


@pytest.mark.parametrize(
    "fields",
    [
        {"choices": [("Đúng", 0), ("Sai", 0)]},
        {"choices": [("Đúng", 100), ("Đúng", 0)]},
        {"choices": [("Đúng", 100), ("Sai", 100)]},
        {"choices": [("A", 100), ("B", 100)], "kind": "multiple"},
        {"choices": [("A", 100), ("B", 0), ("C", 0)], "kind": "true_false"},
        {"clause": "2"},
        {"stem": ""},
        {"kind": "matching"},
    ],
)
def test_a_question_that_cannot_be_marked_fairly_is_not_ready(trainer, fields):
    response = trainer.post(reverse("question_bank:add"), question_form(**fields))
    assert response.status_code == 200
    assert not Question.objects.exists()


def test_a_draft_may_be_unfinished(trainer):
    data = question_form(choices=[("Đúng", 0), ("Sai", 0)], state="draft")
    assert trainer.post(reverse("question_bank:add"), data).status_code == 302


def test_a_code_is_taken_once(trainer):
    trainer.post(reverse("question_bank:add"), question_form())
    assert trainer.post(reverse("question_bank:add"), question_form()).status_code == 200


def test_editing_an_unused_question_changes_it_in_place(trainer):
    version = QuestionVersionFactory(question__code="GT-001", choices=[("Có", 100), ("Không", 0)])
    url = reverse("question_bank:edit", args=[version.pk])
    assert trainer.get(url).status_code == 200
    data = question_form(choices=[("Có", 100), ("Không hề", 0)], version=version, stem="Mới")
    assert trainer.post(url, data).status_code == 302
    version = QuestionVersion.objects.get()
    assert (version.number, version.stem) == (1, "Mới")
    assert [choice.text for choice in version.choices.all()] == ["Có", "Không hề"]


def test_editing_a_used_question_makes_a_new_version(trainer, lan):
    version = QuestionVersionFactory(question__code="GT-001", choices=[("Có", 100), ("Không", 0)])
    assessment = Assessment.objects.create(title="Kiểm tra")
    FixedSlotFactory(assessment=assessment, question=version.question)
    attempt = start_attempt(lan, assessment, "c")
    data = question_form(choices=[("Có", 0), ("Không", 100)], version=version, stem="Mới")
    assert trainer.post(reverse("question_bank:edit", args=[version.pk]), data).status_code == 302
    old, new = QuestionVersion.objects.order_by("number")
    assert (old.state, old.stem, new.state, new.stem, new.number) == (
        "retired",
        version.stem,
        "ready",
        "Mới",
        2,
    )
    assert [choice.weight for choice in old.choices.all()] == [100, 0]
    assert [choice.weight for choice in new.choices.all()] == [0, 100]
    assert attempt.items.get().question_version == old
    submit_attempt(attempt.pk)
    # the old address leads to the version that is worked on now
    assert trainer.get(reverse("question_bank:edit", args=[old.pk])).url == reverse(
        "question_bank:edit", args=[new.pk]
    )


def test_retiring_a_used_question_needs_no_new_version(trainer, lan):
    version = QuestionVersionFactory(question__code="GT-001", choices=[("Đúng", 100), ("Sai", 0)])
    QuestionVersion.objects.filter(pk=version.pk).update(stem="x", general_feedback="")
    assessment = Assessment.objects.create(title="Kiểm tra")
    FixedSlotFactory(assessment=assessment, question=version.question)
    start_attempt(lan, assessment, "c")
    url = reverse("question_bank:edit", args=[version.pk])
    fields = {"stem": "x", "general_feedback": "", "version": version}
    assert trainer.post(url, question_form(state="draft", **fields)).status_code == 200
    assert trainer.post(url, question_form(state="retired", **fields)).status_code == 302
    assert QuestionVersion.objects.get().state == "retired"


def test_the_preview_shows_the_question_as_a_learner_sees_it(trainer, auditor):
    version = QuestionVersionFactory()
    url = reverse("assessments_admin:preview", args=[version.pk])
    for browser in (trainer, auditor):
        page = browser.get(url).content.decode()
        assert version.stem in page
        assert page.count('name="choice"') == 4


def test_the_list_is_filtered_and_searched(trainer):
    QuestionVersionFactory(question__code="GT-001", stem="Mũ bảo hiểm", question__difficulty="hard")
    QuestionVersionFactory(question__code="GT-002", stem="Dây an toàn", state="draft")
    index = reverse("question_bank:index")
    for query, expected in (
        ({"q": "bảo hiểm"}, {"GT-001"}),
        ({"q": "GT-002"}, {"GT-002"}),
        ({"state": "draft"}, {"GT-002"}),
        ({"difficulty": "hard"}, {"GT-001"}),
        ({}, {"GT-001", "GT-002"}),
    ):
        page = trainer.get(index, query).content.decode()
        assert {code for code in ("GT-001", "GT-002") if code in page} == expected


def assessment_form(slots, **fields):
    blank = {"question": "", "draw_count": "", "topic": "", "tag": "", "difficulty": "", "mark": ""}
    return {
        "title": "Kiểm tra cuối khoá",
        "introduction": "",
        "language": "vi",
        "pass_mark": "80",
        "time_limit_seconds": "1200",
        "attempts_allowed": "3",
        "cooldown_minutes": "0",
        "grading_method": "highest",
        "review_policy": "after_submit",
        "opens_at": "",
        "closes_at": "",
        "shuffle": "on",
        **fields,
        **formset("slots", [blank | slot for slot in slots]),
    }


def test_a_trainer_puts_an_assessment_together(trainer):
    version = QuestionVersionFactory()
    QuestionVersionFactory()
    url = reverse("assessment_editor:add")
    assert trainer.get(url).status_code == 200
    data = assessment_form([{"question": version.question.pk}, {"draw_count": 1}])
    assert trainer.post(url, data).status_code == 302
    assert Assessment.objects.get().question_count == 2


@pytest.mark.parametrize(
    ("slots", "fields"),
    [
        ([{"draw_count": 2}], {}),
        ([], {}),
        ([{}], {}),
        ([{"draw_count": 1}], {"review_policy": "after_close"}),
        ([{"draw_count": 1}], {"pass_mark": "101"}),
    ],
)
def test_an_assessment_that_cannot_be_taken_is_refused(trainer, slots, fields):
    QuestionVersionFactory()
    response = trainer.post(reverse("assessment_editor:add"), assessment_form(slots, **fields))
    assert response.status_code == 200
    assert not Assessment.objects.exists()


def test_an_auditor_looks_and_changes_nothing(auditor, lan):
    version = QuestionVersionFactory()
    attempt = start_attempt(lan, assessment_with_questions(1), "c")
    assert auditor.get(reverse("question_bank:index")).status_code == 200
    assert auditor.get(reverse("attempts:index")).status_code == 200
    assert auditor.get(reverse("attempts:inspect", args=[attempt.pk])).status_code == 200
    for url in (reverse("question_bank:add"), reverse("question_bank:edit", args=[version.pk])):
        assert auditor.get(url).status_code == 302
    for verb in ("void", "reopen", "regrade"):
        url = reverse(f"assessments_admin:{verb}", args=[attempt.pk])
        auditor.post(url, {f"{verb}-reason": "Thử", "reopen-minutes": 5})
    assert not attempt.events.exists()


def test_an_editor_sees_no_questions(lan):
    editor = browser_of(role="editor")
    assert editor.get(reverse("question_bank:index")).status_code == 302
    assert editor.get(reverse("attempts:index")).status_code == 302


def test_an_attempt_shows_its_grades_and_answers(auditor, lan, answer):
    attempt = start_attempt(lan, assessment_with_questions(1), "c")
    answer(attempt, 1, wrong_places(attempt.items.get()))
    submit_attempt(attempt.pk)
    page = auditor.get(reverse("attempts:inspect", args=[attempt.pk])).content.decode()
    assert page.count('class="listing"') == 2
    assert "0 / 1" in page
    assert lan.full_name in page


def test_staff_act_on_an_attempt_only_with_a_reason(trainer, lan, answer):
    attempt = start_attempt(lan, assessment_with_questions(1), "c")
    answer(attempt, 1, wrong_places(attempt.items.get()))
    submit_attempt(attempt.pk)
    reopen = reverse("assessments_admin:reopen", args=[attempt.pk])
    trainer.post(reopen, {"reopen-reason": "", "reopen-minutes": 10})
    assert Attempt.objects.get().state == "graded"
    trainer.post(reopen, {"reopen-reason": "Mất điện", "reopen-minutes": 10})
    assert Attempt.objects.get().state == "reopened"
    submit_attempt(attempt.pk)
    trainer.post(reverse("assessments_admin:regrade", args=[attempt.pk]), {"regrade-reason": "Xem lại"})
    assert attempt.grades.count() == 3
    trainer.post(reverse("assessments_admin:void", args=[attempt.pk]), {"void-reason": "Nhầm người"})
    assert Attempt.objects.get().state == "voided"
    page = trainer.get(reverse("attempts:inspect", args=[attempt.pk])).content.decode()
    assert all(reason in page for reason in ("Mất điện", "Xem lại", "Nhầm người"))


@pytest.mark.parametrize("count", [1, 20])
def test_the_lists_cost_the_same_for_1_and_20_rows(count, lan, django_assert_max_num_queries):
    admin = browser_of(superuser=True)
    for _ in range(count):
        start_attempt(lan, assessment_with_questions(1), "c")
    for name in ("question_bank:index", "assessment_editor:index", "attempts:index"):
        admin.get(reverse(name))
        with django_assert_max_num_queries(22):
            admin.get(reverse(name))

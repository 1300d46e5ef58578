"""Taking a question out of use and putting it back, with a page that asks first."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from learning.assessments.actions.bring_back_question import bring_back_question
from learning.assessments.actions.retire_question import retire_question
from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.errors import AssessmentHasNoQuestions
from learning.assessments.models import QuestionVersion
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import QuestionVersionFactory, assessment_with_questions

pytestmark = pytest.mark.django_db


def browser_of(role):
    browser = Client()
    browser.force_login(PersonFactory(role=role))
    return browser


@pytest.fixture
def trainer():
    return browser_of("trainer")


def address(verb, version):
    return reverse(f"assessments_admin:{verb}", args=[version.pk])


def states():
    return list(QuestionVersion.objects.order_by("number").values_list("state", flat=True))


def test_the_page_says_what_it_means_and_changes_nothing(trainer, lan):
    assessment = assessment_with_questions(1)
    start_attempt(lan, assessment, "c")
    version = QuestionVersion.objects.get()

    page = trainer.get(address("retire", version)).content.decode()

    assert version.stem in page
    assert 'data-attempts="1"' in page
    assert reverse("assessment_editor:edit", args=[assessment.pk]) in page
    assert states() == ["ready"]


def test_a_retired_question_is_asked_nobody_and_stays_in_what_was_asked(trainer, lan, minh):
    assessment = assessment_with_questions(1)
    attempt = start_attempt(lan, assessment, "c")
    version = QuestionVersion.objects.get()

    response = trainer.post(address("retire", version))

    assert response.url == reverse("question_bank:index")
    assert states() == ["retired"]
    with pytest.raises(AssessmentHasNoQuestions):
        start_attempt(minh, assessment, "c")
    assert attempt.items.get().question_version == version
    assert submit_attempt(attempt.pk).max_mark == 1


def test_it_comes_back_ready_when_it_was_asked_before(trainer, lan, minh):
    assessment = assessment_with_questions(1)
    start_attempt(lan, assessment, "c")
    version = QuestionVersion.objects.get()
    trainer.post(address("retire", version))

    assert trainer.get(address("bring_back", version)).status_code == 200
    trainer.post(address("bring_back", version))

    assert states() == ["ready"]
    assert start_attempt(minh, assessment, "c").items.count() == 1


def test_what_nobody_was_asked_comes_back_as_a_draft(trainer):
    version = QuestionVersionFactory()
    retire_question(version.question)

    trainer.post(address("bring_back", version))

    assert states() == ["draft"]


def test_the_newest_version_comes_back_never_an_outdated_one(lan):
    start_attempt(lan, assessment_with_questions(1), "c")
    old = QuestionVersion.objects.get()
    QuestionVersion.objects.filter(pk=old.pk).update(state="retired")
    QuestionVersionFactory(question=old.question, number=2)
    retire_question(old.question)

    assert bring_back_question(old.question).number == 2
    assert states() == ["retired", "draft"]


def test_a_question_in_use_is_not_brought_back_and_a_second_click_does_nothing(trainer):
    version = QuestionVersionFactory()
    assert bring_back_question(version.question) is None
    assert trainer.get(address("bring_back", version)).status_code == 302
    for _ in range(2):
        assert trainer.post(address("retire", version)).status_code == 302
    assert trainer.get(address("retire", version)).status_code == 302
    assert ModelLogEntry.objects.count() == 1


def test_the_history_says_who_retired_it(trainer):
    version = QuestionVersionFactory()

    trainer.post(address("retire", version))
    trainer.post(address("bring_back", version))

    entries = ModelLogEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == ["assessments.retire", "assessments.bring_back"]
    assert all(entry.user.groups.get().name == "trainer" for entry in entries)
    history = trainer.get(reverse("question_bank:history", args=[version.pk]))
    assert history.status_code == 200


def test_the_editor_offers_the_one_that_fits(trainer):
    version = QuestionVersionFactory()
    editor = reverse("question_bank:edit", args=[version.pk])
    assert address("retire", version) in trainer.get(editor).content.decode()
    retire_question(version.question)
    page = trainer.get(editor).content.decode()
    assert address("bring_back", version) in page
    assert address("retire", version) not in page


@pytest.mark.parametrize("verb", ["retire", "bring_back"])
@pytest.mark.parametrize("role", ["learner", "auditor", "editor", "unit_manager"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_who_may_change_questions_may_retire_them(verb, role, method):
    version = QuestionVersionFactory(state="ready" if verb == "retire" else "retired")
    before = states()

    response = getattr(browser_of(role), method)(address(verb, version))

    # Wagtail sends whoever may not do this to its own front page, or to the sign-in page's gate.
    assert response.status_code == 302
    assert response.url == "/quan-tri/" or response.url.startswith("/quan-tri/login/")
    assert states() == before

"""From enrolling to completion: each step once, the course completed exactly once."""

import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from learning.assessments.errors import AppendOnly
from learning.courses.actions.complete_course import complete_course
from learning.courses.actions.complete_lesson import complete_lesson
from learning.courses.actions.enrol import enrol
from learning.courses.actions.start_assessment import start_assessment
from learning.courses.actions.start_practice import start_practice
from learning.courses.errors import LessonsRemain, NoAssessment, PrerequisitesMissing
from learning.courses.models import Completion, Enrolment, LessonCitation, LessonCompletion, StepCompletion
from learning.courses.signals import course_completed
from learning.courses.standings import standing_of
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import assessment_with_questions
from tests.factories.courses import answer, complete, do_lessons, make_course, make_lesson, take_assessment
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa():
    return PersonFactory(full_name="Lê Thị Hoa")


@pytest.fixture
def announced():
    received = []

    def receive(completion_id, **_kwargs):
        received.append(completion_id)

    course_completed.connect(receive)
    yield received
    course_completed.disconnect(receive)


def test_enrolling_twice_is_enrolling_once(hoa):
    course = make_course()
    assert enrol(hoa, course) == enrol(hoa, course)
    assert Enrolment.objects.get().cycle == 1


def test_the_database_holds_one_enrolment_a_cycle(hoa):
    course = make_course()
    enrol(hoa, course)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(person=hoa, course=course, cycle=1)


def test_enrolling_finds_the_newest_cycle(hoa):
    course = make_course()
    first, second = enrol(hoa, course), enrol(hoa, course, cycle=2)
    assert first != second
    assert enrol(hoa, course) == second
    assert first.attempt_cycle != second.attempt_cycle


def test_prerequisites_come_first(hoa):
    basics = make_course("Cơ bản")
    advanced = make_course("Nâng cao")
    advanced.prerequisites = [basics]
    advanced.save()
    with pytest.raises(PrerequisitesMissing) as refused:
        enrol(hoa, advanced)
    assert refused.value.titles == ["Cơ bản"]
    complete(hoa, basics)
    assert enrol(hoa, advanced)


def test_a_lesson_is_done_once(hoa):
    course = make_course()
    enrolment = enrol(hoa, course)
    first = complete_lesson(enrolment, course.lessons[0])
    assert complete_lesson(enrolment, course.lessons[0]) == first
    enrolment.refresh_from_db()
    assert (enrolment.lessons_done, enrolment.percent) == (1, 33)


def test_events_are_never_changed_or_deleted(hoa):
    course = make_course()
    event = complete_lesson(enrol(hoa, course), course.lessons[0])
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    with pytest.raises(AppendOnly):
        LessonCompletion.objects.all().delete()


def test_the_assessment_opens_after_the_last_lesson(hoa):
    course = make_course()
    enrolment = enrol(hoa, course)
    with pytest.raises(LessonsRemain):
        start_assessment(enrolment, "/hoc/")
    do_lessons(enrolment)
    attempt = start_assessment(enrolment, "/hoc/")
    assert attempt.cycle == f"course-{course.pk}-1"
    assert start_assessment(enrolment, "/hoc/") == attempt


def test_a_course_without_an_assessment_has_none_to_start(hoa):
    with pytest.raises(NoAssessment):
        start_assessment(enrol(hoa, make_course(questions=0)), "/hoc/")


def test_all_lessons_and_a_pass_complete_the_course(hoa, announced, django_capture_on_commit_callbacks):
    course = make_course()
    enrolment = enrol(hoa, course)
    with django_capture_on_commit_callbacks(execute=True):
        do_lessons(enrolment)
        assert complete_course(enrolment.pk) is None
        take_assessment(enrolment)
    completion = Completion.objects.get()
    assert announced == [completion.pk]
    assert completion.score == 100
    assert completion.snapshot["title"] == course.title
    assert (completion.snapshot["lessons"], completion.snapshot["minutes"]) == (2, 45)
    enrolment.refresh_from_db()
    assert enrolment.percent == 100


def test_a_failed_attempt_completes_nothing(hoa, announced, django_capture_on_commit_callbacks):
    enrolment = enrol(hoa, make_course())
    do_lessons(enrolment)
    with django_capture_on_commit_callbacks(execute=True):
        take_assessment(enrolment, right=False)
    assert not Completion.objects.exists()
    assert announced == []


def test_a_pass_before_the_last_lesson_counts_when_that_is_done(hoa, django_capture_on_commit_callbacks):
    course = make_course()
    enrolment = enrol(hoa, course)
    do_lessons(enrolment)
    late = make_lesson(course, "Bài thêm")
    with django_capture_on_commit_callbacks(execute=True):
        take_assessment(enrolment)
    assert not Completion.objects.exists()
    complete_lesson(enrolment, late)
    assert Completion.objects.get().snapshot["lessons"] == 3


def test_the_last_lesson_completes_a_course_without_assessment(hoa):
    enrolment = enrol(hoa, make_course(questions=0))
    do_lessons(enrolment)
    assert Completion.objects.get().score is None


def test_completing_again_returns_the_first_completion(hoa, announced, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        completion = complete(hoa, make_course())
        assert complete_course(completion.enrolment_id) == completion
    assert announced == [completion.pk]


def test_a_completed_course_stays_completed_when_lessons_are_added(hoa):
    course = make_course()
    complete(hoa, course)
    make_lesson(course, "Bài thêm")
    assert standing_of(hoa, course).progress.percent == 100


def test_someone_elses_attempt_moves_nothing(hoa, django_capture_on_commit_callbacks):
    course = make_course()
    enrolment = enrol(hoa, course)
    do_lessons(enrolment)
    stranger = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        do_lessons(enrol(stranger, course))
        take_assessment(enrol(stranger, course))
    assert standing_of(hoa, course).progress.percent == 66
    assert Completion.objects.get().enrolment.person == stranger


def test_another_cycles_pass_does_not_count(hoa, django_capture_on_commit_callbacks):
    course = make_course()
    complete(hoa, course)
    renewal = enrol(hoa, course, cycle=2)
    with django_capture_on_commit_callbacks(execute=True):
        do_lessons(renewal)
    assert Completion.objects.count() == 1
    assert standing_of(hoa, course).progress.percent == 66


def test_a_passed_practice_quiz_is_a_step_of_its_lesson(hoa, django_capture_on_commit_callbacks):
    course = make_course()
    lesson = make_lesson(course, "Bài luyện", practice_assessment=assessment_with_questions(1))
    enrolment = enrol(hoa, course)
    with django_capture_on_commit_callbacks(execute=True):
        answer(start_practice(enrolment, lesson, "/hoc/"), right=False)
    assert not StepCompletion.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer(start_practice(enrolment, lesson, "/hoc/"))
    assert StepCompletion.objects.get().lesson == lesson
    assert not LessonCompletion.objects.exists()


def test_the_completion_keeps_the_laws_and_their_versions(hoa, django_capture_on_commit_callbacks):
    course = make_course(lessons=0, questions=0)
    article = ArticleFactory(document=LegalDocumentFactory(penalty_decree=True), number="7")
    quote = ("law_quote", {"heading": "", "provisions": [{"article": article, "clause": "2", "point": ""}]})
    with django_capture_on_commit_callbacks(execute=True):
        make_lesson(course, "Bài có luật", body=[quote, quote])
    assert LessonCitation.objects.count() == 1
    (law,) = complete(hoa, course).snapshot["laws"]
    assert law["citation"] == "Khoản 2 Điều 7 Nghị định 168/2024/NĐ-CP"
    assert law["version_id"] == article.versions.get().pk
    assert law["effective_from"] == "2025-01-01"


def test_progress_is_rebuilt_from_the_events(hoa, capsys):
    course = make_course()
    enrolment = enrol(hoa, course)
    do_lessons(enrolment)
    Enrolment.objects.update(lessons_done=0, percent=7)
    call_command("rebuild_progress")
    assert "1 enrolments checked, 1 corrected, 0 completions made." in capsys.readouterr().out
    enrolment.refresh_from_db()
    assert (enrolment.lessons_done, enrolment.percent) == (2, 66)
    take_assessment(enrolment)  # its announcement is lost with the test's transaction
    call_command("rebuild_progress")
    assert "1 completions made" in capsys.readouterr().out
    call_command("rebuild_progress")
    assert "0 corrected, 0 completions" in capsys.readouterr().out


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_threads_complete_a_course_once(announced):
    hoa = PersonFactory(full_name="Lê Thị Hoa")
    course = make_course(questions=0)
    enrolment = enrol(hoa, course)
    do_lessons(enrolment, count=1)
    last = course.lessons[-1]
    start = threading.Barrier(8)
    problems = []

    def finish():
        try:
            start.wait()
            complete_lesson(Enrolment.objects.get(pk=enrolment.pk), last)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert announced == [Completion.objects.get().pk]
    assert LessonCompletion.objects.count() == 2

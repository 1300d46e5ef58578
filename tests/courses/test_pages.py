"""The list of courses, a course, a lesson, my learning: right for each reader, at a constant cost."""

import re

import pytest
from django.urls import reverse

from learning.assessments.models import Attempt
from learning.courses.actions.enrol import enrol
from learning.courses.models import Completion, Enrolment, LessonCompletion
from tests.factories.accounts import PersonFactory
from tests.factories.courses import (
    complete,
    course_index,
    do_lessons,
    make_course,
    make_lesson,
    take_assessment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa():
    return PersonFactory(full_name="Lê Thị Hoa")


def next_step(response) -> str:
    return re.search(r'data-next="([\w-]+)"', response.content.decode())[1]


def percent(response) -> str:
    return re.search(r'data-percent="(\d+)"', response.content.decode())[1]


def primary_buttons(response) -> int:
    return response.content.decode().count("button--primary")


# ------------------------------------------------------------------ the list


def test_courses_are_filtered_by_audience(client):
    citizen, cadre = make_course("Cho dân"), make_course("Cho cán bộ", audience="cadre")
    index = course_index()
    everything = client.get(index.url).content.decode()
    assert citizen.title in everything
    assert cadre.title in everything
    filtered = client.get(index.url, {"doi_tuong": "cadre"}).content.decode()
    assert citizen.title not in filtered
    assert cadre.title in filtered


def test_a_list_without_courses_shows_a_next_step(client):
    assert "empty-state" in client.get(course_index().url).content.decode()
    make_course()
    assert "empty-state" in client.get(course_index().url, {"doi_tuong": "cadre"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"page": "99"},
        {"page": "x"},
        {"page": "-1"},
        {"page": "9" * 400},
        {"doi_tuong": "'"},
        {"ngon_ngu": "zz"},
        {"doi_tuong": "\x00"},
    ],
)
def test_a_strange_query_shows_the_list(client, query):
    make_course()
    response = client.get(course_index().url, query)
    assert response.status_code == 200
    assert "course-card" in response.content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_list_costs_the_same_with_1_and_12(client, hoa, signed_in, django_assert_max_num_queries):
    if signed_in:
        client.force_login(hoa)
    enrol(hoa, make_course(lessons=1, questions=0))
    url = course_index().url
    client.get(url)
    with django_assert_max_num_queries(30) as first:
        client.get(url)
    for number in range(11):
        enrol(hoa, make_course(f"Khoá {number}", lessons=1, questions=0))
    with django_assert_max_num_queries(len(first)):
        client.get(url)


# ------------------------------------------------------------------ a course


def test_a_course_always_shows_one_next_step(client, hoa, django_capture_on_commit_callbacks):
    course = make_course()
    anonymous = client.get(course.url)
    assert next_step(anonymous) == "sign-in"
    client.force_login(hoa)
    steps = [client.get(course.url)]
    enrolment = enrol(hoa, course)
    steps.append(client.get(course.url))
    do_lessons(enrolment)
    steps.append(client.get(course.url))
    take_assessment(enrolment, right=False)
    client.post(reverse("courses:start_assessment", args=[course.pk]))
    steps.append(client.get(course.url))
    with django_capture_on_commit_callbacks(execute=True):
        take_assessment(enrolment)
    steps.append(client.get(course.url))
    assert [next_step(response) for response in steps] == [
        "enrol",
        "continue",
        "ready",
        "in_progress",
        "completed",
    ]
    assert [percent(response) for response in steps[1:]] == ["0", "66", "66", "100"]
    assert all(primary_buttons(response) == 1 for response in [anonymous, *steps])


def test_used_up_attempts_are_said(client, hoa):
    course = make_course()
    enrolment = enrol(hoa, course)
    do_lessons(enrolment)
    for _ in range(3):
        take_assessment(enrolment, right=False)
    client.force_login(hoa)
    response = client.get(course.url)
    assert next_step(response) == "used_up"
    response = client.post(reverse("courses:start_assessment", args=[course.pk]), follow=True)
    assert "notice--error" in response.content.decode()


def test_what_a_person_sees_is_never_kept_by_a_cache(client, hoa):
    course = make_course()
    for page in (course_index(), course, course.lessons[0]):
        assert "no-store" not in client.get(page.url).get("Cache-Control", "")
    client.force_login(hoa)
    for page in (course_index(), course, course.lessons[0]):
        cache_control = client.get(page.url)["Cache-Control"]
        assert "no-store" in cache_control
        assert "private" in cache_control


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_course_costs_the_same_with_1_and_20_lessons(client, hoa, signed_in, django_assert_max_num_queries):
    course = make_course(lessons=1)
    if signed_in:
        client.force_login(hoa)
        do_lessons(enrol(hoa, course))
    client.get(course.url)
    with django_assert_max_num_queries(34) as first:
        client.get(course.url)
    for number in range(19):
        make_lesson(course, f"Bài thêm {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(course.url)


# ------------------------------------------------------------------ a lesson


def test_everyone_reads_a_lesson_and_is_told_that_nothing_is_recorded(client):
    lesson = make_course().lessons[0]
    response = client.get(lesson.url)
    content = response.content.decode()
    assert response.status_code == 200
    assert "/tai-khoan/login/?next=" in content
    assert reverse("courses:complete_lesson", args=[lesson.pk]) not in content


def test_marking_a_lesson_as_done_leads_on_and_at_last_to_the_course(client, hoa):
    course = make_course()
    first, second = course.lessons
    client.force_login(hoa)
    assert client.post(reverse("courses:complete_lesson", args=[first.pk]))["Location"] == second.url
    assert client.post(reverse("courses:complete_lesson", args=[second.pk]))["Location"] == course.url
    assert Enrolment.objects.get().person == hoa
    assert LessonCompletion.objects.count() == 2


def test_after_the_last_lesson_a_skipped_one_comes(client, hoa):
    course = make_course(lessons=3)
    first, second, third = course.lessons
    client.force_login(hoa)
    client.post(reverse("courses:complete_lesson", args=[second.pk]))
    assert client.post(reverse("courses:complete_lesson", args=[third.pk]))["Location"] == first.url


def test_a_double_click_marks_once(client, hoa):
    lesson = make_course().lessons[0]
    client.force_login(hoa)
    for _ in range(2):
        client.post(reverse("courses:complete_lesson", args=[lesson.pk]))
    assert LessonCompletion.objects.count() == 1


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_lesson_costs_the_same_with_1_and_20_lessons(client, hoa, signed_in, django_assert_max_num_queries):
    course = make_course(lessons=1)
    if signed_in:
        client.force_login(hoa)
        do_lessons(enrol(hoa, course))
    url = course.lessons[0].url
    client.get(url)
    with django_assert_max_num_queries(34) as first:
        client.get(url)
    for number in range(19):
        make_lesson(course, f"Bài thêm {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(url)


# ------------------------------------------------------------------ actions


ACTIONS = ("enrol", "start_assessment", "complete_lesson", "start_practice")


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_need_a_person_and_a_post(client, hoa, name):
    course = make_course()
    pk = course.lessons[0].pk if name in {"complete_lesson", "start_practice"} else course.pk
    address = reverse(f"courses:{name}", args=[pk])
    assert "/tai-khoan/login/" in client.post(address)["Location"]
    client.force_login(hoa)
    assert client.get(address).status_code == 302
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_on_what_is_not_published_find_nothing(client, hoa, name):
    course = make_course()
    lesson = course.lessons[0]
    course.unpublish()
    client.force_login(hoa)
    pk = lesson.pk if name in {"complete_lesson", "start_practice"} else course.pk
    assert client.post(reverse(f"courses:{name}", args=[pk])).status_code == 404
    assert client.post(reverse(f"courses:{name}", args=[course_index().pk])).status_code == 404
    assert client.post(reverse(f"courses:{name}", args=[10**9])).status_code == 404
    assert not Enrolment.objects.exists()


def test_enrolling_leads_to_the_first_lesson(client, hoa):
    course = make_course()
    client.force_login(hoa)
    assert client.post(reverse("courses:enrol", args=[course.pk]))["Location"] == course.lessons[0].url


def test_a_double_click_begins_once(client, hoa):
    course = make_course()
    client.force_login(hoa)
    addresses = {client.post(reverse("courses:enrol", args=[course.pk]))["Location"] for _ in range(2)}
    assert addresses == {course.lessons[0].url}
    assert Enrolment.objects.count() == 1


def test_a_double_click_starts_one_attempt(client, hoa):
    course = make_course()
    client.force_login(hoa)
    do_lessons(enrol(hoa, course))
    start = reverse("courses:start_assessment", args=[course.pk])
    addresses = {client.post(start)["Location"] for _ in range(2)}
    assert addresses == {Attempt.objects.get().get_absolute_url()}


def test_a_browser_cannot_choose_the_cycle(client, hoa):
    course = make_course()
    complete(hoa, course)
    client.force_login(hoa)
    client.post(reverse("courses:enrol", args=[course.pk]), {"cycle": "2"})
    assert Enrolment.objects.get().cycle == 1


def test_the_assessment_waits_for_the_lessons(client, hoa):
    course = make_course()
    client.force_login(hoa)
    response = client.post(reverse("courses:start_assessment", args=[course.pk]), follow=True)
    assert response.redirect_chain[-1][0] == course.url
    assert "notice--error" in response.content.decode()
    do_lessons(enrol(hoa, course))
    response = client.post(reverse("courses:start_assessment", args=[course.pk]))
    assert response["Location"].startswith("/kiem-tra/")


# ------------------------------------------------------------------ my learning


def test_my_learning_is_filtered(client, hoa):
    begun, done = make_course("Luật đất đai"), make_course("Luật nhà ở", questions=0)
    enrol(hoa, begun)
    complete(hoa, done)
    client.force_login(hoa)
    both = client.get("/hoc/cua-toi/").content.decode()
    assert begun.title in both
    assert done.title in both
    in_progress = client.get("/hoc/cua-toi/", {"loc": "dang-hoc"}).content.decode()
    assert begun.title in in_progress
    assert done.title not in in_progress
    completed = client.get("/hoc/cua-toi/", {"loc": "da-xong"}).content.decode()
    assert begun.title not in completed
    assert done.title in completed


@pytest.mark.parametrize("query", [{}, {"loc": "da-xong"}, {"loc": "dang-hoc"}, {"loc": "'"}, {"page": "99"}])
def test_nothing_begun_shows_a_next_step(client, hoa, query):
    client.force_login(hoa)
    assert "empty-state" in client.get("/hoc/cua-toi/", query).content.decode()


def test_my_learning_is_mine_alone_and_never_kept_by_a_cache(client, hoa):
    assert client.get("/hoc/cua-toi/").status_code == 302
    enrol(PersonFactory(), make_course("Của người khác"))
    client.force_login(hoa)
    response = client.get("/hoc/cua-toi/")
    assert "Của người khác" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_my_learning_costs_the_same_with_1_and_20(client, hoa, django_assert_max_num_queries):
    client.force_login(hoa)
    complete(hoa, make_course("Xong", lessons=1, questions=0))
    enrol(hoa, make_course("Dở", lessons=1))
    client.get("/hoc/cua-toi/")
    with django_assert_max_num_queries(28) as first:
        client.get("/hoc/cua-toi/")
    for number in range(9):
        complete(hoa, make_course(f"Xong {number}", lessons=1, questions=0))
        enrol(hoa, make_course(f"Dở {number}", lessons=1, questions=1))
    assert Completion.objects.count() == 10
    with django_assert_max_num_queries(len(first)):
        client.get("/hoc/cua-toi/")

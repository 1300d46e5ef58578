""" "Learn" leads to a list of courses in every language, also before there is a course in it."""

import pytest
from django.test import Client

from learning.courses.actions.ensure_course_lists import ensure_course_lists
from learning.courses.models import CourseIndexPage, CoursePage
from tests.factories.courses import course_index, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists() -> dict[str, CourseIndexPage]:
    ensure_course_lists(course_index())
    return {page.locale.language_code: page for page in CourseIndexPage.objects.select_related("locale")}


def test_each_language_has_its_list_at_the_same_place(client: Client, lists):
    assert set(lists) == {"vi", "en", "id"}
    for address in ("/hoc/", "/en/hoc/", "/id/hoc/"):
        assert client.get(address).status_code == 200


def test_a_second_call_changes_nothing(lists):
    ensure_course_lists(lists["vi"])

    assert CourseIndexPage.objects.count() == len(lists)


def test_an_english_reader_is_shown_the_courses_that_there_are_and_told_so(client: Client, lists):
    course = make_course("Luật giao thông từ 2025")

    page = client.get("/en/hoc/").content.decode()

    assert f'href="{course.url}" lang="vi"' in page
    assert "notice--info" in page
    assert "notice--info" not in client.get("/hoc/").content.decode()


def test_a_list_with_a_course_of_its_own_shows_only_its_own(client: Client, lists):
    course = make_course("Luật giao thông từ 2025")
    translation = course.copy_for_translation(lists["en"].locale)
    translation.language = "en"
    translation.save_revision().publish()

    page = client.get("/en/hoc/").content.decode()

    assert f'href="{CoursePage.objects.get(pk=translation.pk).url}"' in page
    assert f'href="{course.url}"' not in page


def test_learn_leads_to_the_list_in_the_readers_language(client: Client, lists):
    home = client.get("/en/").content.decode()

    assert 'href="/en/hoc/"' in home


def test_publishing_the_list_makes_the_others(django_capture_on_commit_callbacks):
    index = course_index()
    with django_capture_on_commit_callbacks(execute=True):
        index.save_revision().publish()

    assert CourseIndexPage.objects.filter(translation_key=index.translation_key).count() == 3

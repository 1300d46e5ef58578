"""The index follows the database: publish, unpublish, change, move, delete."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.laws.models import LegalDocument
from search import indexing, tasks
from search.backends import get_backend
from search.backends.base import RebuildRunningError
from search.choices import Kind
from search.documents import object_key
from search.models import PendingWrite
from search.sources import SOURCES
from tests.factories.courses import make_course
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    indexing.rebuild()
    return get_backend()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def has(index, kind, pk):
    key = object_key(kind, pk)
    return key in index.get([key])


def test_a_page_is_found_from_publishing_to_unpublishing(index, committed):
    topic = make_topic()
    with committed():
        page = make_explainer(topic, publish=False)
    assert not has(index, Kind.EXPLAINER, page.pk)

    with committed():
        page.save_revision().publish()
    assert has(index, Kind.EXPLAINER, page.pk)

    page.title = "Tên mới"
    with committed():
        page.save_revision()  # a draft of something published changes nothing
    key = object_key(Kind.EXPLAINER, page.pk)
    assert index.get([key])[key].title != "Tên mới"

    with committed():
        page.get_latest_revision().publish()
    assert index.get([key])[key].title == "Tên mới"

    page.refresh_from_db()
    with committed():
        page.unpublish()
    assert not has(index, Kind.EXPLAINER, page.pk)


def test_a_deleted_page_is_gone(index, committed):
    with committed():
        page = make_explainer()
    pk = page.pk
    with committed():
        page.delete()
    assert not has(index, Kind.EXPLAINER, pk)


def test_a_page_that_becomes_private_is_gone_and_comes_back(index, committed):
    with committed():
        page = make_explainer()
    with committed():
        restriction = PageViewRestriction.objects.create(
            page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
        )
    assert not has(index, Kind.EXPLAINER, page.pk)
    with committed():
        restriction.delete()
    assert has(index, Kind.EXPLAINER, page.pk)


def test_a_moved_page_has_its_new_address(index, committed):
    first, second = make_topic("Đi đường"), make_topic("Nhà đất")
    with committed():
        page = make_explainer(first)
    with committed():
        page.move(second, pos="last-child")
    key = object_key(Kind.EXPLAINER, page.pk)
    found = index.get([key])[key]
    assert found.url.startswith(second.url)
    assert found.breadcrumb == ("Nhà đất",)


def test_lessons_go_with_their_course(index, committed):
    with committed():
        course = make_course(questions=0, lessons=2)
        course.save_revision().publish()
    lessons = [lesson.pk for lesson in course.lessons]
    assert all(has(index, Kind.LESSON, pk) for pk in lessons)
    with committed():
        course.unpublish()
    assert not has(index, Kind.COURSE, course.pk)
    assert not any(has(index, Kind.LESSON, pk) for pk in lessons)


def test_a_law_is_indexed_with_its_articles_and_goes_with_them(index, committed):
    with committed():
        law = LegalDocumentFactory()
        article = ArticleFactory(document=law)
    tasks.index_legal_document(law.pk)
    assert has(index, Kind.LEGAL_DOCUMENT, law.pk)
    assert has(index, Kind.LAW_ARTICLE, article.pk)

    law_pk, article_pk = law.pk, article.pk
    article.delete()
    tasks.index_legal_document(law_pk)
    assert not has(index, Kind.LAW_ARTICLE, article_pk)

    LegalDocument.objects.filter(pk=law_pk).delete()
    tasks.index_legal_document(law_pk)
    assert not has(index, Kind.LEGAL_DOCUMENT, law_pk)


def test_a_law_that_changes_is_reindexed_after_the_commit(index, committed):
    with committed():
        law = LegalDocumentFactory()
    with committed():
        law.title = "Nghị định về phù hiệu"
        law.save()
    key = object_key(Kind.LEGAL_DOCUMENT, law.pk)
    assert "phù hiệu" in index.get([key])[key].title


def test_what_takes_effect_today_is_renewed(index, committed):
    law = LegalDocumentFactory(effective_on=timezone.localdate())
    other = LegalDocumentFactory(effective_on=timezone.localdate() - datetime.timedelta(days=40))
    PendingWrite.objects.all().delete()
    tasks.index_changed_force()
    assert has(index, Kind.LEGAL_DOCUMENT, law.pk)
    assert not has(index, Kind.LEGAL_DOCUMENT, other.pk)


def test_indexing_many_articles_asks_as_often_as_for_one(django_assert_max_num_queries):
    law = LegalDocumentFactory()
    ids = [ArticleFactory(document=law).pk for _ in range(20)]
    with django_assert_max_num_queries(9):
        assert len(list(SOURCES[Kind.LAW_ARTICLE].documents(ids))) == 20


def test_rebuild_command_counts(capsys):
    ArticleFactory()
    call_command("rebuild_search")
    assert "2 objects" in capsys.readouterr().out


def test_a_second_rebuild_refuses_politely(monkeypatch):
    def busy(progress):
        raise RebuildRunningError("another rebuild is running")

    monkeypatch.setattr(indexing, "rebuild", busy)
    with pytest.raises(CommandError, match="another rebuild is running"):
        call_command("rebuild_search", verbosity=0)

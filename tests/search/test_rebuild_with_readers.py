"""A rebuild and a comparison whose documents are read by processes of their own, each with its own connection to the
database; on SQLite and on PostgreSQL, where a connection that a child shared would break the parent's.
"""

import os

import pytest
from django.core.management import CommandError, call_command

from content.laws.models import Article, ArticleVersion
from search import comparing, indexing, outbox, parallel
from search.backends.base import Differences
from search.choices import Kind
from search.documents import object_key
from search.models import PendingWrite
from search.sources import SOURCES
from tests.factories.courses import make_course
from tests.factories.explainers import make_explainer
from tests.factories.laws import LegalDocumentFactory

from .conftest import law_article

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ARTICLES = 60
NOTHING = Differences()


@pytest.fixture
def library(engine, monkeypatch):
    """A law of many articles, an explainer and a course; small enough, but read as a large library is."""
    law = LegalDocumentFactory(penalty_decree=True)
    articles = Article.objects.bulk_create(
        Article(document=law, number=str(number), order=number) for number in range(1, ARTICLES + 1)
    )
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=article,
            heading="Phù hiệu",
            text=f"1. Phù hiệu số {article.number}.",
            effective_from=law.effective_on,
        )
        for article in articles
    )
    make_explainer(None, "Phù hiệu xe là gì?")
    make_course("Phù hiệu", questions=0, lessons=1)
    monkeypatch.setattr(parallel, "PARALLEL_FROM", 1)
    monkeypatch.setattr(parallel, "OBJECTS_OF_A_JOB", 7)
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    assert parallel.can_fork(ARTICLES)
    return law


@pytest.fixture
def readers(monkeypatch, tmp_path):
    """The processes that read documents, by their ids."""
    diary = tmp_path / "readers"
    diary.touch()
    real = parallel._begin

    def begin():
        real()
        with diary.open("a") as lines:
            lines.write(f"{os.getpid()}\n")

    monkeypatch.setattr(parallel, "_begin", begin)
    return lambda: set(map(int, diary.read_text().split()))


def first_articles(number):
    return list(Article.objects.order_by("order")[:number])


def test_a_rebuild_by_several_readers_leaves_index_and_database_alike(library, engine, readers, capsys):
    PendingWrite.objects.note({"page:77": True}, number=1)
    call_command("rebuild_search")
    assert len(readers()) == 2
    assert os.getpid() not in readers()
    objects = ARTICLES + 4
    assert f"{objects} objects" in capsys.readouterr().out
    assert engine.status().documents == objects
    assert comparing.compare() == NOTHING
    assert not PendingWrite.objects.exists()


def test_a_comparison_by_several_readers_names_what_differs_and_mends_it(library, engine, readers):
    indexing.rebuild()
    stale, missing = (object_key(Kind.LAW_ARTICLE, article.pk) for article in first_articles(2))
    ArticleVersion.objects.filter(article=first_articles(1)[0]).update(text="1. Một câu khác hẳn.")
    engine.delete([missing], version=indexing.current_version())
    engine.replace([law_article(10**8, "Bỏ quên", "Không còn.")], version=indexing.current_version())

    found = comparing.compare()
    assert len(readers()) >= 2
    assert found == Differences(
        missing=frozenset({missing}), stale=frozenset({stale}), orphaned=frozenset({f"law_article:{10**8}"})
    )
    with pytest.raises(CommandError) as differs:
        call_command("search_doctor", verbosity=0)
    assert differs.value.returncode == 1
    call_command("search_doctor", "--repair", verbosity=0)
    assert comparing.compare() == NOTHING
    assert "khác hẳn" in engine.get([stale])[stale].passages[0].text


def test_what_changes_while_the_readers_read_is_in_the_new_index(library, engine):
    indexing.rebuild()
    changed, gone = first_articles(2)
    keys = [object_key(Kind.LAW_ARTICLE, article.pk) for article in (changed, gone)]
    seen = []

    def progress(kind, number):
        """After the first articles were read: an editor's change, written to the index in use as it is then."""
        if kind is Kind.LAW_ARTICLE and not seen:
            seen.append(kind)
            ArticleVersion.objects.filter(article=changed).update(text="1. Mới trong lúc dựng.")
            gone.delete()
            assert outbox.bring_up_to_date(dict.fromkeys(keys, False))

    indexing.rebuild(progress)
    assert seen
    assert "trong lúc dựng" in engine.get([keys[0]])[keys[0]].passages[0].text
    assert comparing.compare() == NOTHING


def test_a_reader_that_fails_leaves_the_index_in_use_and_the_connection(library, engine, monkeypatch):
    indexing.rebuild()
    before = engine.status()
    middle = first_articles(ARTICLES)[ARTICLES // 2].pk
    source = type(SOURCES[Kind.LAW_ARTICLE])
    real = source.documents

    def fails(self, object_ids):
        if middle in object_ids:
            raise ValueError("a text that nobody can read")
        return real(self, object_ids)

    monkeypatch.setattr(source, "documents", fails)
    with pytest.raises(ValueError, match="nobody can read"):
        indexing.rebuild()
    monkeypatch.undo()
    assert engine.status() == before
    assert comparing.compare() == NOTHING

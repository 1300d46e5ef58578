"""``search_doctor`` finds what the index lacks, has in an older text, or has too much, and mends it."""

import json

import pytest
from django.core.management import CommandError, call_command

from content.laws.models import ArticleVersion
from search import indexing
from search.backends.base import RebuildRunningError
from search.choices import Kind
from search.documents import object_key
from search.models import PendingWrite
from tests.factories.explainers import make_explainer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

from .conftest import law_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(engine):
    """Two articles of a law and an explainer, indexed; the queue then loses every job."""
    law = LegalDocumentFactory()
    articles = [ArticleFactory(document=law) for _ in range(2)]
    page = make_explainer()
    indexing.rebuild()
    return law, articles, page


def doctor(capsys, *arguments):
    capsys.readouterr()
    code = 0
    try:
        call_command("search_doctor", "--json", *arguments)
    except CommandError as error:
        code = error.returncode
    out = capsys.readouterr().out
    return code, json.loads(out) if out else {}


def test_an_index_that_is_as_the_database(library, capsys):
    code, report = doctor(capsys)
    assert code == 0
    assert report["missing"] == report["stale"] == report["orphaned"] == []
    assert report["objects"] == 4


def test_what_differs_is_named_and_repaired(library, engine, capsys):
    law, (first, second), page = library
    added = ArticleFactory(document=law)
    ArticleVersion.objects.filter(article=first).update(text="1. Một câu khác hẳn.")
    gone = object_key(Kind.LAW_ARTICLE, second.pk)
    second.delete()
    engine.replace([law_article(990, "Bỏ quên", "Không còn.")], version=indexing.current_version())

    code, report = doctor(capsys)
    assert code == 1
    assert report["missing"] == [object_key(Kind.LAW_ARTICLE, added.pk)]
    assert object_key(Kind.LAW_ARTICLE, first.pk) in report["stale"]
    assert report["orphaned"] == sorted([gone, "law_article:990"])
    assert object_key(Kind.EXPLAINER, page.pk) not in report["stale"]

    code, report = doctor(capsys, "--repair")
    assert code == 0
    assert report["left"] == []
    assert report["repaired"] == len(report["missing"] + report["stale"] + report["orphaned"])
    code, report = doctor(capsys)
    assert code == 0
    key = object_key(Kind.LAW_ARTICLE, first.pk)
    assert "khác hẳn" in engine.get([key])[key].passages[0].text


def test_repair_settles_the_outbox_of_what_it_wrote(library, capsys):
    _, (first, _), _ = library
    ArticleVersion.objects.filter(article=first).update(text="1. Một câu khác hẳn.")
    key = object_key(Kind.LAW_ARTICLE, first.pk)
    PendingWrite.objects.note({key: False, "page:77": True}, number=1)
    assert doctor(capsys)[1]["waiting"] == 2
    assert doctor(capsys, "--repair")[1]["waiting"] == 1


def test_an_index_that_was_never_built_is_said_and_built(engine, capsys):
    make_explainer()
    with pytest.raises(CommandError, match="has not been built"):
        call_command("search_doctor")
    code, report = doctor(capsys, "--repair")
    assert code == 0
    assert report["objects"] == 1
    assert "not been built" in report["rebuilt"]


def test_an_index_of_an_older_schema_is_said_and_built_anew(library, engine, settings, capsys):
    if settings.SEARCH_BACKEND == "embedded":
        (settings.SEARCH_INDEX_DIR / engine._live_name() / "schema_version").write_text("1")
        engine._opened = None
    else:
        (index,) = engine.client.indices.get_alias(name=engine.alias)
        engine.client.indices.put_mapping(index=index, meta={"schema_version": 1})
    assert not engine.status().answers
    with pytest.raises(CommandError, match="another version"):
        call_command("search_doctor")
    code, report = doctor(capsys, "--repair")
    assert code == 0
    assert "another version" in report["rebuilt"]
    assert engine.status().answers


def test_a_repair_beside_a_rebuild_refuses_politely(engine, monkeypatch):
    def busy(progress=None):
        raise RebuildRunningError("another rebuild is running")

    monkeypatch.setattr(indexing, "rebuild", busy)
    with pytest.raises(CommandError, match="another rebuild is running"):
        call_command("search_doctor", "--repair", verbosity=0)


def test_for_people_it_says_the_same_in_lines(library, capsys):
    call_command("search_doctor", "--repair")
    assert "0 repaired, 0 left" in capsys.readouterr().out

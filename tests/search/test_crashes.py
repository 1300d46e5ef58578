"""Whatever dies in the middle of a write: afterwards nothing is missing, nothing stale, nothing left over."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from content.laws.models import Article, ArticleVersion
from search import comparing, indexing, outbox
from search.backends import elastic, get_backend
from search.backends.base import Differences, SearchUnavailableError
from search.backends.embedded import EmbeddedBackend
from search.choices import Kind
from search.documents import digest, object_key
from search.models import PendingWrite
from tests import servers
from tests.factories.laws import LegalDocumentFactory

from .crash_shelf import shelf

ROOT = Path(__file__).resolve().parents[2]
NOTHING = Differences()


# ------------------------------------------------------------------ Elasticsearch is killed

ARTICLES = 600


@pytest.fixture
def node():
    """An Elasticsearch of this test alone (another's is never killed), started again with what it has on disk."""
    try:
        server = servers.start_elasticsearch()
    except servers.CannotRunError as error:
        pytest.skip(str(error))
    running = [server]

    class Node:
        url = server.url

        @staticmethod
        def kill():
            running[-1].kill()

        @staticmethod
        def start():
            port = int(server.url.rpartition(":")[2])
            running.append(servers.run_elasticsearch(Path(server.folder), port))

    yield Node
    running[-1].stop()


@pytest.fixture
def large_law(db, node, settings):
    """A law of many articles, in the index."""
    settings.SEARCH_BACKEND, settings.ELASTICSEARCH_URL = "elastic", node.url
    settings.SEARCH_INDEX_PREFIX = "test-crash"
    law = LegalDocumentFactory()
    articles = Article.objects.bulk_create(
        Article(document=law, number=str(number), order=number) for number in range(1, ARTICLES + 1)
    )
    ArticleVersion.objects.bulk_create(
        ArticleVersion(article=article, heading="Phù hiệu", text="1. Cũ.", effective_from=law.issued_on)
        for article in articles
    )
    indexing.rebuild()
    assert comparing.compare() == NOTHING
    return law


def change_every_article():
    ArticleVersion.objects.update(text="1. Mới.\n2. Thêm một khoản.")


@pytest.mark.elasticsearch
def test_a_node_killed_in_a_bulk_and_in_a_rebuild_comes_back_complete(large_law, node, monkeypatch):
    monkeypatch.setattr("search.backends.elastic.BULK_OBJECTS", 10)
    backend = get_backend()

    # In the middle of a bulk: some articles are new, some old, and the node is gone.
    change_every_article()
    gone = Article.objects.filter(document=large_law).first()
    gone_key = object_key(Kind.LAW_ARTICLE, gone.pk)
    gone.delete()
    with killed_once(node, monkeypatch, after_changes=50):
        is_written = outbox.bring_up_to_date({object_key(Kind.LEGAL_DOCUMENT, large_law.pk): True})
    assert not is_written
    assert PendingWrite.objects.count() == 1
    assert outbox.catch_up() == 0  # still away
    node.start()
    half_done = comparing.compare()
    assert half_done.stale
    assert half_done.orphaned == {gone_key}
    assert outbox.catch_up() == 1
    assert comparing.compare() == NOTHING

    # In the middle of a rebuild: the live index answers once the node is back, the half-built one is thrown away.
    live = set(backend.client.indices.get_alias(name="test-crash"))
    documents = indexing.all_documents()

    def killing():
        for number, entry in enumerate(documents):
            if number == ARTICLES // 2:
                node.kill()
            yield entry

    with pytest.raises(SearchUnavailableError):
        backend.rebuild(killing(), reload=indexing.reload)
    assert not backend.status().answers
    node.start()
    assert set(backend.client.indices.get_alias(name="test-crash")) == live
    assert comparing.compare() == NOTHING
    assert indexing.rebuild() == ARTICLES  # the law and its articles but one
    assert comparing.compare() == NOTHING
    left = backend.client.indices.get(index="test-crash-v*")
    assert set(left) == set(backend.client.indices.get_alias(name="test-crash"))


@contextlib.contextmanager
def killed_once(node, monkeypatch, *, after_changes):
    """Kills the node as soon as so many documents have been written again, however fast either of them is."""
    real = elastic.streaming_bulk

    def dying(*arguments, **options):
        for number, result in enumerate(real(*arguments, **options), start=1):
            if number == after_changes:
                node.kill()
            yield result

    with monkeypatch.context() as patched:
        patched.setattr(elastic, "streaming_bulk", dying)
        yield


# ------------------------------------------------------------------ the embedded writer is killed

WRITER = """
    import sys
    from pathlib import Path
    from search.backends.embedded import EmbeddedBackend
    from tests.search.crash_shelf import shelf

    engine = EmbeddedBackend(Path(sys.argv[1]))
    if sys.argv[2] == "rebuild":
        def documents():
            for number, document in enumerate(shelf("Mới")):
                if number == len(shelf("Mới")) // 2:
                    print("half", flush=True)
                yield document, 10
        engine.rebuild(documents(), reload=lambda keys: [])
    for document in shelf("Mới"):
        engine.replace([document], version=10)
        print(document.key, flush=True)
"""


def digests_of(documents):
    return {document.key: digest(document) for document in documents}


@pytest.fixture
def engine(tmp_path):
    engine = EmbeddedBackend(tmp_path / "search")
    engine.rebuild(((document, 1) for document in shelf("Cũ")), reload=lambda keys: [])
    return engine


def killed_writer(folder, work, until):
    """Starts a writer, kills it once it has said ``until`` of its lines, and returns what it had said."""
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(folder), work],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in writer.stdout:
        said.append(line.strip())
        if len(said) == until:
            writer.send_signal(signal.SIGKILL)
    assert writer.wait(30) == -signal.SIGKILL
    writer.stdout.close()
    return said


@pytest.mark.parametrize("writes", [1, 7, 23])
def test_a_writer_killed_between_two_commits_loses_nothing_it_had_confirmed(engine, writes):
    said = killed_writer(engine.folder, "replace", writes)
    written = {document.key: document for document in shelf("Mới")}
    stored = engine.get(said)
    assert stored == {key: written[key] for key in said}

    # What it was at is written again by another, and then everything is as it should be.
    assert engine.differences(digests_of(shelf("Mới"))).stale
    engine.replace(shelf("Mới"), version=11)
    assert engine.differences(digests_of(shelf("Mới"))) == NOTHING


def test_a_rebuild_killed_half_way_leaves_the_live_index(engine):
    live = engine.status()
    killed_writer(engine.folder, "rebuild", 1)
    assert engine.status() == live
    assert engine.differences(digests_of(shelf("Cũ"))) == NOTHING
    # Neither its lock nor its files stand in the way of the next.
    assert engine.rebuild(((d, 12) for d in shelf("Mới")), reload=lambda keys: []) == len(shelf("Mới"))
    assert engine.differences(digests_of(shelf("Mới"))) == NOTHING
    kept = [path.name for path in engine.folder.glob("index-*")]
    assert len(kept) == 2  # the live one and the one before it, which a reader may still have open


# ------------------------------------------------------------------ the disk is full

FULL = """
    import sys
    from pathlib import Path
    from search.backends.base import SearchUnavailableError
    from search.backends.embedded import EmbeddedBackend
    from tests.search.crash_shelf import limit_files, long_documents

    engine = EmbeddedBackend(Path(sys.argv[1]))
    if sys.argv[2] == "limit":
        limit_files()
    for write in (
        lambda: engine.rebuild(((document, 20) for document in long_documents()), reload=lambda keys: []),
        lambda: engine.replace(long_documents(), version=20),
    ):
        try:
            write()
            print("written", flush=True)
        except SearchUnavailableError as error:
            print("refused", flush=True)
"""


def out_of_space(folder, how):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL), str(folder), how],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout.split()


def test_a_full_disk_leaves_the_live_index(engine):
    before = engine.status()
    assert out_of_space(engine.folder, "limit") == ["refused", "refused"]
    assert engine.status() == before
    assert engine.differences(digests_of(shelf("Cũ"))) == NOTHING
    # Once there is room again, writing goes on.
    engine.replace(shelf("Mới"), version=21)
    assert engine.differences(digests_of(shelf("Mới"))) == NOTHING


def test_a_full_file_system_leaves_the_live_index(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a file system of its own needs root: the test above limits the size of files instead")
    try:
        engine = EmbeddedBackend(small / "search")
        engine.rebuild(((document, 1) for document in shelf("Cũ")), reload=lambda keys: [])
        assert out_of_space(engine.folder, "no space left") == ["refused", "refused"]
        assert engine.differences(digests_of(shelf("Cũ"))) == NOTHING
        assert len(list(engine.folder.glob("index-*"))) <= 2  # what was half built takes no room
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)

"""How often words occur in the library: gathered by a rebuild and by a weekly job, read by every process, and done
without where the file is of no use.
"""

import gzip
import json

import pytest
from django.conf import settings as project
from django.core.management import call_command

from content.laws.models import ArticleVersion
from search import indexing, statistics, tasks
from search.backends import get_backend
from search.statistics import FORMAT, CorpusFrequencies, load, statistics_file, store
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

FREQUENCIES = CorpusFrequencies(1_000, 40.0, {"xe": 500, "giay_phep": 120})
STORED = {"format": FORMAT, "passages": 10, "average_length": 4.0, "counts": {"xe": 5}}


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch):
    """A process looks every half minute whether the file was written anew."""
    statistics.forget()
    monkeypatch.setattr(statistics, "SECONDS_BETWEEN_LOOKS", 0.0)
    yield
    statistics.forget()


@pytest.fixture
def library(engine):
    """Five articles of two clauses; "phù hiệu" in all of them, "biển số" in the second clauses alone."""
    law = LegalDocumentFactory(road_law=True)
    return [
        ArticleFactory(
            document=law,
            number=str(number),
            version__heading="Quy định chung",
            version__text="1. Xe phải có phù hiệu.\n2. Phù hiệu và biển số phải rõ.",
        )
        for number in range(1, 6)
    ]


# ------------------------------------------------------------------ gathered


def test_a_rebuild_by_command_counts_the_library(library, engine):
    assert statistics.current_frequencies() is None
    call_command("rebuild_search", verbosity=0)
    found = statistics.current_frequencies()
    # The embedded index counts laws too, as the passages they are; a sample knows articles alone.
    others = engine.status().documents - len(library) if engine.name == "embedded" else 0
    assert found.passages == 2 * len(library) + others
    assert (found.of("phu"), found.of("phu_hieu")) == (10, 10)
    assert (found.of("bien"), found.of("bien_so"), found.of("so_bien")) == (5, 5, 0)
    assert found.of("duong_bo") >= 10, "the law's name stands above each clause"
    assert found.average_length > 15
    assert load(statistics_file()) == found


def test_the_weekly_job_counts_again_and_other_processes_see_it(library, engine, make_visible):
    call_command("rebuild_search", verbosity=0)
    assert statistics.current_frequencies().of("bien_so") == 5
    ArticleVersion.objects.update(text="1. Một câu khác hẳn.")
    indexing.rebuild()
    make_visible(engine)
    assert statistics.current_frequencies().of("bien_so") == 5, "a change is not counted at once"

    tasks.gather_language()
    assert statistics.current_frequencies().of("bien_so") == 0
    assert statistics.current_frequencies().of("khac_han") == 5

    # Another process writes: this one reads what is new without being told.
    store(FREQUENCIES, statistics_file())
    assert statistics.current_frequencies() == FREQUENCIES
    assert not list(statistics_file().parent.glob("*.new"))


def test_the_job_runs_once_a_week_and_after_an_import(library, monkeypatch):
    (timed,) = [
        one for one in project.CELERY_BEAT_SCHEDULE.values() if one["task"] == tasks.gather_language.name
    ]
    schedule = timed["schedule"]
    assert schedule.day_of_week == {0}
    assert len(schedule.hour) == len(schedule.minute) == 1
    assert statistics.current_frequencies() is None
    tasks.rebuild_index()
    assert statistics.current_frequencies().of("phu_hieu") == 10


def test_a_library_without_articles_keeps_no_old_counts(engine):
    LegalDocumentFactory()
    statistics_file().parent.mkdir(parents=True, exist_ok=True)
    store(FREQUENCIES, statistics_file())
    call_command("rebuild_search", verbosity=0)
    assert not statistics_file().exists()
    assert statistics.current_frequencies() is None


def test_where_the_index_cannot_be_asked_a_sample_is_counted(library, settings):
    assert not get_backend().status().answers  # it was never built
    assert statistics.gather().passages == 2 * len(library)


@pytest.mark.parametrize(
    ("most", "chosen"), [(2, ["1", "4"]), (3, ["1", "3", "5"]), (99, ["1", "2", "3", "4", "5"])]
)
def test_a_large_library_is_sampled_evenly(library, most, chosen):
    assert [document.article_number for document in statistics.sampled_articles(most)] == chosen


# ------------------------------------------------------------------ read


def test_what_was_stored_is_read(tmp_path):
    store(FREQUENCIES, tmp_path / "new folder" / "frequencies.json.gz")
    assert load(tmp_path / "new folder" / "frequencies.json.gz") == FREQUENCIES


def packed(stored):
    return gzip.compress(json.dumps(stored).encode())


def turned(raw):
    """Bits of the packed words themselves are wrong."""
    return raw[:20] + bytes(255 - byte for byte in raw[20:40]) + raw[40:]


DAMAGED = {
    "empty": b"",
    "no gzip": b'{"format": 2}',
    "cut off": packed(STORED)[:-20],
    "turned bits": turned(packed(STORED | {"counts": {f"tu{number}": number for number in range(900)}})),
    "no JSON": gzip.compress(b"\xff\xfe nothing"),
    "a list": packed([1, 2, 3]),
    "another format": packed(STORED | {"format": FORMAT + 1}),
    "an older format": packed(STORED | {"format": FORMAT - 1}),
    "no counts": packed({name: value for name, value in STORED.items() if name != "counts"}),
    "counts that are none": packed(STORED | {"counts": ["xe", "phép"]}),
    "no passages": packed(STORED | {"passages": 0}),
    "passages in words": packed(STORED | {"passages": "ten"}),
    "no length": packed(STORED | {"average_length": None}),
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_file_that_is_of_no_use_is_none(tmp_path, raw):
    path = tmp_path / "frequencies.json.gz"
    path.write_bytes(raw)
    assert load(path) is None


@pytest.mark.parametrize("damage", ["cut off", "turned bits", "another format", "counts that are none"])
def test_pages_are_answered_without_them_and_with_the_next_ones(client, library, damage):
    indexing.rebuild()
    statistics_file().parent.mkdir(parents=True, exist_ok=True)
    statistics_file().write_bytes(DAMAGED[damage])
    assert statistics.current_frequencies() is None
    html = client.get("/tim-kiem/", {"q": "phù hiệu biển số"}).content.decode()
    assert "data-group" in html
    tasks.gather_language()
    assert statistics.current_frequencies() is not None
    assert "data-group" in client.get("/tim-kiem/", {"q": "phù hiệu biển số"}).content.decode()

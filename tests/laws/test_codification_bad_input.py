"""Editions that are broken or hostile: each is refused or mended with a clear line, nothing is half-imported."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError

from content.laws.actions import store_codification as storing
from content.laws.actions.store_codification import store_codification
from content.laws.importers import codification_edition
from content.laws.importers.codification_edition import open_edition
from content.laws.importers.codification_pages import UnreadablePage, read_page
from content.laws.importers.codification_records import Finding, RefusedEdition
from content.laws.models import Article, CodificationSubject, LegalDocument

from .codification_editions import EDITION, FOOD, MARKETS, STUB, Archive, Page, Piece, folder

ROOT = Path(__file__).parents[2]


def read(page):
    return read_page(page.html().encode(), page.name)


def remarks_of(record):
    return [(one.finding, one.piece) for one in record.remarks]


def opened(path):
    with open_edition(path) as edition:
        return [member.name for member in edition.members], [one.finding for one in edition.remarks]


# ---------------------------------------------------------------- archives
def test_names_that_lead_out_are_never_written(tmp_path):
    outside = tmp_path / "outside.html"
    archive = Archive(tmp_path / "a.tar.xz").page(MARKETS)
    archive.page(FOOD, "../outside.html").page(FOOD, str(outside)).page(FOOD, "a/../../outside.html")
    names, findings = opened(archive.write())
    assert names == [MARKETS.name]
    assert findings == [Finding.OUTSIDE] * 3
    assert not outside.exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_not_taken(tmp_path, kind):
    archive = Archive(tmp_path / "a.tar").page(MARKETS).special("demuc/x.html", kind, "/etc/passwd")
    assert opened(archive.write()) == ([MARKETS.name], [Finding.NOT_A_FILE])


def test_links_in_a_folder_are_not_followed(tmp_path):
    edition = folder(tmp_path / "e", MARKETS)
    (edition / "secret.html").symlink_to("/etc/passwd")
    assert opened(edition) == ([MARKETS.name], [Finding.NOT_A_FILE])


def test_bombs_are_refused_before_they_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(codification_edition, "LARGEST_TOTAL", 1000)
    archive = Archive(tmp_path / "a.tar.xz").file("x.bin", b"0" * 2000).page(MARKETS)
    with pytest.raises(RefusedEdition) as refused:
        opened(archive.write())
    assert refused.value.remark.finding is Finding.TOO_LARGE


def test_too_many_and_too_large_members(tmp_path, monkeypatch):
    monkeypatch.setattr(codification_edition, "LARGEST_FILE", 10)
    with pytest.raises(RefusedEdition):
        opened(Archive(tmp_path / "a.tar.xz").page(MARKETS).write())
    monkeypatch.setattr(codification_edition, "MOST_MEMBERS", 2)
    archive = Archive(tmp_path / "b.tar.xz").page(MARKETS).page(FOOD).page(STUB)
    with pytest.raises(RefusedEdition) as refused:
        opened(archive.write())
    assert refused.value.remark.finding is Finding.TOO_MANY


@pytest.mark.parametrize("cut", [10, 100, -300])
def test_a_torn_archive_is_refused_whole(tmp_path, cut):
    path = Archive(tmp_path / "a.tar.xz").page(MARKETS).page(FOOD).write()
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(RefusedEdition) as refused:
        opened(path)
    assert refused.value.remark.finding is Finding.BAD_ARCHIVE


def test_other_files_of_the_edition_are_passed_over(tmp_path):
    archive = Archive(tmp_path / "a.tar.gz").file("BoPhapDien/jsonData.js", b"").page(MARKETS)
    assert opened(archive.write()) == ([MARKETS.name], [])


def test_an_edition_without_pages_is_refused(tmp_path):
    with pytest.raises(RefusedEdition):
        opened(Archive(tmp_path / "a.tar").file("x.js", b"1").write())
    (tmp_path / "empty").mkdir()
    with pytest.raises(RefusedEdition):
        opened(tmp_path / "empty")


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"", Finding.NO_SUBJECT),
        (b"<p>", Finding.NO_SUBJECT),
        ("<h3>Đề mục 19.6</h3>".encode(), Finding.NO_SUBJECT),
        ("<h3>Đề mục 19.6<br/> </h3>".encode(), Finding.NO_SUBJECT),
        ("<h3>Đề mục 46.1<br/>Thử</h3>".encode(), Finding.NO_TOPIC),
        ("<h3>Đề mục 0.1<br/>Thử</h3>".encode(), Finding.NO_TOPIC),
        ("<h3>Đề mục 19.6<br/>Thử</h3>".encode("utf-16"), Finding.NOT_UTF8),
        ("<h3>Đề mục 19.6<br/>Thử</h3>".encode("cp1258", "replace"), Finding.NOT_UTF8),
    ],
)
def test_files_that_are_no_subject(data, finding):
    with pytest.raises(UnreadablePage) as refused:
        read_page(data, "x.html")
    assert refused.value.remark.finding is finding


def test_decomposed_letters_are_composed_and_said():
    page = read_page(unicodedata.normalize("NFD", MARKETS.html()).encode(), "x.html")
    assert page.title == MARKETS.title
    assert page.articles[1].text == read(MARKETS).articles[1].text
    assert page.articles[2].note is not None
    assert (Finding.RENORMALISED, "") in remarks_of(page)


def test_an_empty_subject_is_a_stub_and_no_refusal():
    record = read(STUB)
    assert remarks_of(record) == [(Finding.STUB, "26.1")]
    assert not Finding.STUB.is_refusal


def test_a_table_left_open_does_not_swallow_the_next_article():
    record = read(MARKETS.with_piece(1, text="<table><tr><td>mở<p>mãi"))
    assert [piece.code for piece in record.articles] == ["19.6.LQ.1", "19.6.LQ.2", "19.6.LQ.3"]
    assert record.articles[1].text.startswith("1. Chợ")


def test_a_heading_without_text_is_the_text_and_nothing_at_all_is_refused():
    record = read(MARKETS.with_piece(1, heading="Luật này có hiệu lực ngay.", text=""))
    assert (record.articles[0].heading, record.articles[0].text) == ("", "Luật này có hiệu lực ngay.")
    record = read(MARKETS.with_piece(1, heading="", text="<p> &nbsp; </p>"))
    assert (Finding.NO_TEXT, "19.6.LQ.1") in remarks_of(record)


def test_an_article_without_a_code_is_refused_alone():
    record = read(MARKETS.with_piece(1, code="41a"))
    assert Finding.NO_CODE in [one.finding for one in record.remarks]
    assert len(record.articles) == 2


def test_an_article_without_a_source_takes_its_neighbours_or_is_refused():
    assert (Finding.SOURCE_FROM_CODE, "19.6.LQ.2") in remarks_of(read(MARKETS.with_piece(2, note="")))
    lonely = Page("x", "19.6", "Thử", (Piece("19.6.LQ.1", "Tên", "<p>Chữ</p>", ""),))
    assert (Finding.NO_SOURCE, "19.6.LQ.1") in remarks_of(read(lonely))


def test_a_day_that_does_not_exist_is_never_made_up():
    note = "(Điều 1 Luật số 909/2020/QH14 Thử ngày 31/02/2020 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2021)"
    lonely = Page("x", "19.6", "Thử", (Piece("19.6.LQ.1", "Tên", "<p>Chữ</p>", note),))
    assert (Finding.NO_SOURCE, "19.6.LQ.1") in remarks_of(read(lonely))


# ---------------------------------------------------------------- storing
def store(path):
    with open_edition(path) as edition:
        return store_codification(edition, "x", edition_date=datetime.date(2025, 10, 9))


@pytest.mark.django_db
def test_one_bad_file_stops_no_other(tmp_path):
    edition = folder(tmp_path / "e", MARKETS, FOOD)
    (edition / "a-bad.html").write_bytes(b"\xff\xfe\x00")
    report = store(edition)
    assert [(one.file, one.finding) for one in report.refusals] == [("a-bad.html", Finding.NOT_UTF8)]
    assert Article.objects.count() == 5


@pytest.mark.django_db
def test_what_the_database_refuses_takes_no_other_file_with_it(tmp_path, monkeypatch):
    plain = storing._store_records

    def refuse_food(import_under_way, records):
        plain(import_under_way, records)
        if any(record.file == FOOD.name for record in records):
            raise IntegrityError("no")

    monkeypatch.setattr(storing, "_store_records", refuse_food)
    report = store(folder(tmp_path / "e", *EDITION))
    assert (Finding.FAILED, FOOD.name) in [(one.finding, one.file) for one in report.remarks]
    assert sorted(CodificationSubject.objects.values_list("source_id", flat=True)) == [
        MARKETS.source_id,
        STUB.source_id,
    ]
    monkeypatch.undo()
    store(tmp_path / "e")
    assert Article.objects.count() == 5


@pytest.mark.django_db
def test_the_same_subject_in_two_files_is_taken_once(tmp_path):
    edition = folder(tmp_path / "e", MARKETS)
    (edition / "zz.html").write_text(MARKETS.html(), encoding="utf-8")
    report = store(edition)
    assert (Finding.SAME_SUBJECT, "zz.html") in [(one.finding, one.file) for one in report.refusals]
    assert CodificationSubject.objects.count() == 1


@pytest.mark.django_db
def test_the_same_article_twice_in_a_file(tmp_path):
    again = Page(MARKETS.source_id, "19.6", "Thử", (MARKETS.pieces[1], MARKETS.pieces[2], MARKETS.pieces[2]))
    report = store(folder(tmp_path / "e", again))
    assert Finding.REPEATED in [one.finding for one in report.remarks]
    wrong = again.with_piece(2, code="19.6.LQ.7", number="2", text="<p>Khác.</p>")
    report = store(folder(tmp_path / "f", wrong))
    assert Finding.NUMBER_FROM_CODE in [one.finding for one in report.remarks]
    assert LegalDocument.objects.get().articles.filter(number="7").exists()


# ---------------------------------------------------------------- killed
KILLED = """
import os, sys, django
django.setup()
from content.laws.actions import store_codification as storing
from content.laws.importers.codification_edition import open_edition
from pathlib import Path
storing.ARTICLES_PER_TRANSACTION = 1
def stop_after(done, total):
    if done == int(sys.argv[2]):
        print("half", flush=True)
        import time; time.sleep(60)
with open_edition(Path(sys.argv[1])) as edition:
    storing.store_codification(edition, "x", on_progress=stop_after)
print("done", flush=True)
"""
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
COUNTS = """
import django; django.setup()
from content.laws.models import *
print([model.objects.count() for model in (LegalDocument, Article, ArticleVersion, CodificationSubject,
    CodificationDivision, CodifiedArticle, RelatedArticle, DocumentRelation)],
    sorted(ArticleVersion.objects.values_list("article__document__number", "article__number", "codified_digest")))
"""


def in_process(code, *arguments, data):
    environment = os.environ | {
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": django_settings.SETTINGS_MODULE,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def finished(process):
    output, _errors = process.communicate(timeout=300)
    assert process.returncode == 0
    return output


@pytest.fixture(scope="module")
def empty_library(tmp_path_factory):
    """A database file as migrations make it."""
    data = tmp_path_factory.mktemp("empty")
    finished(in_process(MIGRATE, data=data))
    return data / "db.sqlite3"


@pytest.mark.parametrize("steps", [5, 6])
def test_killed_half_way_it_is_consistent_and_the_next_run_completes_it(tmp_path, empty_library, steps):
    edition = folder(tmp_path / "edition", *EDITION)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for data in (whole, broken):
        data.mkdir()
        shutil.copy(empty_library, data)
    finished(in_process(KILLED, edition, 0, data=whole))

    process = in_process(KILLED, edition, steps, data=broken)
    assert process.stdout.readline() == "half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(0.2)
    half = finished(in_process(COUNTS, data=broken))
    assert half != finished(in_process(COUNTS, data=whole))

    finished(in_process(KILLED, edition, 0, data=broken))
    assert finished(in_process(COUNTS, data=broken)) == finished(in_process(COUNTS, data=whole))

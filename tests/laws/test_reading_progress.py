"""Who waits for a large file to be read sees it being read: pages and paragraphs, then articles."""

from __future__ import annotations

import pytest

from content.laws.actions.read_draft import read_draft
from content.laws.importers import pdf_text, word
from content.laws.importers.read_source import read_source

from . import law_files as files
from .test_structure_tree import DECREE

LONG = DECREE + "\n".join(f"{number}. Khoản {number} của điều này." for number in range(1, 400))


def test_the_paragraphs_of_a_word_document_are_told(monkeypatch):
    monkeypatch.setattr(word, "PARAGRAPHS_BETWEEN_BEATS", 10)
    told = []

    read_source(files.word_bytes(LONG), "law.docx", lambda done, whole: told.append((done, whole)))

    assert len(told) > 20
    assert told == sorted(told)
    assert {whole for _done, whole in told} == {told[-1][1]}
    assert told[-1][0] > told[-1][1] * 0.9


def test_the_pages_of_a_pdf_are_told(tmp_path):
    told = []

    read_source(files.pdf_bytes(LONG, tmp_path), "law.pdf", lambda done, whole: told.append((done, whole)))

    pages = told[-1][1]
    assert pages > 3
    assert told == [(page, pages) for page in range(1, pages + 1)]


def test_who_stops_the_job_stops_the_reader_of_the_pdf(tmp_path):
    class StoppedError(Exception):
        pass

    def stop(_done, _whole):
        raise StoppedError

    with pytest.raises(StoppedError):
        read_source(files.pdf_bytes(LONG, tmp_path), "law.pdf", stop)


def test_a_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(pdf_text, "SECONDS", 0.5)
    done = pdf_text._run([pdf_text.sys.executable, "-c", "import time; time.sleep(60)"], b"", None)

    assert done.returncode < 0


@pytest.mark.django_db
def test_a_draft_tells_each_part_in_order():
    told = []

    read_draft(files.word_bytes(DECREE), "law.docx", None, on_progress=lambda *beat: told.append(beat))

    steps = [step for _done, _whole, step in told]
    assert list(dict.fromkeys(steps)) == ["articles", "draft"] or steps[0] == "text"
    found = [(done, whole) for done, whole, step in told if step == "articles"][-1]
    assert found[0] == found[1] > 2

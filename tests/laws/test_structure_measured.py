"""Figures that the parser must hold: real laws read back from Word, plain text and PDF, and this library's own export.

The laws are not part of the project: SHARED_DATA names the folder that holds ``laws/*.json``.
"""

import datetime
import importlib.util
import os
from pathlib import Path

import pytest

from content.laws.actions.accept_draft import accept_draft, document_record
from content.laws.actions.read_draft import read_draft
from content.laws.draft_forms import DraftForm
from content.laws.exports import akoma_ntoso
from content.laws.exports.reading import read_document
from content.laws.importers.law_json import Stated, read_law_file
from content.laws.importers.read_source import read_source
from content.laws.structure_tree import parse_document
from portal.accounts.models import User

from . import law_files
from .test_structure_tree import DECREE

ROOT = Path(__file__).resolve().parents[2]
LAWS = Path(os.environ.get("SHARED_DATA", "")) / "laws"
STATED = Stated(issued_on=datetime.date(2000, 1, 1), issuer="Chính phủ")


@pytest.fixture(scope="module")
def measuring():
    spec = importlib.util.spec_from_file_location("structure_parser", ROOT / "benchmarks/structure_parser.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    not os.environ.get("SHARED_DATA") or not LAWS.is_dir(), reason="SHARED_DATA is not set: real laws"
)
@pytest.mark.parametrize("source", ["plain text", "Word", "PDF"])
@pytest.mark.parametrize("number", ["36-2024-QH15", "168-2024-NĐ-CP"])
def test_real_laws_come_back_whole(measuring, source, number, tmp_path):
    record = read_law_file(LAWS / f"{number}.json", lambda _number: (Stated(), STATED))
    text = measuring.plain_text(record)
    if source == "Word":
        text = read_source(law_files.word_bytes(text), "luat.docx").text
    elif source == "PDF":
        text = read_source(law_files.pdf_bytes(text, tmp_path), "luat.pdf").text

    found = measuring.compare(record, text)

    right, whole = found["articles"]
    assert right == whole
    for right, whole in (found["clauses"], found["points"]):
        assert right / whole >= 0.99


@pytest.mark.django_db
def test_the_librarys_own_akoma_ntoso_comes_back_the_same():
    person = User.objects.create_user(
        "bien-tap@vi-du.example.org", "Mot-mat-khau-9", full_name="Trần Minh Đức"
    )
    document = _accepted(read_draft(DECREE.encode(), "nghi-dinh.txt", person)[0], person).document
    exported = akoma_ntoso.render(_read(document))

    draft = read_draft(exported, "nghi-dinh.xml", person)[0]

    given = draft.metadata["given"]
    assert (given["number"], given["title"], given["issuer"], given["issued_on"], given["effective_on"]) == (
        document.number,
        document.title,
        document.issuer,
        document.issued_on.isoformat(),
        document.effective_on.isoformat(),
    )
    report = _accepted(draft, person).report
    assert (report.new, report.changed, report.unchanged) == ([], 0, 8)


def _read(document):
    return read_document(
        document,
        document.effective_on,
        source_name="Luật Dễ Hiểu",
        absolute=lambda path: f"https://vi-du.vn{path}",
    )


def _accepted(draft, person):
    form = DraftForm({"text_kind": "official", **draft.metadata["given"], "source_text": draft.source_text})
    assert form.is_valid(), form.errors
    record = document_record(parse_document(draft.source_text), form.cleaned_data)
    return accept_draft(draft, record, "", person)

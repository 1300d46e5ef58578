"""What an engine keeps of a document comes back as it was."""

import datetime
import json
from dataclasses import replace

import msgspec
import pytest

from search.choices import Kind
from search.documents import Line, Passage, SearchDocument, digest
from search.stored import (
    document_from_json,
    document_of,
    passage_from_json,
    passage_of,
    shown_fields,
    to_json,
)

from .conftest import law_article

BARE = SearchDocument(kind=Kind.COURSE, object_id=1, title="", url="")
FULL = law_article(
    7,
    "Tốc độ",
    "Một.",
    subjects=("Giao thông", "Trật tự"),
    found_in=("vi",),
    language="en",
    audience="cadre",
    dated=datetime.date(2024, 6, 27),
    checked_on=datetime.date.max,
    effective_to=datetime.date(1, 1, 1),
)
ARTICLE, URL = "Điều 7 Nghị định 168/2024/NĐ-CP", "/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-7/"
PASSAGE = Passage(
    lines=(
        Line("9. Phạt tiền:"),
        Line('d) "Không" <chấp> hành\t\u2028', f"Điểm d khoản 9 {ARTICLE}", f"{URL}#khoan-9-diem-d"),
    ),
    clause="9",
    citation=f"Khoản 9 {ARTICLE}",
    url=f"{URL}#khoan-9",
)


@pytest.mark.parametrize("document", [BARE, FULL])
def test_a_document_comes_back_without_its_passages(document):
    kept = to_json(shown_fields(document))
    without = replace(document, passages=())
    assert document_from_json(kept) == without
    assert document_of(json.loads(kept)) == without


def test_what_is_as_usual_is_not_kept():
    assert set(shown_fields(BARE)) == {"kind", "object_id", "title", "url"}


@pytest.mark.parametrize("passage", [PASSAGE, Passage(lines=())])
def test_a_passage_comes_back(passage):
    kept = to_json(passage)
    assert passage_from_json(kept) == passage
    assert passage_of(json.loads(kept)) == passage


def test_bytes_of_another_shape_are_refused():
    with pytest.raises(msgspec.DecodeError):
        document_from_json(b'[{"kind":"course"},null,0]')
    with pytest.raises(msgspec.DecodeError):
        document_from_json(b'{"kind":"unheard of","object_id":1,"title":"","url":""}')


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Tốc độ tối đa"},
        {"status": "expired"},
        {"effective_to": datetime.date(1, 1, 2)},
        {"subjects": ("Giao thông",)},
        {"passages": (PASSAGE,)},
        {"passages": (replace(PASSAGE, clause="8"),)},
        {"passages": (replace(PASSAGE, lines=PASSAGE.lines[:1]),)},
        {"minutes": 5},
    ],
)
def test_whatever_changes_in_a_document_changes_its_digest(change):
    digests = {digest(FULL), digest(replace(FULL, passages=())), digest(replace(FULL, **change))}
    assert len(digests) == 3
    assert digest(replace(FULL)) in digests  # the same for the same
    assert all(0 <= one < 2**63 for one in digests)  # engines keep signed numbers

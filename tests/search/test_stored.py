"""What an engine keeps of a document comes back as it was."""

import datetime
import json

import pytest

from search.choices import Kind
from search.documents import Line, Passage, SearchDocument
from search.stored import (
    lengthen,
    pack_document,
    pack_passage,
    shorten,
    unpack_document,
    unpack_passage,
)

from .conftest import law_article

BARE = SearchDocument(kind=Kind.COURSE, object_id=1, title="", url="", passages=())
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


@pytest.mark.parametrize("document", [BARE, FULL])
def test_a_document_comes_back(document):
    stored = json.loads(json.dumps(pack_document(document)))
    assert unpack_document(stored, document.passages) == document


def test_a_passage_comes_back():
    document = SearchDocument(Kind.LAW_ARTICLE, 1, "Tốc độ", URL, (), citation=ARTICLE)
    passage = Passage(
        lines=(
            Line("9. Phạt tiền:"),
            Line("d) Không chấp hành", f"Điểm d khoản 9 {ARTICLE}", f"{URL}#khoan-9-diem-d"),
            Line("Một dòng khác", "Nơi khác", ""),
        ),
        clause="9",
        citation=f"Khoản 9 {ARTICLE}",
        url=f"{URL}#khoan-9",
    )
    stored = json.dumps(pack_passage(passage, document), ensure_ascii=False)
    assert unpack_passage(json.loads(stored), document) == passage
    assert stored.count("168") == 0  # an article's name and address are not kept again for each clause


@pytest.mark.parametrize(
    "text", ["", "a", "Khoản 9 Điều 7", "điều 7", "Điều 7", "Điều 70", "x Điều 7 y", "iều 7"]
)
@pytest.mark.parametrize("base", ["", "a", "Điều 7"])
def test_a_shortened_text_is_lengthened_again(text, base):
    assert lengthen(shorten(text, base), base) == text

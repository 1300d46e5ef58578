"""A list of articles with anything in it: a clear line for each fault, never a traceback, nothing stored."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.laws.importers.law_json import Stated, read_law_bytes
from content.laws.importers.records import DocumentRecord, RefusedFile
from content.laws.models import LegalDocument

ITEM = {
    "law_id": "9/2024/NĐ-CP",
    "law_name": "Nghị định 9/2024/NĐ-CP quy định về xe đạp",
    "article_id": "1",
    "title": "Phạm vi",
    "chapter": "Chương I. QUY ĐỊNH CHUNG",
    "text": "1. Một.\n2. Hai.",
}
EXPORT = {
    "format": "luat-de-hieu/law",
    "version": 1,
    "document": {"type": "decree", "number": "9/2024/NĐ-CP", "title": "Về xe đạp", "issuer": "Chính phủ",
                 "issued_on": "2024-01-31"},
    "articles": [{"article_id": "1", "title": "Phạm vi", "text": "1. Một."}],
}  # fmt: skip
STATED = Stated(
    issuer="Chính phủ", issued_on=datetime.date(2024, 1, 31), effective_on=datetime.date(2024, 3, 1)
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(), max_size=20),
    st.sampled_from(
        ["", " ", "Điều 1", "\ud800", "\x00", "31/02/2024", "Chương", "<p>", "](", "9 /2024/NĐ-CP"]
    ),
)
GARBAGE = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from([*ITEM, *EXPORT, "kind", "text_kind", "x"]), inner, max_size=6),
    ),
    max_leaves=12,
)


def read(data: bytes) -> DocumentRecord | RefusedFile:
    try:
        return read_law_bytes(data, "law.json", lambda _number: (STATED, Stated()))
    except RefusedFile as refused:
        return refused


def check(answer: DocumentRecord | RefusedFile) -> None:
    """Either a document with articles that have texts, or reasons that a screen can show."""
    if isinstance(answer, DocumentRecord):
        assert all(one.number and one.text for one in answer.articles)
        return
    assert answer.refusals
    for refusal in answer.refusals:
        assert refusal.reason
        str(refusal).encode()


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loaded=GARBAGE)
def test_any_json_is_a_document_or_is_refused_with_reasons(loaded):
    check(read(as_bytes(loaded)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(field=st.sampled_from([*ITEM, "more"]), value=GARBAGE)
def test_any_value_in_one_field_of_an_article(field, value):
    check(read(as_bytes([ITEM, ITEM | {"article_id": "2"} | {field: value}])))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    place=st.sampled_from(["", "document", "articles"]),
    field=st.sampled_from(
        ["format", "version", "document", "articles", "effects", "type", "issued_on", "official_url", "text",
         "article_id", "kind", "text_kind", "divisions", "effective_from", "effective_to"]
    ),
    value=GARBAGE,
)  # fmt: skip
def test_any_value_in_one_field_of_an_export(place, field, value):
    loaded = json.loads(json.dumps(EXPORT))
    holder = {"": loaded, "document": loaded["document"], "articles": loaded["articles"][0]}[place]
    holder[field] = value

    check(read(as_bytes(loaded)))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=60))
def test_any_bytes(data):
    check(read(data))
    check(read(b"[" + data + b"]"))


def test_an_article_with_sixty_fields_is_read():
    item = ITEM | {f"field_{number}": number for number in range(60)}

    assert isinstance(read(as_bytes([item])), DocumentRecord)


def test_the_text_below_a_heading_is_checked_like_any_other():
    loaded = json.loads(json.dumps(EXPORT))
    for text in (3, {"a": 1}, "\x00"):
        loaded["articles"][0]["divisions"] = [
            {"kind": "chapter", "number": "I", "heading": "A", "text": text}
        ]
        answer = read(as_bytes(loaded))
        assert isinstance(answer, RefusedFile)
        assert "text" in answer.refusals[0].reason


NASTY = {
    "not a list": b'{"law_id": "1"}',
    "a string": b'"law"',
    "a number too long": b"[" + b"9" * 5000 + b"]",
    "infinity": b"[Infinity]",
    "nested": b"[" * 100_000 + b"]" * 100_000,
    "nested objects": b'[{"a":' * 50_000,
    "cut off": as_bytes([ITEM])[:-20],
    "items that are none": as_bytes([1, None, [], "x", {}]),
    "numbers for texts": as_bytes([ITEM | {"article_id": 1, "text": 2}]),
    "lists for texts": as_bytes([ITEM | {"title": ["a"], "chapter": {"b": 1}}]),
    "a key twice": b'[{"law_id": "1", "law_id": "2"}]',
    "a key twice that no screen shows": b'[{"\\ud800": "1", "\\ud800": "2"}]',
    "a surrogate": b'[{"law_id": "\\ud800"}]',
    "an unknown format no screen shows": b'{"format": "\\ud800"}',
    "not UTF-8": json.dumps([ITEM], ensure_ascii=False).encode("cp1258", "replace"),
    "UTF-16": json.dumps([ITEM]).encode("utf-16"),
    "effects that are none": as_bytes(EXPORT | {"effects": [1, "x"]}),
    "an impossible day": as_bytes(EXPORT | {"document": EXPORT["document"] | {"issued_on": "2024-02-31"}}),
    "an article twice": as_bytes([ITEM, ITEM]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", NASTY)
def test_the_command_says_why_and_stores_nothing(case, tmp_path):
    path = tmp_path / "law.json"
    path.write_bytes(NASTY[case])
    errors = io.StringIO()

    with pytest.raises(CommandError):
        call_command("import_law", str(path), stdout=io.StringIO(), stderr=errors)

    said = errors.getvalue()
    said.encode()
    assert said.startswith("law.json")
    assert "Traceback" not in said
    assert not LegalDocument.objects.exists()

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.queries import (
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
    Citation,
    number_keys,
    parse_query,
    without_number,
)


@pytest.mark.parametrize(
    ("raw", "citation", "number", "law_words"),
    [
        ("khoản 2 Điều 15 Luật Đất đai", Citation("15", "2"), "", "luat dat dai"),
        ("khoan 2 dieu 15 luat dat dai", Citation("15", "2"), "", "luat dat dai"),
        ("điều 7 nghị định 168/2024", Citation("7"), "168/2024", None),
        ("Điểm đ khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP", Citation("7", "9", "đ"), "168/2024/nd/cp", None),
        ("điểm d khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP", Citation("7", "9", "d"), "168/2024/nd/cp", None),
        ("Luật số 33/2005/QH11, Điều 3, khoản 9, điểm b", Citation("3", "9", "b"), "33/2005/qh11", None),
        ("Điều 5 Khoản 3 80/2021/NĐ-CP", Citation("5", "3"), "80/2021/nd/cp", None),
        ("khoản 1 Điều 68 của Nghị định số 78/2025/NĐ-CP", Citation("68", "1"), "78/2025/nd/cp", None),
        ("Điều 20a Luật Đất đai", Citation("20a"), "", "luat dat dai"),
        ("điều kiện kinh doanh", None, "", ""),
        ("điểm giao dịch khoản vay", None, "", ""),
    ],
)
def test_citations_in_many_shapes(raw, citation, number, law_words):
    query = parse_query(raw)
    assert query.citation == citation
    assert query.number == number
    if law_words is not None:
        assert " ".join(query.law_words) == law_words


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("168/2024/NĐ-CP", "168/2024/nd/cp"),
        ("168/2024/nd-cp", "168/2024/nd/cp"),
        ("168-2024-nd-cp", "168/2024/nd/cp"),
        ("168/2024 nd cp", "168/2024/nd/cp"),
        ("168 / 2024 / NĐ-CP", "168/2024/nd/cp"),
        ("168/2024", "168/2024"),
        ("nghị định 168", "nghi dinh 168"),
        ("nd 168", "nghi dinh 168"),
        ("NĐ số 168", "nghi dinh 168"),
        ("36/2024/QH15", "36/2024/qh15"),
        ("nghị quyết 66-NQ/TW", "66/nq/tw"),
        ("140/NQ-CP", "140/nq/cp"),
        ("14/2025/QĐ-UBND", "14/2025/qd/ubnd"),
        ("ngày 30/4/2025", ""),
        ("2/9", ""),
        ("phạt 168 triệu", ""),
        ("luật giao thông đường bộ 2008", ""),
    ],
)
def test_numbers_in_many_shapes(raw, key):
    assert parse_query(raw).number == key


@pytest.mark.parametrize("typed", ["168/2024/NĐ-CP", "168-2024-nd-cp", "168/2024", "nghị định 168", "nđ 168"])
def test_every_shape_is_a_key_of_the_document(typed):
    assert parse_query(typed).number in number_keys("168/2024/NĐ-CP", "Nghị định")


def test_what_is_asked_about_a_document():
    assert without_number(parse_query("nghị định 168/2024/NĐ-CP nồng độ cồn")) == ("nong", "do", "con")
    assert without_number(parse_query("168/2024/NĐ-CP")) == ()


def test_quotes_make_phrases():
    query = parse_query('“giấy phép lái xe” trừ "nồng độ" "" "!!"')
    assert query.phrases == (("giay", "phep", "lai", "xe"), ("nong", "do"))


def test_a_long_query_is_cut_and_says_so():
    query = parse_query("giấy phép " * 1000)
    assert query.was_cut
    assert len(query.text) <= MAX_QUERY_CHARACTERS
    assert parse_query("a " * 200).was_cut
    assert len(parse_query(" ".join(str(n) for n in range(100))).words) <= MAX_QUERY_WORDS
    assert not parse_query("giấy phép lái xe").was_cut


@pytest.mark.parametrize(
    "raw", ["", "   ", "!!!???", "👍👍", "\x00", "\u202e\u200f", '""', "-", "* : \\ / ( )", "\ud800"]
)
def test_nothing_to_look_for(raw):
    assert parse_query(raw).is_empty


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("đất\x00 đai", "đất đai"),
        ("\u202eđất\u200b đai\ufeff", "đất đai"),
        ("  đất \n\t đai ", "đất đai"),
        (unicodedata.normalize("NFD", "đất đai"), "đất đai"),
    ],
)
def test_invisible_characters_go(raw, text):
    assert parse_query(raw).text == text


def test_words_are_required_by_share_of_the_content():
    assert parse_query("ly hôn").required == 2
    assert parse_query("ly").required == 1
    assert parse_query("trẻ em ngồi ghế trước").required == 2


@given(st.text(max_size=400))
def test_parsing_never_fails(raw):
    query = parse_query(raw)
    assert len(query.text) <= MAX_QUERY_CHARACTERS
    assert query.required <= len(query.content)

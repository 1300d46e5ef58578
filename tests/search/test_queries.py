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
        ("điều 7 nghị định 168/2024", Citation("7"), "nghi dinh 168/2024", None),
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


@pytest.mark.parametrize(
    ("raw", "citation", "law_words"),
    [
        ("d15k2 lđđ", Citation("15", "2"), "luat dat dai"),
        ("đ15 k2 LĐĐ", Citation("15", "2"), "luat dat dai"),
        ("k2d15 luật đất đai 2024", Citation("15", "2"), "luat dat dai 2024"),
        ("k2, đ15 luật đất đai năm 2024", Citation("15", "2"), "luat dat dai 2024"),
        ("điều 123 blhs", Citation("123"), "bo luat hinh su"),
        ("dieu 123 BLHS 2015", Citation("123"), "bo luat hinh su 2015"),
        ("đ123 blhs", Citation("123"), "bo luat hinh su"),
        ("dieu15 luat dat dai", Citation("15"), "luat dat dai"),
        ("điều 123 bộ luật hình sự quy định gì?", Citation("123"), "bo luat hinh su"),
        ("theo điều 8 của luật trẻ em", Citation("8"), "luat tre em"),
        ("điểm đ k9 đ7 luật này", Citation("7", "9", "đ"), None),
        ("D15 khối thi đại học", None, ""),
        ("hạng A1 d1", None, ""),
        ("vitamin d3", None, ""),
    ],
)
def test_citations_in_haste(raw, citation, law_words):
    query = parse_query(raw)
    assert query.citation == citation
    if law_words is not None:
        assert " ".join(query.law_words) == law_words


def test_a_citation_beside_a_number_in_haste():
    query = parse_query("dieu 7 khoan 9 diem d nd 168")
    assert (query.citation, query.number) == (Citation("7", "9", "d"), "nghi dinh 168")


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("100/2019", "100/2019"),
        ("100 2019", "100/2019"),
        ("số 100 2019", "100/2019"),
        ("nd 100 2019", "nghi dinh 100/2019"),
        ("nđ 100/2019", "nghi dinh 100/2019"),
        ("nđ100/2019", "nghi dinh 100/2019"),
        ("nghị định số 100 năm 2019", "nghi dinh 100/2019"),
        ("NGHỊ ĐỊNH 100", "nghi dinh 100"),
        ("168 2024 nd cp", "168/2024/nd/cp"),
        ("168.2024.NĐ-CP", ""),
        ("thông tư 23 2021 tt btc", "23/2021/tt/btc"),
        ("ttlt 05/2019", "thong tu lien tich 05/2019"),
        ("59 2020 qh14", "59/2020/qh14"),
        ("lương 5 triệu 2024", ""),
        ("thi ngày 20 11 2024", ""),
        ("luật đất đai 2024", ""),
    ],
)
def test_numbers_in_haste(raw, key):
    assert parse_query(raw).number == key


def test_a_type_tells_documents_of_one_number_apart():
    assert parse_query("nghị định 100/2019").number in number_keys("100/2019/NĐ-CP", "Nghị định")
    assert parse_query("nghị định 100/2019").number not in number_keys("100/2019/TT-BTC", "Thông tư")
    assert parse_query("100/2019").number in number_keys("100/2019/TT-BTC", "Thông tư")

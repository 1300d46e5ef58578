import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import (
    MAX_TOKEN_CHARACTERS,
    bigrams,
    lines_of_words,
    tokenise,
    without_boilerplate,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Luật Đất đai", ["luat", "dat", "dai"]),
        ("hoà giải / hòa giải", ["hoa", "giai", "hoa", "giai"]),
        ("thuỷ, thủy", ["thuy", "thuy"]),
        ("168/2024/NĐ-CP", ["168", "2024", "nd", "cp"]),
        ("1,35 mét", ["1", "35", "met"]),
        ("a_b", ["a", "b"]),
        ("!!! … 👍", []),
        ("", []),
    ],
)
def test_text_becomes_folded_words(text, expected):
    assert words(text) == expected


def test_decomposed_text_gives_the_same_words():
    assert words(unicodedata.normalize("NFD", "giấy phép lái xe")) == words("giấy phép lái xe")


def test_a_word_without_end_is_cut():
    assert words("a" * 100_000) == ["a" * MAX_TOKEN_CHARACTERS]


@given(st.text(max_size=200))
def test_offsets_of_tokens_point_into_the_original(text):
    composed = unicodedata.normalize("NFC", text)
    for token in tokenise(composed):
        piece = composed[token.start : token.end]
        assert words(piece) == [token.text]


@given(st.text(max_size=200) | st.text("aAăÂđĐuƯợ1²½“”–_ .\u0301\u0323ßİΑ", max_size=40))
def test_words_alone_are_the_words_of_tokens(text):
    composed = unicodedata.normalize("NFC", text)
    assert words(text) == [token.text for token in tokenise(composed)]


@pytest.mark.parametrize("text", ["Điều 1\nĐất đai, nhà ở\n", "", "một", "β\nhai ba", "\n\n"])
def test_each_line_has_its_words(text):
    assert lines_of_words(text) == [words(line) for line in text.split("\n")]


def test_bigrams_are_neighbours():
    assert bigrams(["luat", "dat", "dai"]) == ["luat_dat", "dat_dai"]
    assert bigrams(["luat"]) == []


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("Mức phạt nồng độ cồn được quy định như thế nào?", "muc phat nong do con"),
        ("Cho tôi hỏi trừ điểm giấy phép lái xe là gì ạ", "tru diem giay phep lai xe"),
        ("là gì", "la gi"),
    ],
)
def test_boilerplate_leaves_the_content(question, content):
    assert " ".join(without_boilerplate(words(question))) == content

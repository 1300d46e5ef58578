"""Vietnamese order: the alphabet's own letters, then the tones."""

from __future__ import annotations

import unicodedata

import pytest

from portal.lib.vietnamese import ALPHABET, collation_key, first_letter

IN_ORDER = [
    ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "u", "ư", "v", "x", "y"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "man", "măng", "mân"],
    ["An ninh mạng", "An toàn thực phẩm", "Ân xá", "Báo chí", "Công chứng", "Dân sự", "Đất đai", "Đầu tư"],
    ["Nhà ở", "Nhà ở xã hội", "Nhập cảnh"],
    ["Thuế", "Thuế giá trị gia tăng", "Thuế sử dụng đất", "Thương mại"],
    ["1 bánh", "2 bánh", "bánh"],
    ["Luật", "luật sư"],
]


@pytest.mark.parametrize("words", IN_ORDER)
def test_words_sort_as_in_a_dictionary(words):
    shuffled = sorted(words, key=lambda word: word[::-1])

    assert sorted(shuffled, key=collation_key) == words


def test_composed_and_decomposed_letters_sort_alike():
    composed = collation_key("Đất đai")
    decomposed = collation_key(unicodedata.normalize("NFD", "Đất đai"))

    assert composed[:2] == decomposed[:2]


def test_punctuation_counts_for_nothing():
    assert collation_key("Thuế, phí")[0] == collation_key("Thuế phí")[0]


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Đất đai", "Đ"),
        ("ấn phẩm", "Â"),
        ("“Ưu đãi”", "Ư"),
        ("168/2024", "#"),
        ("", "#"),
        ("数", "#"),
        (unicodedata.normalize("NFD", "Ổn định"), "Ô"),
    ],
)
def test_the_letter_under_which_a_title_stands(text, letter):
    assert first_letter(text) == letter
    assert letter == "#" or letter.lower() in ALPHABET

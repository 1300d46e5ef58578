"""Names are kept in one form and sorted as a Vietnamese register sorts them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.names import given_name, name_sort_key, tidy_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nguyễn   Văn An ", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Trần Thị Hường"), "Trần Thị Hường"),
        ("Lê\u00a0Thị\tBé", "Lê Thị Bé"),
        ("", ""),
    ],
)
def test_a_name_is_kept_composed_with_single_spaces(typed, kept):
    assert tidy_name(typed) == kept


def test_the_given_name_stands_last():
    assert given_name("Nguyễn Thị Minh Khai") == "Khai"
    assert given_name("Sukarno") == "Sukarno"


def test_a_register_sorts_by_given_name_then_family_then_middle_names():
    register = [
        "Phạm Văn An",
        "Trần Ân",
        "Lê Thị Bình",
        "Trần Bình",
        "Lê Bính",
        "Đỗ Thị Dung",
        "Nguyễn Đức",
        "Đặng Giang",
        "Vũ Oanh",
        "Bùi Ông",
        "Bùi Ơn",
        "Mai Ưng",
        "Hồ Thị Yến",
    ]
    assert sorted(set(register), key=name_sort_key) == register


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Ma", "Mà"),
        ("Mà", "Mả"),
        ("Mả", "Mã"),
        ("Mã", "Má"),
        ("Má", "Mạ"),
        ("Mạ", "Măng"),
        ("Dũng", "Đan"),
        ("An", "Anh"),
        ("Dinh", "Đinh"),
    ],
)
def test_letters_then_tones_follow_the_vietnamese_alphabet(first, then):
    assert name_sort_key(first) < name_sort_key(then)


@given(st.text(max_size=60))
def test_any_text_gives_a_plain_key_whatever_its_normal_form(text):
    key = name_sort_key(text)
    assert key == "" or (key.isascii() and key.isalnum())
    assert key == name_sort_key(unicodedata.normalize("NFD", tidy_name(text)))

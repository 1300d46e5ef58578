"""Folding: the quick way and the thorough one agree."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.vietnamese import fold, normalise

# Outside the quick table, so that a text with it takes the thorough way.
RARE = "Ω"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Luật Đất đai", "luat dat dai"),
        ("QUYẾT ĐỊNH số 5", "quyet dinh so 5"),
        ("plain ASCII", "plain ascii"),
        ("≥ 5 m² – “tấn”…", "≥ 5 m² – “tan”…"),
        ("Ω ohm", "ω ohm"),
        ("", ""),
    ],
)
def test_letters_lose_case_and_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters(codec="utf-8", max_codepoint=0x2FFF)))
def test_both_ways_agree_and_keep_the_length(text: str) -> None:
    text = normalise(text)
    assert fold(text) == fold(text + RARE)[:-1]
    if all(not unicodedata.combining(character) for character in text):
        assert len(fold(text)) == len(text)

"""A long text is cut so that nothing is lost and the first view stays small."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.laws.stretches import FIRST_VIEW, STRETCH, WHOLE_UP_TO, cut, loaded_at_first


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([0], [(0, 1)]),
        ([5, 5], [(0, 2)]),
        ([6, 5], [(0, 1), (1, 2)]),
        ([20, 1, 20], [(0, 1), (1, 2), (2, 3)]),
        ([1, 1, 1, 1], [(0, 3), (3, 4)]),
    ],
)
def test_neighbours_stay_together_while_there_is_room(sizes, expected):
    assert [(one.start, one.stop) for one in cut(sizes, room=10, most=3)] == expected


@given(st.lists(st.integers(0, 3 * STRETCH), max_size=200))
def test_every_piece_is_in_exactly_one_stretch(sizes):
    slices = cut(sizes)

    assert [index for one in slices for index in range(one.start, one.stop)] == list(range(len(sizes)))
    for one in slices:
        assert one.stop - one.start == 1 or sum(sizes[one]) <= STRETCH


@given(st.lists(st.integers(1, STRETCH), max_size=100))
def test_a_first_view_is_never_empty_and_never_long(sizes):
    loaded = loaded_at_first(sizes)

    assert len(loaded) == len(sizes)
    assert all(loaded) or sum(sizes) > WHOLE_UP_TO
    if sizes:
        assert loaded[0]
    if not all(loaded):
        assert loaded == sorted(loaded, reverse=True)
        assert sum(size for size, is_loaded in zip(sizes, loaded, strict=True) if is_loaded) <= max(
            FIRST_VIEW, sizes[0]
        )


def test_the_whole_text_is_shown_when_asked_for():
    assert loaded_at_first([STRETCH] * 50, whole=True) == [True] * 50

"""Translations: what counts as a placeholder, and that nothing is missing."""

import pytest

from portal.management import messages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%(count)s articles", ["%(count)s"]),
        ("{name} of {total}", ["{name}", "{total}"]),
        ("50%% off", []),
        ("no placeholder", []),
        ("%(percent)d%%", ["%(percent)d"]),
    ],
)
def test_placeholders_are_found(text: str, found: list[str]):
    assert messages.placeholders(text) == found


def test_vietnamese_and_indonesian_are_complete_and_in_step_with_the_code():
    assert messages.problems() == []

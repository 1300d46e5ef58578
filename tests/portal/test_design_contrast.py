"""The tokens are those of the design, and every pair in use can be read in both themes."""

import re

import pytest
from django.conf import settings

from portal.design_tokens import contrast, contrast_pairs, read_colours

CSS = settings.BASE_DIR / "static" / "css"
COLOURS = read_colours(CSS / "tokens.css")


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", contrast_pairs(COLOURS), ids=lambda p: f"{p.theme}: {p.front} on {p.ground}")
def test_pair_has_enough_contrast(pair):
    assert pair.is_enough, f"{pair.front_value} on {pair.ground_value} is {pair.ratio}, not {pair.minimum}"


def test_both_themes_have_the_same_tokens():
    assert COLOURS["light"].keys() == COLOURS["dark"].keys()


def test_a_dark_theme_that_differs_between_its_two_ways_is_refused(tmp_path):
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8").replace("#0f1615", "#101615", 1)
    (tmp_path / "tokens.css").write_text(tokens, encoding="utf-8")

    with pytest.raises(ValueError, match="dark theme"):
        read_colours(tmp_path / "tokens.css")


def test_colours_are_named_only_in_the_tokens():
    """A colour written anywhere else would escape the dark theme. Print is black on white by nature."""
    literal = re.compile(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl)a?\((?!255 255 255)", re.IGNORECASE)
    found = [
        f"{path.relative_to(CSS)}: {match[0]}"
        for path in sorted(CSS.rglob("*.css"))
        if path.name != "tokens.css" and path.parent.name != "print"
        for match in literal.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_token_in_use_exists():
    defined: set[str] = set()
    used: dict[str, str] = {}
    for path in sorted(CSS.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        defined |= set(re.findall(r"(--[\w-]+)\s*:", text))
        # A name with a fallback may be left unset.
        used |= dict.fromkeys(re.findall(r"var\((--[\w-]+)\)", text), path.name)
    # "--w-…" are Wagtail's, for the pages of its admin.
    unknown = {name: where for name, where in used.items() if name not in defined and name[:4] != "--w-"}
    assert unknown == {}


def test_nothing_shouts():
    """All capitals hide Vietnamese marks. A certificate's code has none and is typed in either case."""
    for path in sorted(CSS.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert "!important" not in text, path
        shouting = re.findall(r"([^{}]+)\{[^{}]*uppercase", text)
        assert all(".verify-form input" in selector for selector in shouting), (path, shouting)

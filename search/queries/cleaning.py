"""The raw text of a query → composed text of bounded length. Pure."""

from __future__ import annotations

import unicodedata

from portal.lib.vietnamese import normalise

#: Real questions have up to about 250 characters; the rest of a longer text adds work and no meaning.
MAX_QUERY_CHARACTERS = 300
_SPACES = frozenset({"Cc", "Zl", "Zp", "Zs"})
_REMOVED = frozenset({"Cf", "Cs", "Co", "Cn"})


def clean(raw: str) -> tuple[str, bool]:
    """Composed, without control, format and NUL characters, one space between words, cut to the limit.

    Returns the text and whether something was cut off. The raw text is cut first, so that a query of a million
    characters costs nothing.
    """
    was_cut = len(raw) > MAX_QUERY_CHARACTERS * 4
    text = raw[: MAX_QUERY_CHARACTERS * 4]
    if not (text.isascii() and text.isprintable()):
        text = "".join(
            " " if category in _SPACES else character
            for character in normalise(text)
            if (category := unicodedata.category(character)) not in _REMOVED
        )
        # What stood between a letter and its mark is gone: they join now.
        text = normalise(text)
    text = " ".join(text.split())
    if len(text) > MAX_QUERY_CHARACTERS:
        was_cut = True
        text = text[:MAX_QUERY_CHARACTERS].rsplit(" ", 1)[0]
    return text, was_cut

"""Vietnamese text: one normal form, folding for search, sorting of people's names."""

from __future__ import annotations

import unicodedata

_FOLD_TABLE: dict[int, str] = {}


def normalise(text: str) -> str:
    """Canonical composed form (NFC). Every edge of the system calls this: forms, importers, names."""
    return unicodedata.normalize("NFC", text)


def _fold_character(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0]
    lowered = base.lower()
    # A few characters grow when lowered (İ); folding must keep the length so that offsets stay true.
    return lowered if len(lowered) == 1 else base


def fold(text: str) -> str:
    """Lower case without marks, ``đ`` as ``d``: "Luật Đất đai" → "luat dat dai".

    On NFC text the result has the same length, so an offset in the folded text is an offset in the original.
    """
    for character in set(text):
        if ord(character) not in _FOLD_TABLE:
            _FOLD_TABLE[ord(character)] = _fold_character(character)
    return text.translate(_FOLD_TABLE)

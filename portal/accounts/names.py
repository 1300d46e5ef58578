"""Vietnamese people's names: family name first, sorted by the given name, which stands last."""

from __future__ import annotations

import unicodedata

from portal.lib.vietnamese import normalise

# The alphabet's own letters with a mark, as variants after the plain letter: a ă â, d đ, e ê, o ô ơ, u ư.
LETTER_VARIANTS = {
    "ă": "a1",
    "â": "a2",
    "đ": "d1",
    "ê": "e1",
    "ô": "o1",
    "ơ": "o2",
    "ư": "u1",
}
# Dictionary order of the tones: level, huyền, hỏi, ngã, sắc, nặng.
LEVEL_TONE = "1"
TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}


def tidy_name(name: str) -> str:
    """NFC, with single spaces: ``"  Nguyễn   Văn An "`` → ``"Nguyễn Văn An"``."""
    return " ".join(normalise(name).split())


def given_name(full_name: str) -> str:
    """The last word: "Nguyễn Văn An" → "An"."""
    return full_name.rsplit(" ", 1)[-1]


def _word_key(word: str) -> str:
    letters: list[str] = []
    tone = LEVEL_TONE
    for character in word.casefold():
        decomposed = unicodedata.normalize("NFD", character)
        for mark, rank in TONES.items():
            if mark in decomposed:
                tone = rank
                decomposed = decomposed.replace(mark, "")
        letter = unicodedata.normalize("NFC", decomposed)
        if letter in LETTER_VARIANTS:
            letters.append(LETTER_VARIANTS[letter])
        elif decomposed[:1].isascii() and decomposed[:1].isalpha():
            letters.append(f"{decomposed[0]}0")
        elif letter.isalnum():
            # Another script: after the Latin letters, in code point order.
            letters.append(f"z9{ord(letter[0]):06x}")
    return f"{''.join(letters)}0{tone}"


def name_sort_key(full_name: str) -> str:
    """A key that sorts names as a Vietnamese register does: given name, then family and middle names.

    It holds only ``a-z`` and ``0-9``, so every database sorts it alike, whatever its collation.
    """
    words = tidy_name(full_name).split()
    if not words:
        return ""
    return "".join(_word_key(word) for word in [words[-1], *words[:-1]])

"""Vietnamese text: one normal form, folding for search, sorting of people's names."""

from __future__ import annotations

import codecs
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


# What nearly every text is made of: at most 256 characters, the first one NUL. Such a text passes through bytes and
# back, with a table in each direction, which is ten times as fast as ``str.translate``.
_LETTERS = (
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
    "ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬĐÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴ"
)
_COMMON = "\0\n\t\r" + "".join(map(chr, range(32, 127))) + _LETTERS + "\u00a0–—“”‘’…°≤≥±§²³×÷•½µ₂"
_TO_BYTES = codecs.charmap_build(_COMMON)
_FOLDED_COMMON = "".join(map(_fold_character, _COMMON))


def fold(text: str) -> str:
    """Lower case without marks, ``đ`` as ``d``: "Luật Đất đai" → "luat dat dai".

    On NFC text the result has the same length, so an offset in the folded text is an offset in the original.
    """
    if text.isascii():
        return text.lower()
    try:
        coded, _length = codecs.charmap_encode(text, "strict", _TO_BYTES)
    except UnicodeEncodeError:
        for character in set(text):
            if ord(character) not in _FOLD_TABLE:
                _FOLD_TABLE[ord(character)] = _fold_character(character)
        return text.translate(_FOLD_TABLE)
    folded, _length = codecs.charmap_decode(coded, "strict", _FOLDED_COMMON)
    return folded


# Each of these is a letter of its own, after the one before it (TCVN 6909; the order of Vietnamese dictionaries).
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# The tones in the order of dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_RANKS = {letter: rank for rank, letter in enumerate(ALPHABET, start=100)}
_DIGITS_FROM = 10
_SPACE = 1


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """For sorting as a Vietnamese dictionary does: letters first, tones where the letters agree, then case.

    a ă â b c d đ e ê …; "ma mà mả mã má mạ"; a shorter word goes before its continuation, marks of punctuation
    count for nothing, digits go before letters.
    """
    letters: list[int] = []
    tones: list[int] = []
    for character in normalise(text).lower():
        letter, tone = _letter_and_tone(character)
        if letter.isspace():
            letters.append(_SPACE)
        elif letter.isdecimal():
            letters.append(_DIGITS_FROM + int(letter))
        elif letter in _RANKS:
            letters.append(_RANKS[letter])
        elif letter.isalpha():
            letters.append(1000 + ord(letter))
        else:
            continue
        tones.append(tone)
    return tuple(letters), tuple(tones), text


def first_letter(text: str) -> str:
    """The letter under which a dictionary has it, in capitals: "Ân xá" → "Â"; "#" for what begins with none."""
    for character in normalise(text).lower():
        letter, _tone = _letter_and_tone(character)
        if letter in _RANKS:
            return letter.upper()
        if letter.isalnum():
            break
    return "#"


def _letter_and_tone(character: str) -> tuple[str, int]:
    """ "ấ" → ("â", sắc)."""
    pieces = unicodedata.normalize("NFD", character)
    tone = next((_TONES[piece] for piece in pieces[1:] if piece in _TONES), 0)
    kept = "".join(piece for piece in pieces if piece not in _TONES)
    return unicodedata.normalize("NFC", kept), tone

"""What a Vietnamese keyboard left in the text when it was switched off: Telex and VNI. Pure.

>>> undo_keyboard("luaatj ddaats ddai")
'luật đất đai'
>>> undo_keyboard("luat6 dat1")
'luat dát'
"""

from __future__ import annotations

import re
from functools import lru_cache

from portal.lib.vietnamese import fold
from search.analysis import WORD, listed
from search.syllables import FOLDED, TONELESS, is_syllable, place_tone

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TELEX_LETTERS = (("uow", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"))
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_LETTERS = {
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "7": {"u": "ư", "o": "ơ"},
    "8": {"a": "ă"},
    "9": {"d": "đ"},
}
_LONGEST = 10
#: A word with digits that is no slip: "điều7", "khoản2", "hạng2", "nhóm1", "vùng1".
_COUNTED = frozenset(
    listed(
        "ba bac bai buoc cap chuong diem dieu hang khoan khu lan loai lop muc nam ngay nhom phan phu quan "
        "quy so to thang thu tuan tuyen vung"
    )
)
#: Everyday words of English whose letters also spell a syllable in Telex.
_ENGLISH = frozenset(
    listed(
        "as is us or of his has was bus gas car bar her far max tax mix six box boss loss toss see too "
        "look book took soon moon noon been seen week keep seem door poor need feed fees beer deer boot "
        "foot loop pool tool school cook good food wood law laws low how now new few view own son dad add "
        "his this thus plus yes los las cars bars taxi visas bees trees three"
    )
)
_VOWEL = re.compile("[aeiouy]")


@lru_cache(maxsize=4096)
def telex(word: str) -> str:
    """ "luaatj" → "luật"; "" for what is no Telex."""
    if word.startswith("dd") and not word.isascii():
        return f"đ{word[2:]}" if is_syllable(f"đ{word[2:]}") else ""
    if not (2 < len(word) <= _LONGEST and word.isascii() and word.isalpha()) or word in _ENGLISH:
        return ""
    letters, tone = word, ""
    if not is_syllable(word):
        first = _VOWEL.search(word)
        for index in range(len(word) - 1, first.start() if first else len(word), -1):
            if word[index] in _TELEX_TONES:
                letters, tone = word[:index] + word[index + 1 :], _TELEX_TONES[word[index]]
                break
    for reading, mark in ((letters, tone), (word, "")):
        syllable = _telex_letters(reading)
        if syllable != word and syllable in TONELESS:
            return _marked(syllable, mark)
        if mark and syllable == letters and syllable in FOLDED:
            return place_tone(syllable, mark) if is_syllable(place_tone(syllable, mark)) else ""
    return ""


def _telex_letters(word: str) -> str:
    if word.startswith("dd"):
        word = "đ" + word[2:]
    word = word.replace("uwow", "ươ")
    for typed, letter in _TELEX_LETTERS:
        word = word.replace(typed, letter)
    if word.endswith("w") or "w" in word[1:]:  # typed behind the syllable: "nguoiw"
        bare = word.replace("w", "")
        for plain, letter in (("uo", "ươ"), ("o", "ơ"), ("u", "ư"), ("a", "ă")):
            if plain in bare:
                word = bare.replace(plain, letter, 1)
                break
    if word.startswith("w"):
        word = "ư" + word[1:]
    return word


def _marked(syllable: str, tone: str) -> str:
    marked = place_tone(syllable, tone)
    # "luat6" left the tone out: without it "luât" is no word, and half a mark misleads.
    if syllable.endswith(("c", "ch", "p", "t")) and not is_complete(marked):
        return fold(syllable)
    return marked


def is_complete(word: str) -> bool:
    """A syllable that ends in a stop has a tone in writing."""
    return any(mark in word for mark in "áắấéếíóốớúứýạặậẹệịọộợụựỵ")


@lru_cache(maxsize=4096)
def vni(word: str) -> str:
    """ "luat65" → "luật", "d9at61" → "đất"; "" for what is no VNI."""
    if not (2 < len(word) <= _LONGEST and word.isascii()) or not word[0].isalpha():
        return ""
    word = word.replace("u7o7", "uo7")
    digits = [letter for letter in word if letter.isdecimal()]
    base = "".join(letter for letter in word if letter.isalpha())
    if not 0 < len(digits) <= 3 or len(base) + len(digits) != len(word) or base not in FOLDED:
        return ""
    if len(base) < 2:
        return ""
    syllable, tone = base, ""
    for digit in digits:
        if digit in _VNI_TONES and not tone:
            tone = _VNI_TONES[digit]
            continue
        changed = _vni_letter(syllable, digit)
        if changed == syllable:
            return ""
        syllable = changed
    if syllable not in TONELESS and syllable not in FOLDED:
        return ""
    marked = _marked(syllable, tone)
    return marked if is_syllable(marked) else fold(syllable)


def _vni_letter(syllable: str, digit: str) -> str:
    letters = _VNI_LETTERS.get(digit, {})
    if digit == "7" and "uo" in syllable:
        return syllable.replace("uo", "ươ", 1)
    for plain, letter in letters.items():
        position = syllable.find(plain) if digit == "9" else syllable.rfind(plain)
        if position >= 0:
            return syllable[:position] + letter + syllable[position + 1 :]
    return syllable


def _is_strong(word: str, undone: str) -> bool:
    """Nobody writes these letters unless a keyboard was meant to join them."""
    if any(letter.isdecimal() for letter in word):
        return any(letter in "6789" for letter in word)
    return undone != fold(undone) and any(letter in undone for letter in _LETTERS_OF_THEIR_OWN)


_LETTERS_OF_THEIR_OWN = frozenset("đăâêôơưấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự")


def undo_keyboard(text: str) -> str:
    """The text with its leftovers undone; unchanged unless the leftovers are plain.

    One word that only ends in a tone's letter ("tax") is left alone, and so is every text that has other
    words that are no Vietnamese: it is another language.
    """
    undone: dict[str, str] = {}
    counted: dict[str, str] = {}
    strong = 0
    for word in set(WORD.findall(text.lower())):
        if word.isdecimal() or (word.isalpha() and is_syllable(word)):
            continue
        reading = telex(word) or vni(word)
        if reading and word.rstrip("0123456789") in _COUNTED:
            counted[word] = reading
        elif reading:
            undone[word] = reading
            strong += _is_strong(word, reading)
        elif word.isascii() and word.isalpha() and len(word) > 2 and _VOWEL.search(word):
            return text
    if strong and any(not word.isalpha() for word in undone):
        undone |= counted  # somebody types VNI: "quy1" is no number here
    if not undone or not (strong or len(undone) > 1):
        return text
    return WORD.sub(lambda match: undone.get(match.group().lower(), match.group()), text)

"""Is this a Vietnamese syllable? Pure, from the closed tables of onsets and rhymes.

A word that is none was typed in another language, with a slip, or without the space between two syllables.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from portal.lib.vietnamese import fold, normalise
from search.analysis import TONES, listed

_ONSETS = listed("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_RHYMES = listed(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en "
    "eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu y "
    "yêm yên yêng yêt yêu o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe "
    "oen oeo oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng "
    "uât uây uc uê uêch uênh ui um un ung uơ up ut uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt "
    "uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ưm ưn"
)
#: "qu" has swallowed the u of "uy", "uân" and the like.
_AFTER_QU = listed(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt ân âng ât âu ây e ec en eng eo et ê "
    "ên ênh êch êt i it ich inh iên iêt y ych ynh yên yêt yt yu ôc ơ ơi ơn ơt"
)
_FRONT_VOWELS = frozenset("eêiy")
_STOPS = ("c", "ch", "p", "t")
_SHARP_TONES = frozenset({"\u0301", "\u0323"})


def _all() -> frozenset[str]:
    found = set()
    for onset in ("", *_ONSETS):
        for rhyme in _AFTER_QU if onset == "qu" else _RHYMES:
            is_front = rhyme[0] in _FRONT_VOWELS
            if onset in {"k", "gh", "ngh"} and not is_front:
                continue
            if onset in {"c", "ng"} and is_front:
                continue
            if onset == "g" and is_front and rhyme[0] != "i":
                continue
            found.add(onset + rhyme)
    return frozenset(found)


#: Without tones: "luât", "đat", "dai".
TONELESS = _all()
#: Without any mark: "luat", "dat", "dai".
FOLDED = frozenset(fold(syllable) for syllable in TONELESS)


@lru_cache(maxsize=16_384)
def split_tone(word: str) -> tuple[str, str]:
    """ "luật" → ("luât", dot below)."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in decomposed if mark in TONES)
    return normalise("".join(mark for mark in decomposed if mark not in TONES)), tones


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Could this stand in a Vietnamese text? Marks may be missing; those that stand there must be possible."""
    lowered = word.lower()
    toneless, tones = split_tone(lowered)
    if toneless == fold(toneless):
        if toneless not in FOLDED:
            return False
    elif toneless not in TONELESS and not _is_half_marked(toneless):
        return False
    # A syllable that ends in a stop is said with a sharp or a low tone; without any tone it is half typed.
    return len(tones) <= 1 and not (tones and toneless.endswith(_STOPS) and tones not in _SHARP_TONES)


def _is_half_marked(toneless: str) -> bool:
    """ "duơng", "đuong": some of the marks of "đương"."""
    folded = fold(toneless)
    return any(
        all(typed in (whole, plain) for typed, whole, plain in zip(toneless, syllable, folded, strict=True))
        for syllable in _BY_FOLDED.get(folded, ())
    )


def _by_folded() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for syllable in TONELESS:
        table.setdefault(fold(syllable), []).append(syllable)
    return {folded: tuple(sorted(syllables)) for folded, syllables in table.items()}


_BY_FOLDED = _by_folded()


def place_tone(toneless: str, tone: str) -> str:
    """ "luât" with a dot below → "luật"; the older place for "hòa" and "thủy", as the laws write them."""
    if not tone:
        return toneless
    start = 2 if toneless.startswith("qu") or (toneless.startswith("gi") and len(toneless) > 2) else 0
    if toneless.startswith("gi") and all(letter not in _VOWELS for letter in toneless[2:]):
        start = 0
    vowels = [index for index, letter in enumerate(toneless) if index >= start and letter in _VOWELS]
    if not vowels:
        return toneless
    marked = [index for index in vowels if toneless[index] in "ăâêôơư"]
    if marked:
        place = marked[-1]
    elif len(vowels) == 1:
        place = vowels[0]
    elif len(vowels) == 3 or vowels[-1] < len(toneless) - 1:
        place = vowels[1]
    else:
        place = vowels[0]
    return normalise(toneless[: place + 1] + tone + toneless[place + 1 :])


_VOWELS = frozenset("aăâeêioôơuưy")

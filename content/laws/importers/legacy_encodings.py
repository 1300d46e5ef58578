"""Vietnamese from before Unicode: TCVN3 (ABC), VNI and Windows-1258. Pure.

Which of them a text is in is decided by reading it in each and counting common words of law; a text in which none
of them gives enough words is not guessed at. Tables: TCVN 5712:1993 (VN3); VNI Software's Windows table.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from portal.lib.vietnamese import normalise

COMMON_WORDS = frozenset(
    [
        "điều", "của", "và", "các", "quy", "định", "được", "người", "luật", "việc", "tại", "này", "khoản",
        "trong", "theo", "cơ", "quan", "nhà", "nước", "thực", "hiện", "không", "phải", "có", "cho", "với",
        "chính", "phủ", "nghị", "quyết", "về", "chương", "tổ", "chức", "cá", "nhân", "từ", "ngày", "năm", "là",
    ]
)  # fmt: skip
ENOUGH_WORDS = 0.08  # of all words; law texts have about 0.3
FEWEST_WORDS = 2
SAMPLE = 20_000  # characters looked at

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_VNI_MARKS = {
    "a": ("àáảãạăằắẳẵặâầấẩẫậ", "øùûõïêèéúüëâàáåãä"),
    "e": ("èéẻẽẹêềếểễệ", "øùûõïâàáåãä"),
    "o": ("òóỏõọôồốổỗộ", "øùûõïâàáåãä"),
    "ô": ("ờớởỡợ", "øùûõï"),
    "u": ("ùúủũụ", "øùûõï"),
    "ö": ("ừứửữự", "øùûõï"),
    "y": ("ỳýỷỹ", "øùûõ"),
}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_WORD = re.compile(r"[^\W\d_]+")


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for base, (letters, marks) in _VNI_MARKS.items():
        table |= {base + mark: letter for letter, mark in zip(letters, marks, strict=True)}
    upper = {old.upper(): new.upper() for old, new in table.items()}
    mixed = {old[0].upper() + old[1:]: new.upper() for old, new in table.items()}
    return mixed | upper | table


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TCVN3_TABLE = str.maketrans(_TCVN3)


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str


def decode_legacy(data: bytes) -> Decoded | None:
    """Bytes that are not Unicode; None when they are no Vietnamese in any of the three."""
    latin = data.decode("latin-1")
    candidates = [
        Decoded(from_tcvn3(latin), "TCVN3"),
        Decoded(from_vni(data.decode("cp1252", errors="replace")), "VNI"),
    ]
    with contextlib.suppress(UnicodeDecodeError):
        candidates.append(Decoded(normalise(data.decode("cp1258")), "Windows-1258"))
    best = max(candidates, key=lambda one: share_of_common_words(one.text))
    return best if share_of_common_words(best.text) >= ENOUGH_WORDS else None


def repair(text: str) -> Decoded | None:
    """Text of an old font inside a Unicode file ("§iÒu"); None when it is well as it is."""
    sample = text[:SAMPLE]
    if not any("\xa1" <= character <= "\xff" for character in sample):
        return None
    own = share_of_common_words(sample)
    if own >= ENOUGH_WORDS:
        return None
    candidates = [Decoded(from_tcvn3(text), "TCVN3"), Decoded(from_vni(text), "VNI")]
    best = max(candidates, key=lambda one: share_of_common_words(one.text))
    return best if share_of_common_words(best.text) >= max(ENOUGH_WORDS, own * 2) else None


def from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3_TABLE)


def from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda match: _VNI[match[0]], text)


def share_of_common_words(text: str) -> float:
    """Common words among all words; words without any mark count half as evidence less: they prove no encoding."""
    words = _WORD.findall(text[:SAMPLE].lower())
    marked = [word for word in words if word in COMMON_WORDS and not word.isascii()]
    return len(marked) / len(words) if len(marked) >= FEWEST_WORDS else 0.0

"""The number of a document as people type it, and as the library keeps it. Pure."""

from __future__ import annotations

import re

from portal.lib.vietnamese import normalise

_AROUND_MARKS = re.compile(r"\s*([/-])\s*")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_WITHOUT = frozenset({"không số", "khong so", "ksố", "không có số"})


def tidy_number(number: str) -> str:
    """ "105 /2021/TT-BQP" → "105/2021/TT-BQP", "66 – NQ/TW" → "66-NQ/TW", "Không số" → ""."""
    # Ð (eth) looks like Đ and is often typed for it.
    tidy = _DASHES.sub("-", " ".join(normalise(number).split())).replace("Ð", "Đ")
    tidy = re.sub(r"^số\s*:?\s+", "", tidy, flags=re.IGNORECASE)
    tidy = _AROUND_MARKS.sub(r"\1", tidy).strip()
    return "" if tidy.lower() in _WITHOUT else tidy

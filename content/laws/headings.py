"""Headings printed in capitals, made readable. Pure.

Two marks above a capital letter are hard to read; the law prints chapter headings so. What the library stores is as
printed; only what a page shows is changed.
"""

from __future__ import annotations

import re

# Words that keep a capital inside a sentence, as the law itself writes them.
PROPER_NAMES = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Việt Nam",
    "Đảng Cộng sản",
    "Hiến pháp",
    "Quốc hội",
    "Ủy ban thường vụ Quốc hội",
    "Chính phủ",
    "Thủ tướng",
    "Chủ tịch nước",
    "Nhà nước",
    "Nhân dân",
    "Mặt trận Tổ quốc",
    "Tòa án nhân dân",
    "Viện kiểm sát nhân dân",
    "Kiểm toán nhà nước",
    "Hội đồng nhân dân",
    "Ủy ban nhân dân",
    "Hội đồng Dân tộc",
)
_PROPER = re.compile(
    "|".join(
        rf"(?<!\w){re.escape(name.lower())}(?!\w)" for name in sorted(PROPER_NAMES, key=len, reverse=True)
    )
)
_AS_WRITTEN = {name.lower(): name for name in PROPER_NAMES}


# Titles that begin with the word for their type by chance: the law on lawyers is the "Luật Luật sư".
_BY_CHANCE = frozenset({"luật sư"})


def names_its_type(title: str, type_name: str) -> bool:
    """Whether a title begins with the type of its document: "Luật Đất đai"; not so "Luật sư"."""
    lowered = title.lower()
    return lowered.startswith(type_name.lower()) and lowered not in _BY_CHANCE


def readable_heading(heading: str) -> str:
    """ "QUY TẮC GIAO THÔNG" → "Quy tắc giao thông"; a heading not all in capitals is left alone."""
    if not heading.isupper():
        return heading
    lowered = _PROPER.sub(lambda match: _AS_WRITTEN[match[0]], heading.lower())
    return lowered[:1].upper() + lowered[1:]

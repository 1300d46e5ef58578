"""Words that must not be torn apart at the end of a line."""

import re

from django import template
from django.template.defaultfilters import stringfilter

register = template.Library()

NO_BREAK_SPACE = "\u00a0"
# A line may break after a dash even before a no-break space (Unicode line breaking, rule LB12a).
WORD_JOINER = "\u2060"
# A kind of document and its number; a unit of a law and its number; a figure and its unit; fixed compounds.
DOCUMENT = r"Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Chỉ thị"
DIVISION = r"Phần|Chương|Mục|Tiểu mục|Điều|Khoản|Bài|Số"
UNIT = r"nghìn|triệu|tỷ|đồng|điểm|ngày|tháng|năm|tuổi|giờ|phút|km/h|km|kg|mg|ml|m|cm|%"
TOGETHER = (
    re.compile(rf"\b(?:{DOCUMENT})(?: số)? \d[\w/.-]*"),
    re.compile(rf"\b(?:{DIVISION}) (?:thứ )?[\dIVXLC]+[a-zđ]?\b", re.IGNORECASE),
    re.compile(r"\bđiểm (?:\d+|[a-zđê]\d?)\b", re.IGNORECASE),
    re.compile(rf"\d+(?: – \d+)? (?:{UNIT})(?: đồng)?(?!\w)"),
    re.compile(r"\b(?:xe máy|xe đạp|ô tô|bằng lái|tư pháp)\b", re.IGNORECASE),
)


def keep_words_together(text: str) -> str:
    """The same text with no-break spaces inside "Điều 7", "Nghị định 168/2024/NĐ-CP", "2 – 3 triệu đồng"."""
    for pattern in TOGETHER:
        text = pattern.sub(_join, text)
    return text


def _join(match: re.Match[str]) -> str:
    return match[0].replace("– ", f"–{WORD_JOINER} ").replace(" ", NO_BREAK_SPACE)


@register.filter(is_safe=True)
@stringfilter
def keep_together(value: str) -> str:
    """Put no-break spaces where a line must not break. Never changes anything that is seen."""
    return keep_words_together(value)

"""Law text in templates: words that belong together stay on one line."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_TOGETHER = re.compile(
    r"(?<!\w)(điều|khoản|điểm|chương|mục|số|ngày|tháng|năm) (?=[\dIVX]|[a-zđ](?![\w]))", re.IGNORECASE
)
_UNITS = re.compile(r"(?<=\d) (?=(?:đồng|km/h|km|kg|mét|m|tuổi|tháng|năm|ngày|giờ|phút|xe|điểm)(?!\w))")


@register.filter
def keep_together(text: str) -> SafeString:
    """A non-breaking space inside "Điều 7", "khoản 2", "10 tuổi"; the text is escaped first."""
    return mark_safe(set_words(text))


def set_words(text: str) -> str:
    """Safe HTML."""
    escaped = str(conditional_escape(text))
    return _UNITS.sub("\u00a0", _TOGETHER.sub("\\1\u00a0", escaped))

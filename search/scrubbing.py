"""What is kept of a query: nothing that names a person. Pure."""

from __future__ import annotations

import re

MASK = "…"
_MAIL = re.compile(r"\S*@\S*")
#: Numbers of people and telephones have nine digits and more, in groups or not; numbers of laws have none so long.
_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[\s.\-]?\d){8,}(?!\d)")
#: 29A-123.45, 51F 123.45: a vehicle's plate.
_PLATE = re.compile(r"(?<!\w)\d{2}[a-zđ]\d?[\s\-]?\d{3}[.\s]?\d{2}(?!\w)", re.IGNORECASE)


def scrub(text: str) -> str:
    """
    >>> scrub("cccd 001203004567 của tôi mất")
    'cccd … của tôi mất'
    >>> scrub("khoản 2 điều 15 168/2024/NĐ-CP"), scrub("mail a.b@c.vn")
    ('khoản 2 điều 15 168/2024/NĐ-CP', 'mail …')
    """
    for pattern in (_MAIL, _LONG_NUMBER, _PLATE):
        text = pattern.sub(MASK, text)
    return " ".join(text.split())

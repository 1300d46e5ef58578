"""The token by which an opened result is counted: which search, which place, which kind; signed, for a day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core import signing

from search.choices import Kind

SALT = "search.clicks"
VALID_SECONDS = 24 * 3600
MOST_RANK = 500


@dataclass(frozen=True, slots=True)
class Click:
    event_id: uuid.UUID
    rank: int
    kind: Kind


def click_token(event_id: uuid.UUID, rank: int, kind: Kind) -> str:
    return signing.TimestampSigner(salt=SALT).sign(f"{event_id.hex}.{rank}.{kind.value}")


def read_click(token: str) -> Click | None:
    """None for what was not signed here, or too long ago."""
    try:
        text = signing.TimestampSigner(salt=SALT).unsign(token, max_age=VALID_SECONDS)
        event, rank, kind = text.split(".")
        click = Click(uuid.UUID(hex=event), int(rank), Kind(kind))
    except (signing.BadSignature, ValueError):
        return None
    return click if 1 <= click.rank <= MOST_RANK else None

"""The words of a body as plain text, one text a block, for whoever looks for citations in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from portal.lib.vietnamese import normalise

_ENDS_LINE = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>")
_TAG = re.compile(r"<[^>]*>")


def texts_of(body: StreamValue) -> dict[str, str]:
    """Block id → its words."""
    texts = {}
    for block in body:
        words = "\n".join(_words(block.value))
        if words:
            texts[str(block.id or "")] = normalise(words)
    return texts


def plain_words(text: RichText) -> str:
    """Rich text without its tags, a paragraph a line."""
    return html.unescape(_TAG.sub("", _ENDS_LINE.sub("\n", text.source))).strip()


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        yield plain_words(value)
    elif isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name != "provisions":
                yield from _words(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _words(part)

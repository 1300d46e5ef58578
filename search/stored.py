"""What an engine keeps to show a document, as plain JSON. Pure, and the same for both engines."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import msgspec

from search.documents import Passage, SearchDocument

_USUAL = tuple((field.name, field.default) for field in fields(SearchDocument) if field.name != "passages")

#: Anything of a document as bytes: days, kinds and passages too.
to_json = msgspec.json.Encoder().encode
#: Raise msgspec.DecodeError where the bytes are not what they should be.
document_from_json = msgspec.json.Decoder(SearchDocument).decode
passage_from_json = msgspec.json.Decoder(Passage).decode


def shown_fields(document: SearchDocument) -> dict[str, Any]:
    """A document without its passages and without the fields that are as usual: half the size."""
    return {name: value for name, usual in _USUAL if (value := getattr(document, name)) != usual}


def document_of(shown: Any) -> SearchDocument:
    """A document from its JSON as it was parsed with what stood around it."""
    return msgspec.convert(shown, SearchDocument)


def passage_of(shown: Any) -> Passage:
    return msgspec.convert(shown, Passage)

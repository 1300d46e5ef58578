"""Plain text in any encoding that Vietnamese laws are found in."""

from __future__ import annotations

import codecs

from django.utils.translation import gettext as _

from content.laws.choices import SourceFormat

from .legacy_encodings import decode_legacy
from .source_text import SourceText, finish, refuse

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOSTLY = 0.3  # share of NUL bytes on one side from which a text without a mark is UTF-16


def read_plain_text(data: bytes, file: str) -> SourceText:
    """Raises ``RefusedFile`` when the encoding cannot be told, or there is no text."""
    text, encoding = decode_text(data, file)
    notes = () if encoding.startswith("utf") else (_("Read as %(encoding)s.") % {"encoding": encoding},)
    return finish(file, SourceFormat.TEXT, text, notes=notes)


def decode_text(data: bytes, file: str) -> tuple[str, str]:
    """The text and the name of its encoding; ``RefusedFile`` when none fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data, encoding, file), encoding
    if encoding := _unmarked_utf16(data):
        return _decode(data, encoding, file), encoding
    if b"\x00" in data:
        refuse(file, _("this is not text"))
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        legacy = decode_legacy(data)
        if legacy is None:
            refuse(
                file,
                _(
                    "the encoding is not UTF-8, UTF-16, TCVN3, VNI or Windows-1258 (byte %(position)d); "
                    "save the file as UTF-8"
                )
                % {"position": error.start},
            )
        return legacy.text, legacy.encoding


def _decode(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        refuse(
            file,
            _("the file says it is %(encoding)s and is not (byte %(position)d)")
            % {"encoding": encoding.upper().removesuffix("-SIG"), "position": error.start},
        )


def _unmarked_utf16(data: bytes) -> str:
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) / 2
    if sample[1::2].count(0) / half > MOSTLY:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) / half > MOSTLY else ""

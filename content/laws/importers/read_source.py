"""A law as an editor has it, whatever the format: what it is decides its content, not its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext as _

from content.laws.choices import SourceFormat

from .akoma_ntoso import read_akoma_ntoso
from .html_page import read_html
from .pdf_text import read_pdf
from .plain_text import decode_text, read_plain_text
from .source_text import LARGEST_FILE, OnRead, SourceText, refuse
from .word import read_word

READERS: dict[SourceFormat, Callable[[bytes, str], SourceText]] = {
    SourceFormat.WORD: read_word,
    SourceFormat.PDF: read_pdf,
    SourceFormat.HTML: read_html,
    SourceFormat.TEXT: read_plain_text,
    SourceFormat.AKOMA_NTOSO: read_akoma_ntoso,
}
EXTENSIONS = {
    ".docx": SourceFormat.WORD,
    ".pdf": SourceFormat.PDF,
    ".html": SourceFormat.HTML,
    ".htm": SourceFormat.HTML,
    ".xhtml": SourceFormat.HTML,
    ".txt": SourceFormat.TEXT,
    ".xml": SourceFormat.AKOMA_NTOSO,
    ".akn": SourceFormat.AKOMA_NTOSO,
}
LONGEST_NAME = 255

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<body[\s>]|<(?:p|div|table|br|h[1-6])[\s/>]", re.IGNORECASE)
_XML = re.compile(r"^\s*(?:<\?xml|<!DOCTYPE|<!ENTITY|<[\w:.-]+[\s>])", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_source(data: bytes, file: str, on_read: OnRead | None = None) -> SourceText:
    """Raises ``RefusedFile`` with the reason in the person's language.

    ``on_read`` is told how far it is with Word and PDF, the formats that take long.
    """
    file = PurePath(file.replace("\\", "/")).name[-LONGEST_NAME:]
    if len(data) > LARGEST_FILE:
        refuse(file, _("the file is larger than %(limit)d MB") % {"limit": LARGEST_FILE // 1024 // 1024})
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xfe\xff"):
        refuse(file, _("the file is empty"))
    found = recognise_format(data, file)
    named = EXTENSIONS.get(PurePath(file).suffix.lower())
    if named is not None and named is not found:
        refuse(
            file,
            _("its name says “%(named)s”, its content is “%(found)s”; check that it is the right file")
            % {"named": named.label, "found": found.label},
        )
    if on_read is not None and found in {SourceFormat.WORD, SourceFormat.PDF}:
        return (read_word if found is SourceFormat.WORD else read_pdf)(data, file, on_read)
    return READERS[found](data, file)


def recognise_format(data: bytes, file: str) -> SourceFormat:
    """By the first bytes, then by the first words."""
    if b"%PDF-" in data[:1024]:
        return SourceFormat.PDF
    if data.startswith(b"PK\x03\x04"):
        return SourceFormat.WORD
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in data:
            refuse(file, _("it is protected by a password"))
        refuse(file, _("this is the old Word format (.doc); save it as .docx"))
    if data.startswith(b"{\\rtf"):
        refuse(file, _("this is Rich Text (.rtf); save it as .docx"))
    if data.startswith(_PICTURES):
        refuse(file, _("this is a picture; bring the law as text"))
    # Markup is ASCII in every encoding but UTF-16, and says itself which encoding the rest is in.
    head = data[:4096].decode("latin-1").lstrip("\xef\xbb\xbf")
    if b"\x00" in data[:4096]:
        head = decode_text(data, file)[0].lstrip("\ufeff")[:4096]
    if _HTML.search(head) and "akomaNtoso" not in head:
        return SourceFormat.HTML
    return SourceFormat.AKOMA_NTOSO if _XML.match(head) else SourceFormat.TEXT

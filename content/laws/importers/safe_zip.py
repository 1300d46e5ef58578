"""ZIP containers from strangers, looked at before anything in them is read."""

from __future__ import annotations

import io
import re
import zipfile

from django.utils.translation import gettext as _

from .source_text import refuse

MOST_ENTRIES = 2_000
LARGEST_INSIDE = (
    200 * 1024 * 1024
)  # bytes of all entries together; ZipFile never reads more than an entry declares
LARGEST_RATIO = 200  # unpacked ÷ packed, for what is large; XML of a law has about 10
RATIO_MATTERS_FROM = 20 * 1024 * 1024
_OUTSIDE = re.compile(r"^(?:/|\\|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)")


def open_zip(data: bytes, file: str) -> zipfile.ZipFile:
    """Raises ``RefusedFile`` for bombs, paths outside, encryption and broken archives."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        refuse(file, _("the file is damaged and cannot be unpacked"))
    if len(entries) > MOST_ENTRIES:
        refuse(file, _("it holds more than %(limit)d files") % {"limit": MOST_ENTRIES})
    if len({entry.filename for entry in entries}) < len(entries):
        refuse(file, _("the file is damaged and cannot be unpacked"))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_INSIDE:
        refuse(
            file,
            _("unpacked it would be larger than %(limit)d MB") % {"limit": LARGEST_INSIDE // 1024 // 1024},
        )
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > RATIO_MATTERS_FROM and unpacked / packed > LARGEST_RATIO:
        refuse(file, _("it is packed suspiciously tightly, as archives made to do harm are"))
    for entry in entries:
        if _OUTSIDE.search(entry.filename):
            refuse(file, _("it holds a path outside itself: %(path)s") % {"path": entry.filename[:80]})
        if entry.flag_bits & 1:
            refuse(file, _("it is protected by a password"))
    return archive

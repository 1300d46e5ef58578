"""Where a person is sent back to: only ever a path of this site."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_PATH = 300


def same_site_path(path: str) -> str:
    """The path itself, or "" when it could lead elsewhere (host, scheme, ``//``, control character)."""
    if not path.startswith("/") or len(path) > LONGEST_PATH:
        return ""
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""

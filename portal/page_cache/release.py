"""Which release draws the pages: one release never shows what another has kept.

A deploy changes templates, words, styles and code, and no signal tells of it. Its pages get keys of their own
instead, so that old and new processes may also run side by side while one replaces the other.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# What a page is made of; `requirements.txt` stands for the libraries.
SOURCES = ("content", "learning", "portal", "search", "static", "templates", "requirements.txt")
NOT_READ = {"__pycache__"}


@cache
def release() -> str:
    """A digest of this process's source, the same on every machine that runs it; read once (about 50 ms)."""
    return _digest(settings.BASE_DIR)


def _digest(root: Path) -> str:
    digest = hashlib.blake2b(digest_size=8)
    # These stand on every page and belong to the deployment.
    digest.update(f"{settings.SITE_NAME}\n{settings.BASE_URL}\n".encode())
    for path in _files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> list[Path]:
    found = []
    for name in SOURCES:
        source = root / name
        candidates = source.rglob("*") if source.is_dir() else [source]
        found += [path for path in candidates if path.is_file() and not NOT_READ & set(path.parts)]
    return sorted(found)

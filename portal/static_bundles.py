"""One style sheet on the wire from many small ones in the folder.

``css/site.css`` is the concatenation of ``static/css`` in the order of ``BUNDLE_ORDER``. A static files
finder offers it, so the development server, the tests and ``collectstatic`` all see the same file and no
build step is needed. Cascade layers make the order inside a group irrelevant.
"""

import os
import posixpath
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage

BUNDLE_PATH = "css/site.css"
BUNDLE_ORDER = ("tokens.css", "base.css", "layout.css", "components/*.css", "pages/*.css", "print/*.css")
RELATIVE_ADDRESS = re.compile(
    r"""url\(\s*(?P<quote>["']?)(?!data:|https?:|/|\#)(?P<path>[^"')]+)(?P=quote)\s*\)"""
)


def bundle_sources(css_folder: Path) -> list[Path]:
    """The style sheets of the bundle in their order; within a pattern by name."""
    return [path for pattern in BUNDLE_ORDER for path in sorted(css_folder.glob(pattern))]


def build_bundle(css_folder: Path) -> str:
    """The text of the bundle; addresses in ``url()`` are rewritten to be relative to ``css/site.css``."""
    parts = []
    for source in bundle_sources(css_folder):
        folder = source.parent.relative_to(css_folder).as_posix()

        def rebase(match: re.Match[str], folder: str = folder) -> str:
            return f'url("{posixpath.normpath(posixpath.join(folder, match["path"]))}")'

        parts.append(RELATIVE_ADDRESS.sub(rebase, source.read_text(encoding="utf-8")))
    return "\n".join(parts)


class CssBundleFinder(BaseFinder):
    """Finds ``css/site.css``, written afresh whenever one of its sources has changed."""

    def __init__(self, css_folder: Path | None = None, target_root: Path | None = None) -> None:
        self.css_folder = css_folder or settings.BASE_DIR / "static" / "css"
        self.storage = FileSystemStorage(location=target_root or settings.DATA_DIR / "bundles")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        if bundle_sources(self.css_folder):
            return []
        return [Error(f"No style sheet found in {self.css_folder}.", id="portal.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file's path, or a list of it with ``find_all``; an empty list for any other path."""
        if path != BUNDLE_PATH:
            return []
        found = str(self._write())
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        if not matches_patterns(BUNDLE_PATH, ignore_patterns):
            self._write()
            yield BUNDLE_PATH, self.storage

    def _write(self) -> Path:
        """Replace the file in one step: another process may be reading it."""
        target = Path(self.storage.path(BUNDLE_PATH))
        text = build_bundle(self.css_folder)
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, suffix=".tmp", delete=False
        ) as handle:
            handle.write(text)
        os.chmod(handle.name, 0o644)  # noqa: PTH101  (the temporary file is private by default)
        Path(handle.name).replace(target)
        return target

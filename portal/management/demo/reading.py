"""Reads the demo's content files."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


def read_content(name: str) -> dict[str, Any]:
    """The parsed TOML file ``content/<name>``."""
    with (CONTENT / name).open("rb") as content_file:
        return tomllib.load(content_file)

"""The house keeps its order: imports point down, and a module is named by its subject."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("portal", "content", "learning", "search")
NAMES_THAT_SAY_NOTHING = {
    "utils", "util", "helpers", "helper", "common", "services", "service", "misc", "shared", "base_utils",
}  # fmt: skip


def modules() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and "node_modules" not in path.parts
    ]


def test_imports_point_down():
    result = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_named_for_nothing(package: str):
    parts = {
        path.relative_to(ROOT): {*path.relative_to(ROOT).parts[:-1], path.stem}
        for path in modules()
        if path.is_relative_to(ROOT / package)
    }

    assert parts
    assert [str(path) for path, names in parts.items() if names & NAMES_THAT_SAY_NOTHING] == []


def test_views_stay_short_enough_to_read():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if "views" in path.parts or path.name == "views.py"
        if (lines := len(path.read_text().splitlines())) > 320
    }

    assert too_long == {}


def test_only_one_module_prints():
    importers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if any(
            line.lstrip().startswith(("import weasyprint", "from weasyprint"))
            for line in path.read_text().splitlines()
        )
    ]

    assert importers == ["portal/lib/pdf.py"]

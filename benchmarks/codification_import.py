"""How long the import of the codification takes, beside merely parsing its HTML, and how much memory.

    SHARED_DATA=… python benchmarks/codification_import.py

Goals: at most 60 s and 1 GiB on two cores; at most twice the time of parsing. On a library of its own, in a
temporary folder (SQLite), or in DATABASE_URL's PostgreSQL, which must be empty.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EDITION = Path(os.environ.get("SHARED_DATA", "")) / "bophapdien.tar.xz"
MEGABYTE = 1024


def main() -> None:
    if not EDITION.is_file():
        print("skipped: needs bophapdien.tar.xz in SHARED_DATA")
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v", "0"], env=environment, check=True)
        parsing = float(subprocess.check_output([sys.executable, __file__, "--parse"], env=environment))
        command = [*manage, "import_codification", str(EDITION), "--json"]
        seconds, report = timed(command, environment)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
        again, second = timed(command, environment)
    print(f"articles imported              {report['new']['articles']}")
    print(f"pieces refused                 {report['refused']}")
    print(f"import ÷ 60 s                  {seconds / 60:.2f}   (goal ≤ 1)")
    print(f"import ÷ parsing with lxml     {seconds / parsing:.1f}   (goal ≤ 2)")
    print(f"largest process ÷ 1 GiB        {peak / 1024:.2f}   (goal ≤ 1)")
    print(f"second run ÷ first             {again / seconds:.2f}, rows changed {sum(second['new'].values())}")


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, dict[str, dict[str, int]]]:
    begun = time.perf_counter()
    output = subprocess.check_output(command, env=environment, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun, json.loads(output)


def parse_only() -> None:
    """The seconds that lxml needs for all files, unpacked beforehand."""
    import lxml.html  # noqa: PLC0415  (only this process needs it)

    from content.laws.importers.codification_edition import open_edition  # noqa: PLC0415

    with open_edition(EDITION) as edition:
        pages = [member.path.read_bytes() for member in edition.members]
    begun = time.perf_counter()
    for page in pages:
        lxml.html.document_fromstring(page)
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    if "--parse" in sys.argv:
        parse_only()
    else:
        main()

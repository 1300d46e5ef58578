"""How long the import of the codification takes, beside merely parsing its HTML, and how much memory.

    SHARED_DATA=… python benchmarks/codification_import.py
    SHARED_DATA=… python -m tests.servers postgres -- python benchmarks/codification_import.py

Goals: at most 60 s and 1 GiB on two cores; at most twice the time of parsing. On a library of its own, in a
temporary folder (SQLite), or in DATABASE_URL's PostgreSQL, which must be empty.

Parsing is measured before and after, on one core, files in memory. Two measures of time: the clock, which also counts
what else the machine does; and the work, processor seconds of all the import's processes divided by two cores (of
PostgreSQL's server only the clock knows). "Floor" is the part of the import that no program can leave out: unpacking
the archive, decoding the pages, and giving the texts, as they are, to SQLite.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
EDITION = Path(os.environ.get("SHARED_DATA", "")) / "bophapdien.tar.xz"
CORES = 2
GIGABYTE = 1024 * 1024  # kilobytes
LOOK_EVERY = 0.1  # seconds


@dataclass
class Run:
    """One command: seconds by the clock, processor seconds, kilobytes of all its processes at their most."""

    clock: float
    work: float
    memory: int
    output: dict[str, Any]


def main() -> None:
    if not EDITION.is_file():
        print("skipped: needs bophapdien.tar.xz in SHARED_DATA")
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v", "0"], env=environment, check=True)
        command = [*manage, "import_codification", str(EDITION), "--json", "--citations-later"]
        before = parsing(environment)
        first = timed(command, environment)
        after = parsing(environment)
        second = timed(command, environment)
        citations = timed([*manage, "rebuild_citations", "--json"], environment)
    parse = (before["parse"] + after["parse"]) / 2
    floor = (before["floor"] + after["floor"]) / 2
    work = first.work / CORES
    database = "PostgreSQL" if "postgres" in os.environ.get("DATABASE_URL", "") else "SQLite"
    print(f"{database}: articles {first.output['new']['articles']}, pieces refused {first.output['refused']}")
    print(
        f"import ÷ 60 s                  {first.clock / 60:.2f} by the clock, {work / 60:.2f} of work   (goal ≤ 1)"
    )
    print(
        f"import ÷ parsing with lxml     {first.clock / parse:.1f} by the clock, "
        f"{work / parse:.1f} of work   (goal ≤ 2)"
    )
    print(f"floor ÷ parsing with lxml      {floor / parse:.1f} of work on one core")
    print(
        f"memory ÷ 1 GiB                 {first.memory / GIGABYTE:.2f}, all processes together   (goal ≤ 1)"
    )
    print(f"second run ÷ first             {second.clock / first.clock:.2f}, rows changed {changed(second)}")
    print(
        f"finding all citations ÷ import {citations.work / first.work:.2f} of work, "
        f"{citations.output['citations']} rows"
    )


def changed(run: Run) -> int:
    return sum(run.output["new"].values()) + sum(run.output["changed"].values())


def timed(command: list[str], environment: dict[str, str]) -> Run:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    most = [0]
    watch = threading.Thread(target=watch_memory, args=(process, most))
    watch.start()
    output, _errors = process.communicate()
    clock = time.perf_counter() - begun
    watch.join()
    if process.returncode:
        raise SystemExit(f"{command[2]} failed")
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return Run(clock, work, most[0] or now.ru_maxrss, json.loads(output))


def watch_memory(process: subprocess.Popen[bytes], most: list[int]) -> None:
    """Keeps the largest sum; where there is no /proc it stays 0."""
    while process.poll() is None:
        most[0] = max(most[0], sum(map(resident, family(process.pid))))
        time.sleep(LOOK_EVERY)


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        for task in Path(f"/proc/{pid}/task").iterdir():
            if task.name != str(pid):
                children += (task / "children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def resident(pid: int) -> int:
    try:
        found = re.search(
            r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        )
    except OSError:
        return 0
    return int(found[1]) if found else 0


def parsing(environment: dict[str, str]) -> dict[str, float]:
    answer: dict[str, float] = json.loads(
        subprocess.check_output([sys.executable, __file__, "--parse"], env=environment)
    )
    return answer


def parse_only() -> None:
    """Prints the processor seconds that lxml needs for all files, unpacked beforehand, and those of the floor."""
    import lxml.html  # noqa: PLC0415  (only this process needs it)

    from content.laws.importers.codification_edition import open_edition  # noqa: PLC0415

    begun = time.process_time()
    with open_edition(EDITION) as edition:
        pages = [member.path.read_bytes() for member in edition.members]
    unpacked = time.process_time()
    for page in pages:
        lxml.html.document_fromstring(page)
    parsed = time.process_time()
    pieces = [piece for page in pages for piece in page.decode("utf-8-sig").split("<p class='pNoiDung'>")]
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "floor.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE texts (id integer PRIMARY KEY, text text)")
        database.executemany("INSERT INTO texts (text) VALUES (?)", ((piece,) for piece in pieces))
    stored = time.process_time()
    print(json.dumps({"parse": parsed - unpacked, "floor": unpacked - begun + stored - parsed}))


if __name__ == "__main__":
    if "--parse" in sys.argv:
        parse_only()
    else:
        main()

"""The index in this folder between two processes: the worker writes, the web process searches."""

import datetime
import subprocess
import sys
import textwrap
from pathlib import Path

from search.backends.base import Filters, SearchRequest
from search.backends.embedded import EmbeddedBackend
from search.queries import parse_query

from .conftest import law_article

ROOT = Path(__file__).resolve().parents[2]
WRITES = 10
WRITER = """
    import sys
    from pathlib import Path
    from search.backends.embedded import EmbeddedBackend
    from tests.search.conftest import law_article

    engine = EmbeddedBackend(Path(sys.argv[1]))
    for number in range({writes}):
        print(number, flush=True)
        engine.replace([law_article(500 + number, f"Phù hiệu {{number}}", "Xe phải có phù hiệu.")], version=2 + number)
    print("written", flush=True)
    sys.stdin.readline()
    engine.delete(["law_article:500"], version=99)
    print("deleted", flush=True)
    sys.stdin.readline()
    engine.rebuild([(law_article(700, "Phù hiệu mới", "Xe phải có phù hiệu."), 100)], reload=lambda keys: [])
    print("rebuilt", flush=True)
"""


def found(engine: EmbeddedBackend, text: str) -> set[str]:
    query = parse_query(text)
    (answer,) = engine.search(
        [
            SearchRequest(
                words=query.words,
                word_pairs=query.word_pairs,
                content=query.content,
                required=query.required,
                phrases=query.phrases,
                filters=Filters(language="vi", day=datetime.date(2026, 11, 22)),
            )
        ]
    )
    return {hit.document.key for hit in answer.hits}


def test_a_reader_sees_what_another_process_writes_deletes_and_rebuilds(tmp_path: Path):
    reader = EmbeddedBackend(tmp_path / "search")
    reader.rebuild([(law_article(1, "Mũ bảo hiểm", "Đội mũ bảo hiểm."), 1)], reload=lambda keys: [])
    assert found(reader, "phù hiệu") == set()

    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER.format(writes=WRITES)), str(tmp_path / "search")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin
    assert writer.stdout
    try:
        said, seen = "", 0
        while said != "written":
            said = writer.stdout.readline().strip()
            assert said, "the writer failed"
            # Between and during the writes: every search answers, and nothing that was there goes away.
            now_found = len(found(reader, "phù hiệu"))
            assert now_found >= seen
            seen = now_found
            assert found(reader, "mũ bảo hiểm") == {"law_article:1"}
        assert found(reader, "phu hieu") == {f"law_article:{500 + number}" for number in range(WRITES)}

        print(file=writer.stdin, flush=True)
        assert writer.stdout.readline().strip() == "deleted"
        assert "law_article:500" not in found(reader, "phù hiệu")

        print(file=writer.stdin, flush=True)
        assert writer.stdout.readline().strip() == "rebuilt"
        assert found(reader, "phù hiệu") == {"law_article:700"}
        assert writer.wait(timeout=30) == 0
    finally:
        writer.kill()
        writer.wait()
        writer.stdin.close()
        writer.stdout.close()

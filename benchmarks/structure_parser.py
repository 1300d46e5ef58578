"""How much of a law's structure comes back from its plain text, from Word and from PDF; counts, never a time.

    python benchmarks/structure_parser.py LAWS [CODIFICATION] [--json]

LAWS: a folder of laws as JSON (what `import_law` reads). Each is written out as plain text, as a .docx and as a
PDF, read back, and compared article by article, clause by clause, point by point with the JSON.
CODIFICATION: the official codification (a folder or .tar.xz). 500 of its articles, drawn with a fixed seed, are
read; counted is how many clauses run on without a gap.
"""

import argparse
import datetime
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from content.laws.importers.codification_edition import open_edition, read_members  # noqa: E402
from content.laws.importers.codification_records import SubjectRecord  # noqa: E402
from content.laws.importers.from_tree import article_records  # noqa: E402
from content.laws.importers.law_json import Stated, read_law_file  # noqa: E402
from content.laws.importers.read_source import read_source  # noqa: E402
from content.laws.importers.records import ArticleRecord, DocumentRecord  # noqa: E402
from content.laws.ordering import number_order  # noqa: E402
from content.laws.structure import parse_article_text, point_order  # noqa: E402
from content.laws.structure_tree import parse_document  # noqa: E402
from tests.laws import law_files  # noqa: E402

SAMPLE, SEED = 500, 20_26
# What a JSON file may leave open; the comparison does not look at it.
STATED = Stated(issued_on=datetime.date(2000, 1, 1), issuer="Chính phủ")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("laws", type=Path)
    parser.add_argument("codification", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures: dict[str, Any] = {}
    for path in sorted(arguments.laws.glob("*.json")):
        record = read_law_file(path, lambda _number: (Stated(), STATED))
        figures[record.number] = measure_law(record)
    if arguments.codification:
        figures["codification"] = measure_codification(arguments.codification)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, found in figures.items():
        print(name)
        for line in _lines(found):
            print(f"  {line}")


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for name, value in found.items():
        if isinstance(value, dict):
            counts = ", ".join(f"{what} {right}/{all_}" for what, (right, all_) in value.items())
            yield f"{name}: {counts}"
        else:
            yield f"{name}: {value}"


def plain_text(record: DocumentRecord) -> str:
    """A law as it is printed: headings of divisions on two lines, articles, closing."""
    lines: list[str] = []
    above: tuple[Any, ...] = ()
    for article in record.articles:
        for depth, division in enumerate(article.divisions):
            if article.divisions[: depth + 1] != above[: depth + 1]:
                lines += [f"{division.kind.vietnamese_name} {division.number}", division.heading]
        above = article.divisions
        lines += [f"Điều {article.number}. {article.heading}", article.text]
    return "\n".join([*lines, record.closing]).strip()


def measure_law(record: DocumentRecord) -> dict[str, Any]:
    """Counts of what came back the same, per format."""
    text = plain_text(record)
    found = {"plain text": compare(record, text)}
    found["Word"] = compare(record, read_source(law_files.word_bytes(text), "law.docx").text)
    with tempfile.TemporaryDirectory() as folder:
        pdf = law_files.pdf_bytes(text, Path(folder))
    found["PDF"] = compare(record, read_source(pdf, "law.pdf").text)
    return found


def compare(record: DocumentRecord, text: str) -> dict[str, tuple[int, int]]:
    """(the same, all) of articles with heading and place, of clauses, and of points, each with its whole text."""
    read = {article.number: article for article in article_records(parse_document(text))}
    right = dict.fromkeys(["articles", "clauses", "points"], 0)
    whole = dict.fromkeys(right, 0)
    for article in record.articles:
        other = read.get(article.number)
        whole["articles"] += 1
        right["articles"] += other is not None and (other.heading, other.divisions) == (
            article.heading,
            article.divisions,
        )
        provisions = _provisions(other)
        for key, words in _provisions(article).items():
            what = "points" if key[1] else "clauses"
            whole[what] += 1
            right[what] += provisions.get(key) == words
    return {what: (right[what], whole[what]) for what in whole}


def _provisions(article: ArticleRecord | None) -> dict[tuple[str, str], str]:
    parsed = parse_article_text(article.text if article else "")
    found = {(clause, point): " ".join(text.split()) for clause, point, text in parsed.provisions()}
    if not parsed.clauses:
        found["", ""] = " ".join(parsed.rejoined().split())
    return found


def measure_codification(path: Path) -> dict[str, Any]:
    with open_edition(path) as edition:
        subjects = [one for one in read_members(edition.members) if isinstance(one, SubjectRecord)]
    articles = [article for subject in subjects for article in subject.articles if article.text.strip()]
    drawn = random.Random(SEED).sample(articles, min(SAMPLE, len(articles)))  # noqa: S311  (a sample, no secret)
    clauses = runs_on = points = points_run_on = one_article = 0
    for article in drawn:
        tree = parse_document(f"Điều 1. {article.heading or 'Điều'}\n{article.text}")
        read = [node for _above, node in tree.articles()]
        one_article += len(read) == 1
        for node in read:
            last = 0
            for clause in node.parsed.clauses:
                order = number_order(clause.label)
                clauses += 1
                runs_on += order // 1000 in {last // 1000, last // 1000 + 1}
                last = order
            for clause in (node.parsed.lead, *node.parsed.clauses):
                due = 0
                for point in clause.points:
                    place = point_order(point.label) // 100
                    points += 1
                    points_run_on += place <= due
                    due = place + 1
    return {
        "sample": {"articles read as one article": (one_article, len(drawn))},
        "numbering": {
            "clauses that run on": (runs_on, clauses),
            "points that run on": (points_run_on, points),
        },
    }


if __name__ == "__main__":
    main()

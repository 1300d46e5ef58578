"""The State's own edition, whole: counts, a second run, and a part of it on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from content.laws.actions.store_codification import store_codification
from content.laws.importers.codification_edition import open_edition, processes_here
from content.laws.importers.codification_library import CodificationReport
from content.laws.importers.codification_records import Finding
from content.laws.library_counts import library_counts
from content.laws.models import Article, CodifiedArticle, DocumentRelation, LegalDocument

SHARED_DATA = os.environ.get("SHARED_DATA", "")
EDITION = Path(SHARED_DATA) / "bophapdien.tar.xz"
# Subjects of every kind in a few small files: amended laws, old circulars, tables, stubs.
PART = 12
ARTICLE_LOST = {
    Finding.UNDATED,
    Finding.NO_ISSUER,
    Finding.AMBIGUOUS,
    Finding.BAD_NUMBER,
    Finding.NO_TEXT,
    Finding.NO_SOURCE,
    Finding.NO_CODE,
    Finding.TEXT_TOO_LONG,
    Finding.REPEATED,
    Finding.TWICE,
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not EDITION.is_file(), reason="needs bophapdien.tar.xz in SHARED_DATA"),
    # Both in one worker, one after the other.
    pytest.mark.xdist_group("codification"),
]


def run(path: Path, **options: object) -> CodificationReport:
    with open_edition(path) as edition:
        return store_codification(edition, path.name, processes=processes_here(), **options)


def test_the_whole_edition_and_again() -> None:
    report = run(EDITION)
    counts = library_counts()
    assert (counts["topics"], counts["subjects"], counts["empty_subjects"]) == (45, 301, 90)
    # Each of the 62,323 articles is in the library or named with a reason.
    lost = [one for one in report.remarks if one.finding in ARTICLE_LOST]
    assert counts["codified"] + len(lost) == 62_323
    assert counts["codified"] >= 61_700
    assert counts["documents"] >= 4_100
    assert counts["documents_by_type"]["law"] >= 150
    assert counts["articles_without_text"] == 0
    assert counts["relations"] >= 6_000
    assert counts["related_articles"] >= 37_000

    road = LegalDocument.objects.get(number="23/2004/QH11")
    assert (road.issuer, road.issued_on.year) == ("Quốc hội", 2004)
    code = LegalDocument.objects.get(number="100/2015/QH13")
    amended = code.articles.get(number="261")
    assert DocumentRelation.objects.filter(to_article=amended, from_document__number="12/2017/QH14").exists()
    # Two documents of one number, issuer and day.
    assert LegalDocument.objects.filter(number="18/2008/QH12").count() == 2
    assert Article.objects.filter(document__number="55/2010/QH12", number="1").count() == 2

    again = run(EDITION)
    assert not again.has_changes
    assert again.skipped_files == 301


@pytest.mark.postgres
def test_a_part_of_it_compared_row_by_row(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.mkdir()
    with open_edition(EDITION) as edition:
        small = sorted(edition.members, key=lambda member: (member.path.stat().st_size, member.name))
        for member in small[90 :: len(small) // PART]:
            shutil.copy(member.path, part / member.name)
    first = run(part)
    assert first.counts.new["codified"] == CodifiedArticle.objects.count() > 1000
    again = run(part, force=True)
    assert not again.has_changes
    assert again.counts.unchanged["codified"] == first.counts.new["codified"]

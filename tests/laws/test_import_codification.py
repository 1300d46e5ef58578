"""An edition of the codification comes into the library, again and again."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from content.laws.actions.store_codification import store_codification
from content.laws.choices import LegalStatus, RelationKind, TextKind
from content.laws.importers.codification_edition import open_edition
from content.laws.importers.codification_records import Finding
from content.laws.models import (
    Article,
    ArticleVersion,
    Citation,
    CodificationSubject,
    CodificationTopic,
    CodifiedArticle,
    DocumentRelation,
    LegalDocument,
    RelatedArticle,
)
from content.laws.signals import document_changed, library_imported
from portal.jobs.choices import JobState
from portal.jobs.models import Job
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

from .codification_editions import EDITION, FOOD, LAW_NOTE, MARKETS, STUB, Page, Piece, folder

pytestmark = pytest.mark.django_db

D = datetime.date
EDITION_DATE = D(2025, 10, 9)


def run(path, **options):
    with open_edition(path) as edition:
        return store_codification(edition, path.name, edition_date=EDITION_DATE, **options)


def findings(report):
    return [one.finding for one in report.remarks]


@pytest.fixture
def edition(tmp_path):
    return folder(tmp_path / "edition", *EDITION)


def article(number, document="901/2020/QH14"):
    return Article.objects.get(document__number=document, number=number)


def test_topics_subjects_divisions_and_places(edition):
    run(edition)
    assert CodificationTopic.objects.count() == 45
    assert [one.code for one in CodificationSubject.objects.all()] == ["19.6", "26.1", "45.6"]
    subject = CodificationSubject.objects.get(source_id=MARKETS.source_id)
    assert [(one.label, one.heading, one.parent and one.parent.label) for one in subject.divisions.all()] == [
        ("Chương I", "NHỮNG QUY ĐỊNH CHUNG", None),
        ("Chương II", "NGÀY HỌP CHỢ", None),
        ("Mục 1", "LỊCH HỌP", "Chương II"),
    ]
    places = subject.codified_articles.all()
    assert [(one.code, one.division.label, one.article.number) for one in places] == [
        ("19.6.LQ.1", "Chương I", "1"),
        ("19.6.LQ.2", "Chương I", "2"),
        ("19.6.LQ.3", "Mục 1", "3"),
    ]
    assert places[0].source_note.startswith("(Điều 1 Luật số 901/2020/QH14")


def test_documents_are_made_by_number_issuer_and_day(edition):
    run(edition)
    law = LegalDocument.objects.get(number="901/2020/QH14")
    assert (law.title, law.issuer) == ("Luật Chợ phiên", "Quốc hội")
    assert (law.issued_on, law.effective_on) == (D(2020, 11, 13), D(2021, 7, 1))
    assert law.official_url.endswith("ItemID=101")
    assert law.get_absolute_url() == "/van-ban/luat/2020/901-2020-qh14/"
    assert LegalDocument.objects.numbered("903/2022/qh15").count() == 1


def test_texts_are_official_and_hold_since_their_latest_source(edition):
    run(edition)
    plain, amended = article("2").versions.get(), article("3").versions.get()
    assert (plain.text_kind, plain.effective_from, plain.made_by) == (
        TextKind.OFFICIAL,
        D(2021, 7, 1),
        None,
    )
    assert plain.text == "1. Chợ là nơi mua bán.\n2. Phiên là ngày họp chợ."
    assert plain.folded.startswith("tu ngu 1. cho la noi mua ban.")
    assert amended.effective_from == D(2023, 1, 1)
    assert (amended.made_by.number, amended.made_by_provision) == ("903/2022/QH15", "Điều 1")


def test_relations_point_from_the_amending_law(edition):
    run(edition)
    relation = DocumentRelation.objects.get()
    assert (relation.kind, relation.effective_on) == (RelationKind.AMENDS, D(2023, 1, 1))
    assert (relation.from_document.number, relation.from_article.number) == ("903/2022/QH15", "1")
    assert (relation.to_document.number, relation.to_article.number) == ("901/2020/QH14", "3")


@pytest.mark.parametrize(
    ("words", "status"),
    [("có nội dung bị bãi bỏ", LegalStatus.PARTLY), ("bị bãi bỏ", LegalStatus.EXPIRED)],
)
def test_a_repealed_part_is_not_a_repealed_article(tmp_path, words, status):
    markets = MARKETS.with_piece(
        5,
        note="(Điều {number} Luật số 901/2020/QH14, có hiệu lực thi hành kể từ ngày 01/07/2021, "
        f"{words} bởi Điều 1 Luật số 903/2022/QH15 có hiệu lực thi hành kể từ ngày 01/01/2023)",
    )
    run(folder(tmp_path / "e", markets, FOOD))
    assert DocumentRelation.objects.get().kind == RelationKind.REPEALS
    assert article("3").status_on(D(2024, 1, 1)) is status
    assert article("2").status_on(D(2024, 1, 1)) is LegalStatus.IN_FORCE


def test_related_articles_follow_the_anchors_of_any_file(edition):
    run(edition)
    pair = RelatedArticle.objects.get()
    assert (pair.article.number, pair.related.document.number) == ("1", "903/2022/QH15")


def test_related_articles_that_come_with_a_later_file(tmp_path):
    alone = run(folder(tmp_path / "one", MARKETS))
    assert Finding.OPEN_LINK in findings(alone)
    assert not RelatedArticle.objects.exists()
    run(folder(tmp_path / "two", FOOD))
    assert RelatedArticle.objects.count() == 1
    assert CodificationSubject.objects.exclude(open_links=[]).count() == 0


def test_a_related_article_whose_link_leads_nowhere_is_known_by_its_code(tmp_path):
    nowhere = (
        "<p class='pChiDan'>(Điều này có nội dung liên quan đến <a href='http://vbpl.vn/x.aspx?ItemID=' "
        "target='_blank'>Điều 45.6.LQ.2. Hiệu lực</a>; <a href='http://vbpl.vn/x.aspx?ItemID=' "
        "target='_blank'>Điều 45.6.LQ.99. Không có</a>)</p>"
    )
    markets = replace(MARKETS, pieces=(*MARKETS.pieces[:3], nowhere, *MARKETS.pieces[3:]))
    report = run(folder(tmp_path / "e", markets, FOOD))
    related = article("2").related_articles.get().related
    assert (related.document.number, related.number) == ("903/2022/QH15", "2")
    assert CodificationSubject.objects.get(source_id=MARKETS.source_id).open_links == [
        ["19.6.LQ.2", "45.6.LQ.99"]
    ]
    assert [one.detail for one in report.remarks if one.finding is Finding.OPEN_LINK] == ["1"]


def test_what_is_related_to_a_chapter_is_named(tmp_path):
    beside = "<p class='pChiDan'>(Chương này có nội dung liên quan đến <a href='#'>Điều 2</a>)</p>"
    markets = replace(MARKETS, pieces=(MARKETS.pieces[0], beside, *MARKETS.pieces[1:]))
    (remark,) = run(folder(tmp_path / "e", markets, FOOD)).refusals
    assert (remark.finding, remark.piece, remark.detail) == (Finding.RELATED_OF_DIVISION, "Chương I", "1")


def test_an_article_of_two_subjects_is_one_article(tmp_path):
    other = Page("dddddddd-0004", "12.1", "Hợp tác xã", (MARKETS.pieces[2],))
    other = other.with_piece(0, code="12.1.LQ.2", anchor="x1", note=LAW_NOTE)
    report = run(folder(tmp_path / "e", MARKETS, other))
    assert sorted(article("2").codified_as.values_list("code", flat=True)) == ["12.1.LQ.2", "19.6.LQ.2"]
    assert article("2").versions.count() == 1
    assert Finding.OTHER_TEXT not in findings(report)


def test_another_text_in_another_subject_is_reported_and_not_taken(tmp_path):
    other = Page("dddddddd-0004", "12.1", "Hợp tác xã", (MARKETS.pieces[2],))
    other = other.with_piece(0, code="12.1.LQ.2", anchor="x1", text="<p>Khác hẳn.</p>", note=LAW_NOTE)
    report = run(folder(tmp_path / "e", MARKETS, other))
    assert Finding.OTHER_TEXT in findings(report)
    assert article("2").versions.get().text.startswith("1. Chợ")


def test_the_same_edition_again_changes_nothing(edition):
    run(edition)
    stamps = list(ArticleVersion.objects.values_list("pk", "updated_at"))
    for options in ({}, {"force": True}):
        report = run(edition, **options)
        assert not report.has_changes
        assert report.skipped_files == (0 if options else 3)
    assert list(ArticleVersion.objects.values_list("pk", "updated_at")) == stamps


def test_a_changed_text_is_a_new_version_dated_by_its_source(tmp_path, edition):
    run(edition)
    later = MARKETS.with_piece(
        5,
        text="<p>Chợ họp ngày 7, 14.</p>",
        note=MARKETS.pieces[5].note.replace(
            "kể từ ngày 01/01/2023)",
            "kể từ ngày 01/01/2023; Điều 2 Luật số 903/2022/QH15 có hiệu lực thi hành kể từ ngày 01/03/2024)",
        ),
    )
    report = run(folder(tmp_path / "later", later, FOOD, STUB))
    old, new = article("3").versions.order_by("effective_from")
    assert (old.effective_to, new.effective_from, new.effective_to) == (D(2024, 3, 1), D(2024, 3, 1), None)
    assert (old.text, new.text) == ("Chợ họp ngày 5, 10, 15.", "Chợ họp ngày 7, 14.")
    assert report.counts.new["versions"] == 1
    assert not run(tmp_path / "later", force=True).has_changes


def test_a_changed_text_without_a_later_source_is_dated_by_the_edition(tmp_path, edition):
    run(edition)
    run(folder(tmp_path / "later", MARKETS.with_piece(2, text="<p>1. Chợ là chỗ mua bán.</p>")))
    old, new = article("2").versions.order_by("effective_from")
    assert (old.effective_to, new.effective_from) == (EDITION_DATE, EDITION_DATE)


def test_a_text_that_an_editor_changed_stays(tmp_path, edition):
    run(edition)
    version = article("2").versions.get()
    version.text = "Bản đã sửa tay."
    version.save()
    report = run(folder(tmp_path / "later", MARKETS.with_piece(2, text="<p>Bản mới của ấn bản.</p>")))
    assert Finding.EDITED in findings(report)
    assert article("2").versions.get().text == "Bản đã sửa tay."
    assert not run(edition, force=True).has_changes


def test_texts_of_another_origin_stay_and_summaries_stand_beside(tmp_path, edition):
    law = LegalDocumentFactory(
        document_type="law",
        number="901/2020/QH14",
        issuer="Quốc hội",
        issued_on=D(2020, 11, 13),
        title="Luật Chợ phiên do biên tập viên đặt",
    )
    summary = ArticleFactory(document=law, number="1", version__text_kind=TextKind.SUMMARY)
    typed = ArticleFactory(document=law, number="2", version__text="Gõ tay.")
    report = run(edition)
    assert Finding.OVERLAP in findings(report)
    assert typed.versions.get().text == "Gõ tay."
    assert sorted(summary.versions.values_list("text_kind", flat=True)) == ["official", "summary"]
    law.refresh_from_db()
    assert law.title == "Luật Chợ phiên do biên tập viên đặt"
    assert LegalDocument.objects.numbered("901/2020/QH14").count() == 1


def test_one_announcement_for_all(edition, django_capture_on_commit_callbacks):
    heard = []

    def hear(signal, **kwargs):
        heard.append(signal)

    library_imported.connect(hear)
    document_changed.connect(hear)
    try:
        for times in (1, 1):
            with django_capture_on_commit_callbacks(execute=True):
                run(edition)
            assert heard == [library_imported] * times
    finally:
        library_imported.disconnect(hear)
        document_changed.disconnect(hear)


def test_a_dry_run_counts_and_stores_nothing(edition):
    dry = run(edition, dry_run=True)
    assert (LegalDocument.objects.count(), CodificationTopic.objects.count()) == (0, 0)
    real = run(edition)
    assert dry.counts == real.counts
    assert not run(edition, dry_run=True, force=True).has_changes


def test_two_documents_of_one_number_and_day_are_told_apart_by_link_and_type(tmp_path):
    resolution = Page(
        "eeeeeeee-0005",
        "45.2",
        "Nghị quyết cùng số",
        (
            Piece(
                "45.2.NQ.1.1",
                "Tán thành",
                "<p>Tán thành.</p>",
                "(Điều 1 Nghị quyết số 901/2020/QH14 Về chợ ngày 13/11/2020 của Quốc hội, có hiệu lực thi hành "
                "kể từ ngày 20/11/2020)",
                items=("900",),
            ),
        ),
    )
    run(folder(tmp_path / "e", MARKETS, resolution))
    assert sorted(
        LegalDocument.objects.numbered("901/2020/QH14").values_list("document_type", flat=True)
    ) == [
        "law",
        "resolution",
    ]


def test_the_day_of_a_document_may_stand_in_another_text(tmp_path):
    circular = Piece(
        "19.6.TT.1.2",
        "",
        "<p>Chợ nghỉ ngày mưa.</p>",
        "(Điều 2 Thông tư số 905/2021/TT-BCT, có hiệu lực thi hành kể từ ngày 02/08/2021)",
        items=("105",),
    )
    naming = Piece(
        "19.6.LQ.9", "Chuyển tiếp", "<p>Thông tư số 905/2021/TT-BCT ngày 15 tháng 6 năm 2021 còn dùng.</p>"
    )
    page = Page("ffffffff-0006", "19.7", "Thử", (MARKETS.pieces[1], circular))
    report = run(folder(tmp_path / "without", page))
    assert [(one.finding, one.piece) for one in report.refusals] == [(Finding.UNDATED, "19.6.TT.1.2")]
    page = Page("ffffffff-0006", "19.7", "Thử", (MARKETS.pieces[1], circular, naming))
    report = run(folder(tmp_path / "with", page))
    assert not report.refusals
    document = LegalDocument.objects.get(number="905/2021/TT-BCT")
    assert (document.issued_on, document.issuer) == (D(2021, 6, 15), "Bộ Công Thương")


def test_the_command_prints_counts_and_names_what_is_refused(edition, capsys):
    (edition / "bad.html").write_text("<p>không phải đề mục</p>", encoding="utf-8")
    call_command("import_codification", str(edition), "--processes", "1")
    output = capsys.readouterr()
    assert "bad.html" in output.err
    assert "3" in output.out
    call_command("import_codification", str(edition), "--processes", "1", "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["skipped_files"], report["refused"], report["new"].get("articles", 0)) == (3, 1, 0)


def test_the_command_finds_the_citations_unless_the_worker_is_to(tmp_path):
    citing = MARKETS.with_piece(2, text="<p>Theo Điều 1 Luật số 901/2020/QH14.</p>")
    path = str(folder(tmp_path / "citing", citing, FOOD))
    call_command("import_codification", path, "--processes", "1", "--citations-later", "--json")
    assert not Citation.objects.exists()
    call_command("import_codification", path, "--processes", "1", "--json")
    assert not Citation.objects.exists()
    # The job before was cut off after the texts were stored.
    Job.objects.update(state=JobState.FAILED, error="killed")
    call_command("import_codification", path, "--processes", "1", "--json")
    cited = Citation.objects.resolved().get(article__isnull=False)
    assert (cited.article.number, cited.document.number) == ("1", "901/2020/QH14")
    changed = citing.with_piece(2, text="<p>Theo Điều 3 Luật số 901/2020/QH14.</p>")
    path = str(folder(tmp_path / "changed", changed))
    call_command("import_codification", path, "--processes", "1", "--edition-date", "2025-10-09")
    assert Citation.objects.resolved().get(article__isnull=False).article.number == "3"


def test_the_command_reads_in_several_processes(edition):
    call_command("import_codification", str(edition), "--processes", "2")
    assert CodifiedArticle.objects.count() == 5


def test_the_command_fails_only_when_nothing_can_be_read(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_codification", str(tmp_path / "nowhere"))
    (tmp_path / "x.zip").write_bytes(b"PK")
    with pytest.raises(CommandError):
        call_command("import_codification", str(tmp_path / "x.zip"))

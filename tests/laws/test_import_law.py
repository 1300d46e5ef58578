"""``import_law``: whole files or nothing, and every refusal says where and why."""

from __future__ import annotations

import datetime
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content.laws.importers.law_json import Stated, read_law_bytes
from content.laws.importers.markup import clean_text, take_ending
from content.laws.importers.numbering import read_point_letters
from content.laws.importers.records import RefusedFile
from content.laws.models import Article, ArticleVersion, LegalDocument, ProvisionEffect

ENDING = """
<DocumentEnding
right={
TM. CHÍNH PHỦ
(Đã ký)
Trần Thị Mẫu
}
/>
[xe máy]: /vbpl/luat?new-tab=true#2.1
"""
ARTICLES = [
    {
        "law_id": "9/2024/NĐ-CP",
        "law_name": "Nghị định 9/2024/NĐ-CP quy định về xe đạp",
        "article_id": "1",
        "title": "Phạm vi của [xe máy]",
        "chapter": "Chương I. QUY ĐỊNH CHUNG Mục 1. PHẠM VI",
        "text": (
            "##### 1. **Nghị định** này quy định về [xe máy]:\na. Xe đạp;\nb. [Xe](/x) đạp `điện`.\n"
            "##### 2. Khoản hai."
        ),
    },
    {
        "law_id": "9/2024/NĐ-CP",
        "law_name": "Nghị định 9/2024/NĐ-CP quy định về xe đạp",
        "article_id": "2",
        "title": "Hiệu lực thi hành",
        "chapter": "Chương II. ĐIỀU KHOẢN THI HÀNH",
        "text": (
            "##### 1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2025, trừ khoản 2 Điều này.\n"
            "##### 2. Quy định tại điểm b khoản 1 Điều 1 của Nghị định này có hiệu lực từ ngày 01 tháng 01 năm 2026./."
            + ENDING
        ),
    },
]
ISSUED = datetime.date(2024, 12, 20)


def as_bytes(articles):
    return json.dumps(articles, ensure_ascii=False).encode()


def stated(**fields):
    return lambda _number: (Stated(**fields), Stated())


def changed(**fields):
    return [ARTICLES[0] | fields, ARTICLES[1]]


@pytest.fixture
def law_file(tmp_path):
    def write(articles, name="law.json"):
        path = tmp_path / name
        path.write_bytes(articles if isinstance(articles, bytes) else as_bytes(articles))
        return path

    return write


def run(*args, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_law", *args, stdout=out, stderr=err, **options)
    return out.getvalue()


def test_markup_is_taken_out_and_metadata_recognised():
    record = read_law_bytes(as_bytes(ARTICLES), "law.json", stated(issued_on=ISSUED))

    first, second = record.articles
    assert (record.number, record.issuer, record.signers) == ("9/2024/NĐ-CP", "Chính phủ", "Trần Thị Mẫu")
    assert record.title == "Quy định về xe đạp"
    assert record.effective_on == datetime.date(2025, 3, 1)
    assert first.heading == "Phạm vi của xe máy"
    assert first.text == "1. Nghị định này quy định về xe máy:\na. Xe đạp;\nb. Xe đạp điện.\n2. Khoản hai."
    assert [(one.kind, one.number, one.heading) for one in first.divisions] == [
        ("chapter", "I", "QUY ĐỊNH CHUNG"),
        ("section", "1", "PHẠM VI"),
    ]
    assert second.text.endswith("năm 2026./.")
    (effect,) = record.effects
    assert (effect.article, effect.clause, effect.point) == ("1", "1", "b")
    assert (effect.effective_from, effect.decided_by, effect.decided_by_clause) == (
        datetime.date(2026, 1, 1),
        "2",
        "2",
    )


def test_the_day_of_passing_is_read_from_the_closing_sentence():
    articles = [
        {
            "law_id": "1/2024/QH15",
            "law_name": "Luật Xe đạp 2024",
            "article_id": "1",
            "title": "Hiệu lực",
            "chapter": None,
            "text": "Luật này có hiệu lực thi hành từ ngày 01/7/2025./.\n"
            "Luật này được Quốc hội khóa XV thông qua ngày 27 tháng 6 năm 2024.",
        }
    ]

    record = read_law_bytes(as_bytes(articles), "law.json")

    assert (record.issued_on, record.issuer, record.title) == (
        datetime.date(2024, 6, 27),
        "Quốc hội",
        "Luật Xe đạp",
    )
    assert record.closing.endswith("27 tháng 6 năm 2024.")
    assert "thông qua" not in record.articles[0].text


def test_nfd_and_a_byte_order_mark_are_read_as_nfc():
    nfd = unicodedata.normalize("NFD", json.dumps(ARTICLES, ensure_ascii=False))

    from_nfd = read_law_bytes(b"\xef\xbb\xbf" + nfd.encode(), "law.json", stated(issued_on=ISSUED))

    assert from_nfd == read_law_bytes(as_bytes(ARTICLES), "law.json", stated(issued_on=ISSUED))


BAD_FILES = {
    "empty": b"  \n",
    "truncated": as_bytes(ARTICLES)[:-40],
    "truncated inside a letter": as_bytes(ARTICLES)[:120],
    "UTF-16": json.dumps(ARTICLES).encode("utf-16"),
    "UTF-16 without mark": json.dumps(ARTICLES).encode("utf-16-le"),
    "UTF-32": json.dumps(ARTICLES).encode("utf-32"),
    "Latin-1": '[{"law_id": "é"}]'.encode("latin-1"),
    "not JSON": b"<html></html>",
    "nested deeply": b"[" * 100_000,
    "nested deeply and closed": b"[" * 100_000 + b"]" * 100_000,
    "huge number": b"[" + b"9" * 10_000 + b"]",
    "not a number": b"[NaN]",
    "an object": b"{}",
    "an empty list": b"[]",
    "a list of lists": b"[[]]",
    "key twice": as_bytes(ARTICLES).replace(b'"article_id"', b'"article_id": "8", "article_id"', 1),
    "field missing": as_bytes([{"law_id": "1/2024/NĐ-CP"}]),
    "number for text": as_bytes(changed(text=7)),
    "list for title": as_bytes(changed(title=[])),
    "NUL": as_bytes(changed(text="a\x00b")),
    "half a surrogate": json.dumps(changed(text="a\ud800")).encode(),
    "empty text": as_bytes(changed(text="  ")),
    "HTML": as_bytes(changed(text="1. <script>alert(1)</script>")),
    "escaped HTML": as_bytes(changed(text="1. &lt;img src=x onerror=alert(1)&gt;")),
    "unfinished ending": as_bytes(changed(text="1. A <DocumentEnding right={")),
    "no article number": as_bytes(changed(article_id="bảy")),
    "same article twice": as_bytes([*ARTICLES, ARTICLES[1]]),
    "two documents": as_bytes(changed(law_id="8/2024/NĐ-CP")),
    "unknown division": as_bytes(changed(chapter="Khúc dạo đầu")),
    "divisions upside down": as_bytes(changed(chapter="Mục 1. A Chương I. B")),
    "text too long": as_bytes(changed(text="a" * 400_001)),
    "heading too long": as_bytes(changed(title="a" * 1001)),
}


@pytest.mark.parametrize("data", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_refused_with_its_reason(data):
    with pytest.raises(RefusedFile) as refused:
        read_law_bytes(data, "law.json", stated(issued_on=ISSUED))

    assert all(str(one).startswith("law.json") and one.reason for one in refused.value.refusals)


def test_every_refused_item_is_named_by_line():
    articles = [ARTICLES[0] | {"article_id": "x"}, ARTICLES[0] | {"title": 3}, ARTICLES[1] | {"text": ""}]
    data = json.dumps(articles, ensure_ascii=False, indent=1).encode()

    with pytest.raises(RefusedFile) as refused:
        read_law_bytes(data, "law.json")

    assert [(one.item, one.line) for one in refused.value.refusals] == [(2, 10), (3, 18)]


def test_what_the_text_does_not_say_must_be_stated():
    with pytest.raises(RefusedFile) as refused:
        read_law_bytes(as_bytes(ARTICLES), "law.json")

    assert "--issued-on" in str(refused.value)


def test_what_is_stated_must_not_contradict_the_text():
    with pytest.raises(RefusedFile) as refused:
        read_law_bytes(as_bytes(ARTICLES), "law.json", stated(issued_on=ISSUED, effective_on=ISSUED))

    assert "--effective-on" in str(refused.value)


@pytest.mark.django_db
def test_a_second_import_changes_nothing(law_file, django_capture_on_commit_callbacks):
    path = law_file(ARTICLES)
    run(path, issued_on=["2024-12-20"])
    before = list(ArticleVersion.objects.values_list("pk", "updated_at"))

    with django_capture_on_commit_callbacks() as callbacks:
        printed = run(path)

    assert "0 new, 0 changed, 2 unchanged" in printed or " 0 " in printed
    assert list(ArticleVersion.objects.values_list("pk", "updated_at")) == before
    assert callbacks == []


@pytest.mark.django_db
def test_a_changed_text_corrects_the_same_version(law_file):
    run(law_file(ARTICLES), issued_on=["2024-12-20"])

    printed = run(law_file(changed(text="Chỉ còn một đoạn.")))

    (version,) = ArticleVersion.objects.filter(article__number="1")
    assert version.text == "Chỉ còn một đoạn."
    assert version.folded.endswith("chi con mot doan.")
    assert "1" in printed


@pytest.mark.django_db
def test_a_changed_text_from_another_day_is_a_new_version(law_file):
    run(law_file(ARTICLES), issued_on=["2024-12-20"])

    run(law_file(changed(text="Sửa đổi.")), text_from=datetime.date(2026, 7, 1))

    new, old = ArticleVersion.objects.filter(article__number="1").order_by("-effective_from")
    assert (old.effective_from, old.effective_to) == (datetime.date(2025, 3, 1), datetime.date(2026, 7, 1))
    assert (new.text, new.effective_from, new.effective_to) == ("Sửa đổi.", datetime.date(2026, 7, 1), None)
    assert ArticleVersion.objects.filter(article__number="2").count() == 1


@pytest.mark.django_db
def test_chapters_that_were_there_alone_find_their_place(law_file):
    run(law_file(ARTICLES[1:], "second.json"), issued_on=["2024-12-20"])

    run(law_file(ARTICLES))

    document = LegalDocument.objects.get(number="9/2024/NĐ-CP")
    assert [(one.kind, one.number) for one in document.divisions.all()] == [
        ("chapter", "I"),
        ("section", "1"),
        ("chapter", "II"),
    ]


@pytest.mark.django_db
def test_a_dry_run_stores_nothing(law_file):
    run(law_file(ARTICLES), issued_on=["2024-12-20"], dry_run=True)

    assert not LegalDocument.objects.exists()


@pytest.mark.django_db
def test_one_bad_item_keeps_the_whole_file_out_and_the_good_file_in(law_file):
    good = law_file(ARTICLES, "good.json")
    bad = law_file(
        [one | {"law_id": "8/2024/NĐ-CP"} for one in changed(title=1)],
        "bad.json",
    )

    with pytest.raises(CommandError):
        run(bad, good, issued_on=["9/2024/NĐ-CP=2024-12-20"])

    assert list(LegalDocument.objects.values_list("number", flat=True)) == ["9/2024/NĐ-CP"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options",
    [
        {"issued_on": ["hôm qua"]},
        {"document_type": ["thơ"]},
        {"issued_on": ["2024-13-40"]},
    ],
)
def test_a_meaningless_option_is_one_clear_line(law_file, options):
    with pytest.raises(CommandError):
        run(law_file(ARTICLES), **options)

    assert not LegalDocument.objects.exists()


@pytest.mark.django_db
def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(CommandError):
        run(tmp_path / "nowhere.json")


@pytest.mark.django_db
def test_an_import_announces_the_document_once(law_file, django_capture_on_commit_callbacks):
    from content.laws.signals import document_changed  # noqa: PLC0415

    heard = []

    def hear(document_id, deleted=False, **_kwargs):
        heard.append((document_id, deleted))

    document_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            run(law_file(ARTICLES), issued_on=["2024-12-20"])
        document = LegalDocument.objects.get()
        assert heard == [(document.pk, False)]
        with django_capture_on_commit_callbacks(execute=True):
            deleted_pk = document.pk
            document.delete()
        assert heard[-1] == (deleted_pk, True)
        assert len(heard) == 2
    finally:
        document_changed.disconnect(hear)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("a [b][c] d", "a b d"),
        ("a [b](/c?d=e) f", "a b f"),
        ("`“1. A”`", "“1. A”"),
        ("**đậm** và *nghiêng* 2*3", "đậm và nghiêng 2*3"),
        ("dòng<br/>mới", "dòng\nmới"),
        ("1\\. thoát", "1. thoát"),
        ("[x]: /vbpl/y\nCòn lại", "Còn lại"),
        ("a\u00a0  b\u200b", "a b"),
    ],
)
def test_markdown_is_cleaned(marked, plain):
    assert clean_text(marked) == plain


def test_brackets_stay_where_there_are_no_links():
    assert clean_text("điểm [1]", is_markdown=False) == "điểm [1]"


def test_the_block_of_signatures_is_taken_apart():
    rest, ending = take_ending("Hết./." + ENDING)

    assert rest.startswith("Hết./.")
    assert "DocumentEnding" not in rest
    assert ending.right == ("TM. CHÍNH PHỦ", "(Đã ký)", "Trần Thị Mẫu")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("abcđđ", "abcdđ"),
        ("abcđđc", "abcdđe"),
        ("abcdđe", "abcdđe"),
        ("abce", "abce"),
        ("aba", "aba"),
    ],
)
def test_letters_of_points_are_read_as_the_ones_due(typed, read):
    text = "1. X:\n" + "\n".join(f"{letter}. Điểm" for letter in typed)

    corrected, readings = read_point_letters(text)

    assert "".join(line[0] for line in corrected.split("\n")[1:]) == read
    assert len(readings) == sum(one != other for one, other in zip(typed, read, strict=True))


SHARED = Path(os.environ.get("SHARED_DATA", "")) / "laws"
REAL = pytest.mark.skipif(
    not os.environ.get("SHARED_DATA") or not SHARED.is_dir(),
    reason="SHARED_DATA is not set: the two real laws",
)


@REAL
@pytest.mark.django_db
def test_the_two_real_laws_are_read_completely():
    files = sorted(SHARED.glob("*.json"))

    run(*files, issued_on=["168/2024/NĐ-CP=2024-12-26"])

    law, decree = LegalDocument.objects.order_by("issued_on")
    assert (law.articles.count(), decree.articles.count()) == (89, 55)
    assert (law.issued_on, law.effective_on) == (datetime.date(2024, 6, 27), datetime.date(2025, 1, 1))
    assert (decree.issuer, law.issuer) == ("Chính phủ", "Quốc hội")
    assert (decree.signers, law.signers) == ("Trần Hồng Hà", "Trần Thanh Mẫn")
    effects = {
        (one.article.document.number, one.article.number, one.clause, one.point)
        for one in ProvisionEffect.objects.select_related("article__document")
    }
    assert ("36/2024/QH15", "10", "3", "") in effects
    assert ("168/2024/NĐ-CP", "6", "3", "m") in effects
    for article in Article.objects.with_document().with_versions():
        structure = article.version_on(datetime.date(2025, 6, 1)).structure
        labels = [clause.label for clause in structure.clauses]
        assert labels == [str(number + 1) for number in range(len(labels))], article
        for clause in (structure.lead, *structure.clauses):
            letters = "".join(point.label for point in clause.points)
            assert "abcdđeghiklmnopqrstuưvxy".startswith(letters), (article, clause.label)
        assert not set("[]#`<>{}*") & set(structure.rejoined()), article
    printed = run(*files)
    assert printed.count(" 0 ") >= 4


@REAL
@pytest.mark.django_db
def test_every_clause_of_the_files_is_in_the_library():
    files = sorted(SHARED.glob("*.json"))
    run(*files, issued_on=["168/2024/NĐ-CP=2024-12-26"])

    for path in files:
        for item in json.loads(path.read_text(encoding="utf-8")):
            article = Article.objects.get(document__number=item["law_id"], number=item["article_id"])
            lines = [
                line
                for line in clean_text(take_ending(item["text"])[0]).split("\n")
                if "thông qua ngày" not in line
            ]
            stored = article.versions.get().text.split("\n")
            assert len(stored) == len(lines), article

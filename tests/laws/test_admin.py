"""The library's lists, forms, bulk actions and reports in the editor."""

from __future__ import annotations

import datetime
import io
import unicodedata
import zipfile

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from content.laws.choices import ArticleKind, DivisionKind, RelationKind
from content.laws.models import (
    Article,
    ArticleVersion,
    Division,
    DocumentRelation,
    LegalDocument,
)
from content.laws.numbers import tidy_number
from portal.accounts.models import User
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DivisionFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
)

pytestmark = pytest.mark.django_db

MODELS = ["legaldocument", "division", "article", "documentrelation"]
REPORTS = ["missing", "contradictions", "periods"]


@pytest.fixture
def as_role(client):
    def sign_in(role):
        person = User.objects.filter(email=f"{role}@example.org").first()
        if person is None:
            person = User.objects.create_user(
                f"{role}@example.org", "a long password", full_name="Trần Thị Mẫu"
            )
            person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
        return client

    return sign_in


def of(model, view, *args):
    return reverse(f"wagtailsnippets_laws_{model}:{view}", args=args)


def make(model):
    """One row of a model, with a fault for each report."""
    document = LegalDocumentFactory()
    article = ArticleFactory(document=document)
    return {
        "legaldocument": lambda: document,
        "division": lambda: DivisionFactory(document=document),
        "article": lambda: article,
        "documentrelation": lambda: DocumentRelationFactory(
            from_document=document, to_article=ArticleFactory(), to_document=LegalDocumentFactory()
        ),
    }[model]()


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("role", "sees", "edits"),
    [
        ("editor", True, True),
        ("legal_reviewer", True, True),
        ("auditor", True, False),
        ("trainer", False, False),
        ("learner", False, False),
        ("unit_manager", False, False),
    ],
)
def test_who_sees_and_who_edits(as_role, model, role, sees, edits):
    row = make(model)
    client = as_role(role)

    listed = client.get(of(model, "list"))
    edited = client.get(of(model, "edit", row.pk))

    assert (listed.status_code == 200) is sees
    assert (edited.status_code == 200) is edits
    assert (client.get(of(model, "add")).status_code == 200) is edits


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(
    ("role", "sees"),
    [("editor", True), ("auditor", True), ("trainer", False), ("learner", False), ("unit_manager", False)],
)
def test_who_reads_reports(as_role, report, role, sees):
    response = as_role(role).get(reverse(f"law_reports:{report}"))

    assert (response.status_code == 200) is sees


# ------------------------------------------------------------------ lists


def queries(client, url, django_assert_max_num_queries):
    client.get(url)  # content types, permissions and the menu are read once
    with django_assert_max_num_queries(60) as asked:
        assert client.get(url).status_code == 200
    return len(asked.captured_queries)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_asks_as_often_for_one_row_as_for_twenty(as_role, model, django_assert_max_num_queries):
    client = as_role("editor")
    make(model)
    one = queries(client, of(model, "list"), django_assert_max_num_queries)
    for _number in range(19):
        make(model)

    assert queries(client, of(model, "list"), django_assert_max_num_queries) == one


def listed(client, model, **filters):
    page = client.get(of(model, "list"), filters)
    return {row.pk for row in page.context["object_list"]}


def test_documents_are_filtered_by_what_is_known_of_them(as_role):
    law = LegalDocumentFactory(road_law=True)
    ArticleFactory(document=law)
    bare = LegalDocumentFactory(effective_on=None, issued_on=datetime.date(2019, 5, 1))
    later = LegalDocumentFactory(not_yet=True)
    client = as_role("editor")

    assert listed(client, "legaldocument", document_type="law") == {law.pk}
    assert listed(client, "legaldocument", issuer=unicodedata.normalize("NFD", "quốc hội").title()) == {
        law.pk
    }
    assert listed(client, "legaldocument", year=2019) == {bare.pk}
    assert listed(client, "legaldocument", lacks_day="yes") == {bare.pk}
    assert listed(client, "legaldocument", has_text="yes") == {law.pk}
    assert listed(client, "legaldocument", has_text="no") == {bare.pk, later.pk}
    assert listed(client, "legaldocument", status="in_force") == {law.pk}
    assert listed(client, "legaldocument", status="not_yet") == {bare.pk, later.pk}


def test_parts_are_filtered_by_document(as_role):
    mine, other = LegalDocumentFactory(), LegalDocumentFactory()
    article, division = ArticleFactory(document=mine, version=False), DivisionFactory(document=mine)
    ArticleFactory(document=other)
    DivisionFactory(document=other)
    incoming = DocumentRelationFactory(to_document=mine)
    DocumentRelationFactory(from_document=other)
    client = as_role("editor")

    assert listed(client, "article", document=mine.pk) == {article.pk}
    assert listed(client, "article", has_text="no") == {article.pk}
    assert listed(client, "division", document=mine.pk) == {division.pk}
    assert listed(client, "documentrelation", document=mine.pk) == {incoming.pk}


@pytest.mark.parametrize("model", ["legaldocument", "article"])
def test_a_list_leads_to_the_site(as_role, model):
    row = make(model)

    assert f'href="{row.get_absolute_url()}"' in as_role("editor").get(of(model, "list")).content.decode()


# ------------------------------------------------------------------ a document's page


def test_both_ends_of_relations_are_on_the_documents_page(as_role):
    document = LegalDocumentFactory()
    outgoing = DocumentRelationFactory(from_document=document)
    incoming = DocumentRelationFactory(to_document=document, kind=RelationKind.AMENDS)
    client = as_role("editor")

    for here in (document, outgoing.to_document):
        page = client.get(of("legaldocument", "edit", here.pk)).content.decode()
        assert of("documentrelation", "edit", outgoing.pk) in page
        assert f"{of('documentrelation', 'add')}?from_document={here.pk}" in page
        assert f"{of('documentrelation', 'add')}?to_document={here.pk}" in page
    page = client.get(of("legaldocument", "edit", document.pk)).content.decode()
    others = page.split('data-relations="outgoing"', 1)[1]
    own, others = others.split('data-relations="incoming"', 1)
    assert of("documentrelation", "edit", outgoing.pk) in own
    assert of("documentrelation", "edit", incoming.pk) in others


def test_articles_and_divisions_are_on_the_documents_page(as_role, django_assert_max_num_queries):
    document = LegalDocumentFactory()
    division, article = DivisionFactory(document=document), ArticleFactory(document=document)
    client = as_role("editor")
    url = of("legaldocument", "edit", document.pk)

    page = client.get(url).content.decode()

    assert of("article", "edit", article.pk) in page
    assert of("division", "edit", division.pk) in page
    assert f"{of('article', 'add')}?document={document.pk}" in page
    assert f'href="{document.get_absolute_url()}"' in page
    assert of("legaldocument", "history", document.pk) in page
    few = queries(client, url, django_assert_max_num_queries)
    for _number in range(20):
        DocumentRelationFactory(from_document=document, to_article=ArticleFactory())
        ArticleFactory(document=document)
    assert queries(client, url, django_assert_max_num_queries) == few


@pytest.mark.parametrize(
    ("model", "name"),
    [("documentrelation", "from_document"), ("documentrelation", "to_document"), ("article", "document")],
)
def test_an_address_chooses_the_document(as_role, model, name):
    document = LegalDocumentFactory()
    client = as_role("editor")

    form = client.get(of(model, "add"), {name: document.pk}).context["form"]
    unknown = client.get(of(model, "add"), {name: "9" * 18}).context["form"]
    nonsense = client.get(of(model, "add"), {name: "1 OR 1=1"})

    assert form[name].value() == document.pk
    assert unknown[name].value() is None
    assert nonsense.status_code == 200


# ------------------------------------------------------------------ forms


def errors_of(client, model, pk, data):
    response = client.post(of(model, "edit", pk) if pk else of(model, "add"), data)
    return response.context["form"].errors.as_data() if response.status_code == 200 else {}


def document_data(**fields):
    return {
        "document_type": "circular",
        "number": "7/2024/TT-BQP",
        "title": "Về việc gì đó",
        "short_title": "",
        "slug": "",
        "issuer": "Bộ Quốc phòng",
        "signers": "",
        "issued_on": "2024-01-02",
        "effective_on": "",
        "expired_on": "",
        "official_url": "",
        "source_note": "",
        "preamble": "",
        "closing": "",
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
        "aliases-MIN_NUM_FORMS": 0,
        "aliases-MAX_NUM_FORMS": 1000,
    } | fields


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("105 /2021/TT-BQP", "105/2021/TT-BQP"),
        ("105/ 2021 / TT - BQP", "105/2021/TT-BQP"),
        ("66 – NQ/TW", "66-NQ/TW"),
        ("Số: 168/2024/NĐ-CP", "168/2024/NĐ-CP"),
        (unicodedata.normalize("NFD", "168/2024/NĐ-CP"), "168/2024/NĐ-CP"),
        ("168/2024/NÐ-CP", "168/2024/NĐ-CP"),
        ("Không số", ""),
        ("", ""),
    ],
)
def test_numbers_are_tidied(as_role, typed, kept):
    assert tidy_number(typed) == kept

    assert errors_of(as_role("editor"), "legaldocument", None, document_data(number=typed)) == {}
    assert LegalDocument.objects.get().number == kept


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"issued_on": "31/02/2024"}, "issued_on"),
        ({"issued_on": "2024-02-31"}, "issued_on"),
        ({"effective_on": "2023-12-31"}, "effective_on"),
        ({"expired_on": "2023-12-31"}, "expired_on"),
        ({"effective_on": "2024-06-01", "expired_on": "2024-05-01"}, "expired_on"),
        ({"title": "x" * 10_000}, "title"),
        ({"official_url": "javascript:alert(1)"}, "official_url"),
    ],
)
def test_a_document_that_cannot_be_is_refused_where_it_is_wrong(as_role, fields, wrong):
    assert list(errors_of(as_role("editor"), "legaldocument", None, document_data(**fields))) == [wrong]
    assert not LegalDocument.objects.exists()


def test_decomposed_titles_are_composed(as_role):
    title = "Quy định chế độ"

    errors_of(
        as_role("editor"), "legaldocument", None, document_data(title=unicodedata.normalize("NFD", title))
    )

    assert LegalDocument.objects.get().title == title


def relation_data(kind, acting, other, **fields):
    return {
        "kind": kind,
        "from_document": acting.pk,
        "from_article": "",
        "from_clause": "",
        "from_point": "",
        "to_document": other.pk,
        "to_article": "",
        "to_clause": "",
        "to_point": "",
        "effective_on": "2025-01-01",
        "ended_on": "",
        "note": "",
    } | fields


def test_relations_that_go_in_a_circle_are_refused(as_role):
    first, second, third = LegalDocumentFactory.create_batch(3)
    DocumentRelationFactory(kind=RelationKind.REPLACES, from_document=first, to_document=second)
    DocumentRelationFactory(kind=RelationKind.REPEALS, from_document=second, to_document=third)
    client = as_role("editor")

    assert list(errors_of(client, "documentrelation", None, relation_data("replaces", second, first))) == [
        "to_document"
    ]
    assert list(errors_of(client, "documentrelation", None, relation_data("replaces", third, first))) == [
        "to_document"
    ]
    assert list(errors_of(client, "documentrelation", None, relation_data("replaces", first, first))) == [
        "__all__"
    ]
    # A part of the older one may come back, and a reference may go round.
    assert (
        errors_of(client, "documentrelation", None, relation_data("repeals", third, first, to_part="on"))
        == {}
    )
    assert errors_of(client, "documentrelation", None, relation_data("refers_to", third, first)) == {}


def test_an_end_of_a_relation_must_be_there(as_role):
    article, stranger = ArticleFactory(number="7"), ArticleFactory()
    acting = LegalDocumentFactory()
    client = as_role("editor")

    def errors(**fields):
        return list(
            errors_of(
                client, "documentrelation", None, relation_data("amends", acting, article.document, **fields)
            )
        )

    assert errors(to_article=stranger.pk) == ["to_article"]
    assert errors(to_clause="1") == ["to_clause"]
    assert errors(to_article=article.pk, to_clause="9") == ["to_clause"]
    assert errors(ended_on="2024-01-01") == ["ended_on"]
    assert errors(to_article=article.pk, to_clause="Khoản 1", to_point="Đ)") == []
    assert (DocumentRelation.objects.get().to_clause, DocumentRelation.objects.get().to_point) == ("1", "đ")


def test_a_division_never_stands_in_itself(as_role):
    document = LegalDocumentFactory()
    part = DivisionFactory(document=document, kind=DivisionKind.PART, order=1)
    chapter = DivisionFactory(document=document, kind=DivisionKind.CHAPTER, parent=part, order=2)
    stranger = DivisionFactory(kind=DivisionKind.PART)
    client = as_role("editor")

    def errors(division, **fields):
        data = {
            "document": document.pk,
            "kind": division.kind,
            "number": division.number,
            "order": division.order,
            "heading": "X",
            "parent": division.parent_id or "",
        }
        return list(errors_of(client, "division", division.pk, data | fields))

    assert errors(part, parent=chapter.pk) == ["parent"]
    assert errors(part, parent=part.pk) == ["parent"]
    assert errors(chapter, parent=stranger.pk) == ["parent"]
    assert errors(part, kind=DivisionKind.SECTION) == ["kind"]
    assert errors(chapter) == []


def test_a_page_ends_although_divisions_go_in_a_circle(client):
    document = LegalDocumentFactory()
    first = DivisionFactory(document=document, order=1)
    second = DivisionFactory(document=document, order=2, parent=first)
    article = ArticleFactory(document=document, division=second)
    Division.objects.filter(pk=first.pk).update(parent=second)

    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get(document.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", [RelationKind.REPLACES, RelationKind.AMENDS, RelationKind.BASED_ON])
def test_a_page_ends_although_relations_go_in_a_circle(client, kind):
    documents = LegalDocumentFactory.create_batch(3)
    for acting, other in zip(documents, [*documents[1:], documents[0]], strict=True):
        DocumentRelationFactory(kind=kind, from_document=acting, to_document=other)

    for document in documents:
        assert client.get(document.get_absolute_url()).status_code == 200
        assert client.get(f"{document.get_absolute_url()}tai-ve/akn/").status_code == 200


def test_what_only_the_database_sees_is_said_on_the_page(as_role, monkeypatch):
    """Another editor saved between the check of the form and the writing."""
    article = ArticleFactory()
    first = article.versions.get()
    data = {
        "document": article.document_id,
        "kind": ArticleKind.ARTICLE,
        "number": article.number,
        "division": "",
        "versions-TOTAL_FORMS": 1,
        "versions-INITIAL_FORMS": 1,
        "versions-MIN_NUM_FORMS": 0,
        "versions-MAX_NUM_FORMS": 1000,
        "versions-0-id": first.pk,
        "versions-0-effective_from": "2025-01-01",
        "versions-0-effective_to": "2027-01-01",
        "versions-0-heading": "H",
        "versions-0-text": "Văn bản",
        "versions-0-text_kind": "official",
        "versions-0-language": "vi",
        "versions-0-made_by": "",
        "versions-0-made_by_provision": "",
        "effects-TOTAL_FORMS": 0,
        "effects-INITIAL_FORMS": 0,
        "effects-MIN_NUM_FORMS": 0,
        "effects-MAX_NUM_FORMS": 1000,
    }
    article.versions.update(effective_to=datetime.date(2026, 1, 1))
    ArticleVersionFactory(article=article, effective_from=datetime.date(2026, 1, 1))

    response = as_role("editor").post(of("article", "edit", article.pk), data)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert article.versions.get(pk=first.pk).effective_to == datetime.date(2026, 1, 1)


@pytest.mark.parametrize(("model", "names"), [("documentrelation", 4), ("article", 2)])
def test_columns_are_named_in_the_readers_words(as_role, model, names):
    relation = DocumentRelationFactory()
    ArticleFactory(document=relation.to_document)

    response = as_role("editor").get(reverse(f"wagtailsnippets_laws_{model}:list"))

    labels = [str(column.label) for column in response.context["table"].columns.values() if column.label]
    assert len(labels) >= names
    # What the program calls them is no word of any language.
    assert not {"From citation", "To citation", "Label", "Heading"} & set(labels)


# ------------------------------------------------------------------ many at once


def bulk(action, *documents):
    url = reverse("wagtail_bulk_action", args=["laws", "legaldocument", action])
    return f"{url}?{'&'.join(f'id={one.pk}' for one in documents)}"


def test_dates_are_set_on_many_at_once(as_role):
    documents = LegalDocumentFactory.create_batch(3, effective_on=None)
    client = as_role("editor")

    assert client.get(bulk("set_dates", *documents)).status_code == 200
    client.post(bulk("set_dates", *documents), {"effective_on": "2025-03-01", "expired_on": ""})

    assert set(LegalDocument.objects.values_list("effective_on", "expired_on")) == {
        (datetime.date(2025, 3, 1), None)
    }


@pytest.mark.parametrize(
    "days",
    [
        {"effective_on": "", "expired_on": ""},
        {"effective_on": "2025-02-31", "expired_on": ""},
        {"effective_on": "2025-02-01", "expired_on": "2025-01-01"},
        {"effective_on": "2000-01-01", "expired_on": ""},
    ],
)
def test_days_that_one_of_them_cannot_have_change_none(as_role, days):
    documents = LegalDocumentFactory.create_batch(2)

    response = as_role("editor").post(bulk("set_dates", *documents), days)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert set(LegalDocument.objects.values_list("effective_on", flat=True)) == {datetime.date(2025, 1, 1)}


def test_an_auditor_exports_and_sets_no_dates(as_role):
    document = LegalDocumentFactory()
    client = as_role("auditor")

    client.post(bulk("set_dates", document), {"effective_on": "2026-01-01", "expired_on": ""})
    exported = client.post(bulk("export", document), {"export_format": "csv"})

    assert LegalDocument.objects.get().effective_on == datetime.date(2025, 1, 1)
    assert exported["Content-Type"].startswith("text/csv")


def test_the_list_is_exported_for_excel_without_formulas(as_role):
    document = LegalDocumentFactory(title="=HYPERLINK(1)")

    data = as_role("editor").post(bulk("export", document), {"export_format": "csv"}).content

    assert data.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK(1)" in data.decode()


@pytest.mark.parametrize(
    ("chosen", "ending"), [("json", "json"), ("akn", "xml"), ("txt", "txt"), ("docx", "docx")]
)
def test_selected_documents_are_exported_as_a_zip(as_role, chosen, ending):
    documents = LegalDocumentFactory.create_batch(2)

    response = as_role("editor").post(bulk("export", *documents), {"export_format": chosen})

    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert len(names) == 2
    assert all(name.endswith(f".{ending}") and "/" not in name for name in names)


def test_a_document_that_something_rests_on_is_not_deleted_by_an_editor(as_role):
    document = ArticleFactory().document

    as_role("editor").post(bulk("delete", document))

    assert LegalDocument.objects.filter(pk=document.pk).exists()


# ------------------------------------------------------------------ reports


def faulty(report):
    if report == "missing":
        return LegalDocumentFactory(effective_on=None)
    if report == "contradictions":
        first, second = LegalDocumentFactory.create_batch(2)
        for acting, other in ((first, second), (second, first)):
            DocumentRelationFactory(kind=RelationKind.REPLACES, from_document=acting, to_document=other)
        return first
    article = ArticleFactory(version=False)
    for begins, ends in ((2010, 2012), (2014, None)):
        ArticleVersionFactory(
            article=article,
            effective_from=datetime.date(begins, 1, 1),
            effective_to=ends and datetime.date(ends, 1, 1),
        )
    return article


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_names_what_is_wrong_and_is_empty_otherwise(as_role, report):
    client = as_role("editor")
    url = reverse(f"law_reports:{report}")
    ArticleFactory(document__official_url="https://vbpl.vn/1")
    assert list(client.get(url).context["object_list"]) == []

    row = faulty(report)

    rows = list(client.get(url).context["object_list"])
    assert row in rows
    assert all(one.problems for one in rows)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_asks_as_often_for_one_row_as_for_twenty(as_role, report, django_assert_max_num_queries):
    client = as_role("editor")
    url = reverse(f"law_reports:{report}")
    faulty(report)
    one = queries(client, url, django_assert_max_num_queries)
    for _number in range(19):
        faulty(report)

    assert queries(client, url, django_assert_max_num_queries) == one


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_report_is_taken_away_with_its_problems(as_role, report, kind):
    faulty(report)

    response = as_role("auditor").get(reverse(f"law_reports:{report}"), {"export": kind})
    data = b"".join(response.streaming_content) if response.streaming else response.content

    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        last = [cell.value for cell in sheet[2]][-1]
    else:
        last = data.decode("utf-8-sig").splitlines()[1].rpartition(",")[2]
    assert last


@pytest.mark.parametrize(
    ("report", "filters", "count"),
    [
        ("missing", {"missing": "effective"}, 1),
        ("missing", {"document_type": "law"}, 0),
        ("contradictions", {"problem": "mutual"}, 2),
        ("contradictions", {"problem": "cycle"}, 0),
        ("periods", {"problem": "gap"}, 1),
        ("periods", {"problem": "overlap"}, 0),
    ],
)
def test_reports_are_filtered(as_role, report, filters, count):
    faulty(report)

    page = as_role("editor").get(reverse(f"law_reports:{report}"), filters)

    assert len(page.context["object_list"]) == count


def test_an_auditor_is_led_to_the_public_page(as_role):
    row = faulty("missing")
    url = reverse("law_reports:missing")

    assert f'href="{row.get_absolute_url()}"' in as_role("auditor").get(url).content.decode()
    assert of("legaldocument", "edit", row.pk) in as_role("editor").get(url).content.decode()
    assert Article.objects.count() == ArticleVersion.objects.count() == 0

"""The editors' report of citations that lead nowhere, and adding the document that they name."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from content.laws.actions.refresh_sources import refresh_sources
from content.laws.choices import CitationState, DocumentType
from content.laws.missing_document_form import guesses
from content.laws.models import Article, Citation, LegalDocument
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db


def _page(content):
    return BeautifulSoup(content, "html.parser")


REPORT = "/quan-tri/luat/trich-dan/"


def person(role):
    user = User.objects.create_user(f"{role}@example.org", "mat-khau-dai-2026", full_name="Người Thử")
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(client):
    client.force_login(person(Role.EDITOR))
    return client


def cite(*texts):
    decree = LegalDocumentFactory(penalty_decree=True)
    articles = [ArticleFactory(document=decree, version__text=text) for text in texts]
    content_type = ContentType.objects.get_for_model(Article)
    refresh_sources([(content_type.pk, one.pk) for one in articles])


def rows(client, query=""):
    response = client.get(f"{REPORT}{query}")
    assert response.status_code == 200
    page = _page(response.content)
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("td")]
        for row in page.select("table.listing tbody tr")
    ]


def test_unresolved_citations_are_grouped_by_the_document_they_name(editor):
    cite(
        "1. Theo Thông tư số 156/2013/TT-BTC.",
        "1. Theo Điều 5 Thông tư số 156/2013/TT-BTC.",
        "1. Theo Nghị định số 1/2020/NĐ-CP.",
    )

    found = rows(editor)

    assert [row[0] for row in found] == ["156/2013/TT-BTC", "1/2020/NĐ-CP"]
    # The column's name stands before each number, for narrow screens.
    assert [row[2].split()[-1] for row in found] == ["2", "1"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?document_type=circular", ["156/2013/TT-BTC"]),
        ("?state=no_article", ["168/2024/NĐ-CP"]),
        ("?name=2020", ["1/2020/NĐ-CP"]),
    ],
)
def test_the_report_can_be_narrowed(editor, query, names):
    cite(
        "1. Theo Thông tư số 156/2013/TT-BTC.", "1. Theo Nghị định số 1/2020/NĐ-CP và Điều 99 Nghị định này."
    )

    assert [row[0] for row in rows(editor, query)] == names


def test_the_report_can_be_taken_away_as_csv(editor):
    cite("1. Theo Thông tư số 156/2013/TT-BTC.")

    response = editor.get(f"{REPORT}?export=csv")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("156/2013/TT-BTC,")


@pytest.mark.parametrize("count", [1, 20])
def test_the_report_costs_the_same_queries(editor, count, django_assert_max_num_queries):
    cite(*(f"1. Theo Thông tư số {n}/2013/TT-BTC." for n in range(1, count + 1)))
    editor.get(REPORT)

    with django_assert_max_num_queries(20):
        editor.get(REPORT)


@pytest.mark.parametrize(
    ("name", "kind", "number", "title", "issuer"),
    [
        ("156/2013/TT-BTC", DocumentType.CIRCULAR, "156/2013/TT-BTC", "", "Bộ Tài chính"),
        ("1/2020/NĐ-CP", DocumentType.DECREE, "1/2020/NĐ-CP", "", "Chính phủ"),
        ("71/2014/QH13", DocumentType.LAW, "71/2014/QH13", "", "Quốc hội"),
        ("Luật Xuất bản 2012", DocumentType.LAW, "", "Luật Xuất bản", "Quốc hội"),
        ("844/QĐ-TTg", DocumentType.DECISION, "844/QĐ-TTg", "", "Thủ tướng Chính phủ"),
    ],
)
def test_a_name_tells_what_can_be_told(name, kind, number, title, issuer):
    assert guesses(name) == {"document_type": kind, "number": number, "title": title, "issuer": issuer}


def post(client, **changes):
    fields = {
        "document_type": "circular",
        "number": "156/2013/TT-BTC",
        "title": "Hướng dẫn Luật Quản lý thuế",
        "issuer": "Bộ Tài chính",
        "issued_on": "2013-11-06",
    }
    return client.post(f"{reverse('law_citations:add')}?ten=156/2013/TT-BTC", fields | changes)


def test_one_click_leads_to_the_form_and_adding_resolves_what_waited(
    editor, django_capture_on_commit_callbacks
):
    cite("1. Theo Thông tư số 156/2013/TT-BTC.")
    page = _page(editor.get(REPORT).content)
    address = page.select(f"a[href^='{reverse('law_citations:add')}']")[0].get("href")
    form = _page(editor.get(address).content)
    assert form.select("#id_number")[0].get("value") == "156/2013/TT-BTC"
    assert form.select("#id_issuer")[0].get("value") == "Bộ Tài chính"

    with django_capture_on_commit_callbacks(execute=True):
        response = post(editor)

    assert response.status_code == 302
    added = LegalDocument.objects.get(number="156/2013/TT-BTC")
    assert added.issued_on == datetime.date(2013, 11, 6)
    citation = Citation.objects.get()
    assert (citation.state, citation.document) == (CitationState.RESOLVED, added)


def test_where_the_document_is_there_one_click_leads_to_it(editor):
    cite("1. Theo Điều 99 Nghị định số 168/2024/NĐ-CP và Chương IX Nghị định này.")
    decree = LegalDocument.objects.get(number="168/2024/NĐ-CP")

    links = _page(editor.get(f"{REPORT}?state=no_article").content).select("table.listing tbody a")

    assert [link["href"] for link in links] == [
        reverse("wagtailsnippets_laws_legaldocument:edit", args=[decree.pk])
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "một trăm"}, "number"),
        ({"issued_on": "2014-11-06"}, "issued_on"),
        ({"issued_on": ""}, "issued_on"),
        ({"title": ""}, "title"),
    ],
)
def test_mistakes_are_named(editor, changes, field):
    response = post(editor, **changes)

    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_a_document_that_is_there_already_is_refused_with_words(editor):
    LegalDocumentFactory(
        document_type=DocumentType.CIRCULAR,
        number="156/2013/TT-BTC",
        issuer="Bộ Tài chính",
        issued_on=datetime.date(2013, 11, 6),
        effective_on=None,
    )

    response = post(editor)

    assert response.status_code == 200
    assert LegalDocument.objects.filter(number="156/2013/TT-BTC").count() == 1
    assert response.context["form"].non_field_errors()


def test_who_may_not_add_documents_may_not_open_the_form(client):
    client.force_login(person(Role.AUDITOR))
    assert client.get(reverse("law_citations:add")).status_code in {302, 403}
    client.logout()
    assert client.get(REPORT).status_code == 302

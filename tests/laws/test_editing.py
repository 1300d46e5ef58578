"""The library in the editor: lists, forms, choosers, the block, who may do what."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.blocks.struct_block import StructBlockValidationError

from content.laws.blocks import ProvisionChooserBlock
from content.laws.choices import LegalStatus
from content.laws.models import Article, LegalDocument
from content.laws.signals import document_changed
from content.laws.validation import clean_provision
from portal.accounts.models import User
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return ArticleFactory(document__penalty_decree=True, number="7")


@pytest.fixture
def signed_in(client):
    def sign_in(role):
        person = User.objects.create_user(f"{role}@example.org", "a long password", full_name="Trần Thị Mẫu")
        person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
        return client

    return sign_in


LISTS = [
    "wagtailsnippets_laws_legaldocument:list",
    "wagtailsnippets_laws_article:list",
    "wagtailsnippets_laws_documentrelation:list",
]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["editor", "legal_reviewer"])
def test_editors_and_reviewers_keep_the_library(signed_in, article, name, role):
    DocumentRelationFactory(to_document=article.document)

    assert signed_in(role).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", ["learner", "unit_manager"])
def test_others_do_not(signed_in, article, role):
    assert signed_in(role).get(reverse(LISTS[0])).status_code in {302, 403}


def test_only_reviewers_delete(signed_in, article):
    url = reverse("wagtailsnippets_laws_legaldocument:delete", args=[article.document_id])

    assert signed_in("editor").post(url).status_code in {302, 403}
    assert LegalDocument.objects.filter(pk=article.document_id).exists()


def test_the_lists_search_without_marks(signed_in, article):
    client = signed_in("editor")

    found = client.get(reverse(LISTS[1]), {"q": "dieu 7 168"}).content.decode()
    missed = client.get(reverse(LISTS[1]), {"q": "dieu 8 168"}).content.decode()

    assert str(article) in found
    assert str(article) not in missed


def test_the_chooser_finds_an_article_by_number_and_law(signed_in, article):
    other = ArticleFactory(document=article.document, number="8")
    client = signed_in("editor")

    response = client.get(reverse("article_chooser:choose_results"), {"q": "điều 7 168"})

    page = response.content.decode()
    assert str(article) in page
    assert str(other) not in page


def edit_form(article, **versions):
    first = article.versions.get()
    form = {
        "document": article.document_id,
        "kind": article.kind,
        "number": article.number,
        "division": "",
        "versions-TOTAL_FORMS": 1 + len(versions),
        "versions-INITIAL_FORMS": 1,
        "versions-MIN_NUM_FORMS": 0,
        "versions-MAX_NUM_FORMS": 1000,
        "effects-TOTAL_FORMS": 0,
        "effects-INITIAL_FORMS": 0,
        "effects-MIN_NUM_FORMS": 0,
        "effects-MAX_NUM_FORMS": 1000,
    }
    rows = [
        {"id": first.pk, "effective_from": "2025-01-01", "effective_to": "", "text": first.text}
        | versions.get("first", {}),
        versions.get("second", {}),
    ]
    for index, row in enumerate(rows[: 1 + ("second" in versions)]):
        defaults = {
            "heading": "H",
            "text_kind": "official",
            "language": "vi",
            "made_by": "",
            "made_by_provision": "",
        }
        form |= {f"versions-{index}-{name}": value for name, value in (defaults | row).items()}
    form["versions-TOTAL_FORMS"] = 1 + ("second" in versions)
    return form


def test_one_save_ends_the_old_text_and_begins_the_new(
    signed_in, article, django_capture_on_commit_callbacks
):
    client = signed_in("editor")
    heard = []

    def hear(document_id, **_kwargs):
        heard.append(document_id)

    document_changed.connect(hear)
    form = edit_form(
        article,
        first={"effective_to": "2026-01-01"},
        second={"effective_from": "2026-01-01", "effective_to": "", "text": "Văn mới"},
    )
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("wagtailsnippets_laws_article:edit", args=[article.pk]), form)
    document_changed.disconnect(hear)

    assert response.status_code == 302
    fresh = Article.objects.get(pk=article.pk)
    assert fresh.version_on(datetime.date(2026, 1, 1)).text == "Văn mới"
    assert fresh.version_on(datetime.date(2025, 12, 31)).text != "Văn mới"
    assert heard == [article.document_id]


def test_texts_that_overlap_are_refused(signed_in, article):
    form = edit_form(
        article, second={"effective_from": "2025-06-01", "effective_to": "2025-07-01", "text": "Chồng lấn"}
    )

    response = signed_in("editor").post(reverse("wagtailsnippets_laws_article:edit", args=[article.pk]), form)

    assert response.status_code == 200
    assert article.versions.count() == 1


def test_the_block_gives_citation_address_text_and_status(article):
    ProvisionEffectFactory(article=article, clause="1", point="đ", effective_from=datetime.date(2026, 1, 1))
    block = ProvisionChooserBlock()

    value = block.clean(block.to_python({"article": article.pk, "clause": "Khoản 1.", "point": "Điểm Đ)"}))

    assert value.citation == "Điểm đ khoản 1 Điều 7 Nghị định 168/2024/NĐ-CP"
    assert value.url.endswith("#khoan-1-diem-dd")
    assert value.text_on(datetime.date(2025, 6, 1)) == "Giấy tờ khác theo quy định của pháp luật."
    assert value.status_on(datetime.date(2025, 6, 1)) is LegalStatus.NOT_YET
    assert value.status_on(datetime.date(2026, 6, 1)) is LegalStatus.IN_FORCE


@pytest.mark.parametrize(
    ("clause", "point", "field"),
    [("9", "", "clause"), ("1", "x", "point"), ("2", "a", "point"), ("", "a", "point"), ("9", "a", "clause")],
)
def test_the_block_refuses_what_the_article_does_not_have(article, clause, point, field):
    block = ProvisionChooserBlock()

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"article": article.pk, "clause": clause, "point": point}))

    (only,) = refused.value.block_errors
    assert only == field
    assert "7" in refused.value.block_errors[field].messages[0]


def test_the_refusal_is_written_in_the_editors_language(article):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        clean_provision(article, "9")

    assert "has no clause 9; it has 1, 2" in refused.value.message_dict["clause"][0]


def test_the_block_quotes_the_version_of_the_day(article):
    change = datetime.date(2026, 1, 1)
    article.versions.update(effective_to=change)
    ArticleVersionFactory(article=article, effective_from=change, text="1. Mới")
    block = ProvisionChooserBlock()
    value = block.to_python({"article": article.pk, "clause": "1", "point": ""})

    assert value.text_on(change) == "Mới"
    assert value.text_on(datetime.date(2025, 6, 1)).startswith("Người lái xe")


def test_a_vanished_article_leaves_an_empty_quote(article):
    block = ProvisionChooserBlock()
    pk = article.pk
    article.delete()

    value = block.to_python({"article": pk, "clause": "1", "point": ""})

    assert (value.citation, value.url, value.text, value.status) == ("", "", "", None)


def test_many_quotes_are_loaded_together(article, django_assert_num_queries):
    block = ProvisionChooserBlock()
    raw = [{"article": article.pk, "clause": "1", "point": ""}] * 20
    with django_assert_num_queries(2):
        values = block.bulk_to_python(raw)
        assert all(value.text and value.citation for value in values)


def test_an_article_without_text_can_be_chosen_whole_only():
    article = ArticleFactory(document=LegalDocumentFactory(), version=False)

    assert clean_provision(article) == ("", "")
    with pytest.raises(ValidationError):
        clean_provision(article, "1")

"""Addresses last: what was once right, or is nearly right, leads to the document."""

from __future__ import annotations

import datetime

import pytest

from content.laws.choices import DocumentType
from content.laws.models import FormerAddress, LegalDocument
from content.laws.slugs import address_readings
from tests.factories.laws import ArticleFactory, DocumentAliasFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def decree():
    return LegalDocumentFactory(penalty_decree=True)


@pytest.mark.parametrize(
    "address",
    [
        "168-2024-ND-CP",
        "168_2024_ND_CP",
        "168.2024.NĐ-CP",
        "168 2024 nđ cp",
        "168_2024",
        "168-2024",
        "nghi-dinh-168-2024-nd-cp",
        "nghi-dinh-so-168-2024-nd-cp",
        "Nghị định 168-2024-NĐ-CP",
        "nghi-dinh-168-2024",
        "nghi-dinh-168",
        "nghi-dinh/2024/168_2024",
        "nghi-dinh/2024/nghi-dinh-168-2024-nd-cp",
        "nghi-dinh/2019/168-2024",
    ],
)
def test_a_recognisable_number_leads_to_the_document(client, decree, address):
    DocumentAliasFactory(document=decree, name="Nghị định 168")

    assert client.get(f"/van-ban/{address}/").url == decree.get_absolute_url()


def test_a_number_and_year_of_several_documents_give_a_choice(client, decree):
    circular = LegalDocumentFactory(
        document_type=DocumentType.CIRCULAR, number="168/2024/TT-BTC", issuer="Bộ Tài chính"
    )

    page = client.get("/van-ban/168-2024/").content.decode()

    assert "data-choice" in page
    assert decree.get_absolute_url() in page
    assert circular.get_absolute_url() in page


@pytest.mark.parametrize("address", ["16-2024", "68-2024", "168-2", "168", "nghi-dinh-so", "2024-nd-cp"])
def test_half_a_number_leads_nowhere(client, decree, address):
    assert client.get(f"/van-ban/{address}/").status_code == 404


def test_readings_go_from_the_likeliest_on():
    types = ["nghi-dinh", "luat"]

    assert address_readings("Nghị định 168/2024/NĐ-CP", types) == [
        "nghi-dinh-168-2024-nd-cp",
        "168-2024-nd-cp",
    ]
    assert address_readings("///", types) == []


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "168-2024-nd-cp-moi"},
        {"document_type": DocumentType.CIRCULAR},
        {"issued_on": datetime.date(2025, 1, 2)},
        {"slug": "khac", "document_type": DocumentType.LAW, "issued_on": datetime.date(2020, 1, 1)},
    ],
)
def test_a_changed_address_keeps_the_old_one(client, decree, change):
    article = ArticleFactory(document=decree, number="7")
    old = article.get_absolute_url()
    document = LegalDocument.objects.get(pk=decree.pk)
    for name, value in change.items():
        setattr(document, name, value)
    document.save()

    response = client.get(f"{old}?ngay=2025-06-01")

    article.refresh_from_db()
    assert response.status_code in {301, 302}
    assert response.url == f"{type(article).objects.get(pk=article.pk).get_absolute_url()}?ngay=2025-06-01"
    assert client.get(f"/en{old}").url.startswith("/en/van-ban/")
    assert client.get(response.url).status_code == 200


def test_every_address_a_document_ever_had_leads_to_it(client, decree):
    addresses = []
    for slug in ("mot", "hai", "ba"):
        document = LegalDocument.objects.get(pk=decree.pk)
        addresses.append(document.get_absolute_url())
        document.slug = slug
        document.save()

    now = LegalDocument.objects.get(pk=decree.pk).get_absolute_url()
    assert [client.get(address).url for address in addresses] == [now] * 3


def test_going_back_to_an_old_address_makes_no_circle(client, decree):
    first = decree.get_absolute_url()
    for slug in ("khac", decree.slug):
        document = LegalDocument.objects.get(pk=decree.pk)
        document.slug = slug
        document.save()

    assert client.get(first).status_code == 200
    assert [str(one) for one in FormerAddress.objects.all()] == ["nghi-dinh/khac"]


def test_a_new_document_at_an_old_address_is_the_one_that_answers(client, decree):
    document = LegalDocument.objects.get(pk=decree.pk)
    address, slug = document.get_absolute_url(), document.slug
    document.slug = "cu"
    document.save()
    newcomer = LegalDocumentFactory(number="168/2024/NĐ-CP", issuer="Bộ khác", slug=slug)

    assert client.get(address).context["document"] == newcomer


def test_saving_without_a_change_of_address_keeps_none_and_asks_nothing(decree, django_assert_num_queries):
    document = LegalDocument.objects.get(pk=decree.pk)
    document.signers = "Ai đó"
    with django_assert_num_queries(1):
        document.save(update_fields=["signers"])

    assert not FormerAddress.objects.exists()


def test_a_partly_loaded_document_is_saved_without_a_guess(decree):
    document = LegalDocument.objects.only("signers").get(pk=decree.pk)
    document.signers = "Ai đó"
    document.save(update_fields=["signers"])

    assert not FormerAddress.objects.exists()

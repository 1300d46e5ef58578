"""Explainers are kept for visitors, and a changed law reaches them at once."""

import pytest
from django.core.cache import cache
from django.test import Client

from content.laws.models import LegalDocument
from content.laws.signals import document_changed
from tests.factories.explainers import make_explainer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_a_visitor_gets_the_kept_explainer_until_a_law_changes(client: Client, django_assert_num_queries):
    explainer = make_explainer()
    address = explainer.get_url()
    assert client.get(address)["X-Page-Cache"] == "miss"
    with django_assert_num_queries(0):
        assert client.get(address)["X-Page-Cache"] == "hit"

    document_changed.send(LegalDocument, document_id=1)

    assert client.get(address)["X-Page-Cache"] == "miss"


def test_an_explainer_in_preview_or_behind_a_session_is_drawn(client: Client, django_user_model):
    explainer = make_explainer()
    client.get(explainer.get_url())
    client.force_login(
        django_user_model.objects.create_user("doc@example.org", "x" * 12, full_name="Độc giả")
    )

    assert "X-Page-Cache" not in client.get(explainer.get_url())

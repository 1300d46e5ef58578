"""Pages are found in two queries, and are as open or closed as Wagtail would have them."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from tests.factories.explainers import make_explainer, make_topic

pytestmark = pytest.mark.django_db

PAGE_CACHE = "portal.page_cache.middleware.PageCacheMiddleware"


@pytest.fixture(autouse=True)
def pages_are_drawn(settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != PAGE_CACHE]
    Site.clear_site_root_paths_cache()


@pytest.fixture
def explainer():
    return make_explainer(make_topic("Đi đường"), "Vượt đèn đỏ?")


def test_a_page_and_its_breadcrumbs_come_from_its_address(client: Client, explainer):
    response = client.get(explainer.url)

    assert response.status_code == 200
    assert response.context["page"].specific_class is type(explainer)
    assert f'href="{explainer.get_parent().url}"' in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/khong-co/vuot-den-do/",
        "/vuot-den-do/",
        "/di-duong/di-duong/vuot-den-do/",
        "/di-duong/vuot-den-do/vuot-den-do/",
        "/di-duong//vuot-den-do-2/",
        "/vuot-den-do/di-duong/",
    ],
)
def test_slugs_that_do_not_follow_each_other_lead_nowhere(client: Client, explainer, address: str):
    assert client.get(address).status_code == 404


def test_the_same_slug_under_another_topic_is_another_page(client: Client, explainer):
    other = make_explainer(make_topic("Nhà đất"), "Vượt đèn đỏ?")
    assert other.slug == explainer.slug

    assert client.get(other.url).context["page"].pk == other.pk
    assert client.get(explainer.url).context["page"].pk == explainer.pk


def test_a_draft_is_not_found(client: Client, explainer):
    explainer.unpublish()

    assert client.get(explainer.url).status_code == 404


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_restriction_anywhere_above_closes_the_page(client: Client, explainer, level: int):
    restricted = Page.objects.get(depth=level, path=explainer.path[: level * Page.steplen])
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(explainer.url).status_code == 302


def test_an_alias_is_as_closed_as_its_source(client: Client, explainer):
    alias = explainer.create_alias(parent=make_topic("Lối khác"), update_slug="loi-khac")
    PageViewRestriction.objects.create(page=explainer, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(alias.url).status_code == 302

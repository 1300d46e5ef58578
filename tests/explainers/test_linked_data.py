"""What an explainer says of itself to machines: JSON-LD in the page, an Atom feed of the newest."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from tests.factories.explainers import make_explainer, make_topic, provision, short_answer

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def data_of(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def test_the_page_describes_itself_with_the_law_it_rests_on(client: Client, article):
    questions = {
        "type": "questions",
        "value": {
            "heading": "",
            "items": [{"question": "Ngủ một giấc thì sao?", "answer": "<p>Tính lúc <b>đo</b>.[1]</p>"}],
            "provisions": [provision(article, "1")],
        },
    }
    page = make_explainer(
        None,
        "Uống bia </script> rồi lái xe?",
        short_answer("<p>Có.[1]</p>", provision(article, "2")),
        questions,
    )

    data = data_of(client.get(page.url).content.decode())

    assert data["@type"] == "Article"
    assert data["headline"] == "Uống bia </script> rồi lái xe?"
    assert data["url"] == f"{settings.BASE_URL}{page.url}"
    assert data["inLanguage"] == "vi"
    assert data["mainEntityOfPage"]["lastReviewed"] == "2026-11-18"
    assert [one["name"] for one in data["citation"]] == [article.citation("2"), article.citation("1")]
    assert data["hasPart"][0]["acceptedAnswer"]["text"] == "Tính lúc đo."


def entries(client: Client, address: str) -> list[ElementTree.Element]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314  (our own answer)


def test_the_feed_lists_what_everyone_may_read_newest_first(client: Client):
    topic = make_topic("Đi đường")
    first, second = make_explainer(topic, "Câu một?"), make_explainer(topic, "Câu hai?")
    make_explainer(topic, "Còn nháp?", publish=False)
    private = make_explainer(topic, "Chỉ cho người trong nhà?")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    found = entries(client, "/bai-moi.atom")

    assert [one.findtext(f"{ATOM}title") for one in found] == [second.title, first.title]
    assert found[0].find(f"{ATOM}link").get("href").endswith(second.url)
    assert found[0].find(f"{ATOM}category").get("term") == "Đi đường"


def test_each_language_has_its_own_feed(client: Client):
    page = make_explainer(None, "Câu một?")
    english = Locale.objects.get(language_code="en")
    page.get_parent().specific.copy_for_translation(english).save_revision().publish()
    translation = page.copy_for_translation(english)
    translation.title = translation.draft_title = "One?"
    translation.save_revision().publish()

    assert [one.findtext(f"{ATOM}title") for one in entries(client, "/en/bai-moi.atom")] == ["One?"]
    assert 'href="/en/bai-moi.atom"' in client.get("/en/").content.decode()


def test_the_feed_asks_as_often_for_twenty_as_for_one(client: Client, django_assert_num_queries):
    topic = make_topic()
    make_explainer(topic, "Câu 0?")
    entries(client, "/bai-moi.atom")
    with django_assert_num_queries(1):
        entries(client, "/bai-moi.atom")

    for number in range(1, 20):
        make_explainer(topic, f"Câu {number}?")
    with django_assert_num_queries(1):
        entries(client, "/bai-moi.atom")

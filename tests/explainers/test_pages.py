"""What a reader meets: home, topic, explainer."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Locale, Site

from content.explainers.actions.ensure_home import ensure_home
from content.explainers.models import HomePage
from content.laws.choices import TextKind
from content.laws.models import Article
from tests.factories.explainers import make_explainer, make_topic, provision, short_answer
from tests.factories.laws import ArticleFactory, ArticleVersionFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

EVERY_BLOCK = [
    {"type": "who", "value": {"items": ["Người lái xe máy"]}},
    {"type": "steps", "value": {"heading": "Bạn làm gì", "items": ["<p>Xuất trình giấy tờ.</p>"], "provisions": []}},
    {"type": "text", "value": {"heading": "Nên nhớ", "text": "<p>Cấm mọi nồng độ cồn.</p>", "provisions": []}},
    {"type": "example", "value": {"heading": "", "text": "<p>Anh Bình uống hai lon.</p>", "provisions": []}},
    {
        "type": "questions",
        "value": {"heading": "", "items": [{"question": "Ngủ một giấc?", "answer": "<p>Tính lúc đo.</p>"}]},
    },
    {"type": "callout", "value": {"kind": "changed", "heading": "Luật vừa đổi", "text": "<p>Từ 2025.</p>"}},
]  # fmt: skip


def penalty_table(*provisions):
    rows = [
        {
            "situation": "Đến 50 mg",
            "fine": "2 – 3 triệu",
            "consequence": "trừ 4 điểm",
            "provisions": provisions,
        }
    ]
    return {"type": "penalty_table", "value": {"heading": "Phạt", "caption": "Xe máy", "rows": rows}}


def html_of(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_site_has_a_home_page_in_each_language(client):
    assert Site.objects.get(is_default_site=True).root_page.specific == ensure_home()
    assert sorted(HomePage.objects.values_list("locale__language_code", flat=True)) == ["en", "id", "vi"]
    for address in ("/", "/en/", "/id/"):
        assert client.get(address).status_code == 200


def test_making_the_home_page_again_changes_nothing():
    before = list(HomePage.objects.order_by("pk").values())
    ensure_home()
    assert list(HomePage.objects.order_by("pk").values()) == before


def test_the_law_stands_beside_the_sentence_it_supports(client, article):
    page = make_explainer(
        None, "Phải mang giấy tờ gì?", short_answer("<p>Bốn thứ.[1]</p>", provision(article, "1", "a"))
    )

    html = html_of(client, page)

    assert 'href="#luat-1"' in html
    assert 'id="luat-1"' in html
    assert "Chứng nhận đăng ký xe" in html
    assert article.provision_url("1", "a") in html
    assert "[1]" not in html


def test_the_same_provision_keeps_its_number_and_has_one_card(client, article):
    same = provision(article, "1", "a")
    page = make_explainer(
        None,
        "Phải mang giấy tờ gì?",
        short_answer("<p>Có.[1]</p>", same),
        penalty_table(provision(article, "2"), same),
        {"type": "law_quote", "value": {"heading": "", "provisions": [same]}},
    )

    html = html_of(client, page)

    assert html.count('id="luat-1"') == 1
    assert html.count('id="luat-2"') == 1
    assert html.count('href="#luat-1"') == 2


def test_every_block_is_rendered(client, article):
    page = make_explainer(None, "Mọi phần?", short_answer(), *EVERY_BLOCK, penalty_table())

    html = html_of(client, page)

    for words in (
        "Người lái xe máy",
        "Xuất trình",
        "Cấm mọi",
        "Anh Bình",
        "Ngủ một giấc?",
        "Luật vừa đổi",
        "Đến",
    ):
        assert words in html


def test_what_an_editor_writes_is_shown_as_text_not_as_markup(client, article):
    hostile = "<script>alert(1)</script>"
    page = make_explainer(
        None,
        hostile,
        {"type": "who", "value": {"items": [hostile]}},
        {"type": "questions", "value": {"heading": hostile, "items": [{"question": hostile, "answer": "<p>.</p>"}]}},
        {"type": "penalty_table", "value": {"heading": hostile, "caption": hostile, "rows": [
            {"situation": hostile, "fine": hostile, "consequence": hostile, "provisions": []}]}},
        summary=hostile,
    )  # fmt: skip

    for address in (page.url, page.get_parent().url, "/"):
        assert hostile not in client.get(address).content.decode()


def test_a_provision_that_is_gone_is_told_and_leaves_the_other_marks_right(client, decree, article):
    gone = ArticleFactory(document=decree, number="8")
    page = make_explainer(
        None,
        "Còn đúng không?",
        short_answer("<p>Một.[1] Hai.[2]</p>", provision(gone), provision(article, "2")),
    )
    Article.objects.filter(pk=gone.pk).delete()

    html = html_of(client, page)

    assert "notice--changed" in html
    assert 'id="luat-1"' in html
    assert "Người đi bộ" in html
    assert "[1]" not in html


@pytest.mark.parametrize(("days_after_check", "warned"), [(-1, False), (1, True)])
def test_a_law_changed_after_the_last_check_is_told(client, article, days_after_check, warned):
    checked_on = timezone.localdate() - datetime.timedelta(days=10)
    changed_on = checked_on + datetime.timedelta(days=days_after_check)
    article.versions.update(effective_to=changed_on)
    ArticleVersionFactory(article=article, text="Mới.", effective_from=changed_on)
    page = make_explainer(
        None, "Có đổi không?", short_answer("<p>Có.[1]</p>", provision(article)), last_checked_on=checked_on
    )

    assert ("notice--changed" in html_of(client, page)) is warned


def test_a_law_that_is_only_coming_has_changed_nothing_yet(client):
    coming = ArticleFactory(document=LegalDocumentFactory(not_yet=True), number="1")
    page = make_explainer(None, "Sắp có gì?", short_answer("<p>Có.[1]</p>", provision(coming)))

    html = html_of(client, page)

    assert "notice--changed" not in html
    assert "badge--not_yet" in html


def test_a_summary_among_the_cited_texts_is_told(client, article):
    summarised = ArticleFactory(document=article.document, number="9", version__text_kind=TextKind.SUMMARY)
    page = make_explainer(
        None, "Lời của ai?", short_answer("<p>.[1][2]</p>", provision(article), provision(summarised))
    )

    response = client.get(page.url)

    assert response.content.decode().count("law--unofficial") == 1


def test_an_address_has_no_marks():
    assert make_explainer(make_topic("Đi đường"), "Ngủ dậy rồi lái xe, có sao không?").url == (
        "/di-duong/ngu-day-roi-lai-xe-co-sao-khong/"
    )


def test_a_draft_and_a_scheduled_page_are_not_shown(client):
    topic = make_topic()
    draft = make_explainer(topic, "Bản nháp?", publish=False)
    scheduled = make_explainer(
        topic, "Hẹn giờ?", go_live_at=timezone.now() + datetime.timedelta(days=1), publish=False
    )
    scheduled.get_latest_revision().publish()

    for page in (draft, scheduled):
        assert client.get(page.get_url()).status_code == 404
    for address in ("/", topic.url):
        html = client.get(address).content.decode()
        assert "Bản nháp?" not in html
        assert "Hẹn giờ?" not in html


def test_a_topic_finds_without_marks_and_offers_a_way_on_when_nothing_fits(client):
    topic = make_topic()
    make_explainer(topic, "Uống bia rồi lái xe?", everyday_words="nhậu")
    make_explainer(topic, "Ghế trẻ em?")

    found = client.get(topic.url, {"loc": "uong bia"}).content.decode()
    assert "Uống bia rồi lái xe?" in found
    assert "Ghế trẻ em?" not in found
    assert "Uống bia" in client.get(topic.url, {"loc": "NHAU"}).content.decode()
    assert "empty-state" in client.get(topic.url, {"loc": "ly hôn 🙂 \x00"}).content.decode()


@pytest.mark.parametrize("page_number", ["99", "0", "-1", "abc"])
def test_a_page_number_off_the_end_shows_a_page(client, page_number):
    topic = make_topic()
    make_explainer(topic)
    assert client.get(topic.url, {"page": page_number}).status_code == 200


def test_a_translation_stands_under_its_language_and_is_linked(client):
    topic = make_topic()
    page = make_explainer(topic)
    english = Locale.objects.get(language_code="en")
    topic.copy_for_translation(english, copy_parents=True).specific.save_revision().publish()
    translation = page.copy_for_translation(english)
    translation.title = "One beer, then a motorbike?"
    translation.save_revision().publish()
    translation.refresh_from_db()

    assert translation.url.startswith("/en/")
    html = html_of(client, page)
    assert 'hreflang="en"' in html
    assert translation.url in html
    assert "One beer" not in client.get("/").content.decode()
    assert "One beer" in client.get("/en/").content.decode()


def test_a_page_without_translation_leads_to_the_other_languages_home(client):
    page = make_explainer()
    html = html_of(client, page)
    assert 'href="/en/"' in html
    assert client.get(f"/en{page.url}").status_code == 404


def test_anonymous_pages_carry_no_token_and_set_no_cookie(client):
    page = make_explainer()
    for address in ("/", page.get_parent().url, page.url):
        response = client.get(address)
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()

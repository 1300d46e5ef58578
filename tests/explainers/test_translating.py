"""An editor puts an explainer into English with wagtail-localize, and readers are led from one to the other."""

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation

from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.explainers import make_explainer, make_topic, provision, short_answer

pytestmark = pytest.mark.django_db

IN_ENGLISH = {
    "Uống bia rồi lái xe?": "Driving after a beer?",
    "Có bị phạt, dù chỉ một lon.": "You are fined, even for one can.",
    "Có bị phạt.[1]": "You are fined.[1]",
    "Đi đường": "On the road",
    "uong-bia-roi-lai-xe": "driving-after-a-beer",
    "di-duong": "on-the-road",
}


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(PersonFactory(role=Role.EDITOR))
    return client


@pytest.fixture
def english(db) -> Locale:
    return Locale.objects.get(language_code="en")


def put_into_english(editor: Client, page, english: Locale) -> None:
    """What the editor does in three screens: submit, type, publish."""
    submitted = editor.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [english.pk]}
    )
    assert submitted.status_code == 302, submitted.context["form"].errors
    translation = Translation.objects.get(source__object__translation_key=page.translation_key)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        typed = editor.put(
            reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
            encode_multipart(BOUNDARY, {"value": IN_ENGLISH[segment.string.data]}),
            content_type=MULTIPART_CONTENT,
        )
        assert typed.status_code == 201
    target = translation.get_target_instance()
    published = editor.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
    assert published.status_code == 302


def test_a_translated_explainer_is_published_and_linked_both_ways(
    editor: Client, english: Locale, article, django_capture_on_commit_callbacks
):
    topic = make_topic("Đi đường")
    with django_capture_on_commit_callbacks(execute=True):
        page = make_explainer(
            topic,
            "Uống bia rồi lái xe?",
            short_answer("<p>Có bị phạt.[1]</p>", provision(article, "2")),
        )
        put_into_english(editor, topic, english)
        put_into_english(editor, page, english)

    translated = page.get_translation(english)
    assert translated.url == "/en/on-the-road/driving-after-a-beer/"
    vietnamese = Client().get(page.url).content.decode()
    shown = Client().get(translated.url).content.decode()
    assert "You are fined." in shown
    assert 'lang="en"' in shown
    for html in (vietnamese, shown):
        for code, address in (("vi", page.url), ("en", translated.url)):
            assert f'hreflang="{code}"' in html
            assert address in html

    # The provision came along without being translated, and the law page knows of both.
    assert 'id="luat-1"' in shown
    assert set(article.explainer_citations.values_list("page", flat=True)) == {page.pk, translated.pk}


def test_a_learner_may_not_translate(client: Client, english: Locale):
    page = make_explainer()
    client.force_login(PersonFactory())

    response = client.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [english.pk]}
    )

    assert response.status_code in {302, 403}
    assert not Translation.objects.exists()

"""An Atom feed of new explainers, in each language its own."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.explainers.models import ExplainerPage
from content.explainers.models.pages import ExplainerPageQuerySet
from portal.lib.addresses import language_home
from portal.lib.pages import open_to_everyone

NEWEST = 50


def _language() -> str:
    """Of the address. Django answers all requests with one feed object, so nothing of a request is kept on it."""
    return get_language() or settings.LANGUAGE_CODE


class NewExplainersFeed(Feed):
    """The explainers published last in the language of the address."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def title(self) -> str:
        return _("New explainers") + f" – {settings.SITE_NAME}"

    def subtitle(self) -> str:
        return _("The law in plain words, beside the law itself. Free for everyone.")

    def link(self) -> str:
        return language_home(_language())

    def feed_url(self) -> str:
        return reverse("explainers:new_feed")

    def feed_guid(self) -> str:
        return f"{settings.BASE_URL}{self.feed_url()}"

    def items(self) -> ExplainerPageQuerySet:
        explainers = open_to_everyone(ExplainerPage.objects.live())
        return (
            explainers.filter(locale__language_code=_language())
            .with_topic()
            .defer("body")
            .order_by("-first_published_at", "-pk")[:NEWEST]
        )

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        return item.get_url() or "/"

    def item_guid(self, item: Any) -> str:
        """Never changes, even when the address does."""
        host = urlsplit(settings.BASE_URL).hostname
        return f"tag:{host},{item.first_published_at:%Y-%m-%d}:explainer-{item.pk}"

    def item_categories(self, item: Any) -> list[str]:
        return [item.topic_title] if item.topic_title else []

    def item_pubdate(self, item: Any) -> datetime.datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: Any) -> datetime.datetime | None:
        return item.last_published_at

"""Search in the editor: what editors steer, what people ask, what people search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import AskedQuestion, BestBet, Boost, HiddenWord, SavedQuery, Synonym

MENU_ORDER = 160


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "link"
    menu_label = _("Synonyms")
    list_display = ("typed", "terms", "note")
    search_fields = ("typed", "terms", "note")
    list_per_page = 50
    panels = (FieldPanel("typed"), FieldPanel("terms"), FieldPanel("note"))


class BestBetViewSet(SnippetViewSet):
    model = BestBet
    icon = "pick"
    menu_label = _("Promoted results")
    list_display = (
        "query",
        Column("target", label=_("Result")),
        BooleanColumn("is_whole"),
        "language",
        "order",
    )
    list_filter = ("language", "is_whole")
    search_fields = ("query", "note")
    list_per_page = 50
    panels = (
        FieldRowPanel([FieldPanel("query"), FieldPanel("language")]),
        FieldPanel("is_whole"),
        MultiFieldPanel(
            [FieldPanel("page"), FieldPanel("article"), FieldPanel("document")],
            heading=_("What stands on top: choose one"),
        ),
        FieldRowPanel([FieldPanel("order"), FieldPanel("note")]),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return BestBet.objects.select_related("page", "document", "article__document", "article__division")


class HiddenWordViewSet(SnippetViewSet):
    model = HiddenWord
    icon = "view"
    menu_label = _("Hidden words")
    list_display = ("word", "effect", "note")
    list_filter = ("effect",)
    search_fields = ("word", "note")
    list_per_page = 50
    panels = (FieldRowPanel([FieldPanel("word"), FieldPanel("effect")]), FieldPanel("note"))


class BoostViewSet(SnippetViewSet):
    model = Boost
    icon = "order-up"
    menu_label = _("Boosts")
    list_display = ("name", "field", "value", "weight")
    list_filter = ("field",)
    search_fields = ("name", "value", "note")
    list_per_page = 50
    panels = (
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("field"), FieldPanel("value"), FieldPanel("weight")]),
        FieldPanel("note"),
    )


class SavedQueryViewSet(SnippetViewSet):
    model = SavedQuery
    icon = "clipboard-list"
    menu_label = _("Saved queries")
    list_display = ("text", "language", "wanted_url")
    list_filter = ("language",)
    search_fields = ("text", "wanted_url", "note")
    list_per_page = 50
    panels = (
        FieldRowPanel([FieldPanel("text"), FieldPanel("language")]),
        FieldPanel("wanted_url"),
        FieldPanel("note"),
    )


class AskedQuestionViewSet(SnippetViewSet):
    """What readers asked; editors mark what they have dealt with."""

    model = AskedQuestion
    icon = "comment"
    menu_label = _("Questions from readers")
    list_display = ("text", "query", "language", BooleanColumn("handled"), "asked_on")
    list_filter = ("handled", "language", "asked_on")
    search_fields = ("text", "query")
    list_per_page = 50
    add_view_enabled = False
    copy_view_enabled = False
    panels = (
        FieldPanel("text", read_only=True),
        FieldPanel("query", read_only=True),
        FieldPanel("language", read_only=True),
        FieldPanel("handled"),
    )


class SearchGroup(SnippetViewSetGroup):
    """One menu for what editors steer."""

    menu_label = pgettext_lazy("menu of the editor", "Search")
    menu_icon = "search"
    menu_order = MENU_ORDER
    items = (
        SynonymViewSet,
        BestBetViewSet,
        HiddenWordViewSet,
        BoostViewSet,
        SavedQueryViewSet,
        AskedQuestionViewSet,
    )


register_snippet(SearchGroup)


@hooks.register("register_admin_urls")
def register_search_urls() -> list[URLResolver]:
    return [
        path("tim-kiem/xem-truoc/", include("search.admin_urls.rules")),
        path("tim-kiem/bao-cao/", include("search.admin_urls.reports")),
    ]


class PreviewMenuItem(MenuItem):
    """Shown to those who may look at what holds."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.view_publishedrules")


@hooks.register("register_admin_menu_item")
def register_preview_item() -> MenuItem:
    return PreviewMenuItem(
        _("Search preview"),
        reverse("search_rules:preview"),
        name="search-preview",
        icon_name="view",
        order=MENU_ORDER + 1,
    )


class SearchReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.view_searchevent")


def _report(label: Any, name: str, order: int) -> None:
    @hooks.register("register_reports_menu_item")
    def register() -> MenuItem:
        return SearchReportItem(label, reverse(f"search_reports:{name}"), icon_name="search", order=order)


_report(_("Search: top searches"), "top", 740)
_report(_("Search: without a result"), "without_result", 741)
_report(_("Search: without an opened result"), "without_click", 742)
_report(_("Search: opened by place"), "by_rank", 743)


@hooks.register("register_log_actions")
def register_search_log_actions(actions: Any) -> None:
    actions.register_action("search.publish_rules", _("Publish search rules"), _("Published search rules"))

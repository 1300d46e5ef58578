"""The admin's look, and where editors find explainers and feedback."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.explainers.models import ExplainerPage, Feedback, TopicPage


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/brand.css"))


class ExplainerFilterSet(PageFilterSet):
    """Not called ``locale``: the listing reads a parameter of that name itself, as a language code."""

    language = ModelChoiceFilter(label=_("Language"), field_name="locale", queryset=Locale.objects.all())
    topic = ModelChoiceFilter(
        label=_("Topic"), queryset=TopicPage.objects.order_by("path"), method="below_topic"
    )

    class Meta:
        model = ExplainerPage
        fields = ["last_checked_on", "checked_by", "live"]

    def below_topic(self, queryset: Any, name: str, topic: TopicPage) -> Any:
        return queryset.child_of(topic)


class ExplainerListing(PageListingViewSet):
    """All explainers in one list, whatever their topic."""

    model = ExplainerPage
    icon = "help"
    menu_label = _("Explainers")
    menu_order = 110
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns,
        DateColumn("last_checked_on", label=_("Last checked"), sort_key="last_checked_on", width="12%"),
    ]
    filterset_class = ExplainerFilterSet


explainer_listing = ExplainerListing("explainer_pages")


@hooks.register("register_admin_viewset")
def register_explainers() -> ExplainerListing:
    return explainer_listing


class FeedbackViewSet(SnippetViewSet):
    """What readers said; editors mark what they have dealt with."""

    model = Feedback
    icon = "comment"
    menu_label = _("Feedback")
    menu_order = 120
    add_to_admin_menu = True
    list_display = [
        "page",
        BooleanColumn("helpful"),
        Column("comment"),
        BooleanColumn("handled"),
        "created_at",
    ]
    list_filter = ["helpful", "handled", "created_at"]
    search_fields = ["comment", "page__title"]
    list_per_page = 50
    add_view_enabled = False
    copy_view_enabled = False
    panels = (
        FieldPanel("page", read_only=True),
        FieldPanel("helpful", read_only=True),
        FieldPanel("comment", read_only=True),
        FieldPanel("handled"),
    )


register_snippet(FeedbackViewSet)

"""The law library in the editor: menu, lists, forms, choosers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.laws.admin_filters import (
    ArticleFilterSet,
    DivisionFilterSet,
    DocumentRelationFilterSet,
    LegalDocumentFilterSet,
)
from content.laws.admin_panels import PartsPanel, RecordPanel, RelationsPanel
from content.laws.admin_views import MatchingIndexView, OverlapAwareEditView, PrefilledCreateView
from content.laws.bulk_actions import ExportSelected, SetDates
from content.laws.choosers import article_chooser, document_chooser
from content.laws.forms import ArticleForm, DivisionForm, DocumentRelationForm, LegalDocumentForm
from content.laws.models import Article, Division, DocumentRelation, LegalDocument

MENU_ORDER = 150


class QuietChooserViewSet(SnippetChooserViewSet):
    """The room has choosers of its own, which search without marks; this one registers no widget."""

    register_widget = False


class LegalDocumentViewSet(SnippetViewSet):
    model = LegalDocument
    icon = "law"
    menu_label = pgettext_lazy("law", "Documents")
    index_view_class = MatchingIndexView
    chooser_viewset_class = QuietChooserViewSet
    search_fields = ("title",)
    list_display = ("__str__", "title", "issuer", "issued_on", "effective_on")
    list_per_page = 50
    filterset_class = LegalDocumentFilterSet
    ordering = ("-issued_on", "number")
    copy_view_enabled = False
    panels_of_document = (
        RecordPanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_type"), FieldPanel("number")]),
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("short_title"), FieldPanel("slug")]),
                InlinePanel("aliases", label=_("Other name")),
            ],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issuer"), FieldPanel("signers")]),
                FieldRowPanel(
                    [FieldPanel("issued_on"), FieldPanel("effective_on"), FieldPanel("expired_on")]
                ),
            ],
            heading=_("Who and when"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("official_url"),
                FieldPanel("source_note"),
                FieldPanel("preamble"),
                FieldPanel("closing"),
            ],
            heading=_("Source and frame"),
        ),
        RelationsPanel(heading=_("Relations")),
        PartsPanel(heading=_("Parts and articles")),
    )
    edit_handler = ObjectList(panels_of_document, base_form_class=LegalDocumentForm)


class ArticleViewSet(SnippetViewSet):
    model = Article
    icon = "list-ol"
    menu_label = _("Articles")
    index_view_class = MatchingIndexView
    chooser_viewset_class = QuietChooserViewSet
    search_fields = ("number",)
    list_display = ("__str__", "heading")
    list_per_page = 50
    filterset_class = ArticleFilterSet
    copy_view_enabled = False
    add_view_class = PrefilledCreateView
    edit_view_class = OverlapAwareEditView
    edit_handler = ObjectList(
        [
            RecordPanel(),
            FieldRowPanel([FieldPanel("document"), FieldPanel("kind"), FieldPanel("number")]),
            FieldPanel("division"),
            InlinePanel(
                "versions",
                heading=_("Versions of the text"),
                label=_("Version"),
                panels=[
                    FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
                    FieldPanel("heading"),
                    FieldPanel("text"),
                    FieldRowPanel([FieldPanel("text_kind"), FieldPanel("language")]),
                    FieldRowPanel([FieldPanel("made_by"), FieldPanel("made_by_provision")]),
                ],
            ),
            InlinePanel(
                "effects",
                heading=_("Own dates of effect"),
                label=_("Provision"),
                panels=[
                    FieldRowPanel([FieldPanel("clause"), FieldPanel("point")]),
                    FieldRowPanel([FieldPanel("effective_from"), FieldPanel("expired_on")]),
                    FieldPanel("condition"),
                    FieldRowPanel([FieldPanel("decided_by"), FieldPanel("decided_by_clause")]),
                ],
            ),
        ],
        base_form_class=ArticleForm,
    )

    def get_queryset(self, request: Any) -> QuerySet[Article]:
        return Article.objects.with_document().with_versions()


class DocumentRelationViewSet(SnippetViewSet):
    model = DocumentRelation
    icon = "link"
    menu_label = _("Relations")
    chooser_viewset_class = QuietChooserViewSet
    search_fields = (
        "from_document__title",
        "to_document__title",
        "from_document__number",
        "to_document__number",
    )
    list_display = ("from_citation", "label", "to_citation", "effective_on")
    list_per_page = 50
    filterset_class = DocumentRelationFilterSet
    copy_view_enabled = False
    add_view_class = PrefilledCreateView
    panels_of_relation = (
        FieldPanel("kind"),
        MultiFieldPanel(
            [
                FieldPanel("from_document"),
                FieldRowPanel(
                    [FieldPanel("from_article"), FieldPanel("from_clause"), FieldPanel("from_point")]
                ),
            ],
            heading=_("The acting document"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("to_document"),
                FieldRowPanel([FieldPanel("to_article"), FieldPanel("to_clause"), FieldPanel("to_point")]),
                FieldPanel("to_part"),
            ],
            heading=_("The other document"),
        ),
        FieldRowPanel([FieldPanel("effective_on"), FieldPanel("ended_on")]),
        FieldPanel("note"),
    )
    edit_handler = ObjectList(panels_of_relation, base_form_class=DocumentRelationForm)

    def get_queryset(self, request: Any) -> QuerySet[DocumentRelation]:
        return DocumentRelation.objects.with_ends()


class DivisionViewSet(SnippetViewSet):
    model = Division
    icon = "folder-open-inverse"
    menu_label = _("Parts and chapters")
    chooser_viewset_class = QuietChooserViewSet
    search_fields = ("heading", "number", "document__title", "document__number")
    list_display = ("__str__", "document")
    list_per_page = 50
    filterset_class = DivisionFilterSet
    copy_view_enabled = False
    add_view_class = PrefilledCreateView
    edit_handler = ObjectList(
        [
            FieldPanel("document"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("number"), FieldPanel("order")]),
            FieldPanel("heading"),
            FieldPanel("text"),
            FieldPanel("parent"),
        ],
        base_form_class=DivisionForm,
    )

    def get_queryset(self, request: Any) -> QuerySet[Division]:
        return Division.objects.select_related("document")


class LawLibraryGroup(SnippetViewSetGroup):
    """One menu for all of it."""

    menu_label = _("Law library")
    menu_icon = "law"
    menu_order = MENU_ORDER
    items = (LegalDocumentViewSet, DivisionViewSet, ArticleViewSet, DocumentRelationViewSet)


register_snippet(LawLibraryGroup)


@hooks.register("register_admin_viewset")
def register_choosers() -> list[Any]:
    return [article_chooser, document_chooser]


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "laws/icons/law.svg"]


@hooks.register("register_admin_urls")
def register_draft_urls() -> list[URLPattern | URLResolver]:
    return [path("luat/nap-van-ban/", include("content.laws.admin_urls.drafts"))]


class DraftsMenuItem(MenuItem):
    """Only for those who may bring in laws."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("laws.change_lawdraft")


@hooks.register("register_admin_menu_item")
def register_drafts_menu_item() -> MenuItem:
    return DraftsMenuItem(
        _("Laws from files"),
        reverse("law_drafts:list"),
        name="laws-from-files",
        icon_name="upload",
        order=MENU_ORDER + 5,
    )


@hooks.register("register_log_actions")
def register_draft_log_actions(actions: Any) -> None:
    actions.register_action("laws.accept_draft", _("Accept a law from a file"), _("Accepted from a file"))
    actions.register_action("laws.drop_draft", _("Drop a law from a file"), _("Dropped"))
    actions.register_action("laws.reopen_draft", _("Check a law from a file again"), _("Opened again"))


class AmendmentDeskItem(MenuItem):
    """Shown to those who may look at sets of amendments."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("laws.view_amendmentset")


@hooks.register("register_admin_urls")
def register_amendment_desk() -> list[URLResolver]:
    return [path("luat/sua-doi/", include("content.laws.admin_urls.amendments"))]


@hooks.register("register_admin_menu_item")
def register_amendment_desk_item() -> MenuItem:
    return AmendmentDeskItem(
        _("Amendment desk"), reverse("laws_amendments:index"), icon_name="edit", order=MENU_ORDER + 1
    )


hooks.register("register_bulk_action", SetDates)
hooks.register("register_bulk_action", ExportSelected)


@hooks.register("register_snippet_listing_buttons")
def view_on_site(snippet: Any, _user: Any, _next_url: str | None = None) -> list[Button]:
    if not isinstance(snippet, LegalDocument | Article):
        return []
    return [Button(_("View on the site"), url=snippet.get_absolute_url(), icon_name="view", priority=90)]


@hooks.register("register_admin_urls")
def register_law_reports() -> list[URLResolver]:
    return [path("luat/bao-cao/", include("content.laws.admin_urls.reports"))]


class LawReportItem(MenuItem):
    """Shown to those who may look at the library."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("laws.view_legaldocument")


@hooks.register("register_reports_menu_item")
def register_missing_report() -> MenuItem:
    return LawReportItem(
        _("Laws: something missing"), reverse("law_reports:missing"), icon_name="law", order=700
    )


@hooks.register("register_reports_menu_item")
def register_contradictions_report() -> MenuItem:
    return LawReportItem(
        _("Laws: contradictions"), reverse("law_reports:contradictions"), icon_name="law", order=710
    )


@hooks.register("register_reports_menu_item")
def register_periods_report() -> MenuItem:
    return LawReportItem(
        _("Laws: overlaps and gaps"), reverse("law_reports:periods"), icon_name="law", order=720
    )


@hooks.register("register_admin_urls")
def register_citation_report_urls() -> list[URLResolver]:
    return [path("luat/trich-dan/", include("content.laws.admin_urls.citations"))]


@hooks.register("register_reports_menu_item")
def register_citation_report() -> MenuItem:
    return LawReportItem(
        _("Laws: citations that lead nowhere"),
        reverse("law_citations:unresolved"),
        icon_name="link",
        order=730,
    )


@hooks.register("register_admin_urls")
def register_codification_urls() -> list[URLPattern | URLResolver]:
    return [path("luat/phap-dien/", include("content.laws.admin_urls.codification"))]


class CodificationMenuItem(MenuItem):
    """Only for those who may import half the library."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("laws.add_codificationsubject")


@hooks.register("register_settings_menu_item")
def register_codification_menu_item() -> MenuItem:
    return CodificationMenuItem(
        _("Import the codification"),
        reverse("law_codification:upload"),
        name="import-codification",
        icon_name="upload",
        order=MENU_ORDER + 7000,
    )

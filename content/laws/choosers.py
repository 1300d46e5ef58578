"""Windows of the editor in which an article or a document is chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from content.laws.models import Article, LegalDocument


class MatchingForm(BaseFilterForm):
    """Searches by the folded words that the model's own ``matching()`` understands."""

    q = forms.CharField(
        label=_("Search term"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Such as: điều 7 168")}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        if words := self.cleaned_data.get("q"):
            self.search_query = words
            self.is_searching = True
            objects = objects.matching(words)  # type: ignore[attr-defined]
        return objects


class _ArticleListing:
    filter_form_class = MatchingForm

    def get_object_list(self) -> QuerySet[Article]:
        return Article.objects.with_document().with_versions()

    @property
    def columns(self) -> list[Column]:
        heading = Column("heading", label=_("Heading"), accessor="heading")
        return [*super().columns, heading]  # type: ignore[misc]


class ChooseArticleView(_ArticleListing, ChooseView):
    """The window."""


class ChooseArticleResultsView(_ArticleListing, ChooseResultsView):
    """The list inside it."""


class _DocumentListing:
    filter_form_class = MatchingForm

    @property
    def columns(self) -> list[Column]:
        title = Column("heading", label=pgettext_lazy("law", "Title"), accessor="title")
        return [*super().columns, title]  # type: ignore[misc]


class ChooseDocumentView(_DocumentListing, ChooseView):
    """The window."""


class ChooseDocumentResultsView(_DocumentListing, ChooseResultsView):
    """The list inside it."""


class ArticleChooserViewSet(ChooserViewSet):
    """Found by number and law: "điều 7 168", "dat dai 15"."""

    model = Article
    icon = "law"
    choose_one_text = _("Choose an article")
    choose_another_text = _("Choose another article")
    edit_item_text = _("Edit this article")
    choose_view_class = ChooseArticleView
    choose_results_view_class = ChooseArticleResultsView


class LegalDocumentChooserViewSet(ChooserViewSet):
    """Found by number or words of the title."""

    model = LegalDocument
    icon = "law"
    choose_one_text = _("Choose a legal document")
    choose_another_text = _("Choose another legal document")
    edit_item_text = pgettext_lazy("law", "Edit this document")
    choose_view_class = ChooseDocumentView
    choose_results_view_class = ChooseDocumentResultsView


article_chooser = ArticleChooserViewSet("article_chooser")
document_chooser = LegalDocumentChooserViewSet("legal_document_chooser")

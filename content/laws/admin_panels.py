"""Panels on a document's page in the editor that list what hangs on it, with links to add and edit."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.panels import Panel

from content.laws.choices import RelationKind
from content.laws.models import Article, Division, DocumentRelation, LegalDocument

MOST_ARTICLES_SHOWN = 1000


def edit_url(model_name: str, pk: int) -> str:
    return reverse(f"wagtailsnippets_laws_{model_name}:edit", args=[quote(pk)])


def add_url(model_name: str, **initial: Any) -> str:
    return f"{reverse(f'wagtailsnippets_laws_{model_name}:add')}?{urlencode(initial)}"


def list_url(model_name: str, **filters: Any) -> str:
    return f"{reverse(f'wagtailsnippets_laws_{model_name}:list')}?{urlencode(filters)}"


class _ListingPanel(Panel):
    """Shown once the document is saved: before that nothing can hang on it."""

    class BoundPanel(Panel.BoundPanel):
        instance: LegalDocument

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def may(self, action: str, model_name: str) -> bool:
            return bool(self.request.user.has_perm(f"laws.{action}_{model_name}"))


class RelationsPanel(_ListingPanel):
    """Both ends: what the document does to others, and what others do to it."""

    class BoundPanel(_ListingPanel.BoundPanel):
        template_name = "laws/admin/relations_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            document = self.instance
            relations = list(DocumentRelation.objects.touching(document).with_ends())
            may_edit = self.may("change", "documentrelation")
            rows = [
                {
                    "relation": one,
                    "label": one.label if one.from_document_id == document.pk else one.inverse_label,
                    "other": one.to_citation if one.from_document_id == document.pk else one.from_citation,
                    "own": self.own_provision(one),
                    "url": edit_url("documentrelation", one.pk) if may_edit else "",
                    "kind": RelationKind(one.kind),
                    "is_outgoing": one.from_document_id == document.pk,
                }
                for one in relations
            ]
            context["outgoing"] = [row for row in rows if row["is_outgoing"]]
            context["incoming"] = [row for row in rows if not row["is_outgoing"]]
            if self.may("add", "documentrelation"):
                context["add_outgoing"] = add_url("documentrelation", from_document=document.pk)
                context["add_incoming"] = add_url("documentrelation", to_document=document.pk)
            return context

        def own_provision(self, relation: DocumentRelation) -> str:
            document = self.instance
            own = relation.from_citation if relation.from_document_id == document.pk else relation.to_citation
            return "" if own == document.citation else own


class PartsPanel(_ListingPanel):
    """The document's divisions and articles."""

    class BoundPanel(_ListingPanel.BoundPanel):
        template_name = "laws/admin/parts_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            document = self.instance
            articles = list(Article.objects.filter(document=document)[: MOST_ARTICLES_SHOWN + 1])
            divisions = list(Division.objects.filter(document=document))
            may_article, may_division = self.may("change", "article"), self.may("change", "division")
            context |= {
                "articles": [
                    (one.label, edit_url("article", one.pk) if may_article else "")
                    for one in articles[:MOST_ARTICLES_SHOWN]
                ],
                "has_more": len(articles) > MOST_ARTICLES_SHOWN,
                "divisions": [
                    (str(one), edit_url("division", one.pk) if may_division else "") for one in divisions
                ],
                "list_articles": list_url("article", document=document.pk),
            }
            if self.may("add", "article"):
                context["add_article"] = add_url("article", document=document.pk)
            if self.may("add", "division"):
                context["add_division"] = add_url("division", document=document.pk)
            return context


class RecordPanel(_ListingPanel):
    """When it was added and changed, and where visitors see it."""

    class BoundPanel(_ListingPanel.BoundPanel):
        template_name = "laws/admin/record_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            model_name = self.instance._meta.model_name  # noqa: SLF001
            context["history_url"] = reverse(
                f"wagtailsnippets_laws_{model_name}:history", args=[quote(self.instance.pk)]
            )
            return context

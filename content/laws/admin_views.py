"""What the library's pages in the editor do beyond Wagtail's own."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from content.laws.version_periods import is_overlap

# What an address may fill in a new row's form: ids only.
PREFILLED = ("document", "from_document", "to_document")


class MatchingIndexView(IndexView):
    """Searches by the folded words that the model's own ``matching()`` understands."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_searching:
            return queryset
        return queryset.matching(self.search_query)  # type: ignore[attr-defined]


class OverlapsSaid:
    """Two editors may save at once: what the forms could not see, the database refuses, and the page says so."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except IntegrityError as error:
            if not is_overlap(error):
                raise
            form.add_error(
                None,
                _("Somebody else has just saved a text of this kind for the same days. Load the page again."),
            )
            # Wagtail sets this only where its own checks refuse: the line at the head of the page.
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            refused: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
            return refused
        return response


class PrefilledCreateView(OverlapsSaid, CreateView):
    """``?document=7`` chooses the document in the form."""

    def get_initial_form_instance(self) -> Model | None:
        return prefilled(self.model, self.request) or super().get_initial_form_instance()


class OverlapAwareEditView(OverlapsSaid, EditView):
    """The editing page of what has versions."""


def prefilled(model: type[Model], request: HttpRequest) -> Model | None:
    """A new row with the documents that the address names; unknown ones are left out."""
    values = {}
    for name in PREFILLED:
        given = request.GET.get(name, "")
        if not (given.isascii() and given.isdigit() and len(given) < 19):
            continue
        field = next((one for one in model._meta.get_fields() if one.name == name), None)  # noqa: SLF001
        related = field.related_model if field else None
        if isinstance(related, type) and (found := related._default_manager.filter(pk=given).first()):  # noqa: SLF001
            values[name] = found
    return model(**values) if values else None

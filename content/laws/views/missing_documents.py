"""Adding a document that texts cite and the library lacks; its citations are resolved after the commit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.laws.citation_report import waiting_for
from content.laws.missing_document_form import MissingDocumentForm, guesses

LONGEST_NAME = 300


@permission_required("laws.add_legaldocument", raise_exception=True)
def add_missing(request: HttpRequest) -> HttpResponse:
    """``?ten=`` is the name under which texts cite it."""
    name = request.GET.get("ten", "")[:LONGEST_NAME]
    form = MissingDocumentForm(request.POST or None, initial=guesses(name))
    waiting = waiting_for(name) if name else 0
    if request.method == "POST" and form.is_valid():
        created = form.save()
        messages.success(
            request,
            ngettext(
                "%(document)s is in the library. The text that cites it is being linked.",
                "%(document)s is in the library. The %(count)d places that cite it are being linked.",
                waiting,
            )
            % {"document": created.citation, "count": waiting},
        )
        return redirect("law_citations:unresolved")
    return render(
        request,
        "laws/admin/citation_add.html",
        {
            "page_title": _("Add a missing document"),
            "header_icon": "law",
            "form": form,
            "name": name,
            "waiting": waiting,
        },
    )

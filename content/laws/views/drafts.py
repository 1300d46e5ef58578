"""Bringing in a law from a file: upload or paste, check and correct, see what changes, accept or drop."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from content.laws.actions.accept_draft import accept_draft, document_record, find_bases
from content.laws.actions.drop_draft import FileIsThereError, drop_draft, reopen_draft
from content.laws.actions.read_draft import read_draft
from content.laws.actions.revise_draft import DraftIsClosedError, revise_draft
from content.laws.choices import LawDraftState
from content.laws.draft_changes import library_changes
from content.laws.draft_facts import doubts_left
from content.laws.draft_forms import AcceptDraftForm, BringLawForm, DraftFilterForm, DraftForm
from content.laws.draft_reading import changed_articles, obstacles, reading
from content.laws.importers.records import RefusedFile
from content.laws.jobs import LAW_FILE
from content.laws.models import LawDraft
from content.laws.structure_tree import parse_document
from portal.jobs.actions.start_job import start_job

PER_PAGE = 20
PERMISSION = "laws.change_lawdraft"
# Bytes; a larger file takes longer to read than a person waits for a page.
LARGEST_AT_ONCE = 1_000_000
NAME_FROM_TEXT = 60  # characters of the first line, as the name of a pasted text

View = Callable[..., HttpResponseBase]


def for_editors(view: View) -> View:
    """Wagtail's own answer to a missing permission is a redirect; here it is 403."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            return defaults.permission_denied(request, PermissionDenied())
        return view(request, *args, **kwargs)

    return checked


@for_editors
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    form = DraftFilterForm(request.GET)
    found = LawDraft.objects.select_related("document", "created_by").defer("source_text")
    if form.is_valid():
        if words := form.cleaned_data["q"].strip():
            found = found.filter(
                Q(file_name__icontains=words)
                | Q(metadata__given__title__icontains=words)
                | Q(metadata__given__number__icontains=words)
            )
        if state := form.cleaned_data["state"]:
            found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page_obj": page,
        "is_filtered": any(request.GET.get(name) for name in ("q", "state")),
    }
    return TemplateResponse(
        request, "laws/admin/draft_list.html", _frame(_("Laws from files")) | {"trail": []} | context
    )


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Upload or paste. A file that is refused leaves the form as it was, with the reasons."""
    is_sent = request.method == "POST"
    form = BringLawForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST" and form.is_valid():
        upload, text = form.cleaned_data["file"], form.cleaned_data["text"]
        if upload and upload.size > LARGEST_AT_ONCE:
            return _read_later(request, upload)
        name = upload.name if upload else f"{text.strip().splitlines()[0][:NAME_FROM_TEXT]}.txt"
        try:
            draft, is_new = read_draft(upload.read() if upload else text.encode(), name, request.user)
        except RefusedFile as refused:
            for refusal in refused.refusals:
                form.add_error("file" if upload else "text", f"{refusal.file}: {refusal.reason}.")
        else:
            if is_new:
                log(instance=draft, action="wagtail.create", user=request.user)
            else:
                messages.info(request, _("This file was brought in before; this is what it gave."))
            return redirect("law_drafts:edit", draft.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = _frame(_("Bring in a law")) | {"form": form}
    return TemplateResponse(request, "laws/admin/draft_bring.html", context, status=status)


def _read_later(request: HttpRequest, upload: UploadedFile) -> HttpResponse:
    """Minutes of work are no request: its page shows how far it is, and leads to the draft."""
    with transaction.atomic():
        job = start_job(
            LAW_FILE,
            _("Law: %(file)s") % {"file": upload.name},
            started_by=request.user,
            options={"file_name": upload.name},
            input_file=upload,
        )
    return redirect("jobs:job", job.pk)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, text and tree. POST saves, valid or not; ``action=check`` goes on to accepting."""
    draft = get_object_or_404(LawDraft.objects.select_related("document"), pk=pk)
    if request.method != "POST":
        form = DraftForm(initial=_initial(draft))
        return _edit_page(request, draft, form)
    form = DraftForm(request.POST)
    text = request.POST.get("source_text", "")
    try:
        draft = revise_draft(draft, text, form.raw())
    except DraftIsClosedError:
        messages.error(request, _("This draft was accepted or dropped meanwhile; nothing was changed."))
        return redirect("law_drafts:edit", draft.pk)
    if request.POST.get("action") != "check":
        if not text.strip():
            messages.error(request, _("A law without any text cannot be kept; the text is as it was."))
        return redirect("law_drafts:edit", draft.pk)
    # What follows the text may have changed with it.
    form = DraftForm(_initial(draft) | {"source_text": text})
    problems = obstacles(parse_document(draft.source_text))
    if form.is_valid() and not problems:
        return redirect("law_drafts:check", draft.pk)
    for problem in problems:
        form.add_error("source_text", problem)
    return _edit_page(request, draft, form, status=422)


def _edit_page(request: HttpRequest, draft: LawDraft, form: DraftForm, *, status: int = 200) -> HttpResponse:
    recognised, given = draft.metadata["recognised"], draft.metadata["given"]
    fact_doubts = doubts_left(recognised, given)
    form.point_to_doubts(fact_doubts)
    context = _frame(_("Check a law"), draft) | {
        "draft": draft,
        "form": form,
        "is_open": draft.state == LawDraftState.READ,
        "fact_doubts": fact_doubts,
        "reading": reading(draft),
        "bases": find_bases(given.get("basis", "")),
    }
    return TemplateResponse(request, "laws/admin/draft_edit.html", context, status=status)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What accepting changes; POST accepts, all in one transaction."""
    draft = get_object_or_404(LawDraft, pk=pk)
    if draft.state != LawDraftState.READ:
        return redirect("law_drafts:edit", draft.pk)
    facts = DraftForm(_initial(draft))
    tree = parse_document(draft.source_text)
    if not facts.is_valid() or obstacles(tree):
        messages.error(request, _("Some facts are still missing."))
        return redirect("law_drafts:edit", draft.pk)
    record = document_record(tree, facts.cleaned_data)
    begins = record.effective_on or record.issued_on
    form = AcceptDraftForm(
        request.POST if "text_from" in request.POST else request.GET if "text_from" in request.GET else None,
        initial={"text_from": begins},
    )
    text_from: datetime.date | None = form.cleaned_data["text_from"] if form.is_valid() else None
    changes = library_changes(record, text_from=text_from)
    if request.method == "POST" and (changes.document is None or form.is_valid()):
        return _accept(request, draft, record, facts.cleaned_data["basis"], text_from)
    context = _frame(_("Accept into the library"), draft) | {
        "draft": draft,
        "form": form,
        "record": record,
        "begins": text_from or begins,
        "changes": changes,
        "changed": changed_articles(changes),
        "bases": find_bases(facts.cleaned_data["basis"]),
    }
    return TemplateResponse(request, "laws/admin/draft_check.html", context)


def _accept(
    request: HttpRequest, draft: LawDraft, record: Any, basis: str, text_from: datetime.date | None
) -> HttpResponse:
    try:
        acceptance = accept_draft(draft, record, basis, request.user, text_from=text_from)
    except DraftIsClosedError:
        messages.error(request, _("This draft was accepted or dropped meanwhile; nothing was changed."))
        return redirect("law_drafts:edit", draft.pk)
    log(instance=acceptance.document, action="laws.accept_draft", user=request.user)
    report = acceptance.report
    text = _("%(document)s is in the library: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % {
        "document": acceptance.document.citation,
        "new": len(report.new),
        "changed": report.changed,
        "unchanged": report.unchanged,
    }
    messages.success(
        request, text, buttons=[messages.button(acceptance.document.get_absolute_url(), _("See its page"))]
    )
    return redirect("law_drafts:edit", draft.pk)


@for_editors
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(LawDraft, pk=pk)
    if drop_draft(draft):
        log(instance=draft, action="laws.drop_draft", user=request.user)
        messages.success(request, _("“%(file)s” was dropped.") % {"file": draft.file_name})
    return redirect("law_drafts:list")


@for_editors
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(LawDraft, pk=pk)
    try:
        is_open = reopen_draft(draft)
    except FileIsThereError as error:
        messages.info(request, _("This file was brought in again meanwhile; this is that draft."))
        return redirect("law_drafts:edit", error.draft_id)
    if is_open:
        log(instance=draft, action="laws.reopen_draft", user=request.user)
    return redirect("law_drafts:edit", draft.pk)


def _initial(draft: LawDraft) -> dict[str, str]:
    given: dict[str, str] = draft.metadata["given"]
    return {"text_kind": "official"} | given | {"source_text": draft.source_text}


def _frame(title: str, draft: LawDraft | None = None) -> dict[str, Any]:
    """What Wagtail's header needs."""
    items = [{"url": reverse("law_drafts:list"), "label": _("Laws from files")}]
    if draft is not None:
        items.append({"url": reverse("law_drafts:edit", args=[draft.pk]), "label": draft.file_name})
    return {"header_title": title, "page_title": title, "header_icon": "law", "trail": items}

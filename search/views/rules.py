"""Editors see what their drafts would change, then publish them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from search.actions import publish_rules
from search.editorial import draft_rules, live_rules, promoted_titles
from search.models import PublishedRules, SavedQuery, SearchEvent
from search.preview import changes, compare, digest
from search.rules import Rules

#: So many saved queries are compared; each is searched twice.
MOST_QUERIES = 100
HISTORY = 10
FREQUENT = 20


def _chosen(request_data: dict, name: str = "ban") -> tuple[Rules, PublishedRules | None]:
    """The drafts, or an older set that is to come back (``?ban=7``)."""
    raw = request_data.get(name, "")
    if raw.isascii() and raw.isdigit() and len(raw) < 19:
        older = PublishedRules.objects.select_related("published_by").filter(pk=int(raw)).first()
        if older is not None:
            return Rules.from_json(older.rules), older
    return draft_rules(), None


@require_safe
@permission_required("search.view_publishedrules")
def preview(request: HttpRequest) -> HttpResponse:
    """The saved queries before and after, or one query of the moment (``?q=``)."""
    live = live_rules()
    draft, older = _chosen(request.GET)
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    if typed:
        queries = [SavedQuery(text=typed, language=request.GET.get("ngon_ngu") or "vi")]
    else:
        queries = list(SavedQuery.objects.order_by("text")[:MOST_QUERIES])
    comparisons = compare(queries, live, draft, today=timezone.localdate())
    title = _("Search preview")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [{"url": "", "label": title}],
        "typed": typed,
        "older": older,
        "changes": list(changes(live, draft, promoted_titles())),
        "digest": digest(draft),
        "comparisons": comparisons,
        "changed": sum(one.is_changed for one in comparisons),
        "better": sum(one.is_better for one in comparisons),
        "worse": sum(one.is_worse for one in comparisons),
        "history": PublishedRules.objects.select_related("published_by").order_by("-pk")[:HISTORY],
        "may_publish": request.user.has_perm("search.publish_searchrules"),
    }
    return TemplateResponse(request, "search/admin/preview.html", context)


@require_POST
@permission_required("search.publish_searchrules")
def publish(request: HttpRequest) -> HttpResponse:
    """Publishes exactly what was shown; when somebody has changed a draft since, shows it again."""
    draft, older = _chosen(request.POST)
    back = reverse("search_rules:preview") + (f"?ban={older.pk}" if older else "")
    if request.POST.get("digest") != digest(draft):
        messages.error(
            request, _("Somebody has changed a draft since you looked. Look at the preview again.")
        )
        return redirect(back)
    summary = request.POST.get("summary", "").replace("\x00", "")[:400]
    if older and not summary.strip():
        summary = _("Back to %(date)s") % {"date": str(older)}
    publish_rules(request.user, summary=summary, rules=draft)
    messages.success(request, _("Published. Readers search by these rules from now on."))
    return redirect("search_rules:preview")


@require_POST
@permission_required("search.add_savedquery")
def save_frequent(request: HttpRequest) -> HttpResponse:
    """Saves what people search most, so that there is something to judge by."""
    frequent = (
        SearchEvent.objects.filter(total__gt=0)
        .order_by()
        .values("folded", "language")
        .annotate(shown=Max("text"), searches=Count("pk"))
        .order_by("-searches", "folded")[:FREQUENT]
    )
    rows = [SavedQuery(text=row["shown"], language=row["language"]) for row in frequent]
    SavedQuery.objects.bulk_create(rows, ignore_conflicts=True)
    messages.success(request, _("The most frequent searches are saved."))
    return redirect("search_rules:preview")

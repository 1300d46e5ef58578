"""What the pages of the amendment desk share: their frame, and what they look up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from content.laws.amendment_plan import Plan
from content.laws.comparison import compare
from content.laws.heading_orders import HeadingOrder, heading_orders
from content.laws.models import Amendment, AmendmentSet, Article, ArticleVersion, Division
from content.laws.models.amendments import unit_of
from portal.lib.vietnamese import normalise

NAMES = "laws_amendments"
LONGEST_WORDS = 200


def render_desk_page(
    request: HttpRequest, page: str, title: str, chosen_set: AmendmentSet | None = None, **context: Any
) -> HttpResponse:
    trail = [{"url": reverse(f"{NAMES}:index"), "label": _("Amendment desk")}]
    if chosen_set is not None and page != "desk":
        trail.append({"url": reverse(f"{NAMES}:desk", args=[chosen_set.pk]), "label": str(chosen_set)})
    if page != "index":
        trail.append({"url": "", "label": title})
    return render(
        request,
        f"laws/admin/amendment_{page}.html",
        {
            "page_title": title,
            "header_title": title,
            "header_icon": "law",
            "breadcrumbs_items": trail,
            "chosen_set": chosen_set,
            **context,
        },
    )


def find_set(set_id: int) -> AmendmentSet:
    return get_object_or_404(
        AmendmentSet.objects.select_related(
            "amending_document", "target_document", "applied_by", "undone_by"
        ),
        pk=set_id,
    )


def changes_of(chosen_set: AmendmentSet) -> list[Amendment]:
    found: QuerySet[Amendment] = chosen_set.amendments.select_related("by_article").order_by("order", "pk")
    return list(found)


def chosen_article(request: HttpRequest, articles: list[Article]) -> Article | None:
    key = asked_number(request.GET.get("dieu"))
    return next((one for one in articles if one.pk == key), articles[0] if len(articles) == 1 else None)


def amending_text(article: Article | None, chosen_set: AmendmentSet) -> ArticleVersion | None:
    """The amending article as it was when it took effect."""
    if article is None:
        return None
    day = chosen_set.amending_document.effective_on or chosen_set.amending_document.issued_on
    return article.version_on(day) or article.latest_version()


def headings_of(
    version: ArticleVersion | None, chosen_set: AmendmentSet
) -> list[tuple[HeadingOrder, Division | None]]:
    """Names of chapters that the article changes, each with the row where an editor changes it."""
    orders = heading_orders(normalise(version.text)) if version else []
    if not orders:
        return []
    divisions = list(chosen_set.target_document.divisions.select_related("parent"))
    return [(order, _division_of(order, divisions)) for order in orders]


def _division_of(order: HeadingOrder, divisions: list[Division]) -> Division | None:
    """The only one of that number, within the larger one that is named; None when it is not sure."""
    alike = [
        one
        for one in divisions
        if (one.kind, one.number.lower()) == (order.kind, order.number.lower())
        and (
            order.within is None
            or (
                one.parent is not None
                and (one.parent.kind, one.parent.number.lower()) == (order.within[0], order.within[1].lower())
            )
        )
    ]
    return alike[0] if len(alike) == 1 else None


def target_text(chosen_set: AmendmentSet, one: Amendment) -> ArticleVersion | None:
    kind, number = unit_of(one.article_number)
    article = (
        chosen_set.target_document.articles.filter(kind=kind, number__iexact=number)
        .prefetch_related("versions")
        .first()
    )
    if article is None:
        return None
    return article.version_on(one.effective_on) or article.latest_version()


def results_of(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"planned": planned, "comparison": compare(planned.old_text, planned.text or "")}
        for planned in plan.texts
    ]


def place_of(number: str, clause: str, point: str) -> str:
    return str(Amendment(article_number=number, clause=clause, point=point).place)


def refuse_applied(request: HttpRequest, chosen_set: AmendmentSet) -> HttpResponse:
    messages.error(request, _("This set is applied already: undo it before you change it."))
    return redirect(f"{NAMES}:desk", chosen_set.pk)


def refuse_applying(request: HttpRequest, chosen_set: AmendmentSet) -> HttpResponse:
    messages.error(request, _("A legal reviewer applies a set: ask one to look at it."))
    return redirect(f"{NAMES}:result", chosen_set.pk)


def asked_words(request: HttpRequest, name: str) -> str:
    return " ".join(normalise(request.GET.get(name, "").replace("\x00", "")).split())[:LONGEST_WORDS]


def asked_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 18 else 0

"""The amendment desk: what one law changes in another, drafted, compared, applied and undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from content.laws.actions.apply_amendments import (
    AlreadyAppliedError,
    AmendmentsDoNotFitError,
    apply_amendments,
)
from content.laws.actions.suggest_changes import suggest_changes
from content.laws.actions.undo_amendments import ChangedSinceError, NotAppliedError, undo_amendments
from content.laws.amendment_forms import AmendmentForm, AmendmentSetForm
from content.laws.amendment_plan import Plan, plan_amendments
from content.laws.choices import AmendmentState
from content.laws.models import Amendment, AmendmentSet, Article, LegalDocument
from content.laws.suggestions import suggest_amendments
from content.laws.views.amendment_pages import (
    NAMES,
    amending_text,
    asked_number,
    asked_words,
    changes_of,
    chosen_article,
    find_set,
    headings_of,
    place_of,
    refuse_applied,
    refuse_applying,
    render_desk_page,
    results_of,
    target_text,
)
from portal.lib.vietnamese import fold, normalise

PER_PAGE = 20
MOST_FOUND = 12


@permission_required("laws.view_amendmentset", raise_exception=True)
def index(request: HttpRequest) -> HttpResponse:
    """All sets, newest first; by words of either law, and by state."""
    words = asked_words(request, "q")
    state = request.GET.get("tinh-trang", "")
    sets = (
        AmendmentSet.objects.select_related("amending_document", "target_document", "created_by")
        .annotate(change_count=Count("amendments"))
        .order_by("-created_at", "-pk")
    )
    if words:
        found = LegalDocument.objects.matching(words).values("pk")
        sets = sets.filter(amending_document__in=found) | sets.filter(target_document__in=found)
    if state in AmendmentState.values:
        sets = sets.filter(state=state)
    page_obj = Paginator(sets, PER_PAGE).get_page(request.GET.get("page"))
    return render_desk_page(
        request,
        "index",
        _("Amendment desk"),
        page_obj=page_obj,
        words=words,
        state=state,
        states=AmendmentState.choices,
        is_narrowed=bool(words or state),
    )


@permission_required("laws.add_amendmentset", raise_exception=True)
def add(request: HttpRequest) -> HttpResponse:
    """Both laws are searched for and chosen on one page, which works without script."""
    form = AmendmentSetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.created_by = request.user  # type: ignore[assignment]
        created = form.save()
        return redirect(f"{NAMES}:desk", created.pk)
    return render_desk_page(
        request,
        "add",
        _("New set of amendments"),
        form=form,
        sides=[
            _choice(request, "amending_document", "sua", _("The law that amends")),
            _choice(request, "target_document", "bi-sua", _("The law to be amended")),
        ],
    )


def _choice(request: HttpRequest, name: str, parameter: str, label: str) -> dict[str, Any]:
    """What was searched for on one side, and the choice as far as it was made."""
    words = asked_words(request, parameter)
    found = list(_found(words)[:MOST_FOUND]) if words else []
    chosen = request.POST.get(name, "") or (str(found[0].pk) if len(found) == 1 else "")
    return {
        "name": name,
        "parameter": parameter,
        "label": label,
        "words": words,
        "found": found,
        "chosen": chosen,
    }


def _found(words: str) -> QuerySet[LegalDocument]:
    """A document of that number before those whose titles only name it."""
    number = fold(normalise(words)).strip()
    is_it = Case(When(number_folded__startswith=number, then=0), default=1)
    return LegalDocument.objects.matching(words).order_by(is_it, "-issued_on", "number", "pk")


@permission_required("laws.view_amendmentset", raise_exception=True)
def desk(request: HttpRequest, set_id: int) -> HttpResponse:
    """The amending article and what can be read from it; the changes with what stands in their way."""
    chosen_set = find_set(set_id)
    articles = list(
        chosen_set.amending_document.articles.prefetch_related("versions").select_related("document")
    )
    article = chosen_article(request, articles)
    version = amending_text(article, chosen_set)
    changes = changes_of(chosen_set)
    plan = plan_amendments(chosen_set, changes) if chosen_set.state != AmendmentState.APPLIED else Plan()
    return render_desk_page(
        request,
        "desk",
        str(chosen_set),
        chosen_set,
        articles=articles,
        article=article,
        version=version,
        readable=len(suggest_amendments(normalise(version.text))) if version else 0,
        headings=headings_of(version, chosen_set),
        changes=[(one, plan.problems.get(one.pk, [])) for one in changes],
        problem_count=len(plan.problems),
        is_clear=plan.is_clear,
    )


@require_POST
@permission_required("laws.change_amendmentset", raise_exception=True)
def suggest(request: HttpRequest, set_id: int) -> HttpResponse:
    """Drafts what can be read from the chosen article."""
    chosen_set = find_set(set_id)
    article = get_object_or_404(
        Article, document=chosen_set.amending_document, pk=asked_number(request.POST.get("dieu"))
    )
    if chosen_set.state == AmendmentState.APPLIED:
        return refuse_applied(request, chosen_set)
    result = suggest_changes(chosen_set, article)
    messages.success(
        request,
        ngettext(
            "%(count)s change drafted: check each.",
            "%(count)s changes drafted: check each.",
            len(result.made),
        )
        % {"count": len(result.made)},
    )
    for suggestion, reason in result.left:
        place = place_of(suggestion.article, suggestion.clause, suggestion.point)
        messages.warning(
            request, _("%(place)s: %(reason)s Add it by hand.") % {"place": place, "reason": reason}
        )
    return redirect(f"{reverse(f'{NAMES}:desk', args=[set_id])}?dieu={article.pk}")


@permission_required("laws.change_amendmentset", raise_exception=True)
def change(request: HttpRequest, set_id: int, amendment_id: int | None = None) -> HttpResponse:
    """One change: the amending text beside the text to be amended; "preview" compares without saving."""
    chosen_set = find_set(set_id)
    if chosen_set.state == AmendmentState.APPLIED:
        return refuse_applied(request, chosen_set)
    changes = changes_of(chosen_set)
    if amendment_id is None:
        article = chosen_article(request, list(chosen_set.amending_document.articles.all()))
        begins = chosen_set.amending_document.effective_on or chosen_set.amending_document.issued_on
        one = Amendment(
            amendment_set=chosen_set,
            by_article=article,
            effective_on=begins,
            order=max((other.order for other in changes), default=-1) + 1,
        )
    else:
        one = get_object_or_404(Amendment, pk=amendment_id, amendment_set=chosen_set)
    form = AmendmentForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        form.save()
        messages.success(request, _("Saved."))
        return redirect(f"{reverse(f'{NAMES}:desk', args=[set_id])}#thay-doi-{one.pk}")
    others = [other for other in changes if other.pk != one.pk]
    plan = Plan()
    if one.article_number and one.kind and (form.is_valid() or not form.is_bound):
        same = [other for other in others if other.article_number == one.article_number]
        plan = plan_amendments(chosen_set, sorted([*same, one], key=lambda other: other.order))
    return render_desk_page(
        request,
        "change",
        _("Change") if amendment_id else _("New change"),
        chosen_set,
        form=form,
        one=one,
        version=amending_text(one.by_article, chosen_set),
        target=target_text(chosen_set, one),
        problems=plan.problems.get(one.pk or 0, []),
        results=results_of(plan),
    )


@require_POST
@permission_required("laws.change_amendmentset", raise_exception=True)
def remove_change(request: HttpRequest, set_id: int, amendment_id: int) -> HttpResponse:
    chosen_set = find_set(set_id)
    if chosen_set.state == AmendmentState.APPLIED:
        return refuse_applied(request, chosen_set)
    get_object_or_404(Amendment, pk=amendment_id, amendment_set=chosen_set).delete()
    messages.success(request, _("The change was removed from the set."))
    return redirect(f"{NAMES}:desk", set_id)


@permission_required("laws.view_amendmentset", raise_exception=True)
def result(request: HttpRequest, set_id: int) -> HttpResponse:
    """The law before and after, article by article; from here the set is applied."""
    chosen_set = find_set(set_id)
    if chosen_set.state == AmendmentState.APPLIED:
        return redirect(f"{NAMES}:desk", set_id)
    plan = plan_amendments(chosen_set, changes_of(chosen_set))
    if request.method == "POST":
        if not request.user.has_perm("laws.apply_amendmentset"):
            return refuse_applying(request, chosen_set)
        try:
            apply_amendments(set_id, by=request.user)  # type: ignore[arg-type]
        except AlreadyAppliedError:
            return refuse_applied(request, chosen_set)
        except AmendmentsDoNotFitError as error:
            plan = error.plan
        else:
            messages.success(request, _("Applied: the library shows the new texts from their days on."))
            return redirect(f"{NAMES}:desk", set_id)
    return render_desk_page(
        request,
        "result",
        _("Result"),
        chosen_set,
        results=results_of(plan),
        is_clear=plan.is_clear,
        problems=[(one, plan.problems[one.pk]) for one in changes_of(chosen_set) if one.pk in plan.problems],
    )


@permission_required("laws.apply_amendmentset", raise_exception=True)
def undo(request: HttpRequest, set_id: int) -> HttpResponse:
    """Asks once, then takes everything back."""
    chosen_set = find_set(set_id)
    problems: list[str] = []
    if request.method == "POST":
        try:
            undo_amendments(set_id, by=request.user)  # type: ignore[arg-type]
        except NotAppliedError:
            messages.error(request, _("This set is not applied: there is nothing to undo."))
            return redirect(f"{NAMES}:desk", set_id)
        except ChangedSinceError as error:
            problems = error.problems
        else:
            messages.success(request, _("Undone: the texts are as they were before."))
            return redirect(f"{NAMES}:desk", set_id)
    return render_desk_page(
        request, "undo", _("Undo"), chosen_set, problems=problems, changes=changes_of(chosen_set)
    )


@require_POST
@permission_required("laws.change_amendmentset", raise_exception=True)
def remove(request: HttpRequest, set_id: int) -> HttpResponse:
    """A set that is applied stays: it is the record of where texts come from."""
    chosen_set = find_set(set_id)
    if chosen_set.state == AmendmentState.APPLIED:
        return refuse_applied(request, chosen_set)
    chosen_set.delete()
    messages.success(request, _("The draft was deleted."))
    return redirect(f"{NAMES}:index")

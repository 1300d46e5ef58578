"""Takes "was this helpful?" on a page of its own, so that explainers stay the same for everybody and cacheable."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.explainers.forms import FeedbackForm
from content.explainers.models import ExplainerPage

RATE_LIMIT = "explainer_feedback"  # in settings.ACCOUNT_RATE_LIMITS, beside those of signing in


@never_cache
@require_http_methods(["GET", "POST"])
def give_feedback(request: HttpRequest, page_id: int) -> HttpResponse:
    """Shows the question (``?co=1`` or ``0`` is the answer already tapped), saves the answer, says thanks."""
    page = get_object_or_404(ExplainerPage.objects.live().public(), pk=page_id)
    context = {"explainer": page, "section": "explain"}
    if request.method == "GET":
        answer = request.GET.get("co")
        form = FeedbackForm(initial={"helpful": answer} if answer in {"0", "1"} else None)
        return render(request, "explainers/feedback.html", context | {"form": form})
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "explainers/feedback.html", context | {"form": form}, status=422)
    if not ratelimit.consume(request, action=RATE_LIMIT):
        return render(
            request, "explainers/feedback.html", context | {"form": form, "too_many": True}, status=429
        )
    if not form.is_robot:
        form.instance.page = page
        form.save()
    return render(request, "explainers/feedback.html", context | {"thanks": True})

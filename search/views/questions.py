"""Takes a question that search did not answer, for the editors."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from search.forms import QuestionForm
from search.models.log import TEXT_LENGTH
from search.queries import clean
from search.scrubbing import scrub
from search.sources import ways_on

RATE_LIMIT = "search_question"  # in settings.ACCOUNT_RATE_LIMITS


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Shows the form with what was searched (``?q=``), stores the question, says thanks and where to go on."""
    query, _was_cut = clean(request.GET.get("q", ""))
    context = {"query": query}
    if request.method == "GET":
        form = QuestionForm(initial={"text": query})
        return render(request, "search/ask.html", context | {"form": form})
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return render(request, "search/ask.html", context | {"form": form}, status=422)
    if not ratelimit.consume(request, action=RATE_LIMIT):
        return render(request, "search/ask.html", context | {"form": form, "too_many": True}, status=429)
    language = get_language() or "vi"
    if not form.is_robot:
        form.instance.query = scrub(query)[:TEXT_LENGTH]
        form.instance.language = language
        form.save()
    return render(request, "search/ask.html", context | {"thanks": True, "ways_on": ways_on(language)})

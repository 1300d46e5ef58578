"""Pages for addresses of the library that lead nowhere: they offer what stands near. Always 404, never kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content.laws.as_of import asked_day
from content.laws.choices import ArticleKind
from content.laws.models import Article, LegalDocument
from content.laws.nearby import near_articles, near_documents, number_from_address
from content.laws.views.listed import listed_article

LONGEST_NUMBER = 20


def no_such_article(
    request: HttpRequest,
    document: LegalDocument,
    articles: Sequence[Article],
    *,
    kind: ArticleKind,
    number: str,
    breadcrumbs: Sequence[tuple[str, str]],
) -> HttpResponse:
    """The document is there: its name, its ends, the articles beside the number, and search inside it."""
    as_of = asked_day(request)
    for one in articles:
        one.document = document
    of_kind = [one for one in articles if one.kind == kind]
    return render(
        request,
        "laws/no_article.html",
        {
            "section": "laws",
            "document": document,
            "as_of": as_of,
            "asked": f"{kind.vietnamese_name} {number[:LONGEST_NUMBER]}",
            "ends": (of_kind[0], of_kind[-1]) if len(of_kind) > 1 else None,
            "near": [listed_article(one, as_of) for one in near_articles(articles, kind, number)],
            "breadcrumbs": [*breadcrumbs, (document.citation, document.get_absolute_url())],
        },
        status=404,
    )


def no_such_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Documents with nearly the same number, and a search that begins with the one that was asked for."""
    today = timezone.localdate()
    near = near_documents(slug)
    return render(
        request,
        "laws/no_document.html",
        {
            "section": "laws",
            "asked": number_from_address(slug),
            "near": [(one, one.status_on(today)) for one in near],
        },
        status=404,
    )

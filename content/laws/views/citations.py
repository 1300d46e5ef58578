"""The card that shows a cited provision, and the page of everything that cites an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.vary import vary_on_headers

from content.laws.as_of import asked_day
from content.laws.choices import ArticleKind, DivisionKind
from content.laws.citing import articles_citing, with_contexts
from content.laws.kept_pages import TAGS
from content.laws.models import Article, Division, LegalDocument
from content.laws.related import EXPLAINED_IN, LEARNED_IN, as_related, pages_about
from content.laws.validation import tidy_label
from content.laws.views.documents import document_breadcrumbs, find_document
from content.laws.views.listed import listed_article
from content.laws.views.not_here import no_such_article
from portal.page_cache import cached_page

LONGEST_CARD = 420  # characters; the rest is read at the provision itself
LONGEST_LABEL = 8
ARTICLES_ON_CARD = 4
ROWS_PER_PAGE = 20

LAWS, EXPLAINERS, LESSONS = "luat", "giai-thich", "bai-hoc"


@dataclass(frozen=True)
class Tab:
    key: str
    label: Any
    count: int
    url: str
    is_current: bool


@vary_on_headers("HX-Request")
def citation_preview(request: HttpRequest, article_id: int) -> HttpResponse:
    """A fragment for readers with script; anyone else who comes here goes to the provision itself."""
    articles = Article.objects.with_document().with_versions().prefetch_related("effects")
    found = get_object_or_404(articles, pk=article_id)
    clause = tidy_label(request.GET.get("khoan", "")[:LONGEST_LABEL])
    point = tidy_label(request.GET.get("diem", "")[:LONGEST_LABEL])
    as_of = asked_day(request)
    address = found.provision_url(clause, point).replace("#", f"{as_of.query}#", 1)
    url = address if "#" in address else f"{address}{as_of.query}"
    if not request.headers.get("HX-Request"):
        return redirect(url)
    version = found.version_on(as_of.date) or found.latest_version()
    text = version.structure.find(clause, point) if version else None
    return _card(
        request,
        {
            "citation": found.citation(clause, point),
            "heading": version.heading if version else "",
            "text": _shortened(text or ""),
            "status": found.status_on(as_of.date, clause, point),
            "url": url,
            "is_summary": bool(version and not version.is_official),
        },
    )


@vary_on_headers("HX-Request")
def division_preview(request: HttpRequest, division_id: int) -> HttpResponse:
    """The same for a chapter: its heading, how many articles it has, and the first of them. Five queries."""
    above = [f"parent{'__parent' * depth}" for depth in range(len(DivisionKind) - 1)]
    found = get_object_or_404(Division.objects.select_related(*above), pk=division_id)
    document = get_object_or_404(LegalDocument.objects.for_standing(), pk=found.document_id)
    found.document = document
    as_of = asked_day(request)
    url = found.get_absolute_url().replace("#", f"{as_of.query}#", 1)
    if not request.headers.get("HX-Request"):
        return redirect(url)
    articles = Article.objects.filter(found.holds()).order_by("order")
    first = list(articles.for_contents()[:ARTICLES_ON_CARD])
    for one in first:
        one.document = document
    count = articles.count()
    return _card(
        request,
        {
            "citation": found.citation,
            "heading": found.readable_heading,
            "status": document.status_on(as_of.date),
            "url": url,
            "is_division": True,
            "article_count": count,
            "articles": [listed_article(one, as_of) for one in first],
            "more": count - len(first),
        },
    )


@vary_on_headers("HX-Request")
def document_preview(request: HttpRequest, document_id: int) -> HttpResponse:
    """The same for a document that is cited as a whole."""
    found = get_object_or_404(LegalDocument.objects.for_standing(), pk=document_id)
    as_of = asked_day(request)
    url = f"{found.get_absolute_url()}{as_of.query}"
    if not request.headers.get("HX-Request"):
        return redirect(url)
    return _card(
        request,
        {
            "citation": found.citation,
            "heading": found.title,
            "text": "",
            "document": found,
            "status": found.status_on(as_of.date),
            "url": url,
        },
    )


@cached_page(*TAGS)
def citing(
    request: HttpRequest,
    *,
    type_slug: str,
    year: int,
    document_slug: str,
    article_number: str,
    kind: ArticleKind = ArticleKind.ARTICLE,
) -> HttpResponse:
    """ "Cited by", "explained in", "taught in": one list a page, with the number of each."""
    rest = f"{kind.slug}-{article_number[:LONGEST_LABEL]}/dan-chieu/"
    document = find_document(request, type_slug, year, document_slug, rest)
    if isinstance(document, HttpResponse):
        return document
    number = article_number.lower().replace("dd", "đ")
    found = document.articles.filter(kind=kind, number__iexact=number).first()
    if found is None:
        articles = list(document.articles.for_contents())
        crumbs = document_breadcrumbs(document)
        return no_such_article(request, document, articles, kind=kind, number=number, breadcrumbs=crumbs)
    found.document = document
    lists = {
        LAWS: articles_citing(found),
        EXPLAINERS: pages_about(found, EXPLAINED_IN),
        LESSONS: pages_about(found, LEARNED_IN),
    }
    labels = {
        LAWS: gettext_lazy("Cited by laws"),
        EXPLAINERS: gettext_lazy("Explained in"),
        LESSONS: gettext_lazy("Taught in"),
    }
    chosen = request.GET.get("muc", LAWS)
    if lists.get(chosen) is None:
        chosen = LAWS
    address = f"{found.get_absolute_url()}dan-chieu/"
    paginators = {key: Paginator(rows, ROWS_PER_PAGE) for key, rows in lists.items() if rows is not None}
    page_obj: Page[Any] = paginators[chosen].get_page(request.GET.get("page"))
    rows = list(page_obj.object_list)
    return render(
        request,
        "laws/citing.html",
        {
            "section": "laws",
            "document": document,
            "article": found,
            "breadcrumbs": [
                *document_breadcrumbs(document),
                (document.citation, document.get_absolute_url()),
                (found.label, found.get_absolute_url()),
                (_("Cited by"), ""),
            ],
            "tabs": [
                Tab(
                    key,
                    labels[key],
                    paginator.count,
                    address if key == LAWS else f"{address}?{urlencode({'muc': key})}",
                    key == chosen,
                )
                for key, paginator in paginators.items()
            ],
            "chosen": chosen,
            "page_obj": page_obj,
            "citing": with_contexts(found, rows) if chosen == LAWS else [],
            "pages": [] if chosen == LAWS else [as_related(page) for page in rows],
        },
    )


def _card(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    response = render(request, "laws/includes/citation_preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_CARD:
        return text
    return text[:LONGEST_CARD].rsplit(None, 1)[0].rstrip(",;:") + " …"

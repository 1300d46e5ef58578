"""A whole document, and finding one by its number."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from content.laws.as_of import AsOf, asked_day
from content.laws.choices import DocumentType
from content.laws.kept_pages import TAGS
from content.laws.models import DocumentRelation, LegalDocument
from content.laws.reading import (
    contents,
    heading_level,
    is_unofficial,
    is_whole,
    read_articles,
    whole_text,
)
from content.laws.related import EXPLAINED_IN, LEARNED_IN, related_pages
from content.laws.relation_groups import relation_groups
from content.laws.views.not_here import no_such_document
from content.laws.views.search_inside import search_inside
from portal.page_cache import cached_page

LONGEST_SLUG = 200


@cached_page(*TAGS)
def document(
    request: HttpRequest, type_slug: str, year: int, document_slug: str, *, whole: bool = False
) -> HttpResponse:
    """Status and dates first, then contents and the text as of a day; of a long text the first stretches.

    ``whole`` shows all of it in one page: for readers without script, and for printing.
    """
    rest = "toan-van/" if whole else ""
    found = find_document(request, type_slug, year, document_slug, rest)
    if isinstance(found, HttpResponse):
        return found
    as_of = asked_day(request)
    divisions = list(found.divisions.all())
    articles = list(found.articles.for_stretches())
    for article in articles:
        article.document = found
    relations = list(DocumentRelation.objects.touching(found).with_ends())
    found.take(relations, articles)
    sections = whole_text(found, divisions, articles, as_of.date, query=as_of.query, whole=whole)
    return render(
        request,
        "laws/document.html",
        {
            "section": "laws",
            "document": found,
            "as_of": as_of,
            "standing": found.standing_on(as_of.date),
            "status": found.status_on(as_of.date),
            "breadcrumbs": document_breadcrumbs(found),
            "contents": contents(found, divisions, articles, as_of.date),
            "sections": sections,
            "is_whole": whole or is_whole(sections),
            "is_unofficial": is_unofficial(sections),
            "whole_url": f"{found.get_absolute_url()}toan-van/",
            "article_count": len(articles),
            "relations": relations,
            "relation_groups": relation_groups(found, relations),
            "namesakes": list(LegalDocument.objects.sharing_number_with(found)[:10]),
            "inside": search_inside(request, found, as_of),
            "explained_in": related_pages(found, EXPLAINED_IN),
            "learned_in": related_pages(found, LEARNED_IN),
        },
    )


@cached_page(*TAGS)
def stretch(
    request: HttpRequest,
    *,
    type_slug: str,
    year: int,
    document_slug: str,
    first_article: str,
    last_article: str,
) -> HttpResponse:
    """The articles from one to another as a fragment: what a page fetches as its reader comes near."""
    found = find_document(request, type_slug, year, document_slug, f"doan/{first_article}/{last_article}/")
    if isinstance(found, HttpResponse):
        return found
    by_anchor = {article.anchor: article for article in found.articles.all()}
    first, last = by_anchor.get(first_article), by_anchor.get(last_article)
    if first is None or last is None:
        raise Http404(_("This document has no such articles."))
    as_of = asked_day(request)
    chosen = [one for one in by_anchor.values() if first.order <= one.order <= last.order]
    texts = read_articles(found, chosen, as_of.date, query=as_of.query)
    divisions = list(found.divisions.all())
    own = next((one for one in divisions if one.pk == first.division_id), None)
    response = render(
        request,
        "laws/stretch.html",
        {
            "articles": [texts[one.pk] for one in chosen],
            "level": heading_level(own, divisions),
            "as_of": as_of,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def find_by_number(request: HttpRequest, document_slug: str) -> HttpResponse:
    """ "/van-ban/168-2024-NĐ-CP/" leads to the document; "/van-ban/nghi-dinh/" to all of that type."""
    kind = DocumentType.from_slug(document_slug)
    if kind is not None:
        return redirect(f"{reverse('laws:library')}?{urlencode({'loai': kind.slug})}")
    slug = document_slug[:LONGEST_SLUG]
    return _one_or_choice(request, slug, LegalDocument.objects.named_like(slug))


def find_document(
    request: HttpRequest, type_slug: str, year: int, document_slug: str, rest: str = ""
) -> LegalDocument | HttpResponse:
    """The document of an address; else a redirect, a page of choices, or 404. ``rest`` follows the address."""
    kind = DocumentType.from_slug(type_slug)
    slug = document_slug[:LONGEST_SLUG]
    exact = LegalDocument.objects.filter(document_type=kind, slug=slug).first() if kind else None
    if exact is not None and exact.issued_on.year == year:
        return exact
    if exact is not None:
        return _moved(request, exact, rest)
    former = (
        kind
        and LegalDocument.objects.filter(
            former_addresses__document_type=kind, former_addresses__slug=slug
        ).first()
    )
    if former:
        return _moved(request, former, rest, permanent=True)
    return _one_or_choice(request, slug, LegalDocument.objects.named_like(slug), rest)


def document_breadcrumbs(found: LegalDocument) -> list[tuple[str, str]]:
    library = reverse("laws:library")
    of_type = {"loai": found.type.slug}
    of_year = of_type | {"nam": str(found.issued_on.year)}
    return [
        (_("Laws"), library),
        (str(found.type.label), f"{library}?{urlencode(of_type)}"),
        (str(found.issued_on.year), f"{library}?{urlencode(of_year)}"),
    ]


def _one_or_choice(
    request: HttpRequest, slug: str, documents: list[LegalDocument], rest: str = ""
) -> HttpResponse:
    if not documents:
        return no_such_document(request, slug)
    if len(documents) == 1:
        return _moved(request, documents[0], rest)
    return render(request, "laws/choice.html", {"section": "laws", "documents": documents, "rest": rest})


def _moved(request: HttpRequest, found: LegalDocument, rest: str, *, permanent: bool = False) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{found.get_absolute_url()}{rest}{'?' + query if query else ''}", permanent=permanent)


__all__ = ["AsOf", "document", "find_by_number", "find_document", "stretch"]

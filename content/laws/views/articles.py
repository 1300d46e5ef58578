"""One article: its text as of a day, its neighbours, versions and what others say about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from content.laws.as_of import asked_day
from content.laws.choices import ArticleKind, RelationKind, TextLanguage
from content.laws.citing import cited_by_count
from content.laws.kept_pages import TAGS
from content.laws.linking import link_articles
from content.laws.models import Article, Division, DocumentRelation
from content.laws.reading import contents, read_article
from content.laws.related import EXPLAINED_IN, LEARNED_IN, related_pages
from content.laws.relation_groups import relation_groups
from content.laws.views.documents import document_breadcrumbs, find_document
from content.laws.views.not_here import no_such_article
from portal.page_cache import cached_page

LONGEST_NUMBER = 20


@cached_page(*TAGS)
def article(
    request: HttpRequest,
    *,
    type_slug: str,
    year: int,
    document_slug: str,
    article_number: str,
    kind: ArticleKind = ArticleKind.ARTICLE,
) -> HttpResponse:
    """Each clause and point is an element of its own with the anchor "khoan-2-diem-a"."""
    rest = f"{kind.slug}-{article_number[:LONGEST_NUMBER]}/"
    document = find_document(request, type_slug, year, document_slug, rest)
    if isinstance(document, HttpResponse):
        return document
    number = article_number.lower().replace("dd", "đ")
    articles = list(document.articles.for_contents())
    found = next((one for one in articles if one.kind == kind and one.number.lower() == number), None)
    if found is None:
        crumbs = document_breadcrumbs(document)
        return no_such_article(request, document, articles, kind=kind, number=number, breadcrumbs=crumbs)
    if article_number != found.number_in_address:
        return redirect(found.get_absolute_url())
    as_of = asked_day(request)
    divisions = list(document.divisions.all())
    for one in articles:
        one.document = document
    position = articles.index(found)
    touching = list(DocumentRelation.objects.touching(document).with_ends())
    document.take(touching, articles)
    relations = [one for one in touching if found.pk in {one.from_article_id, one.to_article_id}]
    Article.read_texts_of([found])
    read = read_article(found, as_of.date, query=as_of.query)
    link_articles([(found, read.version)], query=as_of.query)
    return render(
        request,
        "laws/article.html",
        {
            "section": "laws",
            "document": document,
            "article": found,
            "read": read,
            "cited_by_count": cited_by_count(found),
            "as_of": as_of,
            "document_status": document.status_on(as_of.date),
            "breadcrumbs": document_breadcrumbs(document),
            "contents": contents(document, divisions, articles, as_of.date, current=found, query=as_of.query),
            "above": _above(found, divisions),
            "previous": articles[position - 1] if position else None,
            "next": articles[position + 1] if position + 1 < len(articles) else None,
            "versions": _versions(found),
            "effects": list(found.effects.all()),
            "translation": _translation(found, as_of.date),
            "relation_groups": relation_groups(document, relations, article=found),
            "amendments": [one for one in relations if one.kind == RelationKind.AMENDS],
            "explained_in": related_pages(found, EXPLAINED_IN),
            "learned_in": related_pages(found, LEARNED_IN),
        },
    )


def _above(found: Article, divisions: list[Division]) -> list[str]:
    """ "Chương II. Quy tắc giao thông đường bộ", from the largest to the smallest."""
    by_pk = {division.pk: division for division in divisions}
    labels: list[str] = []
    # Each once: a chain of parents that a fault made a circle must end too.
    division = by_pk.pop(found.division_id or 0, None)
    while division is not None:
        labels.insert(0, f"{division.label}. {division.readable_heading}".rstrip(". "))
        division = by_pk.pop(division.parent_id or 0, None)
    return labels


def _versions(found: Article) -> list[object]:
    """Vietnamese texts, newest first."""
    versions = [one for one in found.versions.all() if one.language == TextLanguage.VIETNAMESE]
    return sorted(versions, key=lambda one: one.effective_from, reverse=True)


def _translation(found: Article, date: object) -> object | None:
    """A reference translation in the reader's language, if there is one."""
    language = (get_language() or "").split("-")[0]
    if language == TextLanguage.VIETNAMESE or language not in TextLanguage.values:
        return None
    return found.version_on(date, language)  # type: ignore[arg-type]

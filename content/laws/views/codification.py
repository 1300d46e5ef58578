"""The State's codification as readers browse it: topics, their subjects, the articles of a subject."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from content.laws.choices import DocumentType
from content.laws.kept_pages import TAGS
from content.laws.models import (
    ArticleVersion,
    CodificationDivision,
    CodificationSubject,
    CodificationTopic,
    CodifiedArticle,
    LegalDocument,
)
from portal.page_cache import cached_page

ARTICLES_PER_PAGE = 100
LARGEST_ID = 2**63 - 1


@dataclass
class Section:
    """Articles of a page under the headings that stand above them."""

    headings: list[CodificationDivision]
    places: list[CodifiedArticle] = field(default_factory=list)


@cached_page(*TAGS)
def topics(request: HttpRequest) -> HttpResponse:
    """The 45 topics with what is in them."""
    shown = CodificationTopic.objects.annotate(
        subject_count=Count("subjects", distinct=True), article_count=Count("subjects__codified_articles")
    ).order_by("number")
    return render(
        request,
        "laws/codification_topics.html",
        {
            "section": "laws",
            "topics": shown,
            "article_total": sum(topic.article_count for topic in shown),
            "breadcrumbs": [(_("Laws"), reverse("laws:library")), (_("Codification"), "")],
        },
    )


@cached_page(*TAGS)
def topic(request: HttpRequest, topic_slug: str) -> HttpResponse:
    """The subjects of a topic; those that the edition leaves empty are marked."""
    shown = get_object_or_404(CodificationTopic, slug=topic_slug)
    subjects = shown.subjects.annotate(
        article_count=Count("codified_articles"),
        document_count=Count("codified_articles__article__document", distinct=True),
    ).order_by("number", "pk")
    return render(
        request,
        "laws/codification_topic.html",
        {
            "section": "laws",
            "topic": shown,
            "subjects": subjects,
            "breadcrumbs": [
                (_("Laws"), reverse("laws:library")),
                (_("Codification"), reverse("codification:index")),
                (shown.title, ""),
            ],
        },
    )


@cached_page(*TAGS)
def subject(request: HttpRequest, topic_slug: str, subject_slug: str) -> HttpResponse:
    """The articles of a subject in the codification's order, by hundreds; by type or document if asked."""
    shown = get_object_or_404(
        CodificationSubject.objects.select_related("topic"), topic__slug=topic_slug, slug=subject_slug
    )
    kind = DocumentType.from_slug(request.GET.get("loai", ""))
    document_id = _number(request.GET.get("van-ban", ""))
    places = shown.codified_articles.all()
    total = places.count()
    if kind:
        places = places.filter(article__document__document_type=kind)
    if document_id is not None:
        places = places.filter(article__document=document_id)
    page_obj = Paginator(_with_headings(places), ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    documents = LegalDocument.objects.filter(articles__codified_as__subject=shown).distinct()
    divisions = list(shown.divisions.all())
    return render(
        request,
        "laws/codification_subject.html",
        {
            "section": "laws",
            "subject": shown,
            "total": total,
            "page_obj": page_obj,
            "sections": _sections(list(page_obj.object_list), divisions),
            "chapters": _chapters(divisions, places) if not (kind or document_id is not None) else [],
            "kinds": _kinds(documents, kind),
            "documents": documents.order_by("-issued_on", "number"),
            "document_id": document_id,
            "is_filtered": bool(kind) or document_id is not None,
            "breadcrumbs": [
                (_("Laws"), reverse("laws:library")),
                (_("Codification"), reverse("codification:index")),
                (shown.topic.title, shown.topic.get_absolute_url()),
                (shown.title, ""),
            ],
        },
    )


def _with_headings(places: QuerySet[CodifiedArticle]) -> QuerySet[CodifiedArticle]:
    newest = ArticleVersion.objects.filter(article=OuterRef("article"), language="vi").order_by(
        "-effective_from"
    )
    return places.select_related("article__document").annotate(heading=Subquery(newest.values("heading")[:1]))


def _sections(places: list[CodifiedArticle], divisions: list[CodificationDivision]) -> list[Section]:
    """Headings are repeated at the top of a page, so that each page says where it is."""
    by_pk = {division.pk: division for division in divisions}
    sections: list[Section] = []
    current: object = object()
    shown: set[int] = set()
    for place in places:
        if place.division_id != current:
            current = place.division_id
            path = []
            above = by_pk.get(place.division_id or 0)
            while above is not None:
                path.append(above)
                above = by_pk.get(above.parent_id or 0)
            headings = [one for one in reversed(path) if one.pk not in shown]
            shown.update(one.pk for one in headings)
            sections.append(Section(headings))
        sections[-1].places.append(place)
    return sections


def _chapters(
    divisions: list[CodificationDivision], places: QuerySet[CodifiedArticle]
) -> list[tuple[CodificationDivision, int]]:
    """The top headings, each with the page on which its first article stands."""
    tops = [division for division in divisions if division.parent_id is None]
    if len(tops) < 2:
        return []
    parents = {division.pk: division.parent_id for division in divisions}
    first: dict[int, int] = {}
    for position, division_id in enumerate(places.values_list("division_id", flat=True)):
        top: int | None = division_id
        while top is not None and parents.get(top):
            top = parents[top]
        if top is not None:
            first.setdefault(top, position // ARTICLES_PER_PAGE + 1)
    return [(division, first[division.pk]) for division in tops if division.pk in first]


def _kinds(
    documents: QuerySet[LegalDocument], chosen: DocumentType | None
) -> list[tuple[DocumentType, bool]]:
    present = set(documents.order_by().values_list("document_type", flat=True))
    return [(kind, kind is chosen) for kind in DocumentType if kind.value in present]


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and int(typed[:20]) <= LARGEST_ID else None

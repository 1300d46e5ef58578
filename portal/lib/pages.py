"""Questions about Wagtail's page tree that every room asks."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

Pages = TypeVar("Pages", bound=PageQuerySet)

HOME_DEPTH = 2  # home pages stand right under Wagtail's root


class DirectPage(Page):
    """A page that is found, with all that stands above it, in two queries; Wagtail asks twice for each level.

    Holds for trees in which no page below answers addresses of its own (``RoutablePageMixin``).
    """

    # Relations that the page's own template reads.
    shown_with: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components:
            return super().route(request, path_components)
        page = self._below(path_components)
        model = page.specific_class
        if model is None or not page.live:
            raise Http404
        pages = model._default_manager.all()  # noqa: SLF001
        if issubclass(model, DirectPage) and model.shown_with:
            pages = pages.select_related(*model.shown_with)
        specific = pages.get(pk=page.pk)
        specific._cached_parent_obj = page.get_parent()  # noqa: SLF001  (treebeard's own cache, as Wagtail uses it)
        return specific.route(request, [])

    def _below(self, slugs: list[str]) -> Page:
        """The page at the end of a chain of slugs, each with its parent at hand."""
        candidates = Page.objects.descendant_of(self).filter(
            slug__in=slugs, depth__lte=self.depth + len(slugs)
        )
        by_place = {(page.path[: -Page.steplen], page.slug): page for page in candidates}
        page: Page = self
        for slug in slugs:
            child = by_place.get((page.path, slug))
            if child is None:
                raise Http404
            child._cached_parent_obj = page  # noqa: SLF001
            page = child
        return page

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail's, which asks for the pages above although they are at hand."""
        pages: list[Page] = [self]
        while pages[-1].depth > 1 and hasattr(pages[-1], "_cached_parent_obj"):
            pages.append(pages[-1].get_parent())
        if pages[-1].depth > HOME_DEPTH or any(page.alias_of_id for page in pages):
            return super().get_view_restrictions()
        # The root has no parent to know it by.
        return PageViewRestriction.objects.filter(Q(page__in=pages) | Q(page__depth=1))


def open_to_everyone(pages: Pages) -> Pages:
    """What Wagtail's ``public()`` keeps, in one query: ``public()`` first asks for every restriction there is."""
    above = PageViewRestriction.objects.alias(
        page_shown=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(page_shown__startswith=F("page__path"))
    return pages.filter(~Exists(above))

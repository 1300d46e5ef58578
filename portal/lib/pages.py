"""Questions about Wagtail's page tree that every room asks."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

Pages = TypeVar("Pages", bound=PageQuerySet)


def open_to_everyone(pages: Pages) -> Pages:
    """What Wagtail's ``public()`` keeps, in one query: ``public()`` first asks for every restriction there is."""
    above = PageViewRestriction.objects.alias(
        page_shown=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(page_shown__startswith=F("page__path"))
    return pages.filter(~Exists(above))

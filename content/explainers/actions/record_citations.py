"""Keeps the rows of what a page cites in step with its live body."""

from django.db import transaction

from content.explainers.margin import cited_provisions
from content.explainers.models import ExplainerCitation, ExplainerPage


@transaction.atomic
def record_citations(page_id: int) -> None:
    """Writes the citations of the live page; a page that is not live, or gone, cites nothing."""
    ExplainerCitation.objects.filter(page_id=page_id).delete()
    page = ExplainerPage.objects.live().filter(pk=page_id).first()
    if page is None:
        return
    ExplainerCitation.objects.bulk_create(
        ExplainerCitation(page=page, article_id=key.article_id, clause=key.clause, point=key.point)
        for key in cited_provisions(page.body)
    )

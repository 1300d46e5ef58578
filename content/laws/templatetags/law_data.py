"""What search engines are told about a law, in its page's head."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from content.laws.choices import LegalStatus
from content.laws.linked_data import Legislation, RelatedLegislation, article_of, as_script, legislation
from content.laws.models import Article, DocumentRelation, LegalDocument

register = template.Library()
MOST_RELATED = 50


def _absolute(url: str) -> str:
    return f"{settings.BASE_URL}{url}"


def _legislation(
    document: LegalDocument, status: LegalStatus, relations: Iterable[DocumentRelation] = ()
) -> Legislation:
    related = []
    for relation in list(relations)[:MOST_RELATED]:
        is_outgoing = relation.from_document_id == document.pk
        other = relation.to_document if is_outgoing else relation.from_document
        related.append(
            RelatedLegislation(
                relation.kind, is_outgoing, _absolute(other.get_absolute_url()), other.citation
            )
        )
    return Legislation(
        url=_absolute(document.get_absolute_url()),
        name=document.heading,
        number=document.number,
        type_name=document.type.vietnamese_name,
        issuer=document.issuer,
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        status=status.value,
        official_url=document.official_url,
        related=tuple(related),
    )


@register.simple_tag
def document_data(
    document: LegalDocument, status: LegalStatus, relations: Iterable[DocumentRelation]
) -> SafeString:
    """JSON-LD of a document with the documents it changes or rests on."""
    return mark_safe(as_script(legislation(_legislation(document, status, relations))))


@register.simple_tag
def article_data(
    article: Article, heading: str, status: LegalStatus, document_status: LegalStatus
) -> SafeString:
    """JSON-LD of an article as a part of its document."""
    return mark_safe(
        as_script(
            article_of(
                _legislation(article.document, document_status),
                url=_absolute(article.get_absolute_url()),
                citation=article.citation(),
                heading=f"{article.label}. {heading}" if heading else "",
                status=status.value,
            )
        )
    )

"""Loads the demo's laws: real numbers, titles, dates and relations, in summaries of our own."""

from typing import Any

from django.db import transaction

from content.laws.choices import AliasKind, TextKind
from content.laws.models import (
    Article,
    ArticleVersion,
    Division,
    DocumentAlias,
    DocumentRelation,
    LegalDocument,
    ProvisionEffect,
)
from content.laws.signals import document_changed
from portal.management.demo.reading import read_content

SOURCE_NOTE = "Bản tóm tắt do trang này viết cho nội dung mẫu, không phải văn bản chính thức."


@transaction.atomic
def load_laws() -> int:
    """Loads what is missing, leaves what is there, official texts included; gives the number of documents."""
    content = read_content("laws.toml")
    for entry in content["document"]:
        _load_document(entry)
    for entry in content["relation"]:
        _load_relation(entry)
    return len(content["document"])


def find_article(number: str, article_number: str) -> Article:
    """The article "7" of "168/2024/NĐ-CP"; raises ``Article.DoesNotExist``."""
    return Article.objects.select_related("document").get(document__number=number, number=article_number)


def _load_document(entry: dict[str, Any]) -> None:
    document, is_new = LegalDocument.objects.get_or_create(
        number=entry["number"],
        issuer=entry["issuer"],
        issued_on=entry["issued_on"],
        defaults={
            "document_type": entry["document_type"],
            "title": entry["title"],
            "short_title": entry["short_title"],
            "effective_on": entry["effective_on"],
            "expired_on": entry.get("expired_on"),
            "source_note": SOURCE_NOTE,
        },
    )
    if not is_new:
        return
    for alias in entry.get("aliases", []):
        DocumentAlias.objects.create(document=document, kind=AliasKind.ABBREVIATION, name=alias)
    for order, part in enumerate(entry.get("division", []), start=1):
        division = Division.objects.create(
            document=document,
            kind=part["kind"],
            number=part["number"],
            heading=part["heading"],
            order=order,
        )
        for article_entry in part["article"]:
            _load_article(document, division, article_entry)
    for article_entry in entry.get("article", []):
        _load_article(document, None, article_entry)
    for article_entry in [*entry.get("article", []), *_articles_in_divisions(entry)]:
        _load_effects(document, article_entry)
    document_id = document.pk
    transaction.on_commit(lambda: document_changed.send(sender=LegalDocument, document_id=document_id))


def _articles_in_divisions(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [article for division in entry.get("division", []) for article in division["article"]]


def _load_article(document: LegalDocument, division: Division | None, entry: dict[str, Any]) -> None:
    article = Article.objects.create(document=document, division=division, number=entry["number"])
    ArticleVersion.objects.create(
        article=article,
        heading=entry["heading"],
        text=entry["text"].strip(),
        text_kind=TextKind.SUMMARY,
        effective_from=document.effective_on or document.issued_on,
    )


def _load_effects(document: LegalDocument, entry: dict[str, Any]) -> None:
    """Own dates come last: the deciding article may stand after the one it dates."""
    for effect in entry.get("effect", []):
        deciding_number, deciding_clause, _point = effect["decided_by"]
        ProvisionEffect.objects.create(
            article=document.articles.get(number=entry["number"]),
            clause=effect["clause"],
            point=effect.get("point", ""),
            effective_from=effect["effective_from"],
            decided_by=document.articles.get(number=deciding_number),
            decided_by_clause=deciding_clause,
        )


def _load_relation(entry: dict[str, Any]) -> None:
    DocumentRelation.objects.get_or_create(
        kind=entry["kind"],
        from_document=LegalDocument.objects.get(number=entry["from"]),
        to_document=LegalDocument.objects.get(number=entry["to"]),
        defaults={"effective_on": entry["effective_on"], "to_part": entry.get("to_part", False)},
    )

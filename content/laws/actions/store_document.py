"""Brings the library in step with a document read from a file."""

from __future__ import annotations

import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from content.laws.actions.announce_change import announce_change
from content.laws.choices import ArticleKind
from content.laws.importers.records import ArticleRecord, DivisionRecord, DocumentRecord, ImportReport
from content.laws.models import Article, ArticleVersion, Division, LegalDocument, ProvisionEffect
from content.laws.ordering import unit_order

DOCUMENT_FIELDS = (
    "document_type",
    "title",
    "short_title",
    "effective_on",
    "expired_on",
    "signers",
    "preamble",
    "closing",
    "official_url",
    "source_note",
)
UnitKey = tuple[str, str]  # (kind, number)


@transaction.atomic
def store_document(
    record: DocumentRecord, report: ImportReport, *, text_from: datetime.date | None = None
) -> LegalDocument:
    """Creates or updates by number, issuer and date of issue; whole or not at all.

    The texts hold from ``text_from``, by default from the day the document took effect. A text that differs
    from the one in the library is a new version if it begins on another day, else a correction. The same
    document again changes nothing. ``document_changed`` is announced after commit when something changed.
    """
    document = _store_metadata(record, report)
    divisions = _store_divisions(document, record, report)
    articles = _store_articles(document, record, divisions, report)
    begins = text_from or record.effective_on or record.issued_on
    _store_versions(document, record, articles, begins, report)
    _store_effects(record, articles, report)
    report.document, report.document_id = document.citation, document.pk
    report.notes += [note for article in record.articles for note in article.notes]
    if report.has_changes:
        announce_change(document.pk)
    return document


def _store_metadata(record: DocumentRecord, report: ImportReport) -> LegalDocument:
    identity = {"number": record.number, "issuer": record.issuer, "issued_on": record.issued_on}
    if not record.number:
        identity |= {"title": record.title, "document_type": record.document_type}
    values = {name: getattr(record, name) for name in DOCUMENT_FIELDS}
    document = LegalDocument.objects.select_for_update().filter(**identity).first()
    if document is None:
        report.document_is_new = True
        document = LegalDocument(**(values | identity))
        document.full_clean(exclude=["slug"])
        document.save()
        return document
    changed = [name for name, value in values.items() if value and getattr(document, name) != value]
    if changed:
        for name in changed:
            setattr(document, name, values[name])
        document.save(update_fields=[*changed, "title_folded", "updated_at"])
        report.changed_details += [str(document._meta.get_field(name).verbose_name) for name in changed]  # noqa: SLF001
    return document


def _store_divisions(
    document: LegalDocument, record: DocumentRecord, report: ImportReport
) -> dict[tuple[DivisionRecord, ...], Division]:
    stored = {(one.parent_id, one.kind, one.number): one for one in document.divisions.all()}
    highest = max((one.order for one in stored.values()), default=0)
    by_path: dict[tuple[DivisionRecord, ...], Division] = {}
    for article in record.articles:
        for depth in range(1, len(article.divisions) + 1):
            path = article.divisions[:depth]
            if path in by_path:
                continue
            parent = by_path.get(path[:-1])
            key = (parent.pk if parent else None, path[-1].kind.value, path[-1].number)
            division = stored.get(key)
            if division is None:
                highest += 1
                division = Division.objects.create(
                    document=document,
                    parent=parent,
                    kind=path[-1].kind,
                    number=path[-1].number,
                    heading=path[-1].heading,
                    text=path[-1].text,
                    order=highest,
                )
                stored[key] = division
            # Not every format says what stands below a heading; silence takes nothing away.
            elif (division.heading, division.text) != (path[-1].heading, path[-1].text or division.text):
                division.heading, division.text = path[-1].heading, path[-1].text or division.text
                division.save(update_fields=["heading", "text"])
                report.changed_details.append(division.label)
            by_path[path] = division
    _order_divisions(list(by_path.values()), list(stored.values()))
    return by_path


def _order_divisions(in_file: list[Division], stored: list[Division]) -> None:
    """In the order of the file; those that the file does not name follow, as they stood."""
    named = {division.pk for division in in_file}
    others = sorted((one for one in stored if one.pk not in named), key=lambda one: one.order)
    wanted = [*in_file, *others]
    if all(before.order < after.order for before, after in pairwise(wanted)):
        return
    # Two steps: while the first rows move, the others still hold the places they move to.
    free = max(one.order for one in wanted) + 1
    for first in (free, 1):
        for order, division in enumerate(wanted, start=first):
            division.order = order
        Division.objects.bulk_update(wanted, ["order"])


def _store_articles(
    document: LegalDocument,
    record: DocumentRecord,
    divisions: dict[tuple[DivisionRecord, ...], Division],
    report: ImportReport,
) -> dict[UnitKey, Article]:
    stored = {(article.kind, article.number): article for article in document.articles.all()}
    new = []
    for one in record.articles:
        division = divisions.get(one.divisions)
        article = stored.get(_key(one))
        if article is None:
            new.append(
                Article(
                    document=document,
                    division=division,
                    kind=one.kind,
                    number=one.number,
                    order=unit_order(one.kind, one.number),
                )
            )
        elif article.division_id != (division.pk if division else None):
            article.division = division
            article.save(update_fields=["division"])
            report.changed_details.append(article.label)
    Article.objects.bulk_create(new)
    report.new += [article.number for article in new]
    in_file = {_key(one) for one in record.articles}
    report.absent += [article.number for key, article in stored.items() if key not in in_file]
    return {(article.kind, article.number): article for article in document.articles.all()}


def _key(one: ArticleRecord) -> UnitKey:
    """An appendix may have the number of an article."""
    return one.kind.value, one.number


def _store_versions(
    document: LegalDocument,
    record: DocumentRecord,
    articles: dict[UnitKey, Article],
    document_begins: datetime.date,
    report: ImportReport,
) -> None:
    stored = ArticleVersion.objects.filter(article__document=document, language=record.language).order_by(
        "effective_from"
    )
    by_article: dict[tuple[int, str], list[ArticleVersion]] = {}
    for version in stored:
        by_article.setdefault((version.article_id, version.text_kind), []).append(version)
    to_create = []
    for one in record.articles:
        begins = one.effective_from or document_begins
        article = articles[_key(one)]
        versions = by_article.get((article.pk, one.text_kind or record.text_kind), [])
        current = next((version for version in versions if version.is_valid_on(begins)), None)
        if current is None:
            ends = min(filter(None, (_next_begin(versions, begins), one.effective_to)), default=None)
            to_create.append(_new_version(record, one, article, begins, ends))
            if one.number not in report.new:
                report.new_versions.append(one.number)
        elif (current.heading, current.text) == (one.heading, one.text):
            report.unchanged += 1
        elif current.effective_from == begins:
            current.heading, current.text = one.heading, one.text
            current.save(update_fields=["heading", "text", "folded", "updated_at"])
            report.corrected.append(one.number)
        else:
            ends = current.effective_to
            current.effective_to = begins
            current.save(update_fields=["effective_to", "updated_at"])
            to_create.append(_new_version(record, one, article, begins, ends))
            report.new_versions.append(one.number)
    ArticleVersion.objects.bulk_create(to_create)


def _next_begin(versions: list[ArticleVersion], begins: datetime.date) -> datetime.date | None:
    return min((one.effective_from for one in versions if one.effective_from > begins), default=None)


def _new_version(
    record: DocumentRecord,
    one: ArticleRecord,
    article: Article,
    begins: datetime.date,
    ends: datetime.date | None,
) -> ArticleVersion:
    return ArticleVersion(
        article=article,
        heading=one.heading,
        text=one.text,
        text_kind=one.text_kind or record.text_kind,
        language=record.language,
        effective_from=begins,
        effective_to=ends,
    )


def _store_effects(record: DocumentRecord, articles: dict[UnitKey, Article], report: ImportReport) -> None:
    stored = {
        (effect.article_id, effect.clause, effect.point): effect
        for effect in ProvisionEffect.objects.filter(article__in=articles.values())
    }
    for one in record.effects:
        article = articles[ArticleKind.ARTICLE.value, one.article]
        effect = stored.get((article.pk, one.clause, one.point))
        if effect is None:
            ProvisionEffect.objects.create(
                article=article,
                clause=one.clause,
                point=one.point,
                effective_from=one.effective_from,
                expired_on=one.expired_on,
                condition=one.condition,
                decided_by=articles.get((ArticleKind.ARTICLE.value, one.decided_by)),
                decided_by_clause=one.decided_by_clause,
            )
        elif (effect.effective_from, effect.expired_on, effect.condition) != (
            one.effective_from,
            # A source that says nothing about its end takes nothing away.
            one.expired_on or effect.expired_on,
            one.condition,
        ):
            effect.effective_from, effect.condition = one.effective_from, one.condition
            effect.expired_on = one.expired_on or effect.expired_on
            effect.save(update_fields=["effective_from", "expired_on", "condition"])
        else:
            continue
        if not report.document_is_new:
            report.changed_details.append(_("own date of article %(number)s") % {"number": one.article})

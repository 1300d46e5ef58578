"""What accepting a record would change in the library, before anything is changed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from content.laws.importers.records import ArticleRecord, DocumentRecord
from content.laws.models import Article, ArticleVersion, LegalDocument


@dataclass(frozen=True)
class ChangedArticle:
    """``before`` is the text in the library on the day; ``after`` the draft's."""

    label: str
    before_heading: str
    before: str
    after_heading: str
    after: str


@dataclass
class LibraryChanges:
    """``document`` is None when the library does not have it yet."""

    document: LegalDocument | None = None
    new: list[str] = field(default_factory=list)
    changed: list[ChangedArticle] = field(default_factory=list)
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)


def library_changes(record: DocumentRecord, *, text_from: datetime.date | None = None) -> LibraryChanges:
    """Compares by (kind, number) with the texts of the same kind and language in force on ``text_from``."""
    identity = {"number": record.number, "issuer": record.issuer, "issued_on": record.issued_on}
    if not record.number:
        identity |= {"title": record.title, "document_type": record.document_type}
    document = LegalDocument.objects.filter(**identity).first()
    changes = LibraryChanges(document)
    if document is None:
        changes.new = [label_of(one) for one in record.articles]
        return changes
    day = text_from or record.effective_on or record.issued_on
    stored = {
        (article.kind, article.number): article
        for article in Article.objects.for_document(document).with_versions()
    }
    for one in record.articles:
        article = stored.pop((one.kind.value, one.number), None)
        current = _current(article, record, day) if article else None
        if current is None:
            changes.new.append(label_of(one))
        elif (current.heading, current.text) == (one.heading, one.text):
            changes.unchanged += 1
        else:
            changes.changed.append(
                ChangedArticle(label_of(one), current.heading, current.text, one.heading, one.text)
            )
    changes.absent = [article.label for article in stored.values()]
    return changes


def label_of(one: ArticleRecord) -> str:
    return f"{one.kind.vietnamese_name} {one.number}"


def _current(article: Article, record: DocumentRecord, day: datetime.date) -> ArticleVersion | None:
    return next(
        (
            version
            for version in article.versions.all()
            if (version.text_kind, version.language) == (record.text_kind, record.language)
            and version.is_valid_on(day)
        ),
        None,
    )

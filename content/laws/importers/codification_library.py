"""What the library already holds, as the codification's importer needs it: by natural key, in memory."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from content.laws.choices import TextKind, TextLanguage
from content.laws.models import (
    Article,
    ArticleVersion,
    CodificationSubject,
    CodifiedArticle,
    DocumentRelation,
    LegalDocument,
    RelatedArticle,
)
from content.laws.slugs import document_slug, slugify_vietnamese
from portal.lib.vietnamese import fold

from .codification_documents import EditionDocument
from .codification_records import Remark
from .codification_rows import DocumentRow

ArticleKey = tuple[int, str, str]  # document, kind, number
_BEFORE_ITEM = "ItemID="


@dataclass(slots=True)
class KnownVersion:
    """An official Vietnamese text; ``digest`` is empty when it does not come from the codification."""

    pk: int
    begins: datetime.date
    ends: datetime.date | None
    digest: str


@dataclass
class ImportCounts:
    """What became of each kind of row: new, changed, unchanged."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    @property
    def has_changes(self) -> bool:
        return bool(self.new.total() or self.changed.total())


@dataclass
class CodificationReport:
    """What one import did. ``remarks`` hold every refused or mended piece."""

    edition: str
    edition_date: datetime.date | None = None
    dry_run: bool = False
    files: int = 0
    skipped_files: int = 0
    seconds: float = 0.0
    counts: ImportCounts = field(default_factory=ImportCounts)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def refusals(self) -> list[Remark]:
        return [one for one in self.remarks if one.finding.is_refusal]

    @property
    def has_changes(self) -> bool:
        return self.counts.has_changes

    def as_json(self) -> dict[str, object]:
        """The whole report, remarks as [finding, file, piece, detail]."""
        return {
            "edition": self.edition,
            "edition_date": self.edition_date.isoformat() if self.edition_date else None,
            "dry_run": self.dry_run,
            "files": self.files,
            "skipped_files": self.skipped_files,
            "new": dict(self.counts.new),
            "changed": dict(self.counts.changed),
            "unchanged": dict(self.counts.unchanged),
            "refused": len(self.refusals),
            "findings": dict(Counter(one.finding.value for one in self.remarks)),
            "remarks": [[one.finding.value, one.file, one.piece, one.detail] for one in self.remarks],
        }


class Library:
    """Everything by natural key. Kept in step by the importer while it stores."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, datetime.date], list[tuple[int, str, str]]] = {}
        self.untitled: dict[tuple[str, datetime.date, str], int] = {}
        self.items: dict[str, int] = {}
        self.slugs: set[tuple[str, str]] = set()
        for pk, number, title, kind, issuer, issued_on, slug, url in LegalDocument.objects.values_list(
            "pk",
            "number_folded",
            "title",
            "document_type",
            "issuer",
            "issued_on",
            "slug",
            "official_url",
        ):
            self._know(pk, number, title, kind, issuer, issued_on, url.rpartition(_BEFORE_ITEM)[2])
            self.slugs.add((kind, slug))
        self.articles: dict[ArticleKey, int] = {
            (document, kind, number): pk
            for pk, document, kind, number in Article.objects.values_list(
                "pk", "document_id", "kind", "number"
            )
        }
        self.versions: dict[int, list[KnownVersion]] = {}
        for pk, article, begins, ends, digest in (
            ArticleVersion.objects.filter(text_kind=TextKind.OFFICIAL, language=TextLanguage.VIETNAMESE)
            .order_by("effective_from")
            .values_list("pk", "article_id", "effective_from", "effective_to", "codified_digest")
        ):
            self.versions.setdefault(article, []).append(KnownVersion(pk, begins, ends, digest))
        self.subjects: dict[str, CodificationSubject] = {
            one.source_id: one for one in CodificationSubject.objects.select_related("topic")
        }
        self._found: dict[EditionDocument, int] = {}
        self._fake_pk = 0

    def document_pk(self, document: EditionDocument) -> int | None:
        """The same number, day and type; or the same number and day when there is only one such document."""
        if document not in self._found and (found := self._stored(document)) is not None:
            self._found[document] = found
        return self._found.get(document)

    def _stored(self, document: EditionDocument) -> int | None:
        if not document.number:
            return self.untitled.get((fold(document.title), document.issued_on, document.document_type.value))
        alike = self.documents.get((document.folded_number, document.issued_on), [])
        same_type = [pk for pk, kind, _issuer in alike if kind == document.document_type.value]
        same_issuer = [pk for pk, _kind, issuer in alike if fold(issuer) == fold(document.issuer)]
        for found in (sorted({*same_type} & {*same_issuer}), same_type):
            if len(found) == 1:
                return found[0]
        return None

    def new_document(self, document: EditionDocument, effective_on: datetime.date | None) -> DocumentRow:
        """Not yet stored; with an address that is free."""
        return DocumentRow(
            document.document_type.value,
            document.number,
            document.folded_number,
            document.title,
            fold(document.title).strip(),
            document.issuer,
            document.issued_on,
            document.effective_on or effective_on,
            self._free_slug(document),
            document.official_url,
        )

    def remember_document(self, pk: int, document: EditionDocument) -> None:
        self._know(
            pk,
            document.folded_number,
            document.title,
            document.document_type.value,
            document.issuer,
            document.issued_on,
            document.item,
        )

    def fake_pks(self, count: int) -> Sequence[int]:
        """For a dry run: rows that are never stored."""
        self._fake_pk -= count
        return range(self._fake_pk, self._fake_pk + count)

    def _know(  # noqa: PLR0917  (the columns in the order of the query)
        self, pk: int, number: str, title: str, kind: str, issuer: str, issued_on: datetime.date, item: str
    ) -> None:
        if number:
            self.documents.setdefault((number, issued_on), []).append((pk, kind, issuer))
        else:
            self.untitled.setdefault((fold(title), issued_on, kind), pk)
        if item:
            self.items.setdefault(item, pk)

    def _free_slug(self, document: EditionDocument) -> str:
        kind = document.document_type.value
        slug = document_slug(number=document.number, title=document.title, issuer=document.issuer)
        dated = f"{slug}-{document.issued_on:%Y-%m-%d}"
        candidates = [slug, dated, f"{dated}-{slugify_vietnamese(document.issuer)}"[:160]]
        candidates += [f"{dated}-{count}" for count in range(2, 100)]
        free = next(one for one in candidates if (kind, one) not in self.slugs)
        self.slugs.add((kind, free))
        return free


def anchors() -> dict[str, int]:
    """Anchor in the edition → article; and code → article, where one article has it."""
    known: dict[str, int] = {}
    places: list[tuple[str, int]] = []
    for anchor, code, article in CodifiedArticle.objects.values_list(
        "anchor", "code", "article_id"
    ).iterator():
        places.append((code, article))
        if anchor:
            known[anchor] = article
    return by_code(places) | known


def by_code(places: Iterable[tuple[str, int]]) -> dict[str, int]:
    """(code, article) → those codes that stand for one article only."""
    found: dict[str, set[int]] = {}
    for code, article in places:
        found.setdefault(code, set()).add(article)
    return {code: articles.pop() for code, articles in found.items() if len(articles) == 1}


def relation_keys() -> set[tuple[str, int, int, str, str, int, int]]:
    """(kind, from document, from article or 0, clause, point, to document, to article or 0)."""
    return {
        (kind, source, source_article or 0, clause, point, target, target_article or 0)
        for kind, source, source_article, clause, point, target, target_article in (
            DocumentRelation.objects.values_list(
                "kind",
                "from_document_id",
                "from_article_id",
                "from_clause",
                "from_point",
                "to_document_id",
                "to_article_id",
            )
        )
    }


def related_pairs() -> set[tuple[int, int]]:
    return set(RelatedArticle.objects.values_list("article_id", "related_id"))

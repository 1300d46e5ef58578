"""What can be completed while somebody types, read from the floors below in a few queries."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import Length
from django.utils import timezone
from wagtail.models import Page

from content.laws.choices import ArticleKind, DocumentType
from content.laws.models import Article, DocumentAlias, LegalDocument
from portal.lib.vietnamese import fold, normalise
from search.choices import Kind
from search.models import SearchEvent
from search.sources import SOURCES, PageSource
from search.suggestion_table import Entry
from search.vocabulary import ExpansionKind, default_vocabulary

#: What people look for by name, first; a type that is not here weighs nothing.
TYPE_WEIGHTS = {
    DocumentType.CONSTITUTION: 100.0,
    DocumentType.CODE: 95.0,
    DocumentType.LAW: 80.0,
    DocumentType.ORDINANCE: 50.0,
    DocumentType.DECREE: 40.0,
    DocumentType.RESOLUTION: 35.0,
    DocumentType.JOINT_CIRCULAR: 22.0,
    DocumentType.CIRCULAR: 20.0,
    DocumentType.DECISION: 15.0,
}
#: A law that only changes another is rarely what is meant.
AMENDING = -30.0
EXPIRED = -40.0
#: An article's text is shown with its heading, cut where it is long.
LONGEST_NAME = 160
POPULAR_DAYS = 30
#: A search is popular when it was made on so many occasions: one person's question is nobody's business.
FEWEST_SEARCHES = 5
MOST_POPULAR = 300
ARTICLES_SHOWN = 5


def stamp() -> tuple[Any, ...]:
    """Changes whenever a name may have changed; three small queries."""
    laws = LegalDocument.objects.aggregate(Count("pk"), Max("updated_at"))
    pages = Page.objects.live().aggregate(
        Count("pk"), Max("last_published_at"), Max("latest_revision_created_at")
    )
    return (*laws.values(), *pages.values(), timezone.localdate())


def laws() -> Iterator[Entry]:
    """All documents by name, number, other names and the abbreviation that lawyers use."""
    today = timezone.localdate()
    aliases: dict[int, list[str]] = {}
    for document_id, name in DocumentAlias.objects.values_list("document", "name"):
        aliases.setdefault(document_id, []).append(normalise(name))
    lengths = Counter(dict(Article.objects.order_by().values_list("document").annotate(Count("pk"))))
    abbreviations: dict[str, list[str]] = {}
    for entry in default_vocabulary().of_kind(ExpansionKind.LAW):
        abbreviations.setdefault(fold(entry.terms[0]), []).append(entry.typed)
    wanted = ("document_type", "number", "title", "short_title", "issued_on", "expired_on", "slug")
    for law in LegalDocument.objects.only(*wanted).iterator(chunk_size=2_000):
        citation, heading = normalise(law.citation), normalise(law.heading)
        short = DocumentType(law.document_type).abbreviation
        names = [
            heading,
            normalise(law.short_title),
            law.number,
            f"{law.type.vietnamese_name} {law.number}",
            f"{short} {law.number}",
            *aliases.get(law.pk, ()),
            *abbreviations.get(fold(heading), ()),
        ]
        is_named = law.type.is_cited_by_title
        yield Entry(
            text=citation[:LONGEST_NAME],
            url=law.get_absolute_url(),
            weight=_weight(law, today, lengths[law.pk]),
            note=law.number if is_named else _without_type(law),
            names=tuple(name for name in names if name),
            object_id=law.pk,
        )


def _weight(law: LegalDocument, today: datetime.date, articles: int) -> float:
    weight = TYPE_WEIGHTS.get(law.type, 0.0) + 3 * math.log1p(articles) + (law.issued_on.year - 2000)
    if fold(law.title[:60]).find("sua doi") >= 0:
        weight += AMENDING
    if law.expired_on and law.expired_on <= today:
        weight += EXPIRED
    return weight


def _without_type(law: LegalDocument) -> str:
    """ "Nghị định quy định xử phạt …" → "Quy định xử phạt …": the type stands in the line above."""
    title, name = normalise(law.title).strip(), law.type.vietnamese_name
    if title.lower().startswith(f"{name.lower()} "):
        title = title[len(name) :].strip()
    return f"{title[:1].upper()}{title[1:]}"


def pages(kind: Kind, language: str) -> Iterator[Entry]:
    """Published pages of a kind that readers of a language find."""
    source = SOURCES[kind]
    if not isinstance(source, PageSource):
        return
    found = source.queryset().filter(locale__language_code=language)
    for page in found:
        if url := page.get_url():
            names = (normalise(words),) if (words := getattr(page, "everyday_words", "")) else ()
            yield Entry(normalise(page.title), url, names=names, object_id=page.pk)


def articles_numbered(documents: Sequence[int], number: str, *, is_whole: bool) -> list[tuple[Article, str]]:
    """Articles of some documents whose number begins so, with their headings; the very number first."""
    found = Article.objects.filter(document__in=documents, kind=ArticleKind.ARTICLE)
    found = found.filter(number=number) if is_whole else found.filter(number__startswith=number)
    shortest_first = found.order_by(Length("number"), "order")
    chosen = list(shortest_first.select_related("document").for_contents()[:ARTICLES_SHOWN])
    places = {document_id: place for place, document_id in enumerate(documents)}
    chosen.sort(key=lambda article: (len(article.number), places[article.document_id], article.order))
    today = timezone.localdate()
    return [
        (article, normalise(version.heading) if version else "")
        for article in chosen
        for version in (article.version_on(today) or article.latest_version(),)
    ]


def popular_searches(language: str, unsuggested: Collection[str]) -> Iterator[tuple[str, int]]:
    """(as most people typed it, how often), the most frequent first; only what was found, and never what editors
    do not want to be offered."""
    since = timezone.localdate() - datetime.timedelta(days=POPULAR_DAYS)
    counted = (
        SearchEvent.objects.filter(day__gte=since, language=language, total__gt=0)
        .order_by()
        .values_list("folded", "text")
        .annotate(times=Count("pk"))
        .order_by("-times")[: MOST_POPULAR * 4]
    )
    spellings: dict[str, Counter[str]] = {}
    for folded, text, times in counted:
        spellings.setdefault(folded, Counter())[text] += times
    hidden = {fold(word) for word in unsuggested}
    totals = {folded: texts.total() for folded, texts in spellings.items()}
    for folded in sorted(totals, key=lambda key: -totals[key])[:MOST_POPULAR]:
        if totals[folded] < FEWEST_SEARCHES or any(f" {word} " in f" {folded} " for word in hidden):
            continue
        yield spellings[folded].most_common(1)[0][0], totals[folded]

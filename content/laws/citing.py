"""Which articles of the library cite an article, each with a line of its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.laws.choices import DivisionKind
from content.laws.models import Article, Citation, Division
from content.laws.resolution import articles_with_texts, clause_at, text_of_today

WORDS_AROUND = 110  # characters on each side of the citation
MOST_LINES = 3  # of one citing article


@dataclass(frozen=True)
class Context:
    """ "… bị xử phạt theo " + "khoản 2 Điều 5 Luật này" + " thì …", and where it leads."""

    before: str
    cited: str
    after: str
    url: str


@dataclass(frozen=True)
class CitingArticle:
    """An article that cites; ``more`` counts the citations that are not shown."""

    citation: str
    heading: str
    url: str
    contexts: tuple[Context, ...]
    more: int


def citations_of(article: Article) -> models.QuerySet[Citation]:
    """Resolved citations, in other articles of the library, of the article or of a chapter that it stands in."""
    led_here = Q(article=article)
    if article.division_id is not None:
        levels = (f"{'children__' * depth}pk" for depth in range(len(DivisionKind)))
        standing_in = Q(*[(level, article.division_id) for level in levels], _connector=Q.OR)
        led_here |= Q(division__in=Division.objects.filter(standing_in).order_by().values("pk"))
    return (
        Citation.objects.resolved()
        .filter(led_here, source_type=ContentType.objects.get_for_model(Article))
        .exclude(source_id=article.pk)
    )


def articles_citing(article: Article) -> models.QuerySet[Article]:
    """Newest documents first, each article once."""
    return (
        Article.objects.filter(pk__in=citations_of(article).values("source_id"))
        .select_related("document")
        .order_by("-document__issued_on", "document_id", "order")
    )


def cited_by_count(article: Article) -> int:
    """How many other articles cite it; one query."""
    return citations_of(article).order_by().values("source_id").distinct().count()


def with_contexts(article: Article, citing: Sequence[Article]) -> list[CitingArticle]:
    """The words around each citation. Three queries, however many articles."""
    rows: dict[int, list[Citation]] = defaultdict(list)
    keys = [one.pk for one in citing]
    for row in citations_of(article).filter(source_id__in=keys).order_by("start", "ordinal"):
        rows[row.source_id].append(row)
    today = timezone.localdate()
    texts = {one.pk: text_of_today(one, today) for one in articles_with_texts(keys)}
    found = []
    for one in citing:
        version = texts.get(one.pk)
        stretches = list({row.start: row for row in rows[one.pk]}.values())
        text = version.text if version else ""
        contexts = tuple(_context(one, text, row) for row in stretches[:MOST_LINES])
        found.append(
            CitingArticle(
                one.citation(),
                version.heading if version else "",
                one.get_absolute_url(),
                contexts,
                max(len(stretches) - MOST_LINES, 0),
            )
        )
    return found


def _context(citing: Article, text: str, row: Citation) -> Context:
    line_start = text.rfind("\n", 0, row.start) + 1
    line_end = text.find("\n", row.end)
    line_end = len(text) if line_end < 0 else line_end
    before, after = text[line_start : row.start], text[row.end : line_end]
    if len(before) > WORDS_AROUND:
        before = "… " + before[-WORDS_AROUND:].partition(" ")[2]
    if len(after) > WORDS_AROUND:
        after = after[:WORDS_AROUND].rpartition(" ")[0] + " …"
    return Context(before, text[row.start : row.end], after, citing.provision_url(clause_at(text, row.start)))

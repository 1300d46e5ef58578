"""Search inside one document, without script: ``?tim=``."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from content.laws.as_of import AsOf
from content.laws.choices import TextLanguage
from content.laws.models import Article, ArticleVersion, LegalDocument
from content.laws.reading import ReadArticle, read_articles
from portal.lib.vietnamese import fold, normalise

PARAMETER = "tim"
LONGEST_WORDS = 200
MOST_WORDS = 12
PER_PAGE = 20
EXCERPT = 90  # characters to each side of the first word found


@dataclass(frozen=True)
class Hit:
    """An article that holds every word; the excerpt is cut in three around the first of them."""

    article: ReadArticle
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class InsideSearch:
    """One page of hits; ``count`` is of all."""

    words: str
    hits: list[Hit]
    page_obj: Page[Article] | None = None

    @property
    def count(self) -> int:
        return self.page_obj.paginator.count if self.page_obj else 0


def search_inside(request: HttpRequest, document: LegalDocument, as_of: AsOf) -> InsideSearch:
    """Compares folded: "nong do con" finds "nồng độ cồn". Empty words find nothing.

    The database finds the articles; only the texts of one page of hits are read.
    """
    words = " ".join(normalise(request.GET.get(PARAMETER, "").replace("\x00", "")).split())[:LONGEST_WORDS]
    folded_words = fold(words).split()
    if not folded_words:
        return InsideSearch("", [])
    # An older or newer text that holds the words does not count: the day's own text must.
    holding = ArticleVersion.objects.filter(article__document=document, language=TextLanguage.VIETNAMESE)
    for word in folded_words[:MOST_WORDS]:
        holding = holding.filter(folded__contains=word)
    light = document.articles.for_contents().filter(versions__in=holding).distinct()
    held = set(holding.values_list("pk", flat=True))
    shown = []
    for article in light:
        version = article.version_on(as_of.date) or article.latest_version()
        if version is not None and version.pk in held:
            shown.append(article)
    page_obj = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    texts = read_articles(document, page_obj.object_list, as_of.date, query=as_of.query)
    hits = [_hit(texts[article.pk], words) for article in page_obj.object_list]
    return InsideSearch(words, hits, page_obj)


def _hit(article: ReadArticle, words: str) -> Hit:
    """Cut around the words as they were typed, else around the first of them."""
    version = article.version
    text = normalise(f"{article.heading}\n{version.text if version else ''}")
    folded, wanted = fold(text), fold(words)
    phrase = wanted if wanted in folded else wanted.split()[0]
    return _cut_around(article, text, max(folded.find(phrase), 0), len(phrase))


def _cut_around(article: ReadArticle, text: str, position: int, length: int) -> Hit:
    start, end = max(0, position - EXCERPT), min(len(text), position + length + EXCERPT)
    before, after = text[start:position], text[position + length : end]
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Hit(article, before, text[position : position + length], after)

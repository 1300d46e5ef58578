"""Two dates of an article or a document beside each other, or an article and the one that replaced it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from content.laws.as_of import EARLIEST, LATEST, parse_day
from content.laws.choices import ArticleKind, RelationKind, TextLanguage
from content.laws.comparison import ADDED, CHANGED, REMOVED, Comparison, Row, compare
from content.laws.models import Article, ArticleVersion, DocumentRelation, LegalDocument
from content.laws.views.documents import document_breadcrumbs, find_document
from content.laws.views.not_here import no_such_article

FROM, TO, VIEW, WITH = "tu", "den", "xem", "voi"
SIDE_BY_SIDE, INLINE = "song-song", "noi-dong"
LONGEST_TYPED = 40
LONGEST_NUMBER = 20
PER_PAGE = 10
MOST_KEYS = 500
# Another document changed the article, and the library does not have what it said before.
MISSING = "missing"


@dataclass(frozen=True)
class DayField:
    """A day as asked: what was typed is given back when it is no day."""

    name: str
    label: str
    date: datetime.date
    typed: str = ""
    is_valid: bool = True

    @property
    def value(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True)
class Side:
    """One of the two texts: its version, or none on that day."""

    citation: str
    url: str
    date: datetime.date
    version: ArticleVersion | None

    @property
    def text(self) -> str:
        return self.version.text if self.version else ""


@dataclass(frozen=True)
class ComparedArticle:
    """An article with its two texts; ``kind`` is CHANGED, ADDED, REMOVED or MISSING."""

    article: Article
    kind: str
    old: ArticleVersion | None
    new: ArticleVersion | None

    @property
    def heading(self) -> str:
        version = self.new or self.old
        return version.heading if version else ""

    @property
    def comparison(self) -> Comparison:
        return compare(self.old.text if self.old else "", self.new.text if self.new else "")

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.comparison.rows


def compare_article(
    request: HttpRequest,
    *,
    type_slug: str,
    year: int,
    document_slug: str,
    article_number: str,
    kind: ArticleKind = ArticleKind.ARTICLE,
) -> HttpResponse:
    """Without dates: what the newest change made of it. ``?voi=`` compares with another article, by its key."""
    rest = f"{kind.slug}-{article_number[:LONGEST_NUMBER]}/so-sanh/"
    document = find_document(request, type_slug, year, document_slug, rest)
    if isinstance(document, HttpResponse):
        return document
    number = article_number.lower().replace("dd", "đ")
    article = (
        document.articles.filter(kind=kind, number__iexact=number)
        .prefetch_related("versions__made_by")
        .first()
    )
    if article is None:
        articles = list(document.articles.for_contents())
        crumbs = document_breadcrumbs(document)
        return no_such_article(request, document, articles, kind=kind, number=number, breadcrumbs=crumbs)
    article.document = document
    if article_number != article.number_in_address:
        return redirect(f"{article.get_absolute_url()}so-sanh/")
    versions = _vietnamese(article)
    other = _other_article(request, article)
    begins, ends = _usual_days(versions)
    fields = _days(request, begins, ends)
    old_day, new_day = fields[0].date, fields[1].date
    old = Side(article.citation(), article.get_absolute_url(), old_day, _on(versions, old_day))
    if other is None:
        new = Side(article.citation(), article.get_absolute_url(), new_day, _on(versions, new_day))
    else:
        theirs = _vietnamese(other)
        version = _on(theirs, new_day) or (theirs[-1] if theirs else None)
        # What replaced it is compared with its last own text.
        old = Side(old.citation, old.url, old_day, old.version or (versions[-1] if versions else None))
        new = Side(other.citation(), other.get_absolute_url(), new_day, version)
    comparison = compare(old.text, new.text)
    return render(
        request,
        "laws/comparison.html",
        _frame(request, document)
        | {
            "article": article,
            "other": other,
            "old": old,
            "new": new,
            "comparison": comparison,
            "is_missing": old.version is None and article.has_missing_text_on(old.date),
            "days": fields,
            "steps": _steps(versions),
            "replaced_by": _replacements(article) if other is None else [],
            "back_url": article.get_absolute_url(),
            "title": article.citation(),
            "breadcrumbs": [
                *document_breadcrumbs(document),
                (document.citation, document.get_absolute_url()),
                (article.label, article.get_absolute_url()),
            ],
        },
    )


def compare_document(request: HttpRequest, *, type_slug: str, year: int, document_slug: str) -> HttpResponse:
    """Only the articles that changed between two days, some a page."""
    document = find_document(request, type_slug, year, document_slug, "so-sanh/")
    if isinstance(document, HttpResponse):
        return document
    articles = list(document.articles.for_contents())
    days = sorted({one.effective_from for article in articles for one in article.versions.all()})
    begins = document.effective_on or (days[0] if days else document.issued_on)
    fields = _days(request, begins, timezone.localdate())
    changed = _changed(document, articles, fields[0].date, fields[1].date)
    page_obj = Paginator(changed, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "laws/comparison_document.html",
        _frame(request, document)
        | {
            "page_obj": page_obj,
            "counts": {
                kind: sum(one.kind == kind for one in changed) for kind in (CHANGED, ADDED, REMOVED, MISSING)
            },
            "total": len(changed),
            "days": fields,
            "change_days": [day for day in days if day > begins][-12:],
            "begins": begins,
            "back_url": document.get_absolute_url(),
            "title": document.citation,
            "breadcrumbs": [
                *document_breadcrumbs(document),
                (document.citation, document.get_absolute_url()),
            ],
        },
    )


def _frame(request: HttpRequest, document: LegalDocument) -> dict[str, object]:
    view = request.GET.get(VIEW)
    return {
        "section": "laws",
        "document": document,
        "is_inline": view == INLINE,
        "side_by_side": SIDE_BY_SIDE,
        "inline": INLINE,
    }


def _vietnamese(article: Article) -> list[ArticleVersion]:
    """Its Vietnamese texts, oldest first; the official one where there are several of a day."""
    versions = [one for one in article.versions.all() if one.language == TextLanguage.VIETNAMESE]
    return sorted(versions, key=lambda one: (one.effective_from, one.preference))


def _on(versions: list[ArticleVersion], day: datetime.date) -> ArticleVersion | None:
    valid = [one for one in versions if one.is_valid_on(day)]
    return min(valid, key=lambda one: one.preference, default=None)


def _usual_days(versions: list[ArticleVersion]) -> tuple[datetime.date, datetime.date]:
    """The day before the newest change and the day of it."""
    today = timezone.localdate()
    if not versions:
        return today, today
    newest = versions[-1]
    if newest.effective_to is not None and newest.effective_to <= today:
        return newest.effective_from, newest.effective_to
    if len(versions) == 1:
        return newest.effective_from, max(today, newest.effective_from)
    return newest.effective_from - datetime.timedelta(days=1), newest.effective_from


def _days(request: HttpRequest, begins: datetime.date, ends: datetime.date) -> tuple[DayField, DayField]:
    return (
        _day(request, FROM, _("Before"), begins),
        _day(request, TO, _("After"), ends),
    )


def _day(request: HttpRequest, name: str, label: str, usual: datetime.date) -> DayField:
    typed = request.GET.get(name, "").strip()[:LONGEST_TYPED]
    if not typed:
        return DayField(name, label, usual)
    date = parse_day(typed)
    if date is None or not EARLIEST <= date <= LATEST:
        return DayField(name, label, usual, typed, is_valid=False)
    return DayField(name, label, date, typed)


def _steps(versions: list[ArticleVersion]) -> list[dict[str, object]]:
    """Every change that was made, newest first, with the address of its comparison."""
    steps = []
    for version in reversed(versions[1:]):
        before = version.effective_from - datetime.timedelta(days=1)
        query = urlencode({FROM: before.isoformat(), TO: version.effective_from.isoformat()})
        steps.append({"version": version, "query": query})
    return steps


def _other_article(request: HttpRequest, article: Article) -> Article | None:
    """Of ``?voi=``: only an article that is said to replace this one, or that this one replaces."""
    key = request.GET.get(WITH, "")
    if not (key.isascii() and key.isdecimal() and len(key) < LONGEST_NUMBER):
        return None
    related = DocumentRelation.objects.filter(
        kind=RelationKind.REPLACES, to_article=article, from_article=int(key)
    )
    if not related.exists():
        raise Http404(_("These articles do not replace each other."))
    return Article.objects.with_document().prefetch_related("versions").get(pk=int(key))


def _replacements(article: Article) -> list[Article]:
    """Articles of other documents that replaced it."""
    relations = DocumentRelation.objects.filter(
        kind=RelationKind.REPLACES, to_article=article, from_article__isnull=False
    ).select_related("from_article__document")
    return list({one.from_article_id: one.from_article for one in relations if one.from_article}.values())


def _changed(
    document: LegalDocument, articles: list[Article], old_day: datetime.date, new_day: datetime.date
) -> list[ComparedArticle]:
    """Articles whose words differ; only the texts of those that have another version are loaded."""
    pairs = []
    for article in articles:
        article.document = document
        old, new = article.version_on(old_day), article.version_on(new_day)
        if (old.pk if old else None) != (new.pk if new else None):
            pairs.append((article, old, new))
    keys = [one.pk for _article, old, new in pairs for one in (old, new) if one]
    wanted = ArticleVersion.objects.filter(article__document=document).defer("folded")
    if len(keys) <= MOST_KEYS:
        wanted = wanted.filter(pk__in=keys)
    texts = {one.pk: one for one in wanted} if keys else {}
    found = []
    for article, old, new in pairs:
        before = texts.get(old.pk) if old else None
        after = texts.get(new.pk) if new else None
        if before and after and (before.heading, before.text) == (after.heading, after.text):
            continue
        kind = ADDED if before is None else REMOVED if after is None else CHANGED
        if kind == ADDED and article.has_missing_text_on(old_day):
            kind = MISSING
        found.append(ComparedArticle(article, kind, before, after))
    return found

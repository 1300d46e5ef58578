"""What a result may tell, and how it teaches: the right answer, why, and the law behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from content.laws.choices import TextKind
from content.laws.linking import ProseLinks, prose_links_of
from content.laws.models import Article
from learning.assessments.choices import ReviewPolicy
from learning.assessments.models import Attempt, AttemptItem, Grade, QuestionVersion
from learning.assessments.standing import Standing

# A quote is a reminder, not the document: longer text ends with the link to the article.
LONGEST_QUOTE = 700


@dataclass(frozen=True)
class LawBehind:
    """The provision a question rests on, quoted as it stood on the day of the attempt."""

    citation: str
    url: str
    quote: str
    is_summary: bool = False
    explainers: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ReviewedChoice:
    text: str
    feedback: str
    is_right: bool
    is_chosen: bool


@dataclass(frozen=True)
class ReviewedItem:
    """``outcome``: "right", "partly", "wrong" or "unanswered"."""

    position: int
    stem: str
    outcome: str
    mark: Decimal
    max_mark: Decimal
    choices: tuple[ReviewedChoice, ...]
    general_feedback: SafeString
    law: LawBehind | None

    @property
    def is_right(self) -> bool:
        return self.outcome == "right"

    @property
    def chosen(self) -> tuple[ReviewedChoice, ...]:
        return tuple(choice for choice in self.choices if choice.is_chosen)

    @property
    def right(self) -> tuple[ReviewedChoice, ...]:
        return tuple(choice for choice in self.choices if choice.is_right)


def review_is_open(standing: Standing, now: datetime) -> bool:
    """Whether the right answers may reach the browser."""
    assessment = standing.assessment
    match ReviewPolicy(assessment.review_policy):
        case ReviewPolicy.AFTER_SUBMIT:
            return True
        case ReviewPolicy.AFTER_PASS:
            return standing.passed or (standing.attempts_left == 0 and standing.open_attempt is None)
        case ReviewPolicy.AFTER_CLOSE:
            return assessment.closes_at is not None and now >= assessment.closes_at
        case _:
            return False


def reviewed_items(attempt: Attempt, grade: Grade) -> tuple[ReviewedItem, ...]:
    """Every question with what was chosen and what was right. Only for a review that is open."""
    on_date = _day_of(attempt)
    items = _items(attempt, with_choices=True)
    links = prose_links_of([item.question_version for item in items])
    return tuple(_reviewed(item, grade, on_date, links) for item in items)


def laws_behind(attempt: Attempt) -> tuple[LawBehind, ...]:
    """The provisions behind all questions of the attempt, each once, whatever was answered.

    For a review that is closed: which of them belongs to a wrong answer is not told.
    """
    on_date = _day_of(attempt)
    laws = [law_behind(item.question_version, on_date) for item in _items(attempt, with_choices=False)]
    return tuple(sorted({law.url: law for law in laws if law}.values(), key=lambda law: law.citation))


def law_behind(version: QuestionVersion, on_date: date) -> LawBehind | None:
    article = version.article
    if article is None:
        return None
    text = article.version_on(on_date) or article.latest_version()
    quote = (text.structure.find(version.clause, version.point) if text else None) or ""
    return LawBehind(
        citation=article.citation(version.clause, version.point),
        url=article.provision_url(version.clause, version.point),
        quote=_shortened(quote),
        is_summary=text is not None and text.text_kind == TextKind.SUMMARY,
        explainers=_explainers(article),
    )


def _day_of(attempt: Attempt) -> date:
    return timezone.localdate(attempt.submitted_at or attempt.started_at)


def _items(attempt: Attempt, *, with_choices: bool) -> Sequence[AttemptItem]:
    articles = Article.objects.select_related("document").prefetch_related("versions")
    articles = articles.prefetch_related("explainer_citations__page__locale")
    items = attempt.items.select_related("answer", "question_version").prefetch_related(
        Prefetch("question_version__article", queryset=articles)
    )
    if with_choices:
        items = items.prefetch_related("question_version__choices")
    return list(items.order_by("position"))


def _explainers(article: Article) -> tuple[Any, ...]:
    """Published explainers that rest on the article, in the reader's language, each once."""
    pages = {
        row.page_id: row.page
        for row in article.explainer_citations.all()
        if row.page.live and row.page.locale.language_code == get_language()
    }
    return tuple(pages.values())


def _reviewed(
    item: AttemptItem, grade: Grade, on_date: date, links: Mapping[int, ProseLinks]
) -> ReviewedItem:
    version = item.question_version
    by_id = {choice.pk: choice for choice in version.choices.all()}
    chosen = item.answer.chosen_ids
    mark = Decimal(grade.item_marks.get(str(item.pk), "0"))
    return ReviewedItem(
        position=item.position,
        stem=version.stem,
        outcome=_outcome(mark, item.max_mark, is_answered=bool(chosen)),
        mark=mark,
        max_mark=item.max_mark,
        choices=tuple(
            ReviewedChoice(
                text=by_id[choice_id].text,
                feedback=by_id[choice_id].feedback,
                is_right=by_id[choice_id].is_right,
                is_chosen=choice_id in chosen,
            )
            for choice_id in item.choice_order
        ),
        general_feedback=mark_safe(links[version.pk].plain(version.general_feedback)),
        law=law_behind(version, on_date),
    )


def _outcome(mark: Decimal, max_mark: Decimal, *, is_answered: bool) -> str:
    if not is_answered:
        return "unanswered"
    if mark >= max_mark:
        return "right"
    return "partly" if mark > 0 else "wrong"


def _shortened(quote: str) -> str:
    if len(quote) <= LONGEST_QUOTE:
        return quote
    return quote[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;: ") + " …"

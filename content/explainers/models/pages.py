"""Home, topics, explainers, and pages about the site itself."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from content.explainers.margin import margin_of
from content.explainers.stream import ExplainerBody
from content.laws.models import LegalDocument
from portal.lib.vietnamese import fold

EXPLAINERS_PER_PAGE = 20
EXPLAINERS_ON_HOME = 4
LAWS_ON_HOME = 3


class HomePage(Page):
    """One for each language: the question box, what is asked, what is coming, topics."""

    cached_for_visitors = True

    question = models.CharField(
        _("question above the search box"), max_length=120, default="Luật nói gì về việc của bạn?"
    )

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "explainers/home_page.html"
    max_count_per_parent = None

    content_panels = [*Page.content_panels, FieldPanel("question")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def topics(self) -> PageQuerySet:
        """Topics in the editors' order, each with the number of its live explainers."""
        return (
            TopicPage.objects.child_of(self)
            .live()
            .public()
            .annotate(explainer_count=_live_children_count())
            .order_by("path")
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        explainers = ExplainerPage.objects.descendant_of(self).live().public().with_topic().newest_checked()
        return super().get_context(request, *args, **kwargs) | {
            "section": "explain",
            "topics": self.topics(),
            "explainers": explainers[:EXPLAINERS_ON_HOME],
            "coming_laws": LegalDocument.objects.filter(effective_on__gt=today).order_by("effective_on")[
                :LAWS_ON_HOME
            ],
            "recent_laws": LegalDocument.objects.filter(effective_on__lte=today).order_by("-effective_on")[
                :LAWS_ON_HOME
            ],
            "today": today,
        }


def _live_children_count() -> models.Subquery:
    """Explainers below a topic, counted in the same query."""
    below = (
        ExplainerPage.objects.filter(
            live=True, path__startswith=models.OuterRef("path"), depth=models.OuterRef("depth") + 1
        )
        .order_by()
        .annotate(one=models.Value(1))
        .values("one")
        .annotate(total=Count("pk"))
        .values("total")
    )
    return Coalesce(models.Subquery(below), 0)


class TopicPage(Page):
    """A part of life: on the road, house and land, work."""

    cached_for_visitors = True

    intro = models.TextField(_("introduction"), max_length=300, blank=True)

    parent_page_types: ClassVar[list[str]] = ["explainers.HomePage"]
    template = "explainers/topic_page.html"

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        words = request.GET.get("loc", "").strip()[:100]
        found = ExplainerPage.objects.child_of(self).live().public().matching(words).newest_checked()
        return super().get_context(request, *args, **kwargs) | {
            "section": "explain",
            "words": words,
            "explainers": _page_of(found, request),
        }


def _page_of(queryset: PageQuerySet, request: HttpRequest) -> PaginatorPage:
    return Paginator(queryset, EXPLAINERS_PER_PAGE).get_page(request.GET.get("page"))


class ExplainerPageQuerySet(PageQuerySet):
    """Explainers by what readers need."""

    def with_topic(self) -> Self:
        """Topics are parents in the page tree; ``topic_title`` saves a query a row."""
        topics = TopicPage.objects.filter(
            path=models.functions.Substr(
                models.OuterRef("path"), 1, models.functions.Length(models.OuterRef("path")) - Page.steplen
            )
        )
        return self.annotate(topic_title=models.Subquery(topics.values("title")[:1]))

    def newest_checked(self) -> Self:
        return self.order_by("-last_checked_on", "-pk")

    def matching(self, words: str) -> Self:
        """Every word, folded, stands in the title, the summary or the everyday words."""
        found = self
        for word in fold(words).split():
            found = found.filter(words_folded__contains=word)
        return found

    def citing(self, article_ids: list[int]) -> Self:
        return self.filter(Q(citations__article__in=article_ids)).distinct()


class ExplainerPage(Page):
    """One question of a citizen, answered, with the law beside it."""

    cached_for_visitors = True

    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("The answer in one or two sentences, for lists and search.")
    )
    body = StreamField(ExplainerBody(), verbose_name=_("sections"), use_json_field=True)
    everyday_words = models.CharField(
        _("everyday words"),
        max_length=400,
        blank=True,
        help_text=_("Words people type that the text does not use, separated by commas."),
    )
    words_folded = models.TextField(editable=False, blank=True, default="")
    effective_since = models.DateField(_("the rule applies since"), null=True, blank=True)
    last_checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PageManager.from_queryset(ExplainerPageQuerySet)()

    parent_page_types: ClassVar[list[str]] = ["explainers.TopicPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "explainers/explainer_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("effective_since"),
                FieldRowPanel([FieldPanel("last_checked_on"), FieldPanel("checked_by")]),
                FieldPanel("everyday_words"),
            ],
            heading=_("Keeping it current"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("everyday_words")]

    class Meta:
        verbose_name = _("explainer")
        verbose_name_plural = _("explainers")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.words_folded = fold(f"{self.title} {self.summary} {self.everyday_words}")
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        margin = margin_of(self.body, today)
        return super().get_context(request, *args, **kwargs) | {
            "section": "explain",
            "topic": self.get_parent(),
            "section_groups": margin.groups,
            "cards": margin.cards,
            "changed_cards": margin.changed_since(self.last_checked_on),
            "has_gone": margin.has_gone,
            "related": self.related(),
        }

    def related(self) -> PageQuerySet:
        """The other explainers of the topic, the freshest first."""
        return ExplainerPage.objects.sibling_of(self, inclusive=False).live().public().newest_checked()[:4]


class StandardPage(Page):
    """About, editorial policy, accessibility, contact."""

    cached_for_visitors = True

    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul"])

    parent_page_types: ClassVar[list[str]] = ["explainers.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "explainers/standard_page.html"

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page about the site")
        verbose_name_plural = _("pages about the site")

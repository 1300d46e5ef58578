"""Courses and their lessons, edited as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Substr
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from content.explainers.cited_texts import texts_of
from content.explainers.margin import margin_of
from content.laws.linking import prose_links
from learning.courses.blocks import LessonBody
from learning.courses.choices import Audience
from portal.lib.pages import DirectPage, open_to_everyone

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from learning.courses.models.citations import LessonCitation
    from learning.courses.models.enrolments import Enrolment

COURSES_PER_PAGE = 12


class PersonalPage(DirectPage):
    """A public page that shows a signed-in person something of their own: then nobody may keep a copy."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"section": "learn"}


class CourseQuerySet(PageQuerySet):
    """Courses as lists show them."""

    def for_audience(self, audience: str) -> Self:
        return self.filter(audience=audience)

    def in_language(self, language_code: str) -> Self:
        return self.filter(language=language_code)

    def with_assessment(self) -> Self:
        return self.select_related("final_assessment")


class CourseIndexPage(PersonalPage):
    """All courses, with filters."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["explainers.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    @cached_property
    def own_languages(self) -> set[str]:
        """The languages that courses of this list are in; empty where it has no course."""
        courses = open_to_everyone(CoursePage.objects.child_of(self).live())
        return set(courses.order_by().values_list("language", flat=True).distinct())

    @cached_property
    def source(self) -> CourseIndexPage:
        """The list whose courses are shown: its own, or the default language's where it has none yet."""
        if self.own_languages:
            return self
        default = CourseIndexPage.objects.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        )
        return default.live().first() or self

    @property
    def courses(self) -> CourseQuerySet:
        return open_to_everyone(
            CoursePage.objects.child_of(self.source).live().with_assessment().order_by("path")
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        courses = self.courses
        audience = request.GET.get("doi_tuong", "")
        language = request.GET.get("ngon_ngu", "")
        if audience in Audience.values:
            courses = courses.for_audience(audience)
        languages = [(code, name) for code, name in settings.LANGUAGES if code in self.source.own_languages]
        if language in dict(languages):
            courses = courses.in_language(language)
        return super().get_context(request, *args, **kwargs) | {
            "page_obj": Paginator(courses, COURSES_PER_PAGE).get_page(request.GET.get("page")),
            "audiences": Audience.choices,
            "audience": audience,
            "course_languages": languages,
            "course_language": language,
            "is_filtered": bool(audience or language),
            "is_in_other_language": self.source != self,
        }


class CoursePage(PersonalPage):
    """A course: its lessons are its children, in order."""

    intro = models.TextField(_("introduction"), help_text=_("Two sentences: what it is about and for whom."))
    goals = StreamField(
        [("goal", CharBlock(label=_("Goal"), max_length=200))],
        verbose_name=_("what you will know"),
        blank=True,
    )
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.CITIZEN
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="vi")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        validators=[MinValueValidator(1)],
        help_text=_("Time for all lessons and the assessment."),
    )
    topic = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("topic"),
        related_name="courses_on_topic",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    final_assessment = models.ForeignKey(
        "assessments.Assessment",
        verbose_name=_("final assessment"),
        related_name="courses",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    prerequisites = ParentalManyToManyField(
        "self", verbose_name=_("courses to complete first"), symmetrical=False, blank=True
    )
    gives_certificate = models.BooleanField(_("gives a certificate"), default=True)
    certificate_months = models.PositiveSmallIntegerField(
        _("certificate valid for (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Leave empty for a certificate that never expires."),
    )
    body = StreamField(LessonBody(required=False), verbose_name=_("more about the course"), blank=True)

    if TYPE_CHECKING:
        enrolments: RelatedManager[Enrolment]

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("goals"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("audience"), FieldPanel("language"), FieldPanel("minutes")]),
                PageChooserPanel("topic", "explainers.TopicPage"),
                FieldPanel("prerequisites"),
            ],
            heading=_("About the course"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("final_assessment"),
                FieldRowPanel([FieldPanel("gives_certificate"), FieldPanel("certificate_months")]),
            ],
            heading=_("Assessment and certificate"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    shown_with = ("final_assessment",)
    template = "courses/course_page.html"

    objects: ClassVar[PageManager] = PageManager.from_queryset(CourseQuerySet)()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(name="course_takes_time", condition=Q(minutes__gte=1)),
            models.CheckConstraint(
                name="course_certificate_months_from_one",
                condition=Q(certificate_months__isnull=True) | Q(certificate_months__gte=1),
            ),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        margin = margin_of(self.body, timezone.localdate())
        return super().get_context(request, *args, **kwargs) | {
            "sections": margin.sections,
        }

    @cached_property
    def lessons(self) -> list[LessonPage]:
        """Published lessons in order, without their bodies."""
        return list(LessonPage.objects.child_of(self).live().defer("body").order_by("path"))

    @property
    def audience_label(self) -> str:
        return str(Audience(self.audience).label)

    @cached_property
    def record_page(self) -> CoursePage:
        """The page that enrolments belong to: the default language's, so that progress survives a switch."""
        default = CoursePage.objects.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        ).first()
        return default or self


class LessonQuerySet(PageQuerySet):
    def of_courses(self, courses: list[CoursePage]) -> Self:
        """Published lessons of several courses in one query; annotates ``course_path``."""
        return (
            self.live()
            .annotate(course_path=Substr("path", 1, Length("path") - Page.steplen))
            .filter(course_path__in=[course.path for course in courses])
            .defer("body")
            .order_by("path")
        )


class LessonPage(PersonalPage):
    """A short text to read, with the law beside it; everyone may read it."""

    intro = models.TextField(_("introduction"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5, validators=[MinValueValidator(1)])
    body = StreamField(LessonBody(), verbose_name=_("body"))
    related_explainer = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("explainer to read on"),
        related_name="lessons_to_go_with",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    practice_assessment = models.ForeignKey(
        "assessments.Assessment",
        verbose_name=_("practice quiz"),
        related_name="lessons",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    if TYPE_CHECKING:
        citations: RelatedManager[LessonCitation]

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        PageChooserPanel("related_explainer", "explainers.ExplainerPage"),
        FieldPanel("practice_assessment"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    shown_with = ("related_explainer",)
    template = "courses/lesson_page.html"

    objects: ClassVar[PageManager] = PageManager.from_queryset(LessonQuerySet)()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(name="lesson_takes_time", condition=Q(minutes__gte=1)),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        margin = margin_of(self.body, timezone.localdate(), prose_links(self))
        return super().get_context(request, *args, **kwargs) | {
            "section_groups": margin.groups,
        }

    def cited_texts(self) -> dict[str, str]:
        """Read by the law library, which keeps rows of what they cite."""
        return texts_of(self.body) if self.live else {}

    @cached_property
    def course(self) -> CoursePage:
        return self.get_parent().specific

    @cached_property
    def record_page(self) -> LessonPage:
        """As a course's: completions belong to the default language's lesson."""
        default = LessonPage.objects.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        ).first()
        return default or self

"""Loads the demo's question bank, courses, certificate design and the course that a unit must take."""

import datetime
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.explainers.actions.ensure_home import ensure_home
from content.explainers.models import ExplainerPage, TopicPage
from learning.assessments.choices import QuestionKind, VersionState
from learning.assessments.models import Assessment, Choice, Question, QuestionTopic, QuestionVersion, Slot
from learning.certificates.models import CertificateDesign
from learning.courses.actions.ensure_course_lists import ensure_course_lists
from learning.courses.models import CourseIndexPage, CoursePage, LessonPage
from learning.requirements.models import Assignment
from portal.accounts.models import OrgUnit, User
from portal.management.demo.explainers import provision, publish_below, rich
from portal.management.demo.laws import find_article
from portal.management.demo.reading import read_content

TRAINER = "dao-tao@example.org"
REQUIRED_COURSE = "lam-luat-theo-tu-duy-moi"
REQUIRED_UNIT = "PBGDPL"
DAYS_UNTIL_DUE = 30
RIGHT, WRONG = 100, 0


@transaction.atomic
def load_courses() -> int:
    """Loads what is missing and leaves what is there; gives the number of courses."""
    home = ensure_home()
    index = CourseIndexPage.objects.child_of(home).first()
    if index is None:
        index = CourseIndexPage(
            title="Học",
            slug="hoc",
            intro="Khóa học ngắn, mỗi bài khoảng mười lăm phút. Học xong có bài kiểm tra và giấy chứng nhận.",
        )
        publish_below(home, index)
    ensure_course_lists(index)
    entries = read_content("courses.toml")["course"]
    for entry in entries:
        if not CoursePage.objects.child_of(index).filter(slug=entry["slug"]).exists():
            _load_course(index, entry)
    _load_certificate_design()
    _require_course()
    return len(entries)


def _load_course(index: CourseIndexPage, entry: dict[str, Any]) -> None:
    course = CoursePage(
        title=entry["title"],
        slug=entry["slug"],
        intro=entry["intro"],
        goals=[("goal", outcome) for outcome in entry["outcomes"]],
        audience=entry["audience"],
        minutes=entry["minutes"],
        topic=TopicPage.objects.get(slug=entry["topic"], locale__language_code="vi"),
        final_assessment=_load_assessment(entry),
        gives_certificate=True,
    )
    publish_below(index, course)
    for lesson_entry in entry["lesson"]:
        _load_lesson(course, lesson_entry)


def _load_lesson(course: CoursePage, entry: dict[str, Any]) -> None:
    first, *others = entry["paragraphs"]
    body = [
        {"type": "short_answer", "value": {"text": rich(first), "provisions": []}},
        {
            "type": "text",
            "value": {"heading": "", "text": "".join(rich(words) for words in others), "provisions": []},
        },
        {
            "type": "law_quote",
            "value": {"heading": "", "provisions": [provision(cite) for cite in entry["cites"]]},
        },
    ]
    lesson = LessonPage(
        title=entry["title"],
        slug=entry["slug"],
        intro="",
        minutes=entry["minutes"],
        body=json.dumps(body),
        related_explainer=ExplainerPage.objects.get(slug=entry["explainer"]),
    )
    publish_below(course, lesson)


def _load_assessment(entry: dict[str, Any]) -> Assessment:
    settings = entry["assessment"]
    bank = read_content(entry["questions"])
    topics = {
        slug: QuestionTopic.objects.get_or_create(slug=slug, defaults={"name": name})[0]
        for slug, name in bank["topics"].items()
    }
    for question_entry in bank["question"]:
        if not Question.objects.filter(code=question_entry["code"]).exists():
            _load_question(question_entry, topics[question_entry["topic"]])
    assessment = Assessment.objects.create(
        title=settings["title"],
        attempts_allowed=settings["attempts"],
        time_limit_seconds=settings["minutes"] * 60,
        pass_mark=settings["pass_mark"],
    )
    for order, topic in enumerate(topics.values()):
        Slot.objects.create(
            assessment=assessment, sort_order=order, topic=topic, draw_count=settings["draw_per_topic"]
        )
    return assessment


def _load_question(entry: dict[str, Any], topic: QuestionTopic) -> None:
    cited = {}
    if "cites" in entry:
        number, article_number, clause, point = entry["cites"]
        cited = {"article": find_article(number, article_number), "clause": clause, "point": point}
    kind = QuestionKind(entry["kind"])
    version = QuestionVersion.objects.create(
        question=Question.objects.create(code=entry["code"], topic=topic),
        state=VersionState.READY,
        kind=kind,
        stem=entry["stem"],
        general_feedback=entry["why"],
        shuffle_choices=kind is not QuestionKind.TRUE_FALSE,
        **cited,
    )
    if kind is QuestionKind.TRUE_FALSE:
        weighted = [
            ("Đúng", RIGHT if entry["answer"] else WRONG),
            ("Sai", WRONG if entry["answer"] else RIGHT),
        ]
    else:
        weighted = [(text, RIGHT) for text in entry["right"]] + [(text, WRONG) for text in entry["wrong"]]
    for order, (text, weight) in enumerate(weighted, start=1):
        Choice.objects.create(version=version, sort_order=order, text=text, weight=weight)


def _load_certificate_design() -> None:
    CertificateDesign.objects.get_or_create(
        name="Mẫu",
        defaults={
            "issuer": "Sở Tư pháp tỉnh Mẫu",
            "issuer_parent": "Ủy ban nhân dân tỉnh Mẫu",
            "signer_title": "Giám đốc",
            "signer_name": "Hoàng Văn Mẫu",
        },
    )


def _require_course() -> None:
    """The department's people must take the cadres' course within a month of the first load."""
    Assignment.objects.get_or_create(
        course=CoursePage.objects.get(slug=REQUIRED_COURSE),
        unit=OrgUnit.objects.get(code=REQUIRED_UNIT),
        cycle=1,
        defaults={
            "due_on": timezone.localdate() + datetime.timedelta(days=DAYS_UNTIL_DUE),
            "created_by": User.objects.get(email=TRAINER),
        },
    )

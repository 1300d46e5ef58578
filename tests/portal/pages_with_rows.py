"""The portal's pages, each with as many rows as asked for, and how often each asks the database.

Shared by the test that the numbers stay the same and by the benchmark that prints them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.certificates.models import Certificate
from learning.certificates.numbering import new_code
from learning.courses.actions.enrol import enrol
from portal.accounts.models import User
from search import indexing
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import FixedSlotFactory, QuestionVersionFactory, assessment_with_questions
from tests.factories.courses import complete, course_index, make_course, make_lesson
from tests.factories.explainers import make_explainer, make_topic, provision, short_answer
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DivisionFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

PAGE_CACHE = "portal.page_cache.middleware.PageCacheMiddleware"


def queries_per_page(rows: int) -> dict[str, int]:
    """Page → queries of a warm visit, with ``rows`` of everything it lists. Leaves the database as it was.

    The page cache is taken out: it would answer without a single query.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(
            MIDDLEWARE=[name for name in settings.MIDDLEWARE if name != PAGE_CACHE],
            CACHES={
                "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": folder}
            },
            PRIVATE_ROOT=Path(folder),
            SEARCH_BACKEND="embedded",
            SEARCH_INDEX_DIR=Path(folder) / "search",
        ),
        transaction.atomic(),
    ):
        Site.clear_site_root_paths_cache()
        counts = {name: _queries(visitor, address) for name, visitor, address in _pages(rows)}
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()
    return counts


def _queries(visitor: Client, address: str) -> int:
    visitor.get(address)  # content types and the site's root are kept from the first visit on
    with CaptureQueriesContext(connection) as queries:
        response = visitor.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    assert "X-Page-Cache" not in response, f"{address} came from the page cache"
    return len(queries)


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _pages(rows: int) -> Iterator[tuple[str, Client, str]]:
    visitor = Client()
    yield from _explainers(rows, visitor)
    yield from _laws(rows, visitor)
    yield from _results(rows, visitor)
    yield from _courses(rows)
    yield from _quiz(rows)
    yield from _mine(rows)


def _explainers(rows: int, visitor: Client) -> Iterator[tuple[str, Client, str]]:
    topics = [make_topic(f"Chủ đề {number}") for number in range(rows)]
    for number in range(rows):
        make_explainer(topics[0], f"Câu hỏi thứ {number}?")
        LegalDocumentFactory(not_yet=True)
    quoted = [provision(ArticleFactory(document=LegalDocumentFactory()), "2") for _ in range(rows)]
    explainer = make_explainer(topics[0], "Câu hỏi chính?", short_answer("<p>Có.[1]</p>", *quoted))
    yield "home", visitor, "/"
    yield "topic", visitor, topics[0].url
    yield "explainer", visitor, explainer.url


def _laws(rows: int, visitor: Client) -> Iterator[tuple[str, Client, str]]:
    decree = LegalDocumentFactory(penalty_decree=True)
    topic = make_topic("Giấy tờ")
    articles = []
    for number in range(1, rows + 1):
        division = DivisionFactory(document=decree)
        articles.append(ArticleFactory(document=decree, number=str(number), division=division))
        ProvisionEffectFactory(article=articles[-1])
        DocumentRelationFactory(from_document=decree)
        make_explainer(
            topic,
            f"Dựa trên điều {number}?",
            short_answer("<p>Có.[1]</p>", provision(articles[0], "2")),
        )
    yield "law library", visitor, reverse("laws:library")
    yield "law document", visitor, decree.get_absolute_url()
    yield "article", visitor, articles[0].get_absolute_url()


def _results(rows: int, visitor: Client) -> Iterator[tuple[str, Client, str]]:
    for _ in range(rows):
        ArticleFactory(version__heading="Quy tắc vượt đèn vàng")
    indexing.rebuild()
    yield "results", visitor, f"{reverse('search:results')}?q=vuot+den+vang"


def _courses(rows: int) -> Iterator[tuple[str, Client, str]]:
    hoa = PersonFactory()
    for number in range(rows):
        enrol(hoa, make_course(f"Khoá thứ {number}", lessons=1, questions=1))
    course = make_course("Khoá chính", lessons=rows - 1, questions=rows)
    quoted = [provision(ArticleFactory(document=LegalDocumentFactory()), "2") for _ in range(rows)]
    text = {"heading": "", "text": "<p>Cấm.[1]</p>", "provisions": quoted}
    lesson = make_lesson(course, "Bài chính", [{"type": "text", "value": text}])
    enrol(hoa, course)
    browser = _signed_in(hoa)
    yield "courses", browser, course_index().url
    yield "course", browser, course.url
    yield "lesson", browser, lesson.url


def _quiz(rows: int) -> Iterator[tuple[str, Client, str]]:
    lan = PersonFactory()
    assessment = assessment_with_questions(0)
    for number in range(rows):
        version = QuestionVersionFactory(article=ArticleVersionFactory().article, clause="2")
        FixedSlotFactory(assessment=assessment, question=version.question, sort_order=number)
    attempt = start_attempt(lan, assessment, "cycle")
    browser = _signed_in(lan)
    yield "quiz", browser, reverse("assessments:question", args=[attempt.public_id, 1])
    yield "quiz overview", browser, reverse("assessments:overview", args=[attempt.public_id])
    submit_attempt(attempt.pk)
    yield "result", browser, reverse("assessments:result", args=[attempt.public_id])


def _mine(rows: int) -> Iterator[tuple[str, Client, str]]:
    minh = PersonFactory()
    for number in range(rows):
        done = complete(minh, make_course(f"Đã xong {number}", lessons=1, questions=0))
        Certificate.objects.create(
            code=new_code(),
            completion=done,
            person_name=minh.full_name,
            course_title=f"Đã xong {number}",
            snapshot={},
            pdf=f"{number}.pdf",
            sha256="0" * 64,
        )
        enrol(minh, make_course(f"Đang học {number}", lessons=1, questions=1))
    browser = _signed_in(minh)
    yield "my learning", browser, reverse("courses:mine")
    yield "certificates", browser, reverse("certificates:mine")

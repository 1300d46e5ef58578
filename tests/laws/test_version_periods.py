"""The database itself keeps two texts of one article from being in force on the same day."""

from __future__ import annotations

import datetime
import threading
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from content.laws.choices import TextKind, TextLanguage
from content.laws.models import ArticleVersion
from content.laws.version_periods import ensure_triggers, is_overlap
from tests.factories.laws import ArticleFactory, ArticleVersionFactory

pytestmark = pytest.mark.postgres


def day(year):
    return datetime.date(year, 1, 1)


@pytest.fixture
def article(db):
    """One text from 2020 up to, not including, 2022."""
    article = ArticleFactory(version=False)
    ArticleVersionFactory(article=article, effective_from=day(2020), effective_to=day(2022))
    return article


REFUSED = [(2019, 2021), (2021, 2023), (2020, 2022), (2019, 2023), (2021, None), (2019, None), (2021, 2022)]
TAKEN = [(2022, 2023), (2022, None), (2018, 2020), (2018, 2019)]


def refused_as_overlap(action):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        action()
    return is_overlap(refused.value)


@pytest.mark.parametrize(("begins", "ends"), [*REFUSED, *TAKEN])
def test_periods(article, begins, ends):
    def add():
        ArticleVersion.objects.bulk_create(
            [
                ArticleVersion(
                    article=article, text="x", effective_from=day(begins), effective_to=ends and day(ends)
                )
            ]
        )

    if (begins, ends) in TAKEN:
        add()
    elif (begins, ends) == (2020, 2022):
        with pytest.raises(IntegrityError), transaction.atomic():
            add()
    else:
        assert refused_as_overlap(add)


def test_a_later_end_is_refused_like_a_new_text(article):
    later = ArticleVersionFactory(article=article, effective_from=day(2022), effective_to=day(2024))
    older = article.versions.get(effective_from=day(2020))

    assert refused_as_overlap(lambda: article.versions.filter(pk=older.pk).update(effective_to=day(2023)))
    assert refused_as_overlap(lambda: article.versions.filter(pk=older.pk).update(effective_to=None))
    assert refused_as_overlap(lambda: article.versions.filter(pk=later.pk).update(effective_from=day(2021)))
    article.versions.filter(pk=older.pk).update(effective_to=day(2021))


@pytest.mark.parametrize(("kind", "language"), list(product(TextKind, TextLanguage)))
def test_only_texts_of_one_kind_and_language_exclude_each_other(article, kind, language):
    """Every pair differs also where PostgreSQL compares them as hashes."""
    for other in product(TextKind, TextLanguage):
        if other != (TextKind.OFFICIAL, TextLanguage.VIETNAMESE):
            ArticleVersionFactory(
                article=article, text_kind=other[0], language=other[1], effective_from=day(2020)
            )

    assert refused_as_overlap(
        lambda: ArticleVersionFactory(
            article=article,
            text_kind=kind,
            language=language,
            effective_from=day(2021),
            effective_to=day(2030),
        )
    )


def test_another_article_is_another_matter(article):
    ArticleVersionFactory(article=ArticleFactory(version=False), effective_from=day(2021))


def test_triggers_come_back_after_a_migration_that_rebuilds_the_table(article):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER version_periods_do_not_overlap_on_insert")
    ensure_triggers()
    ensure_triggers()

    assert refused_as_overlap(lambda: ArticleVersionFactory(article=article, effective_from=day(2021)))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_who_write_at_once_one_wins():
    article = ArticleFactory(version=False)
    barrier = threading.Barrier(8)
    results = []

    def write(number):
        try:
            barrier.wait(timeout=30)
            with transaction.atomic():
                ArticleVersion.objects.create(
                    article=article,
                    text=f"Văn bản {number}",
                    effective_from=datetime.date(2024, 1, number + 1),
                    effective_to=datetime.date(2025, 1, number + 1),
                )
            results.append("stored")
        except IntegrityError as error:
            results.append("overlap" if is_overlap(error) else str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(results) == ["overlap"] * 7 + ["stored"]
    assert article.versions.count() == 1

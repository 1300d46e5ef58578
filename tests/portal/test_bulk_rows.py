"""Many rows at once, without an object for each."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from content.laws.choices import ArticleKind, TextKind, TextLanguage
from content.laws.models import Article, ArticleVersion, LegalDocument
from portal.lib.bulk_rows import insert_rows, next_keys
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

D = datetime.date


def test_rows_get_their_values_defaults_and_stamps() -> None:
    article = ArticleFactory(version=False)
    insert_rows(
        ArticleVersion,
        ("article_id", "text", "folded", "effective_from", "effective_to"),
        [
            (article.pk, "Một\tđiều\\n\nhai", "mot", D(2020, 1, 1), D(2021, 1, 1)),
            (article.pk, "Hai", "hai", D(2021, 1, 1), None),
        ],
    )
    first, second = article.versions.order_by("effective_from")
    assert (first.text, first.folded, first.effective_to) == ("Một\tđiều\\n\nhai", "mot", D(2021, 1, 1))
    assert (second.text_kind, second.language) == (TextKind.OFFICIAL, TextLanguage.VIETNAMESE)
    assert (second.heading, second.made_by, second.effective_to) == ("", None, None)
    assert first.created_at == second.updated_at


def test_keys_are_free_and_stay_so() -> None:
    document = LegalDocumentFactory()
    before = ArticleFactory(document=document, number="1")
    keys = list(next_keys(Article, 3))
    assert len(set(keys)) == 3
    assert before.pk not in keys
    insert_rows(
        Article,
        ("id", "document_id", "kind", "number", "order"),
        [
            (key, document.pk, ArticleKind.ARTICLE.value, str(place), place * 1000)
            for place, key in enumerate(keys, 2)
        ],
    )
    after = ArticleFactory(document=document, number="9")
    assert after.pk not in keys
    assert [one.number for one in document.articles.all()] == ["1", "2", "3", "4", "9"]
    assert list(next_keys(Article, 0)) == []


def test_the_databases_rules_hold() -> None:
    article = ArticleFactory(version=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(
            ArticleVersion,
            ("article_id", "text", "folded", "effective_from"),
            [(article.pk, "", "", D(2020, 1, 1))],
        )
    assert not article.versions.exists()


def test_a_value_that_a_model_works_out_must_be_given() -> None:
    with pytest.raises(ValueError, match="number_folded"):
        insert_rows(LegalDocument, ("number",), [("1/2020/QH14",)])

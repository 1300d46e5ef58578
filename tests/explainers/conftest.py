import pytest
from django.core.cache import cache

from tests.factories.laws import ArticleFactory, LegalDocumentFactory


@pytest.fixture(autouse=True)
def empty_cache():
    """No test meets the kept pages or the counted answers of another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def decree(db):
    return LegalDocumentFactory(penalty_decree=True)


@pytest.fixture
def article(decree):
    """Article 7 of the decree: clause 1 with points a to đ, clause 2."""
    return ArticleFactory(document=decree, number="7")

"""The suite's own ground: real servers answer, and a transactional test leaves the site standing."""

import psycopg
import pytest
import redis
from django.contrib.auth.models import Permission
from django.test import TransactionTestCase
from elasticsearch import Elasticsearch
from playwright.sync_api import Page
from wagtail.models import Page as WagtailPage


@pytest.mark.redis
def test_redis_answers(redis_url: str):
    assert redis.Redis.from_url(redis_url).ping()


@pytest.mark.elasticsearch
def test_elasticsearch_answers(elasticsearch_url: str):
    assert Elasticsearch(elasticsearch_url).cluster.health()["status"] in {"green", "yellow"}


def test_postgres_answers(postgres_url: str):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("select lower('ĐIỀU')").fetchone() == ("điều",)


@pytest.mark.browser
def test_the_browser_speaks_vietnamese(page: Page, assert_accessible):
    page.set_content("<html lang=vi><title>Luật</title><main><h1>Luật</h1></main></html>")

    assert page.evaluate("navigator.language") == "vi-VN"
    assert_accessible(page)
    page.set_content("<html lang=vi><title>Luật</title><main><h1>Luật</h1><img src='data:,'></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_gets_back_what_migrations_made():
    permissions = Permission.objects.count()
    WagtailPage.objects.all().delete()

    TransactionTestCase()._fixture_teardown()

    assert WagtailPage.objects.filter(depth=1).count() == 1
    assert Permission.objects.count() == permissions > 0

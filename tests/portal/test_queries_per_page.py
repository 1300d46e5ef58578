"""No page asks the database more often because it shows more."""

import pytest

from tests.portal.pages_with_rows import queries_per_page

pytestmark = pytest.mark.django_db

# What these pages may cost, so that a query that slips in is seen.
MOST_QUERIES = {"explainer": 15, "topic": 10, "course": 15, "courses": 18, "lesson": 20}


def test_no_page_asks_more_often_for_20_rows_than_for_1():
    with_one, with_twenty = queries_per_page(1), queries_per_page(20)

    growing = {page: (with_one[page], asked) for page, asked in with_twenty.items() if asked > with_one[page]}
    assert growing == {}
    assert min(with_twenty.values()) > 0
    too_many = {page: with_twenty[page] for page, most in MOST_QUERIES.items() if with_twenty[page] > most}
    assert too_many == {}

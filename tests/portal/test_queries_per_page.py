"""No page asks the database more often because it shows more."""

import pytest

from tests.portal.pages_with_rows import queries_per_page

pytestmark = pytest.mark.django_db


def test_no_page_asks_more_often_for_20_rows_than_for_1():
    with_one, with_twenty = queries_per_page(1), queries_per_page(20)

    growing = {page: (with_one[page], asked) for page, asked in with_twenty.items() if asked > with_one[page]}
    assert growing == {}
    assert min(with_twenty.values()) > 0

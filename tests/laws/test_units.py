"""Articles, appendices and numbered headings: their order, labels, addresses."""

from __future__ import annotations

import pytest
from django.test import Client

from content.laws.choices import ArticleKind
from content.laws.ordering import roman_value, unit_order
from tests.factories.laws import ArticleFactory


def test_headings_follow_articles_and_appendices_follow_both():
    units = [
        ("article", "1"),
        ("article", "9999đa"),
        ("item", "I"),
        ("item", "II.3"),
        ("item", "II.10"),
        ("item", "IX"),
        ("appendix", "1"),
        ("appendix", "IV"),
        ("appendix", "V"),
        ("appendix", "X"),
    ]
    shuffled = units[1::2] + units[::2]
    assert sorted(shuffled, key=lambda unit: unit_order(*unit)) == units


@pytest.mark.parametrize(
    ("number", "value"),
    [("I", 1), ("IV", 4), ("XIX", 19), ("XL", 40), ("CCC", 300), ("IIII", None), ("A", None)],
)
def test_roman_numbers(number, value):
    assert roman_value(number) == value


@pytest.mark.django_db
def test_an_appendix_has_an_address_of_its_own(client: Client):
    appendix = ArticleFactory(document=ArticleFactory().document, kind=ArticleKind.APPENDIX, number="II")
    assert appendix.label == "Phụ lục II"
    assert appendix.get_absolute_url().endswith("/phu-luc-ii/")
    assert appendix.citation().startswith("Phụ lục II ")
    assert client.get(appendix.get_absolute_url()).status_code == 200
    assert client.get(appendix.get_absolute_url().replace("-ii/", "-II/")).status_code == 302
    assert client.get(appendix.get_absolute_url().replace("-ii/", "-iii/")).status_code == 404

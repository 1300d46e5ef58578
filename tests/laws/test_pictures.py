"""A picture of the official text is not in the library: the text says where one stands, and where to see it."""

from __future__ import annotations

import re

import pytest

from content.laws.importers.codification_text import PICTURE, plain_text
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db
OFFICIAL = "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=1&x=2"
FRAGMENT = (
    '<p>1. Giá trị được tính theo công thức:</p><p><img src="a.gif"></p>'
    '<p>2. Tiêu hình <img src="b.gif"> hoặc hình chữ T theo <b>Điều 3</b>.</p>'
    '<table><tr><td>Ký hiệu</td><td>Nghĩa</td></tr><tr><td><img src="c.gif"></td><td>Lãi suất</td></tr></table>'
)


def page_of(client, *, official_url: str) -> str:
    document = LegalDocumentFactory(official_url=official_url)
    article = ArticleFactory(document=document, number="7", version__text=plain_text(FRAGMENT))
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode().split("law__text provisions")[1].partition("</article>")[0]


def test_each_picture_leads_to_the_official_text(client):
    text = page_of(client, official_url=OFFICIAL)

    marks = re.findall(r'<a class="law-picture"[^>]* href="([^"]+)"[^>]*>(.*?)</a>', text)
    assert [href for href, _words in marks] == [OFFICIAL.replace("&", "&amp;")] * 3
    assert all(re.sub(r"<[^>]+>", "", words).strip() for _href, words in marks)
    assert PICTURE not in text
    # Within a sentence it is one word; a reader who hears it is told the rest.
    assert re.search(r'Tiêu hình <a class="law-picture"[^>]*><span aria-hidden="true">[^<]+</span>', text)
    assert "</a> hoặc hình chữ T" in text


def test_without_an_official_address_it_is_only_said(client):
    text = page_of(client, official_url="")

    assert text.count('<span class="law-picture"') == 3
    assert 'href=""' not in text


def test_words_of_a_law_in_brackets_are_no_picture(client):
    article = ArticleFactory(version__text="1. Mẫu [hình thức] theo <b>quy định</b>.")

    text = client.get(article.get_absolute_url()).content.decode()

    assert "law-picture" not in text
    assert "[hình thức] theo &lt;b&gt;quy định&lt;/b&gt;" in text


def test_a_clause_that_is_only_a_table_keeps_its_number(client):
    article = ArticleFactory(number="7", version__text="1. | a | b |\n| c | d |\n2.\n| e | f |\n| g | h |")

    text = client.get(article.get_absolute_url()).content.decode()

    assert len(re.findall(r'class="provision__number" href="[^"]+#khoan-[12]"', text)) == 2

"""What an amending article orders about names of chapters is seen, and said at the desk with the place to do it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from content.laws.choices import DivisionKind
from content.laws.heading_orders import heading_orders
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.laws import AmendmentSetFactory, ArticleFactory, DivisionFactory

CASES = [
    ("1. Sửa đổi tên Chương III như sau: “QUY TẮC MỚI”.", [("Chương III", "QUY TẮC MỚI")]),
    ("Sửa đổi, bổ sung tên chương iii như sau:\n“Chương III\nQUY TẮC MỚI”", [("Chương III", "QUY TẮC MỚI")]),
    ("Sửa đổi tên gọi của Mục 2 Chương V thành “Xe điện”.", [("Mục 2 Chương V", "Xe điện")]),
    ("Sửa đổi tên Chương II và tên Mục 1 Chương IV.", [("Chương II", ""), ("Mục 1 Chương IV", "")]),
    ("Thay thế tên Phần thứ hai bằng tên mới.", [("Phần thứ hai", "")]),
    ("Sửa đổi tên Tiểu mục 1 Mục 2.", [("Tiểu mục 1 Mục 2", "")]),
    ("Sửa đổi tên Chương IIIa. Sửa đổi tên Chương IIIa.", [("Chương IIIa", "")]),
    # What is no order about a name
    ("Sửa đổi Điều 5 Chương III như sau: “Điều 5. Xe”.", []),
    ("Sửa đổi khoản 1 như sau: “1. Sửa đổi tên Chương III.”", []),
    ("Biển báo ghi tên Chương III của Luật này.", []),
    ("Sửa đổi tên Điều 7 như sau: “Xe”.", []),
    ("Bổ sung Chương IIIa vào sau Chương III.", []),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_orders_about_names_of_divisions(text, found):
    assert [(one.label, one.heading) for one in heading_orders(text)] == found


@pytest.fixture
def the_set(db):
    amendment_set = AmendmentSetFactory()
    chapter = DivisionFactory(document=amendment_set.target_document, number="III", heading="QUY TẮC CŨ")
    amendment_set.section = DivisionFactory(
        document=amendment_set.target_document, parent=chapter, kind=DivisionKind.SECTION, number="2", order=9
    )
    amendment_set.chapter = chapter
    amendment_set.by = ArticleFactory(
        document=amendment_set.amending_document,
        number="1",
        version__text="1. Sửa đổi tên Chương III như sau: “QUY TẮC MỚI”.\n2. Sửa đổi tên Mục 2 Chương III."
        "\n3. Sửa đổi tên Chương XX.",
    )
    return amendment_set


def desk(client, the_set, role=Role.EDITOR):
    client.force_login(PersonFactory(role=role))
    address = reverse("laws_amendments:desk", args=[the_set.pk])
    return client.get(address, {"dieu": the_set.by.pk}).content.decode()


def test_the_desk_names_the_headings_and_leads_to_them(client, the_set):
    page = desk(client, the_set)

    assert "data-headings" in page
    assert "QUY TẮC MỚI" in page
    for division in (the_set.chapter, the_set.section):
        assert reverse("wagtailsnippets_laws_division:edit", args=[division.pk]) in page
    assert "Chương XX" in page


def test_an_article_that_changes_no_heading_says_nothing_of_it(client, the_set):
    the_set.by.versions.update(text="1. Sửa đổi khoản 1 Điều 5 như sau: “1. Xe.”")

    assert "data-headings" not in desk(client, the_set)

"""Ways into the library: new laws, the calendar, A to Z, issuers; and the feeds of them."""

from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET

import pytest
import time_machine
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from content.laws.calendar import entries_between
from content.laws.choices import DocumentType, RelationKind
from tests.factories.laws import (
    ArticleFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-06-15 12:00+07:00"):
        yield


def day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def law(title: str, **fields):
    return LegalDocumentFactory(document_type=DocumentType.LAW, title=title, issuer="Quốc hội", **fields)


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


# ------------------------------------------------------------------ new laws


def test_new_laws_are_those_of_the_last_year_newest_first(client):
    older = LegalDocumentFactory(issued_on=day("01/07/2025"))
    newer = LegalDocumentFactory(issued_on=day("01/06/2026"), effective_on=day("01/08/2026"))
    LegalDocumentFactory(issued_on=day("01/06/2025"))
    LegalDocumentFactory(issued_on=day("01/07/2026"))

    page = client.get(reverse("laws:new")).context["page_obj"]

    assert list(page) == [newer, older]


def test_new_laws_of_one_type_have_their_own_feed(client):
    decree = LegalDocumentFactory(issued_on=day("01/06/2026"))
    law("Luật Mới", number="1/2026/QH16", issued_on=day("02/06/2026"))

    response = client.get(reverse("laws:new"), {"loai": "nghi-dinh"})

    assert list(response.context["page_obj"]) == [decree]
    assert 'href="/van-ban/moi/nghi-dinh.atom"' in body(response)


def test_no_new_law_offers_the_library(client):
    assert "empty-state" in body(client.get(reverse("laws:new")))


# ------------------------------------------------------------------ calendar


@pytest.fixture
def june():
    """Something of every kind in June 2026."""
    begins = LegalDocumentFactory(effective_on=day("01/06/2026"))
    lapses = LegalDocumentFactory(expired_on=day("30/06/2026"))
    replaced = LegalDocumentFactory()
    DocumentRelationFactory(
        kind=RelationKind.REPLACES,
        from_document=begins,
        to_document=replaced,
        effective_on=None,
    )
    effect = ProvisionEffectFactory(
        article=ArticleFactory(number="7"), clause="2", effective_from=day("15/06/2026")
    )
    LegalDocumentFactory(effective_on=day("31/05/2026"))
    LegalDocumentFactory(effective_on=day("01/07/2026"))
    return begins, lapses, replaced, effect


def test_the_calendar_knows_beginnings_and_ends_of_documents_and_provisions(june):
    begins, lapses, replaced, effect = june

    found = [
        (entry.day.day, entry.is_end, entry.document, entry.provision)
        for entry in entries_between(day("01/06/2026"), day("30/06/2026"))
    ]

    assert found == [
        (1, False, begins, ""),
        (1, True, replaced, ""),
        (15, False, effect.article.document, "Khoản 2 Điều 7"),
        (30, True, lapses, ""),
    ]


def test_a_document_that_says_when_it_ends_and_is_replaced_then_ends_once():
    old = LegalDocumentFactory(expired_on=day("01/06/2026"))
    newer = LegalDocumentFactory(effective_on=day("01/06/2026"))
    DocumentRelationFactory(
        kind=RelationKind.REPLACES, from_document=newer, to_document=old, effective_on=None
    )

    ends = [entry for entry in entries_between(day("01/06/2026"), day("30/06/2026")) if entry.is_end]

    assert [entry.document for entry in ends] == [old]


def test_what_ended_before_it_was_replaced_does_not_end_again():
    old = LegalDocumentFactory(expired_on=day("01/05/2026"))
    DocumentRelationFactory(kind=RelationKind.REPLACES, to_document=old, effective_on=day("01/06/2026"))

    assert not [e for e in entries_between(day("01/06/2026"), day("30/06/2026")) if e.is_end]


def test_the_calendar_opens_on_this_month_and_leads_to_its_neighbours(client, june):
    response = client.get(reverse("laws:calendar"))

    page = body(response)
    assert [shown for shown, _entries in response.context["days"]] == [
        day("01/06/2026"),
        day("15/06/2026"),
        day("30/06/2026"),
    ]
    assert 'href="/van-ban/lich-hieu-luc/2026/5/"' in page
    assert 'href="/van-ban/lich-hieu-luc/2026/7/"' in page
    assert "day-list__day--today" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("2026/1/", 200),
        ("2026/12/", 200),
        ("2026/13/", 404),
        ("2026/0/", 404),
        ("0/1/", 404),
        ("99999/1/", 404),
        ("2026/", 302),
        ("1/", 404),
    ],
)
def test_impossible_months_are_not_found(client, address, status):
    assert client.get(f"/van-ban/lich-hieu-luc/{address}").status_code == status


@pytest.mark.parametrize(
    ("month", "neighbours"),
    [("2026/1/", ["2025/12/", "2026/2/"]), ("2026/12/", ["2026/11/", "2027/1/"]), ("2199/12/", ["2199/11/"])],
)
def test_months_follow_each_other_across_years(client, month, neighbours):
    context = client.get(f"/van-ban/lich-hieu-luc/{month}").context

    links = [one.url for one in (context["previous"], context["next"]) if one]
    assert links == [f"/van-ban/lich-hieu-luc/{one}" for one in neighbours]


def test_an_empty_month_says_so(client):
    assert "empty-state" in body(client.get("/van-ban/lich-hieu-luc/2026/6/"))


# ------------------------------------------------------------------ A to Z


def test_an_empty_month_leads_to_the_nearest_months_with_changes(client):
    LegalDocumentFactory(effective_on=day("10/02/2024"))
    LegalDocumentFactory(effective_on=day("01/09/2026"), expired_on=day("01/10/2027"))

    page = body(client.get("/van-ban/lich-hieu-luc/2025/3/"))

    assert [line.split('"')[3] for line in page.splitlines() if "data-nearest" in line] == [
        "/van-ban/lich-hieu-luc/2024/2/",
        "/van-ban/lich-hieu-luc/2026/9/",
    ]


def test_a_document_known_by_its_number_alone_is_named_once(client):
    LegalDocumentFactory(
        number="64/2021/NĐ-CP", title="Nghị định 64/2021/NĐ-CP", effective_on=day("10/06/2026")
    )

    page = body(client.get("/van-ban/lich-hieu-luc/2026/6/"))

    main = page.split("<main")[1]
    assert main.count("64/2021/NĐ-CP") == 1


def test_thousands_of_documents_are_counted_with_a_point():
    with translation.override("vi"):
        assert intcomma(4162) == "4.162"
        assert intcomma(416) == "416"


def test_titles_stand_in_vietnamese_order_without_their_type(client):
    titles = ["Luật Đất đai", "Luật Dân sự", "Luật Ân xá", "Luật An ninh mạng", "Luật Đầu tư", "Báo chí"]
    made = {title: law(title, number=f"{number}/2024/QH15") for number, title in enumerate(titles, start=1)}
    LegalDocumentFactory(title="Quy định về đất")

    response = client.get(reverse("laws:a_to_z"))

    groups = [(key, [document.title for document in those]) for key, those in response.context["groups"]]
    assert groups == [
        ("A", ["Luật An ninh mạng"]),
        ("Â", ["Luật Ân xá"]),
        ("B", ["Báo chí"]),
        ("D", ["Luật Dân sự"]),
        ("Đ", ["Luật Đất đai", "Luật Đầu tư"]),
    ]
    assert made["Luật Đất đai"].get_absolute_url() in body(response)


@pytest.mark.parametrize("letter", ["đ", "Đ", "%C4%91"])
def test_a_letter_shows_its_own_titles_only(client, letter):
    law("Luật Đất đai", number="1/2024/QH15")
    law("Luật Dân sự", number="2/2024/QH15")

    response = client.get(f"/van-ban/a-z/{letter}/")

    assert [key for key, _those in response.context["groups"]] == ["Đ"]
    assert response.context["total"] == 1


@pytest.mark.parametrize("letter", ["dd", "1", "đđ", "%00", "😀", "a" * 500])
def test_what_is_no_letter_is_not_found(client, letter):
    assert client.get(f"/van-ban/a-z/{letter}/").status_code == 404


def test_another_type_can_be_listed(client):
    decree = LegalDocumentFactory(title="Ưu đãi đầu tư")

    response = client.get("/van-ban/a-z/ư/", {"loai": "nghi-dinh"})

    assert [list(those) for _key, those in response.context["groups"]] == [[decree]]
    assert "/van-ban/a-z/%C6%B0/?loai=nghi-dinh" in body(response)


# ------------------------------------------------------------------ issuers


def test_issuers_are_counted_and_lead_to_their_documents(client):
    LegalDocumentFactory.create_batch(2)
    law("Luật Đất đai")

    response = client.get(reverse("laws:issuers"))

    rows = [(row["issuer"], row["count"]) for row in response.context["page_obj"]]
    assert rows == [("Chính phủ", 2), ("Quốc hội", 1)]
    assert "?co-quan=Qu%E1%BB%91c%20h%E1%BB%99i" in body(response)


@pytest.mark.parametrize(("words", "count"), [("quoc", 1), ("Chính", 1), ("bộ nào", 0), ("\x00", 2)])
def test_issuers_are_found_without_marks(client, words, count):
    LegalDocumentFactory()
    law("Luật Đất đai")

    assert client.get(reverse("laws:issuers"), {"q": words}).context["total"] == count


# ------------------------------------------------------------------ feeds


def feed(client, address: str) -> ET.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content)  # noqa: S314


def test_the_atom_feed_has_what_the_standard_asks_for(client):
    decree = LegalDocumentFactory(
        issued_on=day("01/06/2026"), effective_on=day("01/08/2026"), title="A & <b>"
    )
    root = feed(client, reverse("laws:new_feed"))

    # RFC 4287: an id, a title and a time of change for the feed and for each entry; an author.
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.find(f"{ATOM}{name}").text
    (entry,) = root.findall(f"{ATOM}entry")
    datetime.datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
    assert entry.find(f"{ATOM}link").get("href").endswith(decree.get_absolute_url())
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Chính phủ"
    assert "& <b>" in entry.find(f"{ATOM}title").text
    assert "01/08/2026" in entry.find(f"{ATOM}summary").text
    assert root.find(f"{ATOM}link[@rel='self']").get("href").endswith("/van-ban/moi.atom")


def test_an_entry_keeps_its_id_when_its_address_changes(client):
    decree = LegalDocumentFactory(issued_on=day("01/06/2026"))
    before = feed(client, reverse("laws:new_feed")).find(f"{ATOM}entry/{ATOM}id").text
    decree.slug = "khac"
    decree.save()

    assert feed(client, reverse("laws:new_feed")).find(f"{ATOM}entry/{ATOM}id").text == before


def test_a_feed_of_one_type_holds_that_type(client):
    LegalDocumentFactory(issued_on=day("01/06/2026"))
    law("Luật Mới", number="1/2026/QH16", issued_on=day("02/06/2026"))

    assert len(feed(client, "/van-ban/moi/luat.atom").findall(f"{ATOM}entry")) == 1
    assert len(feed(client, "/van-ban/moi.atom").findall(f"{ATOM}entry")) == 2
    assert client.get("/van-ban/moi/tho.atom").status_code == 404


def test_the_calendar_feed_is_valid_and_its_events_keep_their_ids(client, june):
    def events():
        response = client.get(reverse("laws:calendar_feed"))
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
        calendar = Calendar.from_ical(response.content)
        # RFC 5545: PRODID and VERSION once; UID and DTSTAMP in each event.
        assert calendar["version"] == "2.0"
        assert calendar["prodid"]
        assert not calendar.errors
        return calendar.walk("VEVENT")

    found = events()
    assert len(found) == 6  # also those of 31/05 and 01/07
    for event in found:
        assert event["uid"]
        assert event["dtstamp"]
        assert isinstance(event.decoded("dtstart"), datetime.date)
        assert event.decoded("dtend") - event.decoded("dtstart") == datetime.timedelta(days=1)
    assert len({event["uid"] for event in found}) == len(found)
    assert sorted(event["uid"] for event in found) == sorted(event["uid"] for event in events())


def test_an_empty_calendar_is_a_calendar(client):
    response = client.get(reverse("laws:calendar_feed"))

    assert Calendar.from_ical(response.content).walk("VEVENT") == []


# ------------------------------------------------------------------ all of them


@pytest.mark.parametrize("name", ["new", "calendar", "a_to_z", "issuers"])
@pytest.mark.parametrize("language", ["", "/en", "/id"])
def test_each_list_answers_in_each_language_and_names_the_others(client, name, language):
    page = body(client.get(f"{language}{reverse(f'laws:{name}')}"))

    assert page.count('aria-current="page"') >= 1
    assert f'href="{language}/van-ban/a-z/"' in page


@pytest.mark.parametrize("name", ["new", "calendar", "a_to_z", "issuers", "new_feed", "calendar_feed"])
def test_twenty_rows_ask_no_more_than_one(client, name, django_assert_max_num_queries):
    def grow(numbers) -> None:
        for number in numbers:
            document = law(
                f"Luật Thứ {number}",
                number=f"{number}/2026/QH16",
                issued_on=day("01/06/2026"),
                effective_on=day("10/06/2026"),
            )
            ProvisionEffectFactory(
                article=ArticleFactory(document=document, number="1"), effective_from=day("11/06/2026")
            )
            DocumentRelationFactory(
                kind=RelationKind.REPLACES, from_document=document, effective_on=day("10/06/2026")
            )

    address = reverse(f"laws:{name}")
    grow([1])
    client.get(address)
    cache.clear()
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        client.get(address)
    grow(range(2, 21))
    cache.clear()
    with django_assert_max_num_queries(MOST_QUERIES) as twenty:
        client.get(address)

    assert len(twenty) <= len(one)

"""Filters, order and day of the results page: what they leave, how they count, what an address may hold."""

import datetime
import re

import pytest
from django.http import QueryDict
from wagtail.models import Locale

from content.explainers.actions.ensure_home import ensure_home
from search import indexing
from search.choices import Force, KindGroup, Order
from search.selection import Selection, address, read_selection
from tests.factories.courses import make_course
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

TEXT = "1. Phù hiệu xe khách."
OLD_DAY = datetime.date(2001, 5, 4)


# ------------------------------------------------------------------ addresses


def test_an_address_gives_the_selection_back():
    selection = Selection(
        group=KindGroup.LAWS,
        force=Force.EXPIRED,
        document_types=("decree", "law"),
        issuers=("Chính phủ",),
        years=(2024,),
        languages=("vi",),
        audiences=("cadre",),
        topics=("Đi đường",),
        order=Order.OLDEST,
        day=datetime.date(2025, 1, 31),
        page=3,
        is_as_typed=True,
    )
    assert read_selection(QueryDict(address("phù hiệu", selection)[1:])) == selection
    assert address("x", Selection()) == "?q=x"


@pytest.mark.parametrize(
    "parameters",
    [
        "loai=%3Cx%3E",
        "hieu_luc=%25",
        "loai_van_ban=nghi-dinh-la",
        "nam=abcd",
        "nam=20244",
        "nam=%D9%A2%D9%A0%D9%A2%D9%A4",
        "doi_tuong=nobody",
        "ngon_ngu=fr",
        "sap_xep=random",
        "ngay=2025-02-31",
        "ngay=0001-01-01",
        "ngay=31/31/2025",
    ],
)
def test_what_means_nothing_is_named_and_no_filter(parameters):
    selection = read_selection(QueryDict(parameters))
    assert len(selection.misread) == 1
    assert selection == Selection(misread=selection.misread)


@pytest.mark.parametrize(
    ("typed", "page"), [("", 1), ("0", 1), ("-1", 1), ("abc", 1), ("7", 7), ("9" * 400, 1000), ("١", 1)]
)
def test_a_page_is_a_number(typed, page):
    assert read_selection(QueryDict(f"page={typed}")).page == page


def test_too_many_and_too_long_values_are_cut():
    many = "&".join(f"nam={year}" for year in range(1900, 2000))
    assert len(read_selection(QueryDict(many)).years) == 20
    (issuer,) = read_selection(QueryDict(f"co_quan={'x' * 5000}")).issuers
    assert len(issuer) <= 255


# ------------------------------------------------------------------ the page


@pytest.fixture
def own_index(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture
def filled(db, own_index):
    """Three articles of a law of 2024, two of a decree of 2024, one of a decree that is no longer in force."""
    decree = LegalDocumentFactory(penalty_decree=True)
    laws = {
        LegalDocumentFactory(road_law=True): 3,
        decree: 2,
        LegalDocumentFactory(expired=True, issued_on=OLD_DAY): 1,
    }
    for law, articles in laws.items():
        for number in range(1, articles + 1):
            ArticleFactory(document=law, number=str(number), version__heading="Phù hiệu", version__text=TEXT)
    make_explainer(make_topic("Đi đường"), "Phù hiệu là gì?", summary="Phù hiệu xe.")
    make_course("Phù hiệu xe khách", questions=0, lessons=0)
    indexing.rebuild()


@pytest.fixture
def results_page(client, filled):
    def get(query="phù hiệu", language="", **parameters):
        response = client.get(f"{language}/tim-kiem/", {"q": query, **parameters})
        assert response.status_code == 200
        return response

    return get


def counts(response, parameter):
    for facet in response.context["results"].facets:
        if facet.parameter == parameter:
            return {value.value: value.count for value in facet.values}
    return {}


def kinds(response):
    return {value.value: value.count for value in response.context["results"].groups}


def test_each_filter_counts_under_all_but_itself(results_page):
    everything = results_page()
    assert kinds(everything) == {"": 8, "giai-thich": 1, "dieu-luat": 6, "khoa-hoc": 1}
    types = counts(everything, "loai_van_ban")
    assert types == {"luat": 3, "nghi-dinh": 3}

    decrees = results_page(loai_van_ban="nghi-dinh")
    assert decrees.context["results"].total == 3
    assert counts(decrees, "loai_van_ban") == types
    assert counts(decrees, "hieu_luc") == {"con-hieu-luc": 2, "het-hieu-luc": 1}

    both = results_page(loai_van_ban=["nghi-dinh", "luat"], hieu_luc="con-hieu-luc")
    assert both.context["results"].total == 5
    assert counts(both, "loai_van_ban")["luat"] == 3
    assert counts(both, "hieu_luc")["het-hieu-luc"] == 1


@pytest.mark.parametrize("query", ["phù hiệu", "phu hieu"])
def test_the_numbers_add_up(results_page, query):
    found = results_page(query)
    results = found.context["results"]
    assert results.total == sum(section.total for section in results.sections)
    for parameter in ("hieu_luc", "loai_van_ban"):
        for value, count in counts(found, parameter).items():
            assert results_page(query, **{parameter: value}).context["results"].total == count, (
                parameter,
                value,
            )
    for value, count in kinds(found).items():
        assert results_page(query, loai=value).context["results"].total == count


def test_chips_take_one_filter_away_and_addresses_can_be_shared(results_page, client):
    narrowed = results_page(loai_van_ban=["nghi-dinh", "luat"], hieu_luc="con-hieu-luc", ngay="2025-06-01")
    chips = narrowed.context["results"].chips
    assert len(chips) == 4
    for chip in chips:
        again = client.get(f"/tim-kiem/{chip.url}")
        assert len(again.context["results"].chips) == 3
    shared = client.get(f"/tim-kiem/{address('phù hiệu', narrowed.context['results'].selection)}").context[
        "results"
    ]
    assert shared.total == narrowed.context["results"].total


def test_a_value_that_nothing_has_can_be_taken_away(results_page):
    found = results_page(co_quan="Bộ Không Có")
    html = found.content.decode()
    assert "data-filtered-out" in html
    assert [chip.label for chip in found.context["results"].chips] == ["Bộ Không Có"]
    assert counts(found, "co_quan")["Bộ Không Có"] == 0


def test_what_an_address_asks_and_nobody_understands_is_said(results_page):
    assert "data-misread" in results_page(ngay="31/02/2025").content.decode()
    assert "data-misread" in results_page(nam="abcd").content.decode()
    assert "data-misread" not in results_page().content.decode()
    assert "data-past-the-end" in results_page(page="10000").content.decode()
    assert "data-past-the-end" not in results_page(page="1").content.decode()


def test_results_by_date(results_page):
    def numbers(response):
        laws = response.context["results"].laws.results
        return [result.number for result in laws]

    newest, oldest = numbers(results_page(sap_xep="moi-nhat")), numbers(results_page(sap_xep="cu-nhat"))
    assert len(newest) == len(oldest) == 6
    assert newest[-1] == oldest[0]
    assert newest.count(newest[-1]) == 1


def test_on_a_day_status_and_links_are_those_of_the_day(results_page):
    found = results_page(loai="dieu-luat", ngay="2012-01-01")
    html = found.content.decode()
    assert "data-as-of" in html
    assert "badge--not_yet" in html
    links = re.findall(r'class="result__title"[^>]*>\s*<a href="([^"]+)"', html)
    assert links
    assert all("?ngay=2012-01-01" in link for link in links)


def test_pages_in_another_language_are_a_filter_away(results_page, db):
    locale, _ = Locale.objects.get_or_create(language_code="en")
    home = ensure_home()
    english_home = home.get_translation_or_none(locale) or home.copy_for_translation(locale)
    english_home.save_revision().publish()
    make_explainer(make_topic("On the road", english_home), "Phù hiệu in English", summary="Phù hiệu.")
    indexing.rebuild()
    found = results_page()
    assert counts(found, "ngon_ngu") == {"vi": 8, "en": 1}
    english = results_page(ngon_ngu="en")
    assert english.context["results"].total == 1
    assert counts(english, "ngon_ngu") == {"vi": 8, "en": 1}


# ------------------------------------------------------------------ nothing found, never silently


def test_fewer_words_are_offered_with_what_they_find(results_page):
    found = results_page('phù "hiệu qwzx" bvcx')
    assert "data-empty" in found.content.decode()
    looser = found.context["results"].looser
    assert looser
    assert all(one.total for one in looser)
    assert "data-looser" in found.content.decode()
    assert "/tim-kiem/hoi/" in found.content.decode()


def test_what_is_searched_instead_is_said_and_can_be_undone(results_page, monkeypatch):
    monkeypatch.setattr("search.asking.correct", lambda text: "phù hiệu" if text == "qwzxx hiwu" else "")
    instead = results_page("qwzxx hiwu")
    html = instead.content.decode()
    assert "data-searched-instead" in html
    assert instead.context["results"].total == 8
    as_typed = results_page("qwzxx hiwu", nguyen_van="1")
    assert "data-empty" in as_typed.content.decode()
    assert "data-did-you-mean" in as_typed.content.decode()

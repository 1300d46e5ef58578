"""The public pages: what they answer, what they refuse, how often they ask."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.urls import reverse

from content.laws.choices import DocumentType, RelationKind, TextKind
from tests.factories.laws import (
    ArticleFactory,
    ArticleVersionFactory,
    DivisionFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

pytestmark = pytest.mark.django_db
CHANGE = datetime.date(2026, 1, 1)
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-06-01 12:00+07:00"):
        yield


@pytest.fixture
def decree():
    return LegalDocumentFactory(penalty_decree=True)


@pytest.fixture
def article(decree):
    return ArticleFactory(document=decree, number="7", division=DivisionFactory(document=decree, number="I"))


def body(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_library_lists_documents_with_their_status(client, decree):
    page = body(client.get(reverse("laws:library")))

    assert decree.get_absolute_url() in page
    assert "badge--in_force" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["decree", "law", "old"]),
        ("q=xu+phat", ["decree"]),
        ("q=168", ["decree"]),
        ("q=XỬ+PHẠT", ["decree"]),
        ("loai=luat", ["law"]),
        ("co-quan=Quốc+hội", ["law"]),
        ("nam=2019", ["old"]),
        ("tinh-trang=expired", ["old"]),
        ("tinh-trang=in_force", ["decree", "law"]),
        ("tinh-trang=not_yet", []),
        ("loai=luat&nam=2019", []),
        ("sap-xep=cu", ["old", "law", "decree"]),
        ("sap-xep=ten", ["law", "old", "decree"]),
        # What means nothing narrows nothing.
        ("loai=tho&nam=abc&tinh-trang=x&sap-xep=y&page=zzz", ["decree", "law", "old"]),
        ("nam=99999999999999999999", ["decree", "law", "old"]),
        ("page=9999", ["decree", "law", "old"]),
        ("q=" + "a" * 5000, []),
        ("q=%00", ["decree", "law", "old"]),
        ("q=%F0%9F%98%80", []),
        ("q=%25", []),
    ],
)
def test_filters_work_by_address_alone(client, query, found):
    documents = {
        "decree": LegalDocumentFactory(penalty_decree=True),
        "law": LegalDocumentFactory(road_law=True),
        "old": LegalDocumentFactory(
            expired=True, title="Quy định cũ", number="1/2019/NĐ-CP", issued_on=datetime.date(2019, 12, 1)
        ),
    }

    response = client.get(f"{reverse('laws:library')}?{query}")

    shown = [document.pk for document in response.context["page_obj"]]
    expected = [documents[name].pk for name in found]
    assert shown == expected if "sap-xep" in query else sorted(shown) == sorted(expected)
    if not found:
        assert "empty-state" in body(response)


def test_each_filter_in_use_can_be_removed_alone(client, decree):
    response = client.get(reverse("laws:library"), {"q": "xử phạt", "loai": "nghi-dinh", "nam": "2024"})

    links = [one.url for one in response.context["filters"].active]
    assert len(links) == 3
    assert "q=" not in links[0]
    assert "loai=nghi-dinh" in links[0]


def test_the_document_page_shows_the_whole_text_in_its_chapters(client, article):
    page = body(client.get(article.document.get_absolute_url()))

    assert f'id="{article.division.anchor}"' in page
    assert 'id="dieu-7"' in page
    assert 'id="dieu-7-khoan-1-diem-dd"' in page
    assert "Người đi bộ đi đúng phần đường" in page


def test_every_clause_and_point_has_an_anchor_on_the_article_page(client, article):
    page = body(client.get(article.get_absolute_url()))

    for anchor in ("khoan-1", "khoan-1-diem-a", "khoan-1-diem-d", "khoan-1-diem-dd", "khoan-2"):
        assert page.count(f'id="{anchor}"') == 1
    assert 'data-citation="Điều 7 Nghị định 168/2024/NĐ-CP"' in page


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2025-06-01", "Văn cũ"),
        ("01/06/2025", "Văn cũ"),
        ("2025-12-31", "Văn cũ"),
        ("2026-01-01", "Văn mới"),
        ("", "Văn mới"),
    ],
)
@pytest.mark.parametrize("which", ["document", "article"])
def test_the_law_as_of_a_day(client, decree, which, day, text):
    article = ArticleFactory(document=decree, number="1", version=False)
    ArticleVersionFactory(article=article, text="Văn cũ", effective_to=CHANGE)
    ArticleVersionFactory(article=article, text="Văn mới", effective_from=CHANGE)
    url = (decree if which == "document" else article).get_absolute_url()

    shown = body(client.get(url, {"ngay": day}))

    assert text in shown
    assert ({"Văn cũ", "Văn mới"} - {text}).pop() not in shown


@pytest.mark.parametrize(
    "day", ["hôm qua", "2025-02-30", "31/02/2025", "0000-00-00", "9999999-01-01", "1800-01-01"]
)
def test_what_is_no_day_is_said_and_today_is_shown(client, article, day):
    page = body(client.get(article.get_absolute_url(), {"ngay": day}))

    assert 'id="as-of-error"' in page
    assert "Người đi bộ" in page


def test_before_it_takes_effect_the_text_is_shown_and_marked(client, article):
    response = client.get(article.get_absolute_url(), {"ngay": "2024-12-31"})

    assert response.context["document_status"].value == "not_yet"
    assert not response.context["read"].is_valid
    assert "text-kind" in body(response)


def test_a_clause_with_a_day_of_its_own_is_marked_in_text_and_margin(client, article):
    ProvisionEffectFactory(article=article, clause="2", effective_from=datetime.date(2027, 1, 1))

    page = body(client.get(article.get_absolute_url()))

    assert "badge--not_yet" in page
    assert "01/01/2027" in page


def test_a_summary_never_looks_official(client, decree):
    article = ArticleFactory(document=decree, number="3", version__text_kind=TextKind.SUMMARY)

    page = body(client.get(article.get_absolute_url()))

    assert "law--unofficial" in page
    assert "text-kind" in page


def test_neighbours_follow_the_laws_count(client, decree):
    articles = {number: ArticleFactory(document=decree, number=number) for number in ("20", "21", "20a")}

    response = client.get(articles["20a"].get_absolute_url())

    assert response.context["previous"] == articles["20"]
    assert response.context["next"] == articles["21"]


def test_relations_are_grouped_from_both_sides(client, decree):
    law = LegalDocumentFactory(road_law=True)
    newer = LegalDocumentFactory(number="9/2026/NĐ-CP", issued_on=datetime.date(2026, 1, 2))
    DocumentRelationFactory(from_document=decree, to_document=law)
    DocumentRelationFactory(
        kind=RelationKind.REPLACES,
        from_document=newer,
        to_document=decree,
        effective_on=datetime.date(2026, 3, 1),
    )

    response = client.get(decree.get_absolute_url())

    groups = {
        group.label: [line.citation for line in group.lines] for group in response.context["relation_groups"]
    }
    assert sorted(groups.values()) == [[law.citation], [newer.citation]]
    assert response.context["status"].value == "expired"
    _before, reason = response.content.decode().split('class="status-reason"', 1)
    assert newer.get_absolute_url() in reason.partition("</div>")[0]


@pytest.mark.parametrize(
    "address",
    [
        "/van-ban/168-2024-nd-cp/",
        "/van-ban/168-2024-NĐ-CP/",
        "/van-ban/nghi-dinh/2024/168-2024-NĐ-CP/",
        "/van-ban/nghi-dinh/2024/168-2024-ND-CP/",
        "/van-ban/nghi-dinh/2023/168-2024-nd-cp/",
        "/van-ban/luat/2024/168-2024-nd-cp/",
    ],
)
def test_a_recognisable_number_leads_to_the_document(client, decree, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url == decree.get_absolute_url()


def test_a_mistyped_document_keeps_the_article_and_the_day(client, article):
    response = client.get("/van-ban/nghi-dinh/2024/168-2024-NĐ-CP/dieu-7/?ngay=2025-06-01")

    assert response.url == f"{article.get_absolute_url()}?ngay=2025-06-01"


def test_two_documents_with_one_number_give_a_choice(client):
    places = ("Ủy ban nhân dân tỉnh Ninh Bình", "Ủy ban nhân dân thành phố Huế")
    documents = [
        LegalDocumentFactory(
            document_type=DocumentType.DECISION,
            number="14/2025/QĐ-UBND",
            issuer=place,
            issued_on=datetime.date(2025, 3, 3),
        )
        for place in places
    ]

    page = body(client.get("/van-ban/quyet-dinh/2025/14-2025-QĐ-UBND/"))

    assert "data-choice" in page
    assert all(document.get_absolute_url() in page for document in documents)


@pytest.mark.parametrize(
    ("address", "target"),
    [("/van-ban/nghi-dinh/", "?loai=nghi-dinh"), ("/van-ban/luat/2024/", "?loai=luat&nam=2024")],
)
def test_an_address_cut_short_leads_to_the_list(client, address, target):
    assert client.get(address).url == f"/van-ban/{target}"


@pytest.mark.parametrize(
    "address",
    [
        "/van-ban/999-2024-nd-cp/",
        "/van-ban/tho/2024/",
        "/van-ban/nghi-dinh/2024/999-2024-nd-cp/",
        "/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-99/",
        "/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-x%00/",
        "/van-ban/---/",
        "/van-ban/😀/",
        "/van-ban/nghi-dinh/2024/" + "a" * 3000 + "/",
    ],
)
def test_what_is_not_there_is_not_found(client, article, address):
    assert client.get(address).status_code == 404


def test_an_article_number_with_its_own_letter_is_put_right(client, decree):
    article = ArticleFactory(document=decree, number="20đ")

    assert client.get(article.get_absolute_url().replace("20dd", "20đ")).url == article.get_absolute_url()
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("words", "hits"), [("nguoi di bo", 1), ("Giấy phép", 1), ("bay lượn", 0), ("%00", 0), ("  ", 0)]
)
def test_search_inside_a_document_needs_no_marks(client, article, words, hits):
    response = client.get(article.document.get_absolute_url(), {"tim": words})

    assert response.context["inside"].count == hits
    if hits:
        assert "<mark>" in body(response)


def test_text_is_always_escaped(client, decree):
    article = ArticleFactory(
        document=decree, number="5", version__text="1. <script>x</script>", version__heading="<b>H</b>"
    )

    for url in (
        decree.get_absolute_url(),
        article.get_absolute_url(),
        f"{decree.get_absolute_url()}?tim=script",
    ):
        page = body(client.get(url))
        assert "<script>x" not in page
        assert "<b>H" not in page


def test_a_document_without_text_says_so(client, decree):
    assert "empty-state" in body(client.get(decree.get_absolute_url()))


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_pages_have_an_address_in_each_language(client, article, language):
    urls = [reverse("laws:library"), article.document.get_absolute_url(), article.get_absolute_url()]

    assert [client.get(f"/{language}{url}").status_code for url in urls] == [200, 200, 200]


def test_a_reference_translation_is_shown_to_its_readers_only(client, article):
    ArticleVersionFactory(
        article=article,
        language="en",
        text_kind=TextKind.REFERENCE_TRANSLATION,
        heading="Papers",
        text="Carry papers.",
    )

    url = article.get_absolute_url()

    assert "Carry papers." in body(client.get(f"/en{url}"))
    assert "Carry papers." not in body(client.get(url))


@pytest.mark.parametrize("which", ["document", "article"])
def test_a_long_law_asks_no_more_than_a_short_one(client, decree, which, django_assert_max_num_queries):
    def grow(numbers):
        for number in numbers:
            division = DivisionFactory(document=decree)
            one = ArticleFactory(document=decree, number=str(number), division=division)
            ProvisionEffectFactory(article=one)
            DocumentRelationFactory(from_document=decree)

    grow(range(1, 2))
    url = (decree if which == "document" else decree.articles.get()).get_absolute_url()
    client.get(url)
    with django_assert_max_num_queries(MOST_QUERIES + 1) as short:
        client.get(url)
    grow(range(2, 21))
    with django_assert_max_num_queries(MOST_QUERIES + 1) as long:
        client.get(url)

    assert len(long) == len(short)
    own = [query for query in long.captured_queries if '"laws_' in query["sql"]]
    assert len(own) <= MOST_QUERIES


def test_a_long_list_asks_no_more_than_a_short_one(client, django_assert_max_num_queries):
    LegalDocumentFactory()
    client.get(reverse("laws:library"))
    with django_assert_max_num_queries(MOST_QUERIES + 1) as short:
        client.get(reverse("laws:library"))
    for _ in range(19):
        ProvisionEffectFactory()
    with django_assert_max_num_queries(MOST_QUERIES + 1) as long:
        client.get(reverse("laws:library"))

    assert len(long) <= len(short) + 1  # the own dates of articles, once there are any


def test_the_list_is_paged_and_keeps_its_filters(client):
    LegalDocumentFactory.create_batch(21)

    page = body(client.get(reverse("laws:library"), {"loai": "nghi-dinh"}))

    assert "loai=nghi-dinh&amp;page=2" in page or "page=2&amp;loai=nghi-dinh" in page

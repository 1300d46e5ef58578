"""A query that is the name of a law has that law on top, whatever else has the words; on both engines."""

import datetime

import pytest

from content.laws.choices import DocumentType
from content.laws.models import Article, ArticleVersion
from search import api as search_api
from search import indexing
from search.named_laws import names_of
from search.politeness import Allowance
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

#: More articles than a request brings back have the law's words, in shorter clauses.
ARTICLES = 130


@pytest.mark.parametrize(
    ("name", "whole", "bare"),
    [
        ("Luật Hôn nhân và gia đình", "luat hon nhan gia dinh", "hon nhan gia dinh"),
        ("luật hôn nhân gia đình 2014", "luat hon nhan gia dinh", "hon nhan gia dinh"),
        ("Bộ luật Lao động năm 2019", "bo luat lao dong", "lao dong"),
        ("Pháp lệnh Cựu chiến binh", "phap lenh cuu chien binh", "cuu chien binh"),
        ("Luật trưng mua, trưng dụng tài sản", "luat trung mua trung dung tai san", "trung mua trung dung tai san"),
        ("Hiến pháp", "hien phap", "hien phap"),
        ("luật", "luat", ""),
        ("2014", "", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_law_without_what_people_leave_out(name, whole, bare):
    assert (" ".join(names_of(name).whole), " ".join(names_of(name).bare)) == (whole, bare)


def law(title, year, number, **changes):
    return LegalDocumentFactory(
        document_type=DocumentType.LAW,
        number=f"{number}/{year}/QH13",
        title=title,
        issuer="Quốc hội",
        issued_on=datetime.date(year, 11, 26),
        effective_on=datetime.date(year + 1, 7, 1),
        **changes,
    )


@pytest.fixture
def laws(db, engine):
    """Two laws of one name, one of them no longer in force, and a decree whose articles all have the words."""
    decree = LegalDocumentFactory(title="Quy định về đăng ký doanh nghiệp")
    articles = Article.objects.bulk_create(
        Article(document=decree, number=str(number), order=number) for number in range(1, ARTICLES + 1)
    )
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=article,
            heading="Luật doanh nghiệp",
            text="1. Doanh nghiệp theo luật doanh nghiệp 2014, 2020.",
            effective_from=decree.effective_on,
        )
        for article in articles
    )
    old = law("Luật Doanh nghiệp", 2014, 68, expired_on=datetime.date(2021, 1, 1))
    new = law("Luật Doanh nghiệp", 2020, 59)
    own = law("Luật Luật sư", 2006, 65)
    ArticleFactory(document=own, number="2", version__heading="Luật sư", version__text="Luật sư là người …")
    indexing.rebuild()
    return {"old": old, "new": new, "own": own}


@pytest.fixture(autouse=True)
def patient_api(monkeypatch):
    monkeypatch.setattr(search_api, "allowance", Allowance(per_second=1_000.0, at_once=1_000))


def laws_found(client, query, **parameters):
    data = client.get("/api/v1/search", {"q": query, **parameters}).json()
    (group,) = [group for group in data["groups"] if group["group"] == "dieu-luat"]
    results = [place for one in group["results"] for place in (one, *one["more"])]
    return [place["url"].removeprefix("http://testserver") for place in results]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Luật Doanh nghiệp", "new"),
        ("luat doanh nghiep", "new"),
        ("doanh nghiệp", "new"),
        ("luật doanh nghiệp 2020", "new"),
        ("luật doanh nghiệp năm 2014", "old"),
        ("Luật sư", "own"),
        ("luật luật sư", "own"),
    ],
)
def test_a_law_is_found_by_its_name_whatever_else_matches(client, laws, query, first):
    assert laws_found(client, query)[0] == laws[first].get_absolute_url()


def test_it_stands_on_the_first_page_once_and_under_the_filters_that_are_set(client, laws):
    new, old = laws["new"].get_absolute_url(), laws["old"].get_absolute_url()
    assert laws_found(client, "luật doanh nghiệp", loai="dieu-luat")[:2] == [new, old]
    pages = [laws_found(client, "luật doanh nghiệp", loai="dieu-luat", page=page) for page in range(1, 11)]
    found = [url for page in pages for url in page]
    assert len(found) == len(set(found)) == 100
    assert laws_found(client, "luật doanh nghiệp", hieu_luc="het-hieu-luc")[0] == old
    of_decrees = laws_found(client, "luật doanh nghiệp", loai_van_ban="nghi-dinh")
    assert not {new, old} & set(of_decrees)


def test_a_question_that_has_the_name_in_it_is_no_name(client, laws):
    assert (
        laws["new"].get_absolute_url()
        not in laws_found(client, "doanh nghiệp đăng ký theo luật doanh nghiệp")[:1]
    )

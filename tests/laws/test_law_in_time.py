"""Pages of a law in time: as of a day, two days beside each other, why a status holds, what happened when."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse

from content.laws.choices import AmendmentKind, DocumentType, RelationKind
from content.laws.models import Amendment, AmendmentSet, LegalDocument
from content.laws.timeline import explain_document, timeline
from tests.factories.laws import (
    CLAUSES_AND_POINTS,
    ArticleFactory,
    ArticleVersionFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
    ProvisionEffectFactory,
)

pytestmark = pytest.mark.django_db


def day(year, month=1, date=1):
    return datetime.date(year, month, date)


CHANGE = day(2026)


@pytest.fixture
def decree():
    """In force since 2025; article 7 changed in 2026, 7a came in 2026, 8 went in 2026."""
    decree = LegalDocumentFactory(penalty_decree=True)
    amending = LegalDocumentFactory(number="9/2025/NĐ-CP", issued_on=day(2025, 11), effective_on=CHANGE)
    by = ArticleFactory(document=amending, number="1")
    seven = ArticleFactory(document=decree, number="7", version__effective_to=CHANGE)
    ArticleVersionFactory(
        article=seven,
        effective_from=CHANGE,
        text=CLAUSES_AND_POINTS.replace("đúng phần đường của mình", "trên vỉa hè"),
        made_by=amending,
        made_by_provision="Khoản 2 Điều 1",
    )
    ArticleFactory(document=decree, number="7a", version__effective_from=CHANGE, version__heading="Mới")
    eight = ArticleFactory(document=decree, number="8", version__effective_to=CHANGE, version__heading="Cũ")
    for kind, target, clause in [
        (RelationKind.AMENDS, seven, "2"),
        (RelationKind.REPEALS, eight, ""),
    ]:
        DocumentRelationFactory(
            kind=kind,
            from_document=amending,
            from_article=by,
            from_clause="2",
            to_document=decree,
            to_article=target,
            to_clause=clause,
            effective_on=CHANGE,
        )
    return decree


def article_url(decree, number="7"):
    return decree.articles.get(number=number).get_absolute_url()


# ------------------------------------------------------------------ as of a day


def test_a_page_as_of_a_day_says_so_and_leads_back_to_today(client, decree):
    for url in (decree.get_absolute_url(), article_url(decree)):
        html = client.get(url, {"ngay": "2025-03-01"}).content.decode()

        assert 'data-as-of="2025-03-01"' in html
        assert "01/03/2025" in html
        assert "đúng phần đường của mình" in html
        assert f'href="{url}"' in html
        assert 'data-as-of="' not in client.get(url).content.decode()


@pytest.mark.parametrize("typed", ["31/02/2025", "2025-02-31", "hôm qua", "01/01/1800"])
def test_a_day_that_is_none_is_an_error_and_today_is_shown(client, decree, typed):
    response = client.get(article_url(decree), {"ngay": typed})
    html = response.content.decode()

    assert response.status_code == 200
    assert 'id="as-of-error"' in html
    assert typed in html
    assert "vỉa hè" in html


def test_links_keep_the_day(client, decree):
    html = client.get(article_url(decree), {"ngay": "2025-03-01"}).content.decode()

    assert f"{article_url(decree, '7a')}?ngay=2025-03-01" in html
    assert f"{decree.get_absolute_url()}?ngay=2025-03-01" in html


def test_articles_that_were_not_there_say_so_with_the_nearest_texts(client, decree):
    early = client.get(decree.get_absolute_url(), {"ngay": "2025-03-01"}).content.decode()
    late = client.get(decree.get_absolute_url(), {"ngay": "2026-03-01"}).content.decode()

    assert early.count('data-absent="not-yet"') == 1
    assert f"{article_url(decree, '7a')}?ngay=2026-01-01" in early
    assert late.count('data-absent="no-longer"') == 1
    assert f"{article_url(decree, '8')}?ngay=2025-12-31" in late
    assert 'data-absent="no-longer"' in client.get(article_url(decree, "8")).content.decode()


# ------------------------------------------------------------------ two days


def test_an_article_is_compared_with_what_it_was(client, decree):
    response = client.get(f"{article_url(decree)}so-sanh/")
    html = response.content.decode()

    assert response.status_code == 200
    assert [one.value for one in response.context["days"]] == ["2025-12-31", "2026-01-01"]
    assert response.context["comparison"].changed_count == 1
    assert "<del>" in html
    assert "<ins>" in html
    assert "Khoản\u00a02 Điều\u00a01" in html


def test_a_comparison_in_one_column_keeps_its_days(client, decree):
    url = f"{article_url(decree)}so-sanh/"

    html = client.get(url, {"tu": "2025-01-01", "den": "2026-02-01", "xem": "noi-dong"}).content.decode()

    assert "diff--inline" in html
    assert "tu=2025-01-01" in html
    assert "den=2026-02-01" in html


def test_a_comparison_with_a_day_that_is_none_keeps_the_other(client, decree):
    response = client.get(f"{article_url(decree)}so-sanh/", {"tu": "31/02/2025", "den": "2026-02-01"})

    first, second = response.context["days"]
    assert (first.is_valid, first.typed, second.value) == (False, "31/02/2025", "2026-02-01")
    assert 'id="compare-tu-error"' in response.content.decode()


@pytest.mark.parametrize(
    ("number", "days", "added", "removed"),
    [("7a", ("2025-06-01", "2026-06-01"), 8, 0), ("8", ("2025-06-01", "2026-06-01"), 0, 8)],
)
def test_an_article_that_came_or_went_is_all_new_or_all_gone(client, decree, number, days, added, removed):
    response = client.get(f"{article_url(decree, number)}so-sanh/", {"tu": days[0], "den": days[1]})

    comparison = response.context["comparison"]
    assert (comparison.added_count > 0, comparison.removed_count > 0) == (added > 0, removed > 0)


def test_an_article_is_compared_with_the_one_that_replaced_it(client, decree):
    newer = ArticleFactory(number="70", version__text="1. Lời của luật mới.")
    seven = decree.articles.get(number="7")
    DocumentRelationFactory(
        kind=RelationKind.REPLACES,
        from_document=newer.document,
        from_article=newer,
        to_document=decree,
        to_article=seven,
    )
    url = f"{seven.get_absolute_url()}so-sanh/"

    assert f"?voi={newer.pk}" in client.get(url).content.decode()
    response = client.get(url, {"voi": newer.pk})
    assert response.context["new"].citation == newer.citation()
    assert response.context["comparison"].new_text == "1. Lời của luật mới."
    other = ArticleFactory()
    assert client.get(url, {"voi": other.pk}).status_code == 404
    assert client.get(url, {"voi": "9" * 30}).status_code == 200


def test_a_documents_comparison_lists_only_what_differs(client, decree):
    ArticleFactory(document=decree, number="9")

    response = client.get(f"{decree.get_absolute_url()}so-sanh/", {"tu": "2025-06-01", "den": "2026-06-01"})

    assert response.context["counts"] == {"changed": 1, "added": 1, "removed": 1, "missing": 0}
    assert [one.article.number for one in response.context["page_obj"]] == ["7", "7a", "8"]


def test_an_article_whose_earlier_text_is_missing_is_not_called_new(client, decree):
    """The codification holds today's words only: that another law changed them does not make the article new."""
    amending = LegalDocument.objects.get(number="9/2025/NĐ-CP")
    for number in ("5", "5a"):
        ArticleFactory(
            document=decree, number=number, version__effective_from=CHANGE, version__made_by=amending
        )
    five, late = article_url(decree, "5"), {"tu": "2025-06-01", "den": "2026-06-01"}

    whole = client.get(f"{decree.get_absolute_url()}so-sanh/", late)
    one = client.get(f"{five}so-sanh/", late)

    assert whole.context["counts"] == {"changed": 1, "added": 2, "removed": 1, "missing": 1}
    assert whole.content.decode().count("data-missing-text") == 1
    assert "data-missing-text" in one.content.decode()
    assert "<ins>" not in one.content.decode()
    assert 'data-absent="missing"' in client.get(five, {"ngay": "2025-06-01"}).content.decode()
    # Before the decree itself there was no article at all.
    assert 'data-absent="not-yet"' in client.get(five, {"ngay": "2024-06-01"}).content.decode()


def test_an_article_that_the_desk_inserted_is_new(client, decree):
    amending = LegalDocument.objects.get(number="9/2025/NĐ-CP")
    article = ArticleFactory(
        document=decree, number="60", version__effective_from=CHANGE, version__made_by=amending
    )
    amendments = AmendmentSet.objects.create(amending_document=amending, target_document=decree)
    Amendment.objects.create(
        amendment_set=amendments,
        kind=AmendmentKind.INSERT,
        article_number="60",
        new_text="1. Mới.",
        effective_on=CHANGE,
        made_version=article.versions.get(),
    )

    assert not article.has_missing_text_on(CHANGE - datetime.timedelta(days=1))


def test_a_documents_comparison_is_paged(client, decree):
    for number in range(100, 112):
        ArticleFactory(document=decree, number=str(number), version__effective_from=CHANGE)

    url = f"{decree.get_absolute_url()}so-sanh/"
    response = client.get(url, {"tu": "2025-06-01", "den": "2026-06-01", "page": "2"})

    assert len(response.context["page_obj"]) == 5


def test_comparisons_of_nothing_answer(client):
    empty = LegalDocumentFactory()
    without_text = ArticleFactory(document=empty, version=False)

    assert client.get(f"{empty.get_absolute_url()}so-sanh/").status_code == 200
    assert client.get(f"{without_text.get_absolute_url()}so-sanh/").status_code == 200
    assert client.get(f"{empty.get_absolute_url()}dieu-999/so-sanh/").status_code == 404


def test_a_comparison_asks_the_same_number_of_times_for_one_and_twenty(
    client, decree, django_assert_max_num_queries
):
    url = f"{decree.get_absolute_url()}so-sanh/?tu=2025-06-01&den=2026-06-01"
    client.get(url)
    with django_assert_max_num_queries(12) as one:
        client.get(url)
    for number in range(100, 120):
        article = ArticleFactory(document=decree, number=str(number), version__effective_to=CHANGE)
        ArticleVersionFactory(article=article, effective_from=CHANGE, text="Khác.")
    with django_assert_max_num_queries(12) as twenty:
        client.get(url)

    assert len(one) == len(twenty)


# ------------------------------------------------------------------ why


def test_a_replaced_decree_names_what_replaced_it(client):
    relation = DocumentRelationFactory(
        kind=RelationKind.REPLACES,
        from_document=LegalDocumentFactory(
            number="200/2026/NĐ-CP", issued_on=day(2026), effective_on=day(2026, 3)
        ),
        effective_on=None,
    )
    article = ArticleFactory(document=relation.from_document, number="53")
    relation.from_article, relation.from_clause = article, "2"
    relation.save()
    decree = relation.to_document

    html = client.get(decree.get_absolute_url(), {"ngay": "2026-04-01"}).content.decode()
    before = client.get(decree.get_absolute_url(), {"ngay": "2025-04-01"}).content.decode()

    assert re.search(r'data-reason="relation"\s+data-status="expired"', html)
    assert article.provision_url("2") in html
    assert "01/03/2026" in html
    assert re.search(r'data-reason="begins"\s+data-status="in_force"', before)
    assert article.provision_url("2") in before


def test_a_clause_with_a_later_day_names_the_provision_that_says_so(client):
    article = ArticleFactory(number="10")
    ends = ArticleFactory(document=article.document, number="88")
    ProvisionEffectFactory(
        article=article, clause="", effective_from=day(2099), decided_by=ends, decided_by_clause="2"
    )

    html = client.get(article.get_absolute_url()).content.decode()

    assert 'data-status="not_yet"' in html
    assert ends.provision_url("2") in html


def test_a_suspended_part_is_listed_while_it_lasts(decree):
    relation = DocumentRelationFactory(
        kind=RelationKind.SUSPENDS,
        to_document=decree,
        to_article=decree.articles.get(number="7"),
        effective_on=day(2025, 6),
        ended_on=day(2025, 9),
    )

    assert explain_document(decree, day(2025, 7)).parts == (relation,)
    assert explain_document(decree, day(2025, 10)).parts == ()


# ------------------------------------------------------------------ timeline


def test_a_timeline_tells_everything_once_and_in_order():
    law = LegalDocumentFactory(road_law=True)
    assert law.type is DocumentType.LAW
    amending = LegalDocumentFactory()
    for clause in ("1", "2"):
        DocumentRelationFactory(
            kind=RelationKind.AMENDS, from_document=amending, to_document=law, to_part=True, from_clause=clause,
            effective_on=day(2026),
        )  # fmt: skip
    DocumentRelationFactory(
        kind=RelationKind.SUSPENDS, to_document=law, effective_on=day(2027), ended_on=day(2028)
    )
    DocumentRelationFactory(kind=RelationKind.REPLACES, to_document=law, effective_on=day(2030))
    DocumentRelationFactory(kind=RelationKind.IMPLEMENTS, to_document=law)

    events = timeline(law, day(2027, 6))

    assert [(event.date, event.kind, event.is_past) for event in events] == [
        (day(2024, 6, 27), "passed", True),
        (day(2025), "effective", True),
        (day(2026), "amended", True),
        (day(2027), "suspended", True),
        (day(2028), "resumed", False),
        (day(2030), "replaced", False),
    ]
    assert len(events[2].deciding) == 2
    assert events[2].compare_url.endswith("so-sanh/?tu=2025-12-31&den=2026-01-01")


def test_a_law_with_its_own_last_day_has_it_in_the_timeline():
    decree = LegalDocumentFactory(expired=True)

    assert [event.kind for event in timeline(decree, day(2026))] == ["effective", "expired", "issued"]


def test_a_law_page_shows_its_timeline(client, decree):
    html = client.get(decree.get_absolute_url()).content.decode()

    assert 'data-event="amended"' in html
    assert 'data-event="repealed_part"' in html
    assert "so-sanh/?tu=2025-12-31&amp;den=2026-01-01" in html


def test_pages_ask_the_same_number_of_times_for_one_and_twenty_relations(
    client, decree, django_assert_max_num_queries
):
    urls = [decree.get_absolute_url(), article_url(decree)]
    counts = []
    for _round in range(2):
        for url in urls:
            client.get(url, {"ngay": "2026-02-01"})
            with django_assert_max_num_queries(40) as asked:
                client.get(url, {"ngay": "2026-02-02"})
            counts.append(len(asked))
        for _number in range(20):
            DocumentRelationFactory(
                kind=RelationKind.AMENDS,
                to_document=decree,
                to_article=decree.articles.get(number="7"),
                effective_on=CHANGE,
            )

    assert counts[:2] == counts[2:]


def test_addresses_of_comparisons(decree):
    assert reverse(
        "laws:compare_article",
        kwargs={
            "type_slug": "nghi-dinh", "year": 2024, "document_slug": decree.slug, "article_number": "7",
        },
    ) == f"{article_url(decree)}so-sanh/"  # fmt: skip


def test_the_library_as_of_a_day_shows_that_days_statuses_and_keeps_the_day(client, decree):
    url = reverse("laws:library")

    early = client.get(url, {"ngay": "2024-12-30", "tinh-trang": "not_yet", "q": "168"})
    html = early.content.decode()

    assert early.context["total"] == 1
    assert "badge--not_yet" in html
    assert f"{decree.get_absolute_url()}?ngay=2024-12-30" in html
    assert client.get(url, {"tinh-trang": "not_yet", "q": "168"}).context["total"] == 0
    wrong = client.get(url, {"ngay": "31/02/2025", "q": "168"})
    assert 'id="filter-ngay-error"' in wrong.content.decode()
    assert wrong.context["filters"].words == "168"


def test_a_clause_that_only_a_relation_repeals_says_so_in_the_text(client, decree):
    DocumentRelationFactory(
        kind=RelationKind.REPEALS,
        to_document=decree,
        to_article=decree.articles.get(number="7a"),
        to_clause="2",
        effective_on=day(2026, 3),
    )
    url = article_url(decree, "7a")

    assert "badge--expired" not in client.get(url, {"ngay": "2026-02-01"}).content.decode()
    assert "badge--expired" in client.get(url, {"ngay": "2026-04-01"}).content.decode()
    article = decree.articles.get(number="7a")
    standings = article.standings_on(day(2026, 4))
    assert standings["", ""].status == "partly"
    assert standings["1", "a"].status == "in_force"
    assert standings["2", ""].status == "expired"

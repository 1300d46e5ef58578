"""The contract of an engine: every test runs on tantivy and on a real Elasticsearch."""

import datetime
import threading
from dataclasses import replace

import pytest

from search.backends.base import (
    Filters,
    RebuildRunningError,
    SearchRequest,
    SearchUnavailableError,
)
from search.choices import Force, Kind, Order
from search.documents import Line, Passage
from search.queries import parse_query

from .conftest import law_article

TODAY = datetime.date(2026, 11, 22)


def request_for(text, **filters):
    query = parse_query(text)
    return SearchRequest(
        words=query.words,
        word_pairs=query.word_pairs,
        content=query.content,
        required=query.required,
        phrases=query.phrases,
        filters=Filters(**{"language": "vi", "day": TODAY} | filters),
    )


def found(engine, text, **filters):
    (answer,) = engine.search([request_for(text, **filters)])
    return [hit.document.key for hit in answer.hits]


# ------------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("trẻ em ngồi ghế trước", "law_article:10"),
        ("nồng độ cồn", "law_article:9"),
        ("trừ điểm giấy phép lái xe", "law_article:58"),
        ("bao nhiêu tuổi được lái xe máy", "law_article:60"),
        ("đua xe", "law_article:9"),
    ],
)
def test_the_article_that_answers_comes_first(filled, text, first):
    assert found(filled, text, kinds=(Kind.LAW_ARTICLE,))[0] == first


@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        ("trẻ em ngồi ghế trước", "tre em ngoi ghe truoc"),
        ("nồng độ cồn", "nong do con"),
        ("TRỪ ĐIỂM giấy phép", "tru diem giay phep"),
        ("hòa giải giao thông", "hoà giải giao thông"),
    ],
)
def test_marks_make_no_difference(filled, accented, plain):
    (one,) = filled.search([request_for(accented)])
    (other,) = filled.search([request_for(plain)])
    assert [(hit.document.key, hit.score) for hit in one.hits] == [
        (hit.document.key, hit.score) for hit in other.hits
    ]


def test_the_best_clause_comes_with_the_article(filled):
    (answer,) = filled.search([request_for("thắt dây đai an toàn", kinds=(Kind.LAW_ARTICLE,))])
    assert answer.hits[0].passage.clause == "2"
    assert answer.hits[0].passage.citation.startswith("Khoản 2 Điều 10")


def test_an_article_brings_its_next_best_clause_too(filled):
    (answer,) = filled.search([request_for("phục hồi điểm giấy phép", kinds=(Kind.LAW_ARTICLE,))])
    best = answer.hits[0]
    assert (best.document.object_id, best.passage.clause) == (58, "2")
    assert [passage.clause for passage in best.further] == ["1"]
    (anything,) = filled.search([request_for("phục hồi điểm giấy phép", kinds=(Kind.EXPLAINER, Kind.COURSE))])
    assert all(not hit.further for hit in anything.hits)


def test_an_article_is_found_once(filled):
    keys = found(filled, "giấy phép lái xe điểm")
    assert len(keys) == len(set(keys))


def test_a_hit_carries_everything_that_is_shown(filled, shelf):
    (answer,) = filled.search([request_for("ghế an toàn trẻ em", kinds=(Kind.EXPLAINER,))])
    assert answer.hits[0].document == replace(shelf[7], passages=())


def test_quotes_mean_exactly_so(filled):
    assert found(filled, '"hơi thở có nồng độ cồn"') == ["law_article:9"]
    assert found(filled, '"nồng độ hơi thở"') == []


def test_half_of_many_words_is_enough_but_both_of_two_are_needed(filled):
    assert "law_article:9" in found(filled, "nồng độ cồn tháng chạp")
    assert found(filled, "cồn chạp") == []


def test_a_page_is_found_in_its_language_and_a_law_in_each(filled):
    assert found(filled, "children seat", language="en") == ["explainer:6"]
    assert found(filled, "children seat") == []
    assert "law_article:9" in found(filled, "nồng độ cồn", language="en")


@pytest.mark.parametrize("number", ["36/2024/QH15", "36-2024-qh15", "36/2024", "luật 36"])
def test_a_number_finds_its_document(filled, number):
    request = SearchRequest(filters=Filters(number=parse_query(number).number, kinds=(Kind.LEGAL_DOCUMENT,)))
    (answer,) = filled.search([request])
    assert [hit.document.key for hit in answer.hits] == ["document:1"]


def test_without_words_a_law_is_read_in_its_order(filled):
    request = SearchRequest(filters=Filters(number="36/2024/qh15", kinds=(Kind.LAW_ARTICLE,)))
    (answer,) = filled.search([request])
    assert [hit.document.object_id for hit in answer.hits] == [9, 10, 58, 60, 90, 91]
    assert answer.hits[0].passage.clause == "1"


# ------------------------------------------------------------------ filters and counts


def test_filters(filled):
    assert set(found(filled, "trẻ em", kinds=(Kind.COURSE, Kind.LESSON))) == {"course:3", "lesson:4"}
    laws = (Kind.LAW_ARTICLE,)
    assert found(filled, "trẻ em", kinds=laws, force=Force.IN_FORCE) == ["law_article:10"]
    assert found(filled, "trẻ em", kinds=laws, force=Force.NOT_YET) == ["law_article:91"]
    assert found(filled, "phí đường bộ", force=Force.EXPIRED) == ["law_article:90"]
    assert set(found(filled, "trẻ em", group="course:3")) == {"lesson:4", "course:3"}


def test_what_no_longer_applies_comes_after(filled):
    filled.replace(
        [
            law_article(
                70, "Phù hiệu xe", "Phù hiệu cấp cho xe kinh doanh.", effective_to=datetime.date(2025, 2, 1)
            ),
            law_article(71, "Phù hiệu xe", "Phù hiệu cấp cho xe kinh doanh."),
        ],
        version=2,
    )
    if hasattr(filled, "refresh"):
        filled.refresh()
    assert found(filled, "phù hiệu xe kinh doanh") == ["law_article:71", "law_article:70"]


def test_each_facet_counts_under_all_filters_but_its_own(filled):
    counts = filled.count(request_for("trẻ em", kinds=(Kind.LAW_ARTICLE,), force=Force.IN_FORCE))
    assert counts.forces == {Force.IN_FORCE: 1, Force.NOT_YET: 1}  # of articles: kinds are no facet
    assert sum(counts.facets["languages"].values()) == 1


FACETED = [
    law_article(201, "Phù hiệu", "Xe có phù hiệu.", issuer="Quốc hội", year=2013, topic="Giao thông"),
    law_article(202, "Phù hiệu", "Xe có phù hiệu.", issuer="Quốc hội", year=2024, topic="Giao thông"),
    law_article(
        203,
        "Phù hiệu",
        "Xe có phù hiệu.",
        "Phù hiệu của xe thứ hai.",
        issuer="Chính phủ",
        document_type="decree",
        year=2024,
        topic="An ninh quốc gia",
    ),
    law_article(204, "Phù hiệu", "Xe có phù hiệu.", document_type="decree", year=2013),
]


@pytest.fixture
def faceted(filled, make_visible):
    filled.replace(FACETED, version=2)
    make_visible(filled)
    return filled


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"document_types": ("decree",)}, {203, 204}),
        ({"document_types": ("decree", "law")}, {201, 202, 203, 204}),
        ({"issuers": ("Quốc hội",)}, {201, 202}),
        ({"issuers": ("Quốc hội", "Chính phủ")}, {201, 202, 203}),
        ({"years": (2013,)}, {201, 204}),
        ({"years": (2013, 2024), "document_types": ("law",)}, {201, 202}),
        ({"topics": ("Giao thông",)}, {201, 202}),
        ({"languages": ("vi",)}, {201, 202, 203, 204}),
        ({"languages": ("en",)}, set()),
        ({"audiences": ("cadre",)}, set()),
        # What does not exist matches nothing, and is no error.
        ({"document_types": ("no such type", "")}, set()),
        ({"issuers": ("Quốc hội* OR 1=1",)}, set()),
        ({"years": (0, -5, 10**30)}, set()),
        ({"topics": ("x" * 40_000,)}, set()),
    ],
)
def test_facets_filter(faceted, filters, numbers):
    (answer,) = faceted.search([request_for("phù hiệu", **filters)])
    assert {hit.document.object_id for hit in answer.hits} == numbers
    assert answer.total == len(numbers)


def test_facets_count_objects_under_all_filters_but_their_own(faceted):
    counts = faceted.count(request_for("phù hiệu"))
    assert counts.facets == {
        "document_types": {"law": 2, "decree": 2},
        "issuers": {"Quốc hội": 2, "Chính phủ": 1},
        "years": {2013: 2, 2024: 2},
        "topics": {"Giao thông": 2, "An ninh quốc gia": 1},
        "languages": {"vi": 4},
        "audiences": {},
    }
    assert list(counts.facets["topics"]) == ["Giao thông", "An ninh quốc gia"]

    counts = faceted.count(request_for("phù hiệu", years=(2024,), document_types=("decree",)))
    assert counts.facets["years"] == {2013: 1, 2024: 1}
    assert counts.facets["document_types"] == {"law": 1, "decree": 1}
    assert counts.facets["issuers"] == {"Chính phủ": 1}
    assert counts.forces == {Force.IN_FORCE: 1}


def test_counts_come_with_the_hits_if_asked_for(faceted):
    request = request_for("phù hiệu", years=(2024,), kinds=(Kind.LAW_ARTICLE,), force=Force.IN_FORCE)
    (answer,) = faceted.search([replace(request, is_counted=True)])
    (uncounted,) = faceted.search([request])
    assert answer.counts == faceted.count(request)
    assert uncounted.counts is None
    assert replace(answer, counts=None) == uncounted


def test_a_facet_counts_its_most_frequent_values(filled, make_visible):
    many = [law_article(300 + number, "Phù hiệu", "Xe.", issuer=f"Bộ {number // 2}") for number in range(80)]
    many.append(law_article(390, "Phù hiệu", "Xe.", issuer="Bộ 39"))
    filled.replace(many, version=2)
    make_visible(filled)
    issuers = filled.count(request_for("phù hiệu")).facets["issuers"]
    assert len(issuers) == 30
    assert next(iter(issuers.items())) == ("Bộ 39", 3)


def test_results_by_date(filled, make_visible):
    filled.replace(
        [
            law_article(401, "Phù hiệu", "Xe.", dated=datetime.date(2020, 1, 1)),
            law_article(402, "Xe", "Mở đầu.", "Phù hiệu của xe.", dated=datetime.date(2024, 1, 1)),
            law_article(403, "Phù hiệu phù hiệu", "Phù hiệu.", dated=datetime.date(2022, 1, 1)),
            law_article(405, "Phù hiệu", "Xe.", dated=datetime.date(2022, 1, 1)),
            law_article(404, "Phù hiệu", "Xe.", dated=datetime.date(2022, 1, 1)),
        ],
        version=2,
    )
    make_visible(filled)
    request = request_for("phù hiệu")
    (newest,) = filled.search([replace(request, order=Order.NEWEST)])
    assert [hit.document.object_id for hit in newest.hits] == [402, 403, 404, 405, 401]
    assert newest.hits[0].passage.clause == "2"
    assert [hit.score for hit in newest.hits] == sorted((hit.score for hit in newest.hits), reverse=True)
    (oldest,) = filled.search([replace(request, order=Order.OLDEST, limit=4)])
    assert [hit.document.object_id for hit in oldest.hits] == [401, 403, 404, 405]


def test_totals_and_limits(filled):
    (answer,) = filled.search([replace(request_for("trẻ em"), limit=2)])
    assert len(answer.hits) == 2
    assert answer.total == 5
    assert not answer.is_more


def test_several_requests_at_once(filled):
    answers = filled.search([request_for("nồng độ cồn"), request_for("không có chữ này đâu xyz")])
    assert len(answers) == 2
    assert answers[0].total > 0
    assert answers[1].hits == ()
    assert filled.search([]) == []


# ------------------------------------------------------------------ suggestions


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("tre em", "lesson:4"),
        ("cho tre d", "explainer:5"),
        ("luật trậ", "document:1"),
        ("36/2024", "document:1"),
        ("ghế an t", "explainer:5"),
    ],
)
def test_suggestions_complete_titles_and_numbers(filled, typed, key):
    suggested = [d.key for d in filled.suggest(parse_query(typed).words, language="vi", limit=8)]
    assert key in suggested
    assert not any(key.startswith("law_article") for key in suggested)


def test_nothing_to_suggest(filled):
    assert filled.suggest([], language="vi", limit=8) == []
    assert filled.suggest(["xyz"], language="vi", limit=8) == []
    assert filled.suggest(["safety"], language="vi", limit=8) == []


# ------------------------------------------------------------------ rubbish


@pytest.mark.parametrize(
    "rubbish",
    [
        "a" * 10_000,
        "giấy phép " * 1_000,
        "👍🏽 trẻ em 👩‍👩‍👧",
        "trẻ em\x00 OR 1=1",
        "\u202etrẻ em\u200f",
        'title:"trẻ" AND NOT (em) ~2 ^5 *:* [a TO z] /.*/ \\',
        '{"query": {"match_all": {}}}',
        "<script>alert(1)</script>",
        "trẻ* em? +xe -ghế && || !",
        "trẻ" + "\u0301" * 50,
        "__proto__ constructor _id",
    ],
)
def test_rubbish_is_only_words(filled, rubbish):
    for language in ("vi", "en"):
        (answer,) = filled.search([request_for(rubbish, language=language)])
        assert answer.total >= 0
    filled.suggest(parse_query(rubbish).words, language="vi", limit=5)


def test_an_unknown_index_is_unavailable_and_not_a_crash(backend):
    with pytest.raises(SearchUnavailableError):
        backend.search([request_for("trẻ em")])
    with pytest.raises(SearchUnavailableError):
        backend.suggest(["tre"], language="vi", limit=5)
    assert not backend.status().answers
    # Nothing to keep up to date yet: the first rebuild reads everything.
    backend.replace([law_article(1, "Một", "Hai.")], version=1)
    backend.delete(["law_article:1"], version=2)


# ------------------------------------------------------------------ writing


def test_replacing_and_deleting(filled, make_visible):
    filled.replace([law_article(9, "Điều mới", "Nội dung thay thế hoàn toàn.")], version=2)
    make_visible(filled)
    assert "law_article:9" not in found(filled, "nồng độ cồn")
    assert found(filled, "nội dung thay thế hoàn toàn") == ["law_article:9"]
    assert len(filled.get(["law_article:9"])["law_article:9"].passages) == 1

    filled.delete(["law_article:9", "law_article:12345"], version=3)
    make_visible(filled)
    assert found(filled, "nội dung thay thế hoàn toàn") == []
    assert filled.get(["law_article:9"]) == {}


def test_a_late_job_does_not_overwrite_a_newer(filled, make_visible):
    filled.replace([law_article(9, "Bản mới", "Nội dung mới nhất.")], version=20)
    filled.replace([law_article(9, "Bản cũ", "Nội dung cũ.")], version=10)
    filled.delete(["law_article:9"], version=15)
    make_visible(filled)
    assert filled.get(["law_article:9"])["law_article:9"].title == "Bản mới"


def test_a_late_job_does_not_bring_back_what_was_deleted(filled, make_visible):
    filled.delete(["law_article:9"], version=20)
    filled.replace([law_article(9, "Bản cũ", "Nội dung cũ.")], version=10)
    make_visible(filled)
    assert filled.get(["law_article:9"]) == {}
    filled.replace([law_article(9, "Bản mới", "Nội dung mới.")], version=30)
    make_visible(filled)
    assert filled.get(["law_article:9"])["law_article:9"].title == "Bản mới"


def test_one_refused_document_does_not_hold_up_the_others(filled, make_visible):
    filled.replace([law_article(9, "Bản mới", "Một.")], version=20)
    filled.replace([law_article(9, "Bản cũ", "Hai."), law_article(80, "Khác", "Ba.")], version=10)
    make_visible(filled)
    titles = {
        key: document.title for key, document in filled.get(["law_article:9", "law_article:80"]).items()
    }
    assert titles == {"law_article:9": "Bản mới", "law_article:80": "Khác"}


def test_the_objects_of_a_group(filled):
    assert filled.keys_of_group("document:1") == {
        "document:1",
        *(f"law_article:{number}" for number in (9, 10, 58, 60, 90, 91)),
    }
    assert filled.keys_of_group("document:999") == set()


def test_documents_come_back_as_they_went_in(filled, shelf):
    stored = filled.get([document.key for document in shelf])
    assert stored == {document.key: document for document in shelf}


# ------------------------------------------------------------------ rebuilding


def test_a_rebuild_replaces_everything(filled, shelf):
    assert filled.rebuild([(shelf[0], 5)], reload=lambda keys: []) == 1
    assert found(filled, "nồng độ cồn") == []
    assert found(filled, "trẻ em ngồi") == ["law_article:10"]
    status = filled.status()
    assert status.answers
    assert status.documents == 1


def test_a_failed_rebuild_leaves_the_old_index(filled, shelf):
    def fails():
        yield shelf[0], 5
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        filled.rebuild(fails(), reload=lambda keys: [])
    assert "law_article:9" in found(filled, "nồng độ cồn")
    # … and does not stand in the way of the next.
    assert filled.rebuild([(shelf[0], 6)], reload=lambda keys: []) == 1


def test_readers_see_the_old_index_until_the_swap(filled, shelf):
    seen = []

    def documents():
        yield shelf[0], 5
        seen.append(found(filled, "nồng độ cồn"))

    filled.rebuild(documents(), reload=lambda keys: [])
    assert seen == [["law_article:9", "course:3"]] or "law_article:9" in seen[0]
    assert found(filled, "nồng độ cồn") == []


def test_changes_during_a_rebuild_are_not_lost(filled, shelf, make_visible):
    new = law_article(9, "Bản mới", "Nội dung mới.")
    added = law_article(80, "Thêm vào", "Nội dung thêm.")
    by_key = {new.key: new, added.key: added}

    def documents():
        for document in shelf:
            yield document, 5
        # After everything was read, three changes arrive while the new index is not yet live.
        filled.replace([new, added], version=10)
        filled.delete(["law_article:10"], version=11)

    filled.rebuild(documents(), reload=lambda keys: [by_key[key] for key in keys if key in by_key])
    make_visible(filled)
    stored = filled.get(["law_article:9", "law_article:10", "law_article:80"])
    assert {key: document.title for key, document in stored.items()} == {
        "law_article:9": "Bản mới",
        "law_article:80": "Thêm vào",
    }
    filled.replace([shelf[0]], version=7)  # a late job
    make_visible(filled)
    assert filled.get(["law_article:10"]) == {}


def test_a_second_rebuild_refuses(filled, shelf):
    outcome = []

    def documents():
        yield shelf[0], 5
        try:
            filled.rebuild([(shelf[1], 6)], reload=lambda keys: [])
        except RebuildRunningError as error:
            outcome.append(error)

    filled.rebuild(documents(), reload=lambda keys: [])
    assert len(outcome) == 1
    assert filled.status().documents == 1


def test_threads_write_and_read_side_by_side(filled, make_visible):
    errors = []

    def write(thread):
        try:
            for number in range(5):
                key = 1000 + thread * 10 + number
                filled.replace([law_article(key, "Song song", "Nội dung song song.")], version=100)
        except Exception as error:
            errors.append(error)

    def read():
        try:
            for _ in range(20):
                found(filled, "nội dung song song")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make_visible(filled)
    assert errors == []
    assert len(found(filled, "nội dung song song")) == 20


def test_a_page_of_many_passages_stays_one_hit(filled, make_visible):
    passages = tuple(Passage(lines=(Line(f"Đoạn {n} về phù hiệu."),), clause=str(n)) for n in range(200))
    filled.replace([replace(law_article(81, "Phù hiệu"), passages=passages)], version=2)
    make_visible(filled)
    assert found(filled, "đoạn 150 phù hiệu") == ["law_article:81"]
    (answer,) = filled.search([request_for("đoạn 150 phù hiệu")])
    assert answer.hits[0].passage.clause == "150"

"""What is written to Elasticsearch and asked of it, as plain data; no server is needed."""

import json
from dataclasses import replace

import pytest

from search.backends.base import FACETS, Filters, SearchRequest
from search.backends.elastic_index import FIELDS, META, build_mapping, build_search, to_source
from search.choices import Kind
from search.documents import Passage, passage_fields
from search.ranking import FUSION

from .conftest import law_article

REQUEST = SearchRequest(
    words=("nong", "do", "con"),
    word_pairs=("nong_do", "do_con"),
    content=("nong", "do", "con"),
    required=2,
    filters=Filters(language="vi", kinds=(Kind.LAW_ARTICLE,)),
)


def nested_of(search):
    return search["query"]["bool"]["must"][0]["nested"]


def terms_of(clauses):
    return {
        (field, asked["value"], asked["boost"]) for one in clauses for field, asked in one["term"].items()
    }


def test_an_object_is_sent_with_the_words_of_each_stretch_once():
    article = law_article(9, "Nồng độ cồn", "1. Phạt tiền.\na) Xe máy.", context=("Luật Giao thông",))
    source = to_source(article, 5)
    assert source["title"] == "nong do con"
    assert source["passages"][0]["u"] == ["luat giao thong", "nong do con", "1 phat tien", "a xe may"]
    (fields,) = passage_fields(article)
    assert " ".join(source["passages"][0]["u"]) == fields.u


def test_what_has_no_passages_is_found_by_its_names():
    source = to_source(replace(law_article(9, "Nồng độ cồn"), passages=(), context=()), 5)
    assert source["passages"] == [{"u": ["nong do con"], "shown": None}]
    assert to_source(replace(law_article(9, "Một"), passages=(Passage(lines=()),)), 5)["passages"][0]["shown"]


def test_every_field_of_the_fused_score_is_mapped_and_pairs_keep_no_places():
    mapping = build_mapping().to_dict()
    assert mapping["dynamic"] == "strict"
    assert mapping["_meta"] == META
    assert {term.field for term in FUSION} == set(FIELDS)
    words = mapping["properties"]["passages"]["properties"]["u"]
    assert "index_options" not in words  # phrases need the places
    for pairs in (words["fields"]["pairs"], mapping["properties"]["title"]["fields"]["pairs"]):
        assert pairs["index_options"] == "freqs"


def test_a_passage_is_scored_by_its_own_words_and_the_object_by_its_title():
    search = build_search(REQUEST).to_dict()
    inside = nested_of(search)["query"]["bool"]
    assert nested_of(search)["score_mode"] == "max"
    assert terms_of(inside["should"]) == {
        *(("passages.u", word, 1.0) for word in REQUEST.words),
        *(("passages.u.pairs", pair, 0.6) for pair in REQUEST.word_pairs),
    }
    assert inside["filter"][0]["bool"]["minimum_should_match"] == 2
    assert terms_of(search["query"]["bool"]["should"]) == {
        *(("title", word, 0.1) for word in REQUEST.words),
        *(("title.pairs", pair, 0.1) for pair in REQUEST.word_pairs),
    }


def test_only_the_facets_that_are_set_make_the_others_count_apart():
    unset = replace(REQUEST, is_counted=True)
    counted = build_search(unset).to_dict()["aggs"]
    assert set(counted) == {"force", *FACETS}
    assert all("filter" not in one for one in counted.values())
    years = replace(unset, filters=replace(unset.filters, years=(2024,)))
    counted = build_search(years).to_dict()["aggs"]
    assert [name for name, one in counted.items() if "filter" not in one] == ["years"]


@pytest.mark.parametrize("is_counted", [True, False])
def test_a_group_of_pages_is_looked_for_among_its_own_kinds(is_counted):
    """Otherwise the whole library is scored for the sake of ten explainers."""
    search = build_search(replace(REQUEST, is_counted=is_counted)).to_dict()
    conditions = json.dumps(search["query"]["bool"]["filter"])
    assert '"kind": ["law_article"]' in conditions

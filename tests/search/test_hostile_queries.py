"""What nobody means well by: parsing stays quick, bounded and silent."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.keyboard import undo_keyboard
from search.language_model import LanguageCounts
from search.queries import MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS, parse_query
from search.spelling import Speller
from search.suggestion_table import Entry, SuggestionTable, parts_of

#: Generous for a busy machine; real queries take about half a millisecond.
SECONDS = 0.5

HOSTILE = {
    "ten thousand letters": "a" * 10_000,
    "ten thousand marked letters": "ấ" * 10_000,
    "a million letters": "x" * 1_000_000,
    "five hundred words": "luật đất đai " * 170,
    "five hundred different words": " ".join(f"chữ{number}" for number in range(500)),
    "only punctuation": "!@#$%^&*()_+-=[]{}|;':,./<>?" * 100,
    "only emoji": "👍🏽👨‍👩‍👧‍👦🇻🇳" * 500,
    "NUL": "\x00" * 5_000,
    "right to left marks": "\u202e\u200f\u2066luật\u2069\u202c" * 500,
    "stacked marks": "a" + "\u0301" * 9_000,
    "marks without letters": "\u0323" * 9_000,
    "lone surrogates": "\ud800\udfff" * 2_000,
    "Lucene": '+luật -đất (title:"x"^4 OR /.*/ AND [a TO z]) && || ! { } ~5 * ? : \\' * 50,
    "JSON": '{"query":{"match_all":{}},"script":{"source":"while(true){}"}}' * 50,
    "SQL": "' OR 1=1; DROP TABLE laws_article; --" * 50,
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>" * 50,
    "a regular expression bomb": "(" * 3_000 + "a+" * 500 + ")+" * 500,
    "numbers without end": "168/2024/" * 1_000,
    "digits without end": "1" * 9_000,
    "slashes and digits": "1/2/3/4/5/6/7/8/9/" * 500,
    "articles without end": "điều " * 500 + "khoản " * 500 + "điểm " * 500,
    "citations without end": "điểm a khoản 1 điều 2 " * 400,
    "hasty citations": "d1k2d3k4d5k6" * 800,
    "types without end": "nghị định số " * 700,
    "nearly a number": "168 / 2024 / nđ - " * 500,
    "quotes": '"' * 5_000,
    "quoted things": '"a" ' * 2_000,
    "Telex without end": "dd aa ee oo uwow " * 500,
    "VNI without end": "d9a61u7o75" * 800,
    "a run of syllables": "luậtđấtđai" * 900,
    "an unmarked run": "luatdatdai" * 900,
    "capitals": "UBND TAND VKSND " * 500,
    "English without end": "drink driving fine " * 500,
    "spaces of every kind": "\u00a0\u2003\u3000\t\r\n\v\f\u2028\u2029" * 500,
    "letters that grow": "İŉǰΐ" * 2_000,
    "ligatures": "ﷺ" * 5_000,
}


@pytest.fixture(scope="module")
def speller():
    counts = LanguageCounts()
    counts.add("luật đất đai quy định quyền sử dụng đất giấy phép lái xe xử phạt vi phạm hành chính\n" * 30)
    return Speller(counts.model())


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_quickly_and_bounded(speller, raw):
    begin = time.perf_counter()
    query = parse_query(raw, correct=speller.correct)
    assert time.perf_counter() - begin < SECONDS
    assert len(query.text) <= MAX_QUERY_CHARACTERS
    assert len(query.words) <= MAX_QUERY_WORDS
    assert len(query.also) <= 10 * MAX_QUERY_CHARACTERS
    assert query.required <= len(query.content)
    assert all(unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} for letter in query.text)


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_completed_quickly(raw):
    table = SuggestionTable(
        Entry(f"Luật số {number} về đất đai, điều khoản", f"/{number}") for number in range(500)
    )
    text = parse_query(raw).searched
    begin = time.perf_counter()
    table.find(text, 8)
    table.find(text, 8, loosely=True)
    parts_of("Luật Đất đai 2024", text)
    assert time.perf_counter() - begin < SECONDS


def test_time_grows_no_faster_than_the_text():
    """The raw text is cut, so forty times the letters cost about as much as the limit's worth."""

    def seconds(raw):
        begin = time.perf_counter()
        for _time in range(5):
            parse_query(raw)
        return time.perf_counter() - begin

    parse_query("khởi động")
    at_limit = min(seconds("điều 1 khoản 2 luật đất đai 168/2024 " * 8) for _time in range(3))
    far_beyond = min(seconds("điều 1 khoản 2 luật đất đai 168/2024 " * 320) for _time in range(3))
    assert far_beyond < 8 * at_limit + 0.02


_FRAGMENTS = st.sampled_from([
    "điều ", "khoản ", "điểm ", "d", "k", "1", "15", "2024", "/", "-", " ", "nđ", "luật ", "số ", "qh15", "168/2024",
    '"', "“", "”", "dd", "aa", "w", "j", "61", "sổ đỏ", "UBND", "drink driving", "của ", "năm ", "\u0301", "\u200b",
    "đ", "Đ", "của luật", ":", ".", "(", ")+", "*", "\\",
])  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(_FRAGMENTS, max_size=60).map("".join))
def test_pieces_of_queries_in_any_order_are_read(raw):
    query = parse_query(raw)
    assert query.is_empty == (not query.words)
    for expansion in query.expansions:
        assert expansion.typed in query.searched
    # Reading what was read changes nothing more.
    assert parse_query(query.text).text == query.text


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=300))
def test_undoing_a_keyboard_never_fails_and_keeps_the_number_of_words(raw):
    text = parse_query(raw).text
    assert len(undo_keyboard(text).split()) == len(text.split())


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(), max_size=2_000))
def test_any_text_is_read_within_the_time(raw):
    begin = time.perf_counter()
    parse_query(raw)
    assert time.perf_counter() - begin < SECONDS

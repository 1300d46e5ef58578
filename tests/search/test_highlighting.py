import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.vietnamese import normalise
from search.documents import Line
from search.highlighting import SNIPPET_CHARACTERS, Wanted, best_line, highlight, opening, snippet


def marked(fragments):
    return [fragment.text for fragment in fragments if fragment.is_match]


def joined(fragments):
    return "".join(fragment.text for fragment in fragments)


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("Chở trẻ em dưới 10 tuổi", {"tre", "em"}, ["trẻ em"]),
        ("Hoà giải, HÒA GIẢI", {"hoa", "giai"}, ["Hoà giải", "HÒA GIẢI"]),
        ("đường, Đường", {"duong"}, ["đường", "Đường"]),
        ("ngồi cùng hàng ghế", {"ngoi", "ghe"}, ["ngồi", "ghế"]),
        ("và của là", {"va"}, []),
        ("", {"va"}, []),
    ],
)
def test_words_are_marked_in_the_original(text, wanted, expected):
    assert marked(highlight(text, Wanted(frozenset(wanted)))) == expected


@given(st.text(max_size=300), st.sets(st.sampled_from(["a", "tre", "em", "1", "ngoi"])))
def test_fragments_join_to_the_text(text, wanted):
    composed = normalise(text)
    assert joined(highlight(composed, Wanted(frozenset(wanted)))) == composed


def test_a_snippet_shows_the_densest_place():
    filler = "Quy định chung về phạm vi điều chỉnh của luật này. " * 12
    text = f"{filler}Trẻ em dưới 10 tuổi không được ngồi cùng hàng ghế với người lái. {filler}"
    fragments = snippet(text, Wanted.of("tre em ngoi ghe"))
    assert marked(fragments) == ["Trẻ em", "ngồi", "ghế"]
    assert joined(fragments).startswith("… ")
    assert joined(fragments).endswith(" …")
    assert len(joined(fragments)) <= SNIPPET_CHARACTERS + 4


def test_a_snippet_without_match_is_the_beginning():
    fragments = snippet("một hai ba " * 100, Wanted.of("khac"))
    assert not marked(fragments)
    assert joined(fragments).startswith("một hai ba")


def test_the_point_that_answers_is_chosen():
    lines = (
        Line("3. Phạt tiền từ 800.000 đồng đến 1.000.000 đồng đối với một trong các hành vi sau:"),
        Line("a) Chuyển hướng không giảm tốc độ;", citation="điểm a"),
        Line(
            "m) Chở trẻ em dưới 10 tuổi trên xe ô tô ngồi cùng hàng ghế với người lái xe;", citation="điểm m"
        ),
    )
    assert best_line(lines, Wanted.of("tre em ngoi ghe")).citation == "điểm m"
    assert best_line(lines, Wanted.of("khac")).citation == ""
    assert best_line((), Wanted.of("khac")) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phạt", ["phạt"]),
        ("phat", ["phát", "phạt", "Phật"]),
        ("hoà", ["hòa"]),
        ("hòa", ["hòa"]),
        ("phat hòa tien", ["phát", "phạt", "Phật", "hòa"]),
    ],
)
def test_marks_that_were_typed_are_meant(query, expected):
    assert marked(highlight("phát, phạt, Phật, hòa, hoa", Wanted.of(query))) == expected


def test_the_opening_of_a_clause_starts_with_the_fine():
    text = "9. Phạt tiền từ 8.000.000 đồng đến 10.000.000 đồng đối với người điều khiển xe"
    assert joined(opening(text, Wanted.of("xe"), 40)) == "9. Phạt tiền từ 8.000.000 đồng đến …"

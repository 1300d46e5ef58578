import pytest

from content.explainers.markers import ProvisionKey, number_sections, split_html, split_markers

A, B, C = ProvisionKey(1, "6", "a"), ProvisionKey(1, "9", "d"), ProvisionKey(2)


def test_provisions_are_numbered_through_the_page_and_keep_their_number():
    first, second, third = number_sections([[A, B], [B, C], []])

    assert (first.numbers, first.new) == ((1, 2), (1, 2))
    assert (second.numbers, second.new) == ((2, 3), (3,))
    assert (third.numbers, third.new) == ((), ())


def test_a_provision_that_is_gone_keeps_its_place_without_a_number():
    (only,) = number_sections([[None, A]])

    assert only.numbers == (0, 1)
    assert split_markers("Có.[1] Không.[2]", only.numbers) == ["Có.", " Không.", 1]


@pytest.mark.parametrize(
    ("html", "numbers", "parts"),
    [
        ("<p>Có.[1]</p>", [4], ["<p>", "Có.", 4, "</p>"]),
        ("<p>Có [9].</p>", [4], ["<p>", "Có [9].", "</p>"]),
        ('<a href="/x?[1]">đây[1]</a>', [4], ['<a href="/x?[1]">', "đây", "</a>", 4]),
        ("", [4], []),
    ],
)
def test_marks_are_read_in_words_never_in_tags_or_inside_links(html, numbers, parts):
    assert split_html(html, numbers) == parts


def test_sources_without_a_mark_stand_at_the_end_of_the_text():
    assert split_html("<p>Một.[1]</p><p>Hai.</p>", [1, 2, 0], with_rest=True) == [
        "<p>", "Một.", 1, "</p>", "<p>", "Hai.", 2, "</p>",
    ]  # fmt: skip

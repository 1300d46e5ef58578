"""Lines "| a | b |" are a table; nothing else is."""

from __future__ import annotations

import pytest

from content.laws.tables import Block, Table, blocks

HEADED = Table(("Loại xe", "Mức phạt"), (("Xe máy", "1 triệu đồng"), ("Ô tô", "2 triệu đồng")))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        (["Một câu."], [Block("Một câu.")]),
        (
            ["| Loại xe | Mức phạt |", "| Xe máy | 1 triệu đồng |", "| Ô tô | 2 triệu đồng |"],
            [Block(table=HEADED)],
        ),
        (
            ["| Loại xe | Mức phạt |", "|---|:--|", "| Xe máy | 1 triệu đồng |", "| Ô tô | 2 triệu đồng |"],
            [Block(table=HEADED)],
        ),
        (
            ["Trước.", "| a | b |", "| c | |", "Sau."],
            [Block("Trước."), Block(table=Table(("a", "b"), (("c", ""),))), Block("Sau.")],
        ),
        # Rows of unequal length are filled up; a single row heads nothing.
        (["| a | b | c |", "| d | e |"], [Block(table=Table(("a", "b", "c"), (("d", "e", ""),)))]),
        (["| a | b |"], [Block(table=Table((), (("a", "b"),)))]),
        ([r"| a \| b | c |", "| d | e |"], [Block(table=Table(("a | b", "c"), (("d", "e"),)))]),
        # A formula that was laid out as a table has no head.
        (
            ["| Tỷ lệ | | Dự toán chi |", "| | = | ------- |", "| | | Dự toán thu |"],
            [
                Block(
                    table=Table(
                        (),
                        (("Tỷ lệ", "", "Dự toán chi"), ("", "=", "-------"), ("", "", "Dự toán thu")),
                        is_formula=True,
                    )
                )
            ],
        ),
        (["| một |"], [Block("| một |")]),
        (["a | b"], [Block("a | b")]),
        (["|"], [Block("|")]),
        (["||"], [Block("||")]),
    ],
)
def test_rows_become_tables(lines, expected):
    assert blocks(lines) == expected

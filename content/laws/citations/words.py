"""The small vocabulary that all parts of the grammar share."""

from __future__ import annotations

# A space that stays on its line: a citation never runs over the end of a paragraph.
SPACE = r"[^\S\n]"
CAPITAL = "A-ZĐÀ-Ỹ"

# Longest first, so that "Thông tư liên tịch" is not read as "Thông tư".
DOCUMENT_TYPE_NAMES = (
    "Thông tư liên tịch",
    "Nghị quyết liên tịch",
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Nghị quyết",
    "Nghị định",
    "Quyết định",
    "Thông tư",
    "Chỉ thị",
    "Sắc lệnh",
    "Lệnh",
    "Kế hoạch",
    "Hướng dẫn",
    "Thông báo",
    "Quy chế",
    "Quy định",
    "Công văn",
)
TITLED_TYPE_NAMES = ("Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp")


def any_of(names: tuple[str, ...], *, either_case: bool = False) -> str:
    """An alternation in which a space is any space; with ``either_case`` the first letter may be small."""
    alternatives = []
    for name in names:
        first = f"[{name[0]}{name[0].lower()}]" if either_case else name[0]
        alternatives.append(first + name[1:].replace(" ", rf"{SPACE}+"))
    return "|".join(alternatives)

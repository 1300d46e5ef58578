"""Places in a law fit into both engines' numbers."""

import pytest

from search.documents import filter_fields
from tests.search.conftest import law_article


@pytest.mark.parametrize(("order", "position"), [(0, 0), (712, 712), (10_004_800_000_000_000, 2**31 - 1)])
def test_a_place_beyond_all_bounds_is_the_last(order, position):
    document = law_article(1, "Phạm vi điều chỉnh", "Văn bản này quy định.", order=order)
    assert filter_fields(document)["position"] == position

"""What a person typed → what is looked for. Pure: no index, no database.

>>> parse_query('khoan 2 dieu 15 luat dat dai').citation
Citation(article='15', clause='2', point='')
"""

from search.queries.citations import Citation
from search.queries.cleaning import MAX_QUERY_CHARACTERS, clean
from search.queries.numbers import DOCUMENT_TYPES, number_key, number_keys
from search.queries.parsed import Expansion, ParsedQuery
from search.queries.parsing import MAX_QUERY_WORDS, parse_query, without_number

__all__ = [
    "DOCUMENT_TYPES",
    "MAX_QUERY_CHARACTERS",
    "MAX_QUERY_WORDS",
    "Citation",
    "Expansion",
    "ParsedQuery",
    "clean",
    "number_key",
    "number_keys",
    "parse_query",
    "without_number",
]

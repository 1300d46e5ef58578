"""What somebody typed → a query, understood with the editors' words and the corpus's spelling."""

from __future__ import annotations

from search.corpus_spelling import correct
from search.queries import ParsedQuery, parse_query
from search.rules import Rules
from search.vocabulary import default_vocabulary


def understand(raw: str, rules: Rules) -> ParsedQuery:
    """Never raises."""
    return parse_query(rules.without_ignored(raw), rules.vocabulary(default_vocabulary()), correct=correct)

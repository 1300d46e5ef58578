"""A whole document of law as a tree: heading, basis, parts, articles, closing, appendices. Pure; loses nothing.

The text comes as lines, one paragraph each; a row of a table is "| a | b |". Every line lands in exactly one place of
the tree, so that ``DocumentTree.rejoined()`` gives the text back up to white space. What an article holds is read by
``structure.py``. Whatever is not certain becomes a ``Doubt`` with the number of its line; nothing is guessed silently.

Two rules carry most of the weight:

- A line "Điều 8. …" opens an article when 8 is due. When it is not, it opens one only if the number that is due does
  not come later: so neither an amended article quoted without quotation marks nor a wrapped reference splits a text.
- A chapter is a line "Chương II" whose heading leads straight to an article or a smaller part.

A text without any article, as circulars were until about 2008, is read by its numbered headings: "I. QUY ĐỊNH CHUNG",
or "1." where there are none. Each stands for an article, with clauses and points below it.
"""

from .doubts import Doubt, DoubtReason
from .nodes import AppendixNode, ArticleNode, DivisionNode, DocumentTree, Line
from .parsing import parse_document
from .patterns import DIVISION_KINDS
from .succession import division_value

__all__ = [
    "DIVISION_KINDS",
    "AppendixNode",
    "ArticleNode",
    "DivisionNode",
    "DocumentTree",
    "Doubt",
    "DoubtReason",
    "Line",
    "division_value",
    "parse_document",
]

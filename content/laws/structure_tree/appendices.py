"""What stands after the articles: closing, appendices, regulations issued with the document. Pure."""

from __future__ import annotations

from itertools import count

from .doubts import DoubtReason
from .endings import appendix_at, attached_document_at
from .law_text import LawText
from .nodes import AppendixNode, Line
from .patterns import ATTACHED, CLAUSE_START, DIVISION, LONGEST_HEADING, MOST_HEADING_LINES
from .spans import spans


def read_ending(law: LawText, tail: int) -> tuple[tuple[Line, ...], tuple[AppendixNode, ...]]:
    """(closing, appendices) from the line where the articles end."""
    starts: list[int] = []
    seen: set[str] = set()
    for index in range(tail, len(law.lines)):
        match = appendix_at(law, index)
        number = (match["number"] or "") if match else ""
        if match and number and number in seen:
            law.doubt(index, DoubtReason.APPENDIX_TWICE, f"Phụ lục {number}")
        elif match or (attached_document_at(law, index) and not _follows_appendix_title(index, starts)):
            starts.append(index)
            seen.add(number)
    first = starts[0] if starts else len(law.lines)
    taken = {match["number"] for index in starts if (match := appendix_at(law, index)) and match["number"]}
    appendices = []
    for start, end in spans(starts, len(law.lines)):
        appendices.append(_appendix(law, start, end, taken))
    return tuple(law.lines[tail:first]), tuple(appendices)


def _follows_appendix_title(index: int, starts: list[int]) -> bool:
    """ "PHỤ LỤC I" and "DANH MỤC …" below it are one beginning."""
    return bool(starts) and index - starts[-1] <= MOST_HEADING_LINES // 2


def _appendix(law: LawText, start: int, end: int, taken: set[str]) -> AppendixNode:
    match = appendix_at(law, start)
    number = (match["number"] or "") if match else ""
    if not number:
        number = next(str(one) for one in count(1) if str(one) not in taken)
        taken.add(number)
        reason = DoubtReason.APPENDIX_WITHOUT_NUMBER if match else DoubtReason.ATTACHED_DOCUMENT
        law.doubt(start, reason, f"Phụ lục {number}")
    titles = [match["rest"]] if match and match["rest"] else []
    if not match:
        titles = [law.lines[start].text]
    limit = min(start + 1 + MOST_HEADING_LINES, end)
    body_start = start + 1
    while body_start < limit and len(law.lines) > body_start:
        words = law.lines[body_start].text
        is_title = words.isupper() and not words.startswith("|") and not CLAUSE_START.match(words)
        is_note = ATTACHED.match(words) or (words.startswith("(") and words.endswith(")"))
        if not (is_title or is_note) or DIVISION.match(words):
            break
        if is_title:
            titles.append(words)
        body_start += 1
    body = law.lines[body_start:end]
    heading = " ".join(titles)[:LONGEST_HEADING]
    text = "\n".join(line.text for line in body)
    if not body:
        law.doubt(start, DoubtReason.ARTICLE_WITHOUT_TEXT, f"Phụ lục {number}")
    return AppendixNode(number, heading, text, tuple(law.lines[start:body_start]), tuple(body))

"""The lines of one text, which of them are quoted, and what was doubted on the way."""

from __future__ import annotations

from .doubts import Doubt, DoubtReason
from .nodes import Line
from .patterns import ARTICLE, STRAIGHT_END


class LawText:
    """Lines are counted from 0 here, in a doubt as in the text.

    ``quoted``: for each line, whether another law speaks in it. ``articles``: the lines outside quotations that look
    like the beginning of an article.
    """

    def __init__(self, text: str) -> None:
        self.lines = [
            Line(number, raw.strip())
            for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
            if raw.strip()
        ]
        self.doubts: list[Doubt] = []
        self.quoted = self._quotations()
        self.articles = {
            index: match
            for index, line in enumerate(self.lines)
            if not self.quoted[index] and (match := ARTICLE.match(line.text))
        }

    def doubt(self, index: int, reason: DoubtReason, subject: str = "") -> None:
        number = self.lines[index].number if index < len(self.lines) else 1
        self.doubts.append(Doubt(number, reason, subject))

    def _quotations(self) -> list[bool]:
        """For each line whether it begins inside a quotation, or begins one that runs over several lines."""
        quoted = [False] * len(self.lines)
        start = 0
        while start < len(self.lines):
            end = self._end_of_quotation(start)
            if end is not None:
                begins_it = self.lines[start].text[0] in '“"'
                for index in range(start if begins_it else start + 1, end + 1):
                    quoted[index] = True
                start = end
            start += 1
        return quoted

    def _end_of_quotation(self, start: int) -> int | None:
        text = self.lines[start].text
        depth = text.count("“") - text.count("”")
        if depth > 0:
            for index in range(start + 1, len(self.lines)):
                depth += self.lines[index].text.count("“") - self.lines[index].text.count("”")
                if depth <= 0:
                    return index
            self.doubt(start, DoubtReason.QUOTATION_OPEN)
            return None
        if text[0] in '“"' and ARTICLE.match(text[1:].lstrip()):
            if text[0] == "“" or text.count('"') % 2 == 0:
                return start
            return next(
                (
                    index
                    for index in range(start + 1, len(self.lines))
                    if self.lines[index].text.count('"') % 2 and STRAIGHT_END.search(self.lines[index].text)
                ),
                None,
            )
        return None

"""The words that an export adds to a law, and how a reader tells them from the law's own.

A file that goes out and comes back must not bring them along as text of the law.
"""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

SUMMARY = gettext_noop("Summary, not the official text.")
TRANSLATION = gettext_noop("Reference translation, not the official text.")
LAPSED = gettext_noop("No longer in force from %(day)s.")
NOT_YET = gettext_noop("This text is in force from %(day)s only.")
# Below the law, before the lines that say where it comes from.
RULE = "-" * 40
MOST_LINES_OF_ORIGIN = 6
# As copies have it where the original is signed: after it comes no text of the law.
SIGNED = "(Đã ký)"

_ADDRESS = re.compile(r"^https?://\S+$")


def without_own_words(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the law's own lines, what the export said of it), in whichever language of the site it said it."""
    kept, said = [], []
    for position, line in enumerate(_without_origin(lines)):
        is_bracketed = line.startswith("[") and line.endswith("]")
        sentence = line[1:-1] if is_bracketed else line
        if (is_bracketed or position == 0) and _notes().fullmatch(sentence):
            said.append(sentence)
        else:
            kept.append(line)
    return tuple(kept), tuple(dict.fromkeys(said))


def _without_origin(lines: tuple[str, ...]) -> tuple[str, ...]:
    last = lines[-MOST_LINES_OF_ORIGIN - 1 :]
    if RULE not in last:
        return lines
    below = last[last.index(RULE) + 1 :]
    is_origin = any(_ADDRESS.match(line) for line in below)
    return lines[: len(lines) - len(below) - 1] if is_origin else lines


@cache
def _notes() -> re.Pattern[str]:
    sentences = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            sentences |= {gettext(one) for one in (SUMMARY, TRANSLATION, LAPSED, NOT_YET)}
    day = re.escape("%(day)s")
    return re.compile(
        "|".join(re.escape(one).replace(day, r"\d{2}/\d{2}/\d{4}") for one in sorted(sentences))
    )

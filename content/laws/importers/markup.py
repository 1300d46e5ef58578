"""Takes Markdown and page components out of law text. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from portal.lib.vietnamese import normalise

_DEFINITION = re.compile(r"^[ \t]*\[([^\]\n]+)\]:[ \t]*\S.*$", re.MULTILINE)
_INLINE_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\s]*\)")
_REFERENCE_LINK = re.compile(r"\[([^\[\]\n]*)\]\[[^\[\]\n]*\]")
_BRACKETS = re.compile(r"\[([^\[\]\n]*)\]")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_CODE = re.compile(r"(`+)([^`\n]*)\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_ENDING = re.compile(r"<DocumentEnding\b(.*?)/>", re.DOTALL)
_SIDE = re.compile(r"(left|right)=\{(.*?)\}", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True)
class Ending:
    """The block of signatures: ``right`` holds office and name, one a line."""

    left: tuple[str, ...]
    right: tuple[str, ...]


def link_labels(text: str) -> frozenset[str]:
    """The labels that reference definitions give, folded in case as Markdown does."""
    return frozenset(normalise(match[1]).casefold() for match in _DEFINITION.finditer(text))


def take_ending(text: str) -> tuple[str, Ending | None]:
    """The text without its block of signatures, and that block."""
    match = _ENDING.search(text)
    if match is None:
        return text, None
    sides = {side: _lines(content) for side, content in _SIDE.findall(match[1])}
    return text[: match.start()] + text[match.end() :], Ending(sides.get("left", ()), sides.get("right", ()))


def clean_text(text: str, *, is_markdown: bool = True) -> str:
    """Law text in NFC, one paragraph a line, without marks of headings, links, emphasis and code.

    Square brackets are links only in a file that defines link labels or uses inline links (``is_markdown``).
    """
    text = html.unescape(normalise(text)).replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub("", text)
    text = _DEFINITION.sub("", text)
    text = _INLINE_LINK.sub(r"\1", text)
    text = _REFERENCE_LINK.sub(r"\1", text)
    if is_markdown:
        text = _BRACKETS.sub(r"\1", text)
    text = _BREAK.sub("\n", text)
    text = _HEADING.sub("", text)
    text = _CODE.sub(r"\2", text)
    text = _BOLD.sub(r"\2", text)
    text = _ITALIC.sub(r"\1", text)
    text = _ESCAPED.sub(r"\1", text)
    return "\n".join(_lines(text))


def clean_line(text: str, *, is_markdown: bool = True) -> str:
    """The same for a heading: always one line."""
    return " ".join(clean_text(text, is_markdown=is_markdown).split("\n")).strip()


def unwanted_markup(cleaned: str) -> str | None:
    """The first tag or unfinished component still in cleaned text."""
    if "<DocumentEnding" in cleaned:
        return "<DocumentEnding"
    match = _TAG.search(cleaned)
    return match[0][:40] if match else None


def unwanted_character(text: str) -> str | None:
    """The name of the first character that no text may hold: NUL and other controls, half a surrogate pair."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in "\t\n\r"):
            return f"U+{ord(character):04X}"
    return None


def printable(value: object, most: int) -> str:
    """A value of a file for a line about it: short, and without half a surrogate pair, which no screen can show."""
    return str(value)[:most].encode("utf-8", "replace").decode()


def _lines(text: str) -> tuple[str, ...]:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return tuple(line for line in lines if line)

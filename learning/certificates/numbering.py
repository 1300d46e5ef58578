"""Certificate codes: unguessable, easy to read aloud and to type, and safe against one slip of the finger.

A code is eleven random characters and one check character: ``K7M4-9TQ2-XR8D``. The alphabet leaves out
0, 1, I, L and O, so nobody has to wonder which of two look-alikes is printed. Its 31 characters make the
modulus prime; with a different weight at every position the check character catches every single wrong
character and every exchange of two characters, wherever they stand. It is the method of ISBN-10
(ISO 2108:1992, weights by position modulo 11) carried over to modulo 31.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from enum import Enum

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MODULUS = len(ALPHABET)  # 31, a prime
CODE_LENGTH = 12
GROUP_LENGTH = 4

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_IN_ADDRESS = re.compile(r"/xac-minh/([^/?#]+)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-‐-―−._]+")


class CodeProblem(Enum):
    """Why a typed text is not a certificate code."""

    EMPTY = "empty"
    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"


class MistypedCodeError(ValueError):
    """The text cannot be a code that was ever issued; ``problem`` says why."""

    def __init__(self, problem: CodeProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def check_character(payload: str) -> str:
    """The last character of a code whose first eleven are ``payload``."""
    weighted_sum = sum(position * _VALUES[character] for position, character in enumerate(payload, start=1))
    # The check character c at the last position must bring the whole sum to 0 modulo 31.
    return ALPHABET[-weighted_sum * pow(CODE_LENGTH, -1, MODULUS) % MODULUS]


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh code of twelve characters without dashes: 54 random bits and a check character."""
    payload = "".join(choose(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return payload + check_character(payload)


def format_code(code: str) -> str:
    """In groups of four, as printed: ``K7M49TQ2XR8D`` → ``K7M4-9TQ2-XR8D``."""
    return "-".join(code[start : start + GROUP_LENGTH] for start in range(0, len(code), GROUP_LENGTH))


def read_code(typed: str) -> str:
    """What a person typed or pasted → the code without dashes.

    Accepts lower case, spaces, any dash, full-width characters and the whole verification address.
    Raises ``MistypedCodeError``.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if in_address := _IN_ADDRESS.search(text):
        text = in_address[1]
    code = _SEPARATORS.sub("", text).upper()
    if not code:
        raise MistypedCodeError(CodeProblem.EMPTY)
    if len(code) != CODE_LENGTH:
        raise MistypedCodeError(CodeProblem.LENGTH)
    if any(character not in _VALUES for character in code):
        raise MistypedCodeError(CodeProblem.CHARACTER)
    if check_character(code[:-1]) != code[-1]:
        raise MistypedCodeError(CodeProblem.CHECK)
    return code

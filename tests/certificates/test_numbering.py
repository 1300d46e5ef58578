"""Certificate codes: what a person may type, and which slips are caught."""

import itertools

import pytest

from learning.certificates.numbering import (
    ALPHABET,
    CODE_LENGTH,
    CodeProblem,
    MistypedCodeError,
    check_character,
    format_code,
    new_code,
    read_code,
)

CODES = [new_code() for _ in range(20)]


def is_accepted(text: str) -> bool:
    try:
        read_code(text)
    except MistypedCodeError:
        return False
    return True


def test_the_alphabet_has_no_look_alikes_and_a_prime_length() -> None:
    assert not set("01ILO") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_a_new_code_reads_back_as_itself() -> None:
    for code in CODES:
        assert len(code) == CODE_LENGTH
        assert read_code(code) == read_code(format_code(code)) == code


def test_new_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(5_000)}) == 5_000


def test_the_check_character_is_the_weighted_sum_modulo_31() -> None:
    assert check_character("2" * 11) == "2"  # every value is 0
    # the values are 1, 0, 0 …: 12·c must be 30 modulo 31, and 12·18 = 216 = 6·31 + 30
    assert check_character("3" + "2" * 10) == ALPHABET[18]


@pytest.mark.parametrize("code", CODES, ids=range(len(CODES)))
def test_every_single_wrong_character_is_caught(code: str) -> None:
    for position, character in itertools.product(range(CODE_LENGTH), ALPHABET):
        if character != code[position]:
            assert not is_accepted(code[:position] + character + code[position + 1 :])


@pytest.mark.parametrize("code", CODES, ids=range(len(CODES)))
def test_every_exchange_of_two_characters_is_caught(code: str) -> None:
    for first, second in itertools.combinations(range(CODE_LENGTH), 2):
        if code[first] != code[second]:
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert not is_accepted("".join(swapped))


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        format_code,
        lambda code: f"  {format_code(code).lower()}\n",
        " ".join,
        lambda code: format_code(code).replace("-", "–"),
        lambda code: f"https://example.org/xac-minh/{format_code(code)}/",
        lambda code: f"example.org/en/xac-minh/{code}?tu=qr#top",
        lambda code: "".join(chr(ord(character) + 0xFEE0) for character in code),  # full width
    ],
)
def test_what_people_type_or_paste_is_understood(write) -> None:
    for code in CODES:
        assert read_code(write(code)) == code


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", CodeProblem.EMPTY),
        (" - ", CodeProblem.EMPTY),
        ("K7M4", CodeProblem.LENGTH),
        ("2" * 10_000, CodeProblem.LENGTH),
        ("K7M4-9TQ2-XR80", CodeProblem.CHARACTER),
        ("K7M4-9TQ2-XRĐĐ", CodeProblem.CHARACTER),
        ("K7M4\x009TQ2XR8", CodeProblem.CHARACTER),
        ("😀" * 12, CodeProblem.CHARACTER),
        ("https://example.org/xac-minh/", CodeProblem.LENGTH),
        ("2222-2222-2223", CodeProblem.CHECK),
    ],
)
def test_a_wrong_text_is_refused_with_its_reason(typed: str, problem: CodeProblem) -> None:
    with pytest.raises(MistypedCodeError) as refused:
        read_code(typed)
    assert refused.value.problem is problem

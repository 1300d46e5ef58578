"""How often a misspelt question is put right, and how often a right one is doubted.

Each question is misspelt in one way at a time, always the same; the share of questions that come back exactly as they
were (letters and marks; the place of a tone and capitals count for nothing) and of their syllables is printed, then
how often a question as people typed it is doubted, and the time.

    python benchmarks/search_spelling.py --questions FILE.jsonl    one {"text": …} a line
    make rebuild-search first, or --gather: reads how the library spells from its texts (half a minute)
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from portal.lib.vietnamese import fold, normalise  # noqa: E402
from search.analysis import WORD, surface  # noqa: E402
from search.corpus_spelling import current_speller, forget_speller, gather  # noqa: E402
from search.keyboard import undo_keyboard  # noqa: E402
from search.spelling import Speller  # noqa: E402
from search.syllables import is_syllable, place_tone, split_tone  # noqa: E402

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
ALIKE = [("ch", "tr"), ("s", "x"), ("l", "n"), ("d", "gi"), ("ng", "ngh"), ("c", "k")]
LETTERS = "abcdeghiklmnopqrstuvxy"
TELEX_TONES = dict(zip(TONES[1:], "fsxrj", strict=True))
VNI_TONES = dict(zip(TONES[1:], "21435", strict=True))
TELEX = {"đ": "dd", "â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw"}
VNI = {"đ": "d9", "â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7"}

Slip = Callable[[str, random.Random], str]


def one_word(change: Callable[[str, random.Random], str]) -> Slip:
    """Misspells one word of the question, if any can be."""

    def slip(text: str, chance: random.Random) -> str:
        places = [
            match for match in WORD.finditer(text) if match.group().isalpha() and is_syllable(match.group())
        ]
        chance.shuffle(places)
        for place in places:
            changed = change(place.group().lower(), chance)
            if changed and changed != place.group().lower():
                return text[: place.start()] + changed + text[place.end() :]
        return text

    return slip


def other_tone(word: str, chance: random.Random) -> str:
    letters, tone = split_tone(word)
    others = [place_tone(letters, other) for other in TONES if other != tone and tone]
    others = [other for other in others if is_syllable(other)]
    return chance.choice(others) if others else ""


def hook_or_tilde(word: str, _chance: random.Random) -> str:
    letters, tone = split_tone(word)
    swapped = {"\u0303": "\u0309", "\u0309": "\u0303"}.get(tone)
    return place_tone(letters, swapped) if swapped else ""


def no_marks_on_one(word: str, _chance: random.Random) -> str:
    return fold(word)


def half_marked(word: str, _chance: random.Random) -> str:
    """ "đường" → "đương", "luật" → "luât": the tone is left out."""
    letters, tone = split_tone(word)
    return letters if tone and letters != fold(letters) else ""


def alike(word: str, chance: random.Random) -> str:
    letters = list(ALIKE)
    chance.shuffle(letters)
    for pair in letters:
        for one, other in (pair, pair[::-1]):
            if word.startswith(one):
                return other + word[len(one) :]
    return ""


def typed_wrong(word: str, chance: random.Random) -> str:
    """A letter too many, too few, another, or two the other way round."""
    if len(word) < 3:
        return ""
    place = chance.randrange(len(word))
    return normalise(
        {
            0: word[:place] + word[place + 1 :],
            1: word[:place] + chance.choice(LETTERS) + word[place:],
            2: word[:place] + chance.choice(LETTERS) + word[place + 1 :],
            3: word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :] if place else word,
        }[chance.randrange(4)]
    )


def without_a_space(text: str, chance: random.Random) -> str:
    spaces = [
        index
        for index, letter in enumerate(text)
        if letter == " " and text[index - 1].isalpha() and text[index + 1 : index + 2].isalpha()
    ]
    place = chance.choice(spaces)
    return text[:place] + text[place + 1 :]


def keyboard(letters: dict[str, str], tones: dict[str, str]) -> Callable[[str, random.Random], str]:
    def typed(word: str, _chance: random.Random) -> str:
        plain, tone = split_tone(word)
        return "".join(letters.get(letter, letter) for letter in plain) + tones.get(tone, "")

    return typed


def every_word(change: Callable[[str, random.Random], str]) -> Slip:
    def slip(text: str, chance: random.Random) -> str:
        return WORD.sub(lambda match: change(match.group().lower(), chance) or match.group(), text)

    return slip


def half_of_the_words(text: str, chance: random.Random) -> str:
    return WORD.sub(lambda match: fold(match.group()) if chance.random() < 0.5 else match.group(), text)


SLIPS: dict[str, Slip] = {
    "no marks at all": lambda text, _chance: fold(text),
    "half of the words without": half_of_the_words,
    "one word without marks": one_word(no_marks_on_one),
    "one tone left out": one_word(half_marked),
    "one wrong tone": one_word(other_tone),
    "hỏi for ngã, ngã for hỏi": one_word(hook_or_tilde),
    "sounds that are alike": one_word(alike),
    "one letter typed wrong": one_word(typed_wrong),
    "a space forgotten": without_a_space,
    "Telex left over, one word": one_word(keyboard(TELEX, TELEX_TONES)),
    "Telex left over, all": every_word(keyboard(TELEX, TELEX_TONES)),
    "VNI left over, all": every_word(keyboard(VNI, VNI_TONES)),
}


def spelt(text: str) -> list[str]:
    return [surface(word) for word in WORD.findall(text)]


def corrected(speller: Speller, text: str) -> str:
    """As a query is read: a keyboard's leftovers first, then the corpus."""
    undone = undo_keyboard(text)
    return speller.correct(undone) or undone


def measure(speller: Speller, questions: list[str], slip: Slip) -> str:
    chance = random.Random(7)  # noqa: S311  (the same slips every time)
    whole = tried = right = syllables = 0
    for question in questions:
        misspelt = slip(question, chance)
        wanted = spelt(question)
        if spelt(misspelt) == wanted:
            continue
        tried += 1
        found = spelt(corrected(speller, misspelt))
        whole += found == wanted
        syllables += len(wanted)
        right += sum(a == b for a, b in zip(found, wanted, strict=False)) if len(found) == len(wanted) else 0
    return f"{tried:>5} {whole / max(tried, 1):>9.1%} {right / max(syllables, 1):>9.1%}"


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--questions", type=Path, required=True)
    arguments.add_argument("--gather", action="store_true")
    arguments.add_argument("--show", type=int, default=10, help="so many doubted questions")
    options = arguments.parse_args()
    if options.gather:
        begin = time.perf_counter()
        gather()
        print(f"gathered in {time.perf_counter() - begin:.0f} s")
    forget_speller()
    speller = current_speller()
    if speller is None:
        raise SystemExit("How the library spells is not known yet: rebuild the index, or give --gather.")
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [normalise(json.loads(line)["text"]) for line in lines]

    print(f"{'misspelt':<28} tried  restored  syllables")
    for name, slip in SLIPS.items():
        print(f"{name:<28} {measure(speller, questions, slip)}", flush=True)

    doubted = [(question, guess) for question in questions if (guess := speller.correct(question))]
    print(f"\nas typed: {len(doubted)} of {len(questions)} doubted ({len(doubted) / len(questions):.2%})")
    for question, guess in doubted[: options.show]:
        print(f"  {question}\n  → {guess}")

    for name, texts in (
        ("with marks", questions),
        ("without marks", [fold(question) for question in questions]),
    ):
        times = []
        for text in texts:
            begin = time.thread_time()
            speller.correct(text)
            times.append((time.thread_time() - begin) * 1000)
        print(
            f"{name}: median {statistics.median(times):.1f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms"
        )


if __name__ == "__main__":
    main()

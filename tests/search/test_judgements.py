"""The portal's own questions of every kind, over the demo content: the file can be used as it is."""

from pathlib import Path

from search.evaluation import read_questions

JUDGEMENTS = Path(__file__).parents[2] / "search" / "data" / "judgements.jsonl"
KINDS = {"question", "keyword", "citation", "explainer", "course", "misspelt", "unmarked"}


def test_there_are_150_of_every_kind_and_none_twice():
    with JUDGEMENTS.open(encoding="utf-8") as lines:
        judged = read_questions(lines)
    assert len(judged) == len({one.text for one in judged}) == 150
    assert {one.kind for one in judged} == KINDS

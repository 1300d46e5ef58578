"""`evaluate_search` and `train_ranker` as somebody at a terminal uses them, over a small library."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import statistics
from search.backends import get_backend
from search.features import FEATURES
from search.ranker import Ranker
from search.statistics import CorpusFrequencies

QUESTIONS = [
    ("giấy phép lái xe có bao nhiêu điểm", "58", "licence"),
    ("nồng độ cồn khi lái xe", "9", "alcohol"),
    ("trẻ em ngồi hàng ghế trước", "10", "child"),
]


@pytest.fixture
def library(settings, tmp_path, shelf):
    """The shelf on the embedded engine, with statistics as a rebuild writes them."""
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    numbered = [replace(document, article_number=str(document.object_id)) for document in shelf]
    get_backend().rebuild(((document, 1) for document in numbered), reload=lambda keys: [])
    statistics.store(CorpusFrequencies(1_000, 40.0, {"xe": 500}), statistics.statistics_file())
    statistics.forget()
    yield
    statistics.forget()


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    lines = [
        {
            "id": number,
            "kind": kind,
            "text": text,
            "relevant": [{"number": "36/2024/QH15", "article": article}],
        }
        for number, (text, article, kind) in enumerate(QUESTIONS)
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    return path


def run(*arguments, **options):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, verbosity=0, **options)
    return out.getvalue()


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", ["learned", "plain", "engine"])
@pytest.mark.parametrize("marks", [(), ("--unaccented",)])
def test_questions_are_measured_in_every_order_with_and_without_marks(library, questions, order, marks):
    figures = json.loads(run("evaluate_search", "--questions", questions, "--json", "--order", order, *marks))
    assert figures["questions"] == 3, figures
    assert figures["recall_10"] == 1, figures
    assert figures["mrr"] >= 0.5


def test_a_fall_below_the_baseline_is_an_error(library, questions, tmp_path):
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps({"mrr": 1.0, "recall_10": 1.0}))
    assert "3 questions, embedded" in run("evaluate_search", "--questions", questions, "--compare", baseline)
    unanswered = questions.with_name("other.jsonl")
    unanswered.write_text(questions.read_text().replace("36/2024/QH15", "1/1999/QH9"))
    with pytest.raises(CommandError, match=r"mrr fell from 1\.0000 to 0\.0000"):
        run("evaluate_search", "--questions", unanswered, "--compare", baseline)


def test_kinds_are_printed_apart(library, questions):
    printed = run("evaluate_search", "--questions", questions, "--by-kind")
    assert [line.split()[0] for line in printed.splitlines() if "1 questions" in line] == [
        "licence",
        "alcohol",
        "child",
    ]


def test_without_an_index_the_reason_is_named(settings, tmp_path, questions):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "empty"
    with pytest.raises(CommandError, match=r"run manage\.py rebuild_search"):
        run("evaluate_search", "--questions", questions)


def test_training_writes_a_ranker_that_can_be_read_again(library, questions, tmp_path):
    pytest.importorskip("lightgbm", reason="lightgbm is installed for development only")
    output = tmp_path / "ranker.json"
    printed = run("train_ranker", "--questions", questions, "--output", output)
    assert "no law on both sides" in printed
    stored = json.loads(output.read_text())
    assert stored["provenance"]["questions"] == 3
    Ranker.from_json(stored, FEATURES)

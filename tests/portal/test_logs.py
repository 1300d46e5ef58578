"""Log lines: one JSON object each, joined by a request id, silent about persons."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from portal.lib.http import accept_request_id
from portal.lib.logs import JsonLineFormatter


@pytest.fixture
def lines() -> Iterator[list[dict]]:
    """What production would print while the test runs."""
    printed: list[dict] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = self.format(record)
            assert "\n" not in text
            printed.append(json.loads(text))

    handler = Collect()
    handler.setFormatter(JsonLineFormatter())
    root, requests = logging.getLogger(), logging.getLogger("portal.requests")
    level = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield printed
    root.removeHandler(handler)
    requests.setLevel(level)


@pytest.mark.parametrize(
    "sent", ["", "short", "a b c d e f g h", "x" * 65, "line\nbreak-00", "Nguyễn-Thị-Hạnh"]
)
def test_an_ill_formed_request_id_is_replaced(sent: str):
    assert accept_request_id(sent) != sent


def test_a_well_formed_request_id_is_kept():
    assert accept_request_id("3f1c-8a77-0042") == "3f1c-8a77-0042"


def test_a_request_is_one_line_with_the_id_that_the_answer_carries(client: Client, lines):
    response = client.get("/health/live?email=an@example.org", headers={"X-Request-ID": "from-the-proxy-1"})

    assert response["X-Request-ID"] == "from-the-proxy-1"
    (line,) = [line for line in lines if line["logger"] == "portal.requests"]
    assert line["request_id"] == "from-the-proxy-1"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/health/live", 200)
    assert "an@example.org" not in json.dumps(line)


@pytest.mark.django_db
def test_no_line_shows_a_path_a_query_or_an_address_of_a_visitor(client: Client, lines):
    client.get("/khong-co/nguyen-van-an/?q=bi-mat", REMOTE_ADDR="203.0.113.9")

    assert lines
    printed = json.dumps(lines)
    for secret in ("nguyen-van-an", "bi-mat", "203.0.113.9"):
        assert secret not in printed


def test_a_database_error_does_not_repeat_the_rows_values(lines):
    error = ValueError("duplicate key\nDETAIL:  Key (email)=(an@example.org) already exists.")

    logging.getLogger("portal").error("failed", exc_info=error)

    (line,) = lines
    assert "duplicate key" in line["exception"]
    assert "an@example.org" not in line["exception"]

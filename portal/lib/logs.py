"""Log records as one JSON line each, without personal data.

A line holds only the fields named here: no user, no address of a visitor, no query string. Paths are
replaced by their patterns, because some paths (a certificate's code) lead to a person.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from portal.lib.http import request_id, route

EXTRA_FIELDS = ("method", "route", "status", "milliseconds", "task", "task_id")
# PostgreSQL repeats a row's values after a broken constraint.
DATABASE_DETAIL = re.compile(r"^DETAIL: .*$", re.MULTILINE)


class JsonLineFormatter(JsonFormatter):
    """One record, one line of JSON."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["timestamp"] = datetime.fromtimestamp(record.created, tz=UTC).isoformat()
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = _message(record)
        if identifier := request_id.get():
            log_data["request_id"] = identifier
        for field in EXTRA_FIELDS:
            if hasattr(record, field):
                log_data[field] = getattr(record, field)
        if record.exc_info:
            log_data["exception"] = DATABASE_DETAIL.sub(
                "DETAIL: removed", str(str(self.formatException(record.exc_info)))
            )


def _message(record: logging.LogRecord) -> str:
    """The message; Django's own records about a request get the address's pattern instead of the path."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    arguments = tuple(
        route(request) if argument in {request.path, request.get_full_path()} else argument
        for argument in record.args
    )
    return str(record.msg) % arguments

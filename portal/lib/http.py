"""What every request carries: an id that joins its log lines, and one log line of its own."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

REQUEST_ID_HEADER = "X-Request-ID"
# Only what cannot break a log line or smuggle a person's name into it.
WELL_FORMED_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")
request_log = logging.getLogger("portal.requests")


def accept_request_id(sent: str) -> str:
    """The id a proxy sent, if it is well formed; else a new one."""
    return sent if WELL_FORMED_REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex


def route(request: HttpRequest) -> str:
    """The address's pattern, never the address: a certificate's code or a search may name a person."""
    match = request.resolver_match
    return f"/{match.route}" if match else "-"


class RequestIdMiddleware:
    """Gives the request its id, answers with it, and logs the request when it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identifier = accept_request_id(request.headers.get(REQUEST_ID_HEADER, ""))
        token = request_id.set(identifier)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response[REQUEST_ID_HEADER] = identifier
            if request_log.isEnabledFor(logging.INFO):
                request_log.info(
                    "request",
                    extra={
                        "method": request.method,
                        "route": route(request),
                        "status": response.status_code,
                        "milliseconds": round((time.monotonic() - started) * 1000),
                    },
                )
            return response
        finally:
            request_id.reset(token)

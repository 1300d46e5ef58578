"""The public API: mounts the rooms' routers, says errors as JSON, and shows itself on a plain page."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError

from portal.lib.api_errors import ApiProblemError
from search.api import router as search_router

logger = logging.getLogger(__name__)

DESCRIPTION = "Laws of Viet Nam, plain explainers and courses, as data. Open to everybody, without a key."


class PublicAPI(NinjaAPI):
    """Read-only, so any website may ask; nothing is answered to a person."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Robots-Tag"] = "noindex"
        return response


api = PublicAPI(
    title="Luật Dễ Hiểu",
    version="1",
    description=DESCRIPTION,
    docs_url=None,  # ninja's own page loads scripts that the content security policy refuses: see ``docs``
    openapi_url="openapi.json",
    urls_namespace="api",
)
api.add_router("", search_router)


@api.exception_handler(ApiProblemError)
def say_problem(request: HttpRequest, problem: ApiProblemError) -> HttpResponse:
    response = api.create_response(
        request, {"detail": problem.detail, "values": problem.values}, status=problem.status
    )
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    return response


@api.exception_handler(ValidationError)
def say_wrong_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """ "page: Input should be less than or equal to 1000"."""
    values = [f"{one['loc'][-1]}: {one['msg']}" for one in error.errors]
    return api.create_response(
        request, {"detail": "A parameter is missing or wrong.", "values": values}, status=422
    )


@api.exception_handler(Exception)
def say_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """A program reads JSON here too; the error itself goes to the log."""
    logger.error("the API failed", exc_info=error)
    return api.create_response(
        request, {"detail": "Something failed here. Try again later.", "values": []}, status=500
    )


def unknown(request: HttpRequest, path: str) -> HttpResponse:
    """An address under /api/v1/ that is none."""
    return api.create_response(
        request, {"detail": "There is no such address. See /api/docs.", "values": [path[:200]]}, status=404
    )


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The operations on one page, without script, read from the same schema as ``openapi.json``."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {
            "path": path,
            "method": method.upper(),
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": [
                {
                    "name": one["name"],
                    "is_needed": one.get("required", False),
                    "description": one.get("description") or one.get("schema", {}).get("description", ""),
                }
                for one in operation.get("parameters", [])
            ],
            "responses": [
                {"status": status, "fields": _fields(schema, response)}
                for status, response in operation.get("responses", {}).items()
            ],
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/docs.html", {"info": schema["info"], "operations": operations})


def _fields(schema: dict[str, Any], response: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, type and meaning of each field of a JSON answer."""
    content = response.get("content", {}).get("application/json", {}).get("schema", {})
    return [
        {"name": name, "type": _type(field), "description": field.get("description", "")}
        for name, field in _resolved(schema, content).get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in one:
        return one
    found: dict[str, Any] = schema["components"]["schemas"][one["$ref"].rpartition("/")[2]]
    return found


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " | ".join(_type(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"{_type(field.get('items', {}))}[]"
    return str(field.get("format") or field.get("type", ""))

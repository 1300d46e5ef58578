"""Health: is the process alive, and can it answer pages? No detail and no secret is shown."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.lib.health import run_checks


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 while a part that pages need does not answer; `manage.py doctor` tells why."""
    results = run_checks(only_needed_to_serve=True)
    is_ready = all(result.ok for result in results)
    parts = {result.name: "ok" if result.ok else "failed" for result in results}
    return JsonResponse(
        {"status": "ok" if is_ready else "failed", "parts": parts}, status=200 if is_ready else 503
    )

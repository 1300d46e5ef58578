"""Whose attempt it is. What is not yours does not exist."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from learning.assessments.models import Attempt

__all__ = ["own_attempt", "quiz_page"]


def quiz_page(view):
    """Signed in, and never kept by a browser or a proxy."""
    return never_cache(login_required(view))


def own_attempt(request: HttpRequest, public_id: UUID) -> Attempt:
    """Raises ``Http404`` for an attempt that is not there and for somebody else's alike."""
    return get_object_or_404(
        Attempt.objects.for_person(request.user).select_related("assessment"),
        public_id=public_id,
    )

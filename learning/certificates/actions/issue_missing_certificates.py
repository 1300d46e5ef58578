"""Find completions whose certificate was never made."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from learning.certificates.actions.issue_certificate import issue_certificate
from learning.courses.models import Completion

# Younger completions are still in the queue.
SETTLING_TIME = timedelta(minutes=2)
BATCH = 500

logger = logging.getLogger(__name__)


def issue_missing_certificates() -> int:
    """How many were issued. One that fails is logged and tried again by the next sweep."""
    waiting = Completion.objects.filter(
        certificates__isnull=True,
        snapshot__gives_certificate=True,
        completed_at__lt=timezone.now() - SETTLING_TIME,
    ).order_by("pk")
    issued = 0
    for completion_id in waiting.values_list("pk", flat=True)[:BATCH]:
        try:
            issue_certificate(completion_id)
        except Exception:
            logger.exception("The certificate of completion %s could not be issued.", completion_id)
        else:
            issued += 1
    return issued

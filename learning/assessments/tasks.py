"""Work that happens by the clock."""

from celery import shared_task

from learning.assessments.actions.expire_attempts import expire_attempts as expire


@shared_task(ignore_result=True)
def expire_attempts() -> int:
    """Every minute. Doing it twice does it once."""
    return expire()

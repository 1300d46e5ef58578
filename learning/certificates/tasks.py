"""Background work of the certificates room."""

from celery import shared_task

from learning.certificates.actions.issue_certificate import issue_certificate
from learning.certificates.actions.issue_missing_certificates import issue_missing_certificates


@shared_task
def issue(completion_id: int) -> None:
    issue_certificate(completion_id)


@shared_task
def issue_missing() -> int:
    return issue_missing_certificates()

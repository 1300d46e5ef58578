"""Certificates for tests."""

from __future__ import annotations

from typing import Any

from learning.certificates.actions.issue_certificate import issue_certificate
from learning.certificates.models import Certificate
from portal.accounts.models import User
from tests.factories.accounts import PersonFactory
from tests.factories.courses import complete, make_course


def make_certificate(person: User | None = None, **course: Any) -> Certificate:
    """Issued to a person (a new one by default) for a course without an assessment."""
    fields = {"questions": 0, "lessons": 1} | course
    certificate = issue_certificate(complete(person or PersonFactory(), make_course(**fields)).pk)
    assert certificate is not None
    return certificate

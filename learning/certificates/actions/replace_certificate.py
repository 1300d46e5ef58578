"""Issue a corrected certificate in place of another: a name was misspelt, perhaps."""

from __future__ import annotations

from django.db import transaction

from learning.certificates.actions.draw_up_certificate import draw_up_certificate
from learning.certificates.actions.issue_certificate import keep_certificate
from learning.certificates.choices import CertificateEventKind, CertificateState
from learning.certificates.errors import NotRevocable, ReasonMissing
from learning.certificates.models import Certificate, CertificateEvent
from learning.courses.models import Completion
from portal.accounts.models import User


def replace_certificate(certificate_id: int, *, by: User, reason: str) -> Certificate:
    """The new certificate, with the person's name and the design as they are today and the completion as it
    was. The old one stays and points to it. Raises ``NotRevocable``, ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing
    completion_id = Certificate.objects.values_list("completion_id", flat=True).get(pk=certificate_id)
    completion = Completion.objects.with_person_and_course().get(pk=completion_id)
    draft = draw_up_certificate(completion)
    with transaction.atomic():
        Completion.objects.select_for_update().get(pk=completion_id)
        replaced = Certificate.objects.select_for_update().get(pk=certificate_id)
        if replaced.state != CertificateState.ISSUED:
            raise NotRevocable
        # First out of the way: one live certificate a completion.
        replaced.state = CertificateState.REPLACED
        replaced.save(update_fields=["state"])
        certificate = keep_certificate(draft, completion)
        replaced.superseded_by = certificate
        replaced.save(update_fields=["superseded_by"])
        CertificateEvent.objects.create(
            certificate=replaced, kind=CertificateEventKind.REPLACED, by=by, reason=reason.strip()
        )
        return certificate

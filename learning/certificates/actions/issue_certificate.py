"""Issue the certificate of a completion, exactly once."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import transaction

from learning.certificates.actions.draw_up_certificate import Draft, draw_up_certificate
from learning.certificates.choices import CertificateEventKind
from learning.certificates.models import Certificate, CertificateEvent
from learning.courses.models import Completion


def issue_certificate(completion_id: int) -> Certificate | None:
    """The completion's certificate, issued now if there is none; ``None`` when the course gives none.

    Safe under any race: rendering happens before the lock and is thrown away by whoever comes second; the
    database allows one live certificate a completion. A revoked certificate is not issued again.
    Raises ``Completion.DoesNotExist``.
    """
    completion = Completion.objects.with_person_and_course().get(pk=completion_id)
    if not completion.snapshot["gives_certificate"]:
        return None
    existing = Certificate.objects.live().filter(completion=completion).first()
    if existing:
        return existing
    draft = draw_up_certificate(completion)
    with transaction.atomic():
        Completion.objects.select_for_update().get(pk=completion_id)
        existing = Certificate.objects.live().filter(completion=completion).first()
        return existing or keep_certificate(draft, completion)


def keep_certificate(draft: Draft, completion: Completion) -> Certificate:
    """Write the row, the file and the first event. Call it in a transaction that holds the completion."""
    certificate = draft.as_certificate(completion)
    certificate.pdf.save("", ContentFile(draft.pdf), save=False)
    certificate.save()
    CertificateEvent.objects.create(
        certificate=certificate, kind=CertificateEventKind.ISSUED, at=draft.issued_at
    )
    return certificate

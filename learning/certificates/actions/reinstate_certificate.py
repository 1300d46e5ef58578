"""Take a revocation back."""

from __future__ import annotations

from django.db import transaction

from learning.certificates.choices import CertificateEventKind, CertificateState
from learning.certificates.errors import NotRevoked, ReasonMissing
from learning.certificates.models import Certificate, CertificateEvent
from portal.accounts.models import User


def reinstate_certificate(certificate_id: int, *, by: User, reason: str) -> Certificate:
    """Raises ``NotRevoked``, ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
        if certificate.state != CertificateState.REVOKED:
            raise NotRevoked
        certificate.state = CertificateState.ISSUED
        certificate.save(update_fields=["state"])
        CertificateEvent.objects.create(
            certificate=certificate, kind=CertificateEventKind.REINSTATED, by=by, reason=reason.strip()
        )
        return certificate

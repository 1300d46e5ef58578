"""Declare a certificate void."""

from __future__ import annotations

from django.db import transaction

from learning.certificates.choices import CertificateEventKind, CertificateState
from learning.certificates.errors import NotRevocable, ReasonMissing
from learning.certificates.models import Certificate, CertificateEvent
from portal.accounts.models import User


def revoke_certificate(certificate_id: int, *, by: User, reason: str) -> Certificate:
    """Its file stays as it is; its verification says "revoked". Raises ``NotRevocable``, ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
        if certificate.state != CertificateState.ISSUED:
            raise NotRevocable
        certificate.state = CertificateState.REVOKED
        certificate.save(update_fields=["state"])
        CertificateEvent.objects.create(
            certificate=certificate, kind=CertificateEventKind.REVOKED, by=by, reason=reason.strip()
        )
        return certificate

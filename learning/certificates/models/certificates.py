"""Certificates as issued, and what was done to them since."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Never, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from learning.assessments.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from learning.certificates.choices import CertificateEventKind, CertificateState, Standing
from learning.certificates.errors import KeptForEver
from learning.certificates.models.designs import CertificateDesign
from learning.certificates.numbering import format_code
from learning.certificates.rendering import CertificateFacts
from learning.certificates.storage import certificate_storage
from learning.courses.models import Completion
from portal.lib.vietnamese import fold

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

STANDING_OF_STATE = {
    CertificateState.REVOKED: Standing.REVOKED,
    CertificateState.REPLACED: Standing.REPLACED,
}


def certificate_path(certificate: Certificate, _filename: str) -> str:
    """``certificates/2026/K7M49TQ2XR8D.pdf``."""
    return f"certificates/{certificate.issued_at:%Y}/{certificate.code}.pdf"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates of people and completions."""

    def live(self) -> Self:
        """The one that counts for its completion, revoked or not."""
        return self.exclude(state=CertificateState.REPLACED)

    def for_person(self, person: Any) -> Self:
        return self.filter(completion__enrolment__person=person)

    def newest_first(self) -> Self:
        return self.order_by("-issued_at", "-pk")

    def delete(self) -> Never:
        raise KeptForEver


class Certificate(models.Model):
    """One issued certificate. ``snapshot`` is its ``CertificateFacts``; file and snapshot never change."""

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    completion = models.ForeignKey(
        Completion, verbose_name=_("completion"), related_name="certificates", on_delete=models.PROTECT
    )
    design = models.ForeignKey(
        CertificateDesign,
        verbose_name=_("design"),
        related_name="certificates",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CertificateState.choices, default=CertificateState.ISSUED
    )
    # Repeated from the snapshot so that the list can be searched.
    person_name = models.CharField(_("name"), max_length=150)
    course_title = models.CharField(_("course"), max_length=255)
    snapshot = models.JSONField(_("as issued"))
    pdf = models.FileField(
        _("file"), storage=certificate_storage, upload_to=certificate_path, max_length=120, editable=False
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, editable=False)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    expires_at = models.DateField(_("valid until"), null=True, blank=True)
    superseded_by = models.OneToOneField(
        "self",
        verbose_name=_("replaced by"),
        related_name="supersedes",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    if TYPE_CHECKING:
        events: RelatedManager[CertificateEvent]

    objects: ClassVar[models.Manager[Certificate]] = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        permissions = [("revoke_certificate", _("Can revoke, reinstate and replace certificates"))]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=~Q(state=CertificateState.REPLACED),
                name="certificate_one_live_per_completion",
            ),
            models.CheckConstraint(
                name="certificate_superseded_is_replaced",
                condition=Q(superseded_by__isnull=True) | Q(state=CertificateState.REPLACED),
            ),
            models.CheckConstraint(
                name="certificate_not_superseded_by_itself",
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("pk")),
            ),
            models.CheckConstraint(name="certificate_has_digest", condition=~Q(sha256="")),
        ]

    def __str__(self) -> str:
        return self.printed_code

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        raise KeptForEver(self.code)

    @property
    def printed_code(self) -> str:
        """``K7M4-9TQ2-XR8D``."""
        return format_code(self.code)

    @cached_property
    def facts(self) -> CertificateFacts:
        return CertificateFacts.from_json(self.snapshot)

    @property
    def verification_path(self) -> str:
        return reverse("certificates:verify", kwargs={"code": self.printed_code})

    @property
    def filename(self) -> str:
        """In the language of the certificate itself: "Giấy chứng nhận K7M4-9TQ2-XR8D – Lê Thị Hoa.pdf"."""
        return f"{self.facts.heading} {self.printed_code} – {self.person_name}.pdf"

    @property
    def ascii_filename(self) -> str:
        """For what cannot read the other: "giay-chung-nhan-K7M4-9TQ2-XR8D.pdf"."""
        return f"{slugify(fold(self.facts.heading))}-{self.printed_code}.pdf"

    def standing_on(self, day: date) -> Standing:
        """The last day of validity still counts."""
        standing = STANDING_OF_STATE.get(CertificateState(self.state), Standing.VALID)
        if standing is Standing.VALID and self.expires_at and day > self.expires_at:
            return Standing.EXPIRED
        return standing

    @property
    def standing(self) -> Standing:
        return self.standing_on(timezone.localdate())

    def is_file_intact(self) -> bool:
        """Whether the kept bytes are those issued. Raises ``FileNotFoundError`` when the file is gone."""
        with self.pdf.storage.open(str(self.pdf.name)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


class CertificateEvent(AppendOnlyModel):
    """What was done, by whom (nobody: the system), and why."""

    certificate = models.ForeignKey(
        Certificate, verbose_name=_("certificate"), related_name="events", on_delete=models.PROTECT
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=CertificateEventKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    reason = models.TextField(_("reason"), blank=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[models.Manager[CertificateEvent]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate event")
        verbose_name_plural = _("certificate events")
        ordering = ["certificate", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="certificate_event_by_person_has_reason",
                condition=Q(kind=CertificateEventKind.ISSUED) | (Q(by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"

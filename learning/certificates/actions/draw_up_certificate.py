"""Put together what a certificate will say, and render it. Writes nothing."""

from __future__ import annotations

import base64
import calendar
import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from learning.certificates.models import Certificate, CertificateDesign
from learning.certificates.numbering import format_code, new_code
from learning.certificates.rendering import CertificateFacts, CitedLaw, render_certificate
from learning.courses.models import Completion
from portal.lib.vietnamese import normalise


@dataclass(frozen=True)
class Draft:
    """A rendered certificate that is not issued yet."""

    code: str
    facts: CertificateFacts
    design: CertificateDesign
    pdf: bytes
    issued_at: datetime

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()

    def as_certificate(self, completion: Completion) -> Certificate:
        """Unsaved and without its file."""
        return Certificate(
            code=self.code,
            completion=completion,
            design=self.design if self.design.pk else None,
            person_name=self.facts.person_name,
            course_title=self.facts.course_title,
            snapshot=self.facts.as_json(),
            sha256=self.sha256,
            issued_at=self.issued_at,
            expires_at=self.facts.expires_on,
        )


def draw_up_certificate(completion: Completion) -> Draft:
    """``completion`` comes with its enrolment and person. A fresh code each time."""
    course = completion.snapshot
    design = CertificateDesign.objects.current(course["language"])
    issued_at = timezone.now()
    completed_on = timezone.localdate(completion.completed_at)
    facts = CertificateFacts(
        person_name=normalise(" ".join(completion.enrolment.person.full_name.split())),
        course_title=normalise(course["title"]),
        lessons=course["lessons"],
        minutes=course["minutes"],
        score=None if course["score"] is None else Decimal(course["score"]),
        completed_on=completed_on,
        issued_on=timezone.localdate(issued_at),
        expires_on=months_after(completed_on, course["certificate_months"]),
        issuer=design.issuer or settings.SITE_NAME,
        issuer_parent=design.issuer_parent,
        heading=design.heading,
        presented_to=design.presented_to,
        statement=design.statement,
        signer_title=design.signer_title,
        signer_name=design.signer_name,
        language=design.language,
        laws=tuple(
            CitedLaw(
                law["citation"], date.fromisoformat(law["effective_from"]) if law["effective_from"] else None
            )
            for law in course["laws"]
        ),
    )
    code = new_code()
    pdf = render_certificate(facts, code, verification_address(code), _logo(design))
    return Draft(code, facts, design, pdf, issued_at)


def verification_address(code: str) -> str:
    """The same in every language: what is printed must not depend on who was looking."""
    with override(settings.LANGUAGE_CODE):
        return settings.BASE_URL + reverse("certificates:verify", kwargs={"code": format_code(code)})


def months_after(day: date, months: int | None) -> date | None:
    """The same day of a later month, or that month's last: 31/01 and one month → 28/02."""
    if months is None:
        return None
    year, month = divmod(day.month - 1 + months, 12)
    last_day = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last_day))


def _logo(design: CertificateDesign) -> str:
    if design.logo is None:
        return ""
    rendition = design.logo.get_rendition("max-800x200|format-png")
    with rendition.file.open() as file:
        return f"data:image/png;base64,{base64.b64encode(file.read()).decode()}"

"""What a certificate says → its PDF. Reads nothing but its arguments, the template and the fonts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import override

from learning.certificates.numbering import format_code
from learning.certificates.rosette import Window, rosette_path, star_path
from portal.lib.pdf import render_pdf
from portal.lib.vietnamese import normalise

STYLESHEET = settings.BASE_DIR / "static" / "pdf" / "certificate.css"

# The page cuts the rosette off at its right edge and at its top: in the rosette's own units.
ROSETTE_WINDOW = Window(right=30, top=-245)

# A longer text is set smaller, so that one page always holds it: (at most so many characters, size class).
NAME_SIZES = ((24, "large"), (34, "medium"), (60, "small"))
COURSE_SIZES = ((90, "large"), (180, "medium"))
SMALLEST = "smallest"


@dataclass(frozen=True)
class CitedLaw:
    """A provision the course rests on, "Điều 7 Nghị định 168/2024/NĐ-CP", and since when it reads so."""

    citation: str
    effective_from: date | None = None


@dataclass(frozen=True)
class CertificateFacts:
    """Everything printed on a certificate; kept as the certificate's snapshot."""

    person_name: str
    course_title: str
    lessons: int
    minutes: int
    score: Decimal | None
    completed_on: date
    issued_on: date
    expires_on: date | None
    issuer: str
    issuer_parent: str
    heading: str
    presented_to: str
    statement: str
    signer_title: str
    signer_name: str
    language: str = "vi"
    laws: tuple[CitedLaw, ...] = field(default_factory=tuple)

    @cached_property
    def hours(self) -> Decimal:
        """To the nearest half hour, at least half an hour."""
        return max(Decimal(round(self.minutes / 30)) / 2, Decimal("0.5"))

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: dates in ISO form, the score as text so that no digit is lost."""
        facts = asdict(self)
        for name in ("completed_on", "issued_on", "expires_on"):
            facts[name] = facts[name].isoformat() if facts[name] else None
        facts["score"] = None if self.score is None else str(self.score)
        facts["laws"] = [
            {
                "citation": law.citation,
                "effective_from": law.effective_from.isoformat() if law.effective_from else None,
            }
            for law in self.laws
        ]
        return facts

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        def read(day: str | None) -> date | None:
            return date.fromisoformat(day) if day else None

        laws = tuple(CitedLaw(law["citation"], read(law["effective_from"])) for law in facts["laws"])
        days = {name: read(facts[name]) for name in ("completed_on", "issued_on", "expires_on")}
        score = None if facts["score"] is None else Decimal(facts["score"])
        return cls(**(facts | days | {"score": score, "laws": laws}))


def size_for(text: str, sizes: tuple[tuple[int, str], ...]) -> str:
    """The size class of the first row whose limit the text keeps to."""
    return next((size for limit, size in sizes if len(text) <= limit), SMALLEST)


def qr_svg(address: str) -> str:
    """A QR code as inline SVG; level M still reads with 15 % of it damaged."""
    return segno.make(address, error="m", micro=False).svg_inline(
        border=0, omitsize=True, svgclass="qr__code", lineclass=None, dark="#14211f"
    )


def certificate_html(facts: CertificateFacts, code: str, verification_address: str, logo: str = "") -> str:
    """``logo`` is a ``data:`` address or empty."""
    with override(facts.language):
        html = render_to_string(
            "certificates/pdf/certificate.html",
            {
                "facts": facts,
                "code": format_code(code),
                "address": verification_address,
                "readable_address": verification_address.split("://", 1)[-1].rsplit("/", 2)[0],
                "qr": qr_svg(verification_address),
                "rosette": rosette_path(ROSETTE_WINDOW),
                "star": star_path(),
                "name_size": size_for(facts.person_name, NAME_SIZES),
                "course_size": size_for(facts.course_title, COURSE_SIZES),
                "logo": logo,
            },
        )
    return normalise(html)


def render_certificate(
    facts: CertificateFacts, code: str, verification_address: str, logo: str = ""
) -> bytes:
    """One A4 page, landscape."""
    return render_pdf(certificate_html(facts, code, verification_address, logo), STYLESHEET)

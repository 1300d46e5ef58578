"""Addresses that documents had: a link that was once right stays right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.laws.choices import DocumentType

from .documents import LegalDocument


class FormerAddress(models.Model):
    """The type and slug under which a document stood; the year of an address is never asked for."""

    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("legal document"),
        on_delete=models.CASCADE,
        related_name="former_addresses",
    )
    document_type = models.CharField(_("type"), max_length=20, choices=DocumentType)
    slug = models.SlugField(_("address"), max_length=160)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering: ClassVar[list[str]] = ["document_type", "slug"]
        constraints = [
            models.UniqueConstraint(name="former_address_once", fields=["document_type", "slug"]),
            models.CheckConstraint(name="former_address_has_slug", condition=~Q(slug="")),
        ]

    def __str__(self) -> str:
        return f"{DocumentType(self.document_type).slug}/{self.slug}"

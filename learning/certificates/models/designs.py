"""What a deployment prints on its certificates."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateDesignQuerySet(models.QuerySet["CertificateDesign"]):
    def current(self, language: str) -> CertificateDesign:
        """The newest active design in a language, then in any; unsaved defaults when there is none yet."""
        active = self.filter(is_active=True).select_related("logo").order_by("-pk")
        return active.filter(language=language).first() or active.first() or CertificateDesign()


class CertificateDesign(models.Model):
    """The words and the signer. A change concerns certificates issued later; those issued stay as they are."""

    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="vi")
    issuer = models.CharField(
        _("issuer"), max_length=120, blank=True, help_text=_("Left empty: the name of the site.")
    )
    issuer_parent = models.CharField(_("issuer's parent body"), max_length=120, blank=True)
    heading = models.CharField(_("heading"), max_length=40, default="Giấy chứng nhận")
    presented_to = models.CharField(_("before the name"), max_length=80, default="Chứng nhận ông/bà")
    statement = models.CharField(
        _("between name and course"), max_length=120, default="đã hoàn thành khóa học"
    )
    signer_title = models.CharField(_("signer's title"), max_length=80, blank=True)
    signer_name = models.CharField(_("signer's name"), max_length=80, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[models.Manager[CertificateDesign]] = CertificateDesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

"""Parts, chapters, sections and subsections."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.laws.choices import DivisionKind
from content.laws.headings import readable_heading

from .documents import LegalDocument


class Division(models.Model):  # type: ignore[django-manager-missing]
    """One heading above articles; ``order`` counts through the whole document."""

    document = models.ForeignKey(
        LegalDocument, verbose_name=_("legal document"), on_delete=models.CASCADE, related_name="divisions"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DivisionKind)
    number = models.CharField(_("number"), max_length=40, help_text=_("As printed: II, thứ nhất, 3."))
    heading = models.CharField(_("heading"), max_length=1000, blank=True)
    text = models.TextField(
        _("text below the heading"),
        blank=True,
        default="",
        # Importers that write rows without the model know nothing of it.
        db_default="",
        help_text=_("What stands before the first article of it."),
    )
    order = models.PositiveIntegerField(_("order"))

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering: ClassVar[list[str]] = ["document", "order"]
        constraints = [
            models.UniqueConstraint(name="division_order_once_per_document", fields=["document", "order"]),
            models.UniqueConstraint(
                name="division_number_once_at_top",
                fields=["document", "kind", "number"],
                condition=Q(parent__isnull=True),
            ),
            models.UniqueConstraint(
                name="division_number_once_in_parent",
                fields=["document", "parent", "kind", "number"],
                condition=Q(parent__isnull=False),
            ),
            models.CheckConstraint(name="division_is_not_its_own_parent", condition=~Q(parent=F("pk"))),
        ]

    def __str__(self) -> str:
        return f"{self.label}. {self.heading}" if self.heading else self.label

    def get_absolute_url(self) -> str:
        """Its heading on the page of the whole document."""
        return f"{self.document.get_absolute_url()}#{self.anchor}"

    @property
    def label(self) -> str:
        """ "Chương II", "Phần thứ nhất"."""
        return f"{DivisionKind(self.kind).vietnamese_name} {self.number}"

    @property
    def citation(self) -> str:
        """ "Mục 2 Chương III Luật Đất đai 2024"; costs a query for each parent that is not loaded."""
        labels = [self.label]
        above = self.parent
        while above is not None and len(labels) < len(DivisionKind):
            labels.append(above.label)
            above = above.parent
        return " ".join([*labels, self.document.citation])

    def holds(self) -> Q:
        """What selects the articles that stand in it, however deep."""
        return Q(
            *[(f"division{'__parent' * depth}", self.pk) for depth in range(len(DivisionKind))],
            _connector=Q.OR,
        )

    @property
    def readable_heading(self) -> str:
        """The heading without capitals for a page; ``heading`` is as printed."""
        return readable_heading(self.heading)

    @property
    def anchor(self) -> str:
        """The element id on the document's page."""
        return f"phan-{self.order}"

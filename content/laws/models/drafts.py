"""Laws read from files, waiting for an editor."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.laws.choices import LawDraftState, SourceFormat

from .documents import LegalDocument


class LawDraft(models.Model):
    """A file as an editor brought it: its plain text, the structure read from it and what is not sure.

    ``source_text`` is what the editor may correct; ``structure`` is the tree read from it (``structure_tree``
    says how), ``metadata`` the title, number, issuer, dates, signers and basis.
    """

    file_name = models.CharField(_("file"), max_length=255)
    source_format = models.CharField(_("format"), max_length=8, choices=SourceFormat)
    digest = models.CharField(_("digest of the file"), max_length=64, editable=False)
    source_text = models.TextField(_("text"))
    structure = models.JSONField(default=dict, editable=False)
    metadata = models.JSONField(default=dict, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=LawDraftState, default=LawDraftState.READ)
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("legal document"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="drafts",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("law from a file")
        verbose_name_plural = _("laws from files")
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="law_draft_has_text", condition=~Q(source_text="")),
            # The same file is one draft; one that was dropped may be brought again.
            models.UniqueConstraint(
                name="law_draft_once_per_file",
                fields=["digest"],
                condition=~Q(state="dropped"),
                violation_error_message=_("This file is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

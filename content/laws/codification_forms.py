"""The edition that an administrator uploads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.laws.importers.codification_edition import ARCHIVE_ENDINGS, LARGEST_ARCHIVE, PAGE_ENDINGS

_MEGABYTE = 1024 * 1024
# What each kind of file begins with; a name alone proves nothing.
_BEGINNINGS = {
    ".tar.xz": b"\xfd7zXZ\x00",
    ".txz": b"\xfd7zXZ\x00",
    ".tar.gz": b"\x1f\x8b",
    ".tgz": b"\x1f\x8b",
}
_TAR_MARK = (257, b"ustar")


class EditionForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the edition"),
        help_text=gettext_lazy(
            "The archive as the Ministry of Justice gives it (.tar.xz), or one subject (.html)."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join((".xz", ".gz", *ARCHIVE_ENDINGS, *PAGE_ENDINGS))}
        ),
    )

    def clean_file(self) -> UploadedFile:
        """By its size, its ending and its first bytes; the import checks the rest."""
        file: Any = self.cleaned_data["file"]
        name = file.name.lower()
        if file.size > LARGEST_ARCHIVE:
            raise ValidationError(
                _("The file has %(size)d MB; at most %(limit)d MB are taken.")
                % {"size": file.size // _MEGABYTE, "limit": LARGEST_ARCHIVE // _MEGABYTE}
            )
        ending = next((one for one in (*ARCHIVE_ENDINGS, *PAGE_ENDINGS) if name.endswith(one)), "")
        if not ending:
            raise ValidationError(
                _("Give a file that ends in %(endings)s.")
                % {"endings": ", ".join((*ARCHIVE_ENDINGS, *PAGE_ENDINGS))}
            )
        first = file.read(512)
        file.seek(0)
        start, mark = _TAR_MARK
        is_it = first.startswith(_BEGINNINGS.get(ending, b""))
        if ending == ".tar":
            is_it = first[start : start + len(mark)] == mark
        if ending in PAGE_ENDINGS:
            is_it = b"\x00" not in first and b"<" in first
        if not is_it:
            raise ValidationError(_("The content is not what the name of the file says."))
        return file

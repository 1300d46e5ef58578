"""Forms of the library: the public filters and the editor's article form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.laws.models import Division, first_overlap


class ArticleForm(WagtailAdminModelForm):
    """Offers only the divisions of the article's own document; refuses texts that overlap in time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "division" in self.fields:
            own = Division.objects.filter(document=self.instance.document_id).select_related("document")
            self.fields["division"].queryset = own

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        formset = self.formsets.get("versions")
        if not valid or formset is None:
            return valid
        kept = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        overlapping = first_overlap(form.instance for form in kept)
        for form in kept:
            if form.instance is overlapping:
                form.add_error("effective_from", _("Another text of this kind is valid on the same days."))
        return overlapping is None

"""What a reader may ask the editors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.lib.vietnamese import normalise
from search.models import AskedQuestion
from search.scrubbing import scrub


class QuestionForm(forms.ModelForm):
    """A question in the reader's words. ``website`` is a trap for robots: people never see it."""

    website = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = AskedQuestion
        fields = ["text"]
        labels = {"text": _("Your question")}
        help_texts = {"text": _("Please give no names, numbers or addresses: nobody answers you personally.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"text": {"required": _("Write your question.")}}

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get("website"))

    def clean_text(self) -> Any:
        text = " ".join(normalise(self.cleaned_data["text"]).replace("\x00", "").split())
        if not any(character.isalnum() for character in text):
            raise forms.ValidationError(_("Write your question."))
        return scrub(text)

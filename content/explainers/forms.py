"""What a reader may say of a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.explainers.models import Feedback
from portal.lib.vietnamese import normalise


class FeedbackForm(forms.ModelForm):
    """Yes or not yet, and a few words. ``website`` is a trap for robots: people never see it."""

    helpful = forms.TypedChoiceField(
        label=_("Did this page help you?"),
        choices=[("1", _("Yes")), ("0", _("Not yet"))],
        coerce=lambda answer: answer == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or not yet.")},
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Feedback
        fields = ["helpful", "comment"]
        labels = {"comment": _("What is missing or unclear?")}
        help_texts = {"comment": _("Please give no names, numbers or addresses.")}
        widgets = {"comment": forms.Textarea(attrs={"rows": 4})}

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get("website"))

    def clean_comment(self) -> Any:
        return normalise(self.cleaned_data["comment"]).replace("\x00", "").strip()

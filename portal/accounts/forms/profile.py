"""What a person may change about themselves."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.names import tidy_name


class ProfileForm(forms.ModelForm):
    preferred_language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("For pages after you sign in, and for mail to you."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["full_name", "preferred_language"]
        labels = {"full_name": _("Full name")}
        help_texts = {
            "full_name": _(
                "As it should stand on a certificate. Certificates already issued keep their name."
            )
        }
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}

    def clean_full_name(self) -> str:
        return tidy_name(self.cleaned_data["full_name"])

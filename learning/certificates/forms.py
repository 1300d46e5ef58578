"""What people type."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.certificates.numbering import CodeProblem, MistypedCodeError, read_code

PROBLEM_TEXTS = {
    CodeProblem.EMPTY: _("Type the code printed on the certificate."),
    CodeProblem.LENGTH: _("A code has 12 characters. Please compare it with the certificate."),
    CodeProblem.CHARACTER: _("A code never has 0, 1, I, L, O, accents or signs in it."),
    CodeProblem.CHECK: _("A character is wrong or two have changed places. Please compare it again."),
}


class VerificationForm(forms.Form):
    """``cleaned_data["ma"]`` is a code that could have been issued."""

    ma = forms.CharField(
        label=_("Code of the certificate"),
        max_length=500,
        help_text=_("Twelve characters, beside the QR code. Capitals, spaces and dashes do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": PROBLEM_TEXTS[CodeProblem.EMPTY],
            "max_length": PROBLEM_TEXTS[CodeProblem.LENGTH],
        },
    )

    def clean_ma(self) -> str:
        try:
            return read_code(self.cleaned_data["ma"])
        except MistypedCodeError as error:
            raise forms.ValidationError(PROBLEM_TEXTS[error.problem], code=error.problem.value) from error


class ReasonForm(forms.Form):
    """Why something is done to a certificate."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the certificate; auditors read it, the public does not."),
    )

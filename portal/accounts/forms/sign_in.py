"""django-allauth's forms in our words: visible labels, no placeholders, one password field."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.users import NAME_LENGTH
from portal.accounts.names import tidy_name

PASSWORD_HINT = _("At least 10 characters. A few words in a row are easy to remember and hard to guess.")
EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
CODE = _("Code")


class PlainWordsMixin:
    """``words``: field → (label, hint). Attributes the browser needs are in ``attributes``."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}
    attributes: ClassVar[dict[str, dict[str, str]]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The text of a placeholder vanishes while typing and is too pale: labels stay.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))
            if name in self.words:
                field.label, field.help_text = self.words[name]


ONE_TIME_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
# Codes sent by mail hold letters.
MAILED_CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}


class LoginForm(PlainWordsMixin, account_forms.LoginForm):
    words = {
        "login": (_("E-mail address or staff number"), ""),
        "password": (PASSWORD, ""),
        "remember": (_("Keep me signed in on this device"), _("Not on a shared computer.")),
    }
    attributes = {"login": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}}

    def clean_login(self) -> str:
        return tidy_name(super().clean_login())


class SignupForm(PlainWordsMixin, account_forms.SignupForm):
    full_name = forms.CharField(
        max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["full_name", "email", "password1"]
    words = {
        "full_name": (_("Full name"), _("As it should stand on a certificate.")),
        "email": (EMAIL, _("We send a code there.")),
        "password1": (PASSWORD, PASSWORD_HINT),
    }

    def clean_full_name(self) -> str:
        return tidy_name(self.cleaned_data["full_name"])


class AddEmailForm(PlainWordsMixin, account_forms.AddEmailForm):
    words = {"email": (_("New e-mail address"), _("We send a code there."))}


class ChangeEmailForm(PlainWordsMixin, account_forms.ChangeEmailForm):
    words = {"email": (EMAIL, "")}


class ConfirmEmailVerificationCodeForm(PlainWordsMixin, account_forms.ConfirmEmailVerificationCodeForm):
    words = {"code": (CODE, "")}
    attributes = {"code": MAILED_CODE}


class ChangePasswordForm(PlainWordsMixin, account_forms.ChangePasswordForm):
    words = {"oldpassword": (_("Current password"), ""), "password1": (NEW_PASSWORD, PASSWORD_HINT)}


class SetPasswordForm(PlainWordsMixin, account_forms.SetPasswordForm):
    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT)}


class ResetPasswordForm(PlainWordsMixin, account_forms.ResetPasswordForm):
    words = {"email": (EMAIL, "")}


class ResetPasswordKeyForm(PlainWordsMixin, account_forms.ResetPasswordKeyForm):
    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT)}


class ReauthenticateForm(PlainWordsMixin, account_forms.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class AuthenticateForm(PlainWordsMixin, mfa_forms.AuthenticateForm):
    words = {"code": (CODE, _("From your app, or one of your recovery codes."))}
    attributes = {"code": ONE_TIME_CODE}


class MFAReauthenticateForm(PlainWordsMixin, mfa_forms.ReauthenticateForm):
    words = {"code": (CODE, _("From your app, or one of your recovery codes."))}
    attributes = {"code": ONE_TIME_CODE}


class ActivateTOTPForm(PlainWordsMixin, totp_forms.ActivateTOTPForm):
    words = {"code": (_("Code from the app"), _("Six digits. They change every 30 seconds."))}
    attributes = {"code": ONE_TIME_CODE}


class HostileCredentialMixin:
    """Whatever is posted as a passkey is answered with the form.

    The library that reads passkeys raises plain Python errors on wrong shapes; allauth catches some of them.
    """

    def refusing(self, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except ValidationError:
            raise
        except (LookupError, TypeError, AttributeError, struct.error, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddWebAuthnForm(HostileCredentialMixin, PlainWordsMixin, webauthn_forms.AddWebAuthnForm):
    words = {
        "name": (_("Name"), _("So that you recognise it, such as “My phone”.")),
        "passwordless": (_("Sign in with this passkey alone, without a password"), ""),
    }

    def clean(self) -> dict[str, Any]:
        return self.refusing(super().clean)


class LoginWebAuthnForm(HostileCredentialMixin, webauthn_forms.LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return self.refusing(super().clean_credential)


class AuthenticateWebAuthnForm(HostileCredentialMixin, webauthn_forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return self.refusing(super().clean_credential)


class ReauthenticateWebAuthnForm(HostileCredentialMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return self.refusing(super().clean_credential)


class EditWebAuthnForm(PlainWordsMixin, webauthn_forms.EditWebAuthnForm):
    words = {"name": (_("Name"), _("So that you recognise it, such as “My phone”."))}

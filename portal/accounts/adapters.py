"""django-allauth's hooks: our words, our limits, mail in the reader's language."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.accounts.sign_in_limits import ACTION, APP, limit_key, minutes_until_free

WRONG_CREDENTIALS = _("The e-mail address or staff number and the password do not match. Check both.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is not active."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": WRONG_CREDENTIALS,
        "email_taken": _("Someone already uses this e-mail address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Check it, or ask for a new one."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": WRONG_CREDENTIALS,
        "invalid_or_expired_key": _("This link has expired or was already used."),
        "invalid_password_reset": _("This link has expired or was already used."),
        "rate_limited": _("Too many requests. Wait a minute, then try again."),
        "same_as_current": _("This is your e-mail address already."),
        "unverified_primary_email": _("Confirm your e-mail address first."),
        "username_password_mismatch": WRONG_CREDENTIALS,
    }

    # ------------------------------------------------------------ signing up
    def populate_username(self, request: HttpRequest, user: User) -> None:
        """A staff number is given by an organisation, never made up from a name."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.full_name = form.cleaned_data["full_name"]
        user.preferred_language = translation.get_language() or ""
        return super().save_user(request, user, form, commit)

    # ------------------------------------------------------------ signing in
    def get_login_stages(self) -> list[str]:
        return [
            "portal.accounts.stages.EmailVerificationStage"
            if stage.endswith(".EmailVerificationStage")
            else stage
            for stage in super().get_login_stages()
        ]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        url = super().get_login_redirect_url(request)
        language = getattr(request.user, "preferred_language", "")
        return translate_url(url, language) if language else url

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return limit_key(request, credentials.get("email") or credentials.get("username") or "")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        self._login_failed_rl_usage = ratelimit.consume(request, app=APP, action=ACTION, key=key)
        if not self._login_failed_rl_usage:
            minutes = minutes_until_free(request, key)
            raise ValidationError(
                ngettext(
                    "Too many wrong passwords. You can try again in %(minutes)d minute.",
                    "Too many wrong passwords. You can try again in %(minutes)d minutes.",
                    minutes,
                )
                % {"minutes": minutes},
                code="too_many_login_attempts",
            )

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        return [
            method | {"description": words.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        if self.request.user.is_authenticated:
            return reverse("accounts:settings")
        return super().get_email_verification_redirect_url(email_address)

    # ------------------------------------------------------------ mail
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the person's own language, or the page's where nobody is known."""
        person = context.get("user")
        language = getattr(person, "preferred_language", "") or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, {"site_name": settings.SITE_NAME} | context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Turn on two-step sign-in first."),
        "incorrect_code": _("This code is not right. Check it, or wait for the next one."),
        "unverified_email": _("Confirm your e-mail address first, then turn on two-step sign-in."),
    }

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002  (allauth's argument)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return translation.gettext("Passkey %(number)d") % {"number": number}

"""A person's own account: what it holds, and changing name and language."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.forms.profile import ProfileForm
from portal.accounts.requests import SignedInRequest


@require_safe
@never_cache
@login_required
def settings(request: SignedInRequest) -> HttpResponse:
    """The account's home page: each thing with what it is now and where to change it."""
    person = request.user
    authenticators = list(Authenticator.objects.filter(user=person))
    return render(
        request,
        "account/settings.html",
        {
            "address": EmailAddress.objects.filter(user=person).order_by("-primary", "-verified").first(),
            "totp": next((one for one in authenticators if one.type == Authenticator.Type.TOTP), None),
            "passkey_count": sum(one.type == Authenticator.Type.WEBAUTHN for one in authenticators),
            "session_count": UserSession.objects.filter(user=person).count(),
            "memberships": person.memberships.select_related("unit"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    initial = {"preferred_language": request.user.preferred_language or translation.get_language()}
    answers = request.POST if request.method == "POST" else None
    form = ProfileForm(answers, instance=request.user, initial=initial)
    if not form.is_valid():
        return render(request, "account/profile.html", {"form": form})
    person = form.save(commit=False)
    person.save(update_fields=["full_name", "preferred_language"])
    with translation.override(person.preferred_language):
        messages.success(request, _("Your name and language are saved."))
    return redirect(translate_url(reverse("accounts:settings"), person.preferred_language))

"""What staff see of a certificate, and what they may do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic import InspectView

from learning.certificates.actions.reinstate_certificate import reinstate_certificate
from learning.certificates.actions.replace_certificate import replace_certificate
from learning.certificates.actions.revoke_certificate import revoke_certificate
from learning.certificates.choices import CertificateState
from learning.certificates.errors import CertificateError
from learning.certificates.forms import ReasonForm
from learning.certificates.models import Certificate

MAY_CHANGE = "certificates.revoke_certificate"


@dataclass(frozen=True)
class Verb:
    """Something that can be done to a certificate in ``state``."""

    name: str
    label: Any
    explanation: Any
    done: Any
    state: CertificateState
    action: Callable[..., Certificate]


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "thu-hoi",
            _("Revoke"),
            _("Its verification will say that it was revoked. The file stays as it is."),
            _("The certificate was revoked."),
            CertificateState.ISSUED,
            revoke_certificate,
        ),
        Verb(
            "cap-lai",
            _("Replace"),
            _(
                "A new one is issued with the person's name as it is today; this one will say it was replaced."
            ),
            _("The certificate was replaced."),
            CertificateState.ISSUED,
            replace_certificate,
        ),
        Verb(
            "khoi-phuc",
            _("Reinstate"),
            _("It will be valid again."),
            _("The certificate is valid again."),
            CertificateState.REVOKED,
            reinstate_certificate,
        ),
    )
}


class InspectCertificateView(InspectView):
    """The certificate, its file and its history."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate = self.object
        may_change = self.request.user.has_perm(MAY_CHANGE)
        return super().get_context_data(**kwargs) | {
            "certificate": certificate,
            "events": certificate.events.select_related("by"),
            "verbs": [verb for verb in VERBS.values() if may_change and verb.state == certificate.state],
        }


class ChangeCertificateView(View):
    """Asks for the reason, then does it."""

    inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: str, verb: str) -> HttpResponse:
        return self._ask(request, self._certificate(pk), self._verb(verb), ReasonForm())

    def post(self, request: HttpRequest, pk: str, verb: str) -> HttpResponse:
        certificate, chosen = self._certificate(pk), self._verb(verb)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._ask(request, certificate, chosen, form)
        try:
            changed = chosen.action(certificate.pk, by=request.user, reason=form.cleaned_data["reason"])
        except CertificateError:
            messages.error(request, _("Someone has changed this certificate in the meantime."))
            return redirect(self.inspect_url_name, certificate.pk)
        messages.success(request, chosen.done)
        return redirect(self.inspect_url_name, changed.pk)

    @staticmethod
    def _certificate(pk: str) -> Certificate:
        if not pk.isdecimal():
            raise Http404
        return get_object_or_404(Certificate, pk=pk)

    @staticmethod
    def _verb(name: str) -> Verb:
        if name not in VERBS:
            raise Http404
        return VERBS[name]

    def _ask(
        self, request: HttpRequest, certificate: Certificate, verb: Verb, form: ReasonForm
    ) -> HttpResponse:
        return TemplateResponse(
            request,
            "certificates/admin/change.html",
            {
                "certificate": certificate,
                "verb": verb,
                "form": form,
                "inspect_url_name": self.inspect_url_name,
                "page_title": verb.label,
                "header_icon": "doc-full-inverse",
            },
        )

"""Certificates in the admin: look up, revoke, reinstate, replace; and the designs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from learning.certificates.models import Certificate, CertificateDesign
from learning.certificates.views.administration import ChangeCertificateView, InspectCertificateView


class IssuedForEverPolicy(ModelPermissionPolicy):
    """Certificates are looked at; nobody adds, edits or deletes one by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "revoke"} and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Certificate, IssuedForEverPolicy(Certificate))


class CertificateIndexView(IndexView):
    """A row leads to the certificate, never to a form."""

    def get_edit_url(self, instance: Certificate) -> str | None:
        return self.get_inspect_url(instance)


class CertificateViewSet(ModelViewSet):
    model = Certificate
    name = "issued_certificates"  # "certificates" are the public addresses
    url_prefix = "chung-nhan"
    menu_label = _("Certificates")
    icon = "doc-full-inverse"
    index_view_class = CertificateIndexView
    inspect_view_class = InspectCertificateView
    inspect_view_enabled = True
    inspect_template_name = "certificates/admin/inspect.html"
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["person_name"]
    list_display = [
        Column("printed_code", label=_("Code")),
        Column("person_name", label=_("Name"), sort_key="person_name"),
        Column("course_title", label=_("Course"), sort_key="course_title"),
        Column("get_state_display", label=_("State")),
        DateColumn("issued_at", label=_("Issued at"), sort_key="issued_at"),
    ]
    list_filter = {"state": ["exact"], "issued_at": ["gte", "lte"], "course_title": ["exact"]}
    search_fields = ["code", "person_name", "course_title"]
    search_backend_name = None
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path(
                "<str:pk>/<str:verb>/",
                ChangeCertificateView.as_view(inspect_url_name=self.get_url_name("inspect")),
                name="change_state",
            ),
        ]


class CertificateDesignViewSet(ModelViewSet):
    model = CertificateDesign
    name = "certificate_designs"
    url_prefix = "mau-chung-nhan"
    menu_label = _("Designs")
    icon = "palette"
    form_fields = [
        "name",
        "language",
        "issuer_parent",
        "issuer",
        "heading",
        "presented_to",
        "statement",
        "signer_title",
        "signer_name",
        "logo",
        "is_active",
    ]
    list_display = ["name", "language", "issuer", "is_active"]
    list_filter = ["is_active", "language"]


class CertificateGroup(ViewSetGroup):
    menu_label = _("Certificates")
    menu_icon = "doc-full-inverse"
    menu_order = 320
    items = (CertificateViewSet(), CertificateDesignViewSet())


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateGroup:
    return CertificateGroup()

"""Assignments and exemptions in the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from learning.requirements.models import Assignment, Exemption


class AssignmentCreateView(CreateView):
    def save_instance(self) -> Any:
        self.form.instance.created_by = self.request.user
        return super().save_instance()


class ExemptionCreateView(CreateView):
    def save_instance(self) -> Any:
        self.form.instance.by = self.request.user
        return super().save_instance()


class AssignmentViewSet(ModelViewSet):
    model = Assignment
    name = "assignments"
    url_prefix = "bat-buoc"
    menu_label = _("Assignments")
    icon = "calendar-check"
    add_view_class = AssignmentCreateView
    copy_view_enabled = False
    panels = [
        FieldPanel("course"),
        MultiFieldPanel(
            [FieldPanel("unit"), FieldPanel("position"), FieldPanel("person")],
            heading=_("Who: exactly one of the three"),
        ),
        FieldRowPanel([FieldPanel("due_on"), FieldPanel("cycle")]),
    ]
    list_display = [
        Column("course", label=_("Course")),
        Column("target_name", label=_("Who")),
        DateColumn("due_on", label=_("Due on"), sort_key="due_on"),
        Column("cycle", label=_("Cycle")),
    ]
    list_filter = ["course", "unit", "cycle"]


class ExemptionViewSet(ModelViewSet):
    model = Exemption
    name = "exemptions"
    url_prefix = "mien"
    menu_label = _("Exemptions")
    icon = "success"
    add_view_class = ExemptionCreateView
    copy_view_enabled = False
    form_fields = ["assignment", "person", "reason"]
    list_display = ["assignment", "person", "reason", "by", "at"]
    list_filter = ["assignment"]


class RequirementGroup(ViewSetGroup):
    menu_label = _("Required learning")
    menu_icon = "calendar-check"
    menu_order = 330
    items = (AssignmentViewSet(), ExemptionViewSet())


@hooks.register("register_admin_viewset")
def register_requirements() -> RequirementGroup:
    return RequirementGroup()

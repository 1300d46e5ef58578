"""People in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.users.views.users import CreateView, EditView, IndexView, UserColumn
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from portal.accounts.forms.admin import PersonCreationForm, PersonEditForm


class PersonIndexView(IndexView):
    """Sorted by given name; found by any part of a name, an address or a staff number."""

    default_ordering = "name_sort_key"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            UserColumn(
                "name",
                accessor="full_name",
                label=_("Full name"),
                sort_key="name_sort_key",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label=_("E-mail address"), sort_key="email", width="25%"),
            Column("staff_number", label=_("Staff number"), sort_key="staff_number", width="15%"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active", width="10%"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login", width="15%"),
        ]

    @cached_property
    def search_fields(self) -> list[str]:
        return ["full_name", "email", "staff_number"]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return super(IndexView, self).order_queryset(queryset)


class PersonCreateView(CreateView):
    page_title = _("Add a person")


class PersonEditView(EditView):
    pass


class UserViewSet(WagtailUserViewSet):
    ordering = "name_sort_key"
    menu_label = _("People")
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return PersonEditForm if for_update else PersonCreationForm

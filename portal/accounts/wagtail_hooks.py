"""The organisation in the Wagtail admin: the tree of units and who belongs to which."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, ModelChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.accounts.forms.organisation import MembershipForm, OrgUnitForm, UnitChoiceField, indented
from portal.accounts.models import Membership, OrgUnit
from portal.accounts.views import organisation


class UnitFilter(ModelChoiceFilter):
    """A unit out of the indented tree."""

    field_class = UnitChoiceField


class UnitFilterSet(WagtailFilterSet):
    within = UnitFilter(label=_("Within"), queryset=OrgUnit.objects.all(), method="filter_within")

    class Meta:
        model = OrgUnit
        fields = ["within"]

    def filter_within(self, units: QuerySet[OrgUnit], name: str, unit: OrgUnit) -> QuerySet[OrgUnit]:
        return units.filter(path__startswith=unit.path)


class MembershipFilterSet(WagtailFilterSet):
    within = UnitFilter(label=_("Within"), queryset=OrgUnit.objects.all(), method="filter_within")
    is_manager = BooleanFilter(label=_("Manages the unit"))

    class Meta:
        model = Membership
        fields = ["within", "is_manager"]

    def filter_within(
        self, memberships: QuerySet[Membership], name: str, unit: OrgUnit
    ) -> QuerySet[Membership]:
        return memberships.filter(unit__path__startswith=unit.path)


def _members_address(unit: OrgUnit) -> str:
    return f"{reverse('memberships:index')}?within={unit.pk}"


class OrganisationViewSet(ModelViewSet):
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {"usage_url_name": None}


class UnitViewSet(OrganisationViewSet):
    model = OrgUnit
    name = "org_units"
    icon = "group"
    menu_label = _("Units")
    index_view_class = organisation.UnitIndexView
    delete_view_class = organisation.UnitDeleteView
    filterset_class = UnitFilterSet
    search_fields = ("name", "code")
    list_display = (
        Column("name", label=_("Name"), accessor=indented),
        Column("code", label=_("Code"), accessor="code", sort_key="code"),
        TitleColumn("member_count", label=_("People"), accessor="member_count", get_url=_members_address),
    )

    def get_form_class(self, for_update: bool = False) -> type[OrgUnitForm]:
        return OrgUnitForm


class MembershipViewSet(OrganisationViewSet):
    model = Membership
    name = "memberships"
    icon = "user"
    menu_label = _("Memberships")
    index_view_class = organisation.MembershipIndexView
    filterset_class = MembershipFilterSet
    search_fields = ("person__full_name", "person__email", "person__staff_number", "unit__name", "position")
    list_display = (
        Column(
            "person",
            label=pgettext_lazy("member", "Person"),
            accessor="person.full_name",
            sort_key="person__name_sort_key",
        ),
        Column("unit", label=_("Unit"), accessor="unit.name", sort_key="unit__path"),
        Column("position", label=_("Position"), accessor="position", sort_key="position"),
        BooleanColumn("is_manager", label=_("Manages the unit"), sort_key="is_manager"),
    )

    def get_form_class(self, for_update: bool = False) -> type[MembershipForm]:
        return MembershipForm


class OrganisationGroup(ModelViewSetGroup):
    items = (UnitViewSet, MembershipViewSet)
    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 350


@hooks.register("register_admin_viewset")
def register_organisation() -> OrganisationGroup:
    return OrganisationGroup()

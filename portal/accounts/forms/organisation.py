"""The admin's forms for units and for who belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.accounts.actions.place_unit import place_unit
from portal.accounts.models import Membership, OrgUnit, User

STEP = "\u2003"  # an em space: HTML keeps it, and a screen reader does not read it


def indented(unit: OrgUnit) -> str:
    """The unit's name, set in as deep as the unit stands in the tree."""
    return f"{STEP * (unit.depth - 1)}{unit.name}"


class UnitChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, unit: OrgUnit) -> str:
        return indented(unit)


class PersonField(forms.CharField):
    """A person by e-mail address or staff number: a list of everybody would be too long to choose from."""

    def clean(self, value: Any) -> User | None:
        login = super().clean(value)
        if not login:
            return None
        person = User.objects.filter(Q(email__iexact=login) | Q(staff_number__iexact=login)).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this e-mail address or staff number."))
        return person

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            person = User.objects.filter(pk=value).first()
            return person.get_username() if person else ""
        return value


class OrgUnitForm(WagtailAdminModelForm):
    parent = UnitChoiceField(
        label=_("Belongs to"),
        queryset=OrgUnit.objects.all(),
        required=False,
        empty_label=_("Nothing: it stands at the top"),
    )

    class Meta:
        model = OrgUnit
        fields = ["name", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["parent"] = self.instance.get_parent()

    def clean_parent(self) -> OrgUnit | None:
        parent: OrgUnit | None = self.cleaned_data["parent"]
        unit = self.instance
        if unit.pk and parent and (parent.pk == unit.pk or parent.is_descendant_of(unit)):
            raise forms.ValidationError(_("A unit cannot belong to itself or to one of its own units."))
        return parent

    def save(self, commit: bool = True) -> OrgUnit:
        return place_unit(self.instance, self.cleaned_data["parent"])


class MembershipForm(WagtailAdminModelForm):
    person = PersonField(
        label=pgettext_lazy("member", "Person"),
        help_text=_("E-mail address or staff number."),
        max_length=254,
    )
    unit = UnitChoiceField(label=_("Unit"), queryset=OrgUnit.objects.all())

    class Meta:
        model = Membership
        fields = ["person", "unit", "position", "is_manager"]

"""The admin's forms for people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.accounts.models import User
from portal.accounts.roles import Role

PERSON_FIELDS = ["full_name", "email", "staff_number", "preferred_language", "is_superuser", "groups"]


class RoleChoiceField(forms.ModelMultipleChoiceField):
    """Groups, each under its role's name where it is one."""

    def label_from_instance(self, group: Group) -> str:
        return str(Role(group.name).label) if group.name in Role.values else group.name


class PersonFormMixin(forms.ModelForm):
    """Wagtail's form asks for first and last name; a Vietnamese name is one field."""

    first_name = None
    last_name = None
    email = forms.EmailField(label=_("E-mail address"), required=False)
    groups = RoleChoiceField(
        label=_("Roles"), queryset=Group.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    password_required = False

    def _clean_username(self) -> None:
        """The model's constraints say what is taken; Wagtail would count a missing address as taken."""

    def separate_username_field(self) -> bool:
        return False


class PersonCreationForm(PersonFormMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = PERSON_FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("email") and not cleaned.get("password1"):
            # Whoever has an address sets a password through "Forgot your password?".
            self.add_error("password1", _("Without an e-mail address, a first password is needed."))
        return cleaned

    def save(self, commit: bool = True) -> User:
        if not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        return super().save(commit=commit)


class PersonEditForm(PersonFormMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = [*PERSON_FIELDS, "is_active"]

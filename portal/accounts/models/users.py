"""A person who can sign in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.names import given_name, name_sort_key, tidy_name
from portal.accounts.roles import Role
from portal.lib.vietnamese import normalise

NAME_LENGTH = 150


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_name(self) -> Self:
        """Given name first, as a Vietnamese register sorts people."""
        return self.order_by("name_sort_key", "pk")

    def with_role(self, role: Role) -> Self:
        """People in a role; everyone is a learner."""
        return self if role == Role.LEARNER else self.filter(groups__name=role.value)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people from an e-mail address, a staff number, or both."""

    def create_user(
        self,
        email: str | None = None,
        password: str | None = None,
        *,
        staff_number: str | None = None,
        **fields: Any,
    ) -> User:
        """Raises ``ValueError`` when neither e-mail nor staff number is given."""
        if not email and not staff_number:
            raise ValueError("A person needs an e-mail address or a staff number.")
        user = self.model(email=email, staff_number=staff_number, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)


class EmailOrNothingField(models.EmailField):
    """Lower case; an empty address is stored as NULL, so that many people may have none."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value.strip().lower() or None if isinstance(value, str) else value


class StaffNumberField(models.CharField):
    """Trimmed; an empty number is stored as NULL, so that many people may have none."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return tidy_name(value) or None if isinstance(value, str) else value


class NameSortKeyField(models.CharField):
    """Follows ``full_name`` at every write, bulk ones too."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = name_sort_key(getattr(model_instance, "full_name", ""))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


class FullNameField(models.CharField):
    """Canonical composed form, single spaces."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        name = tidy_name(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, name)
        return name


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in by e-mail or staff number; a Vietnamese name is kept whole, family name first."""

    email = EmailOrNothingField(_("e-mail address"), unique=True, null=True, blank=True)
    staff_number = StaffNumberField(_("staff number"), max_length=40, unique=True, null=True, blank=True)
    full_name = FullNameField(_("full name"), max_length=NAME_LENGTH)
    name_sort_key = NameSortKeyField(max_length=500, editable=False, db_index=True, default="")
    preferred_language = models.CharField(_("language"), max_length=5, blank=True, choices=settings.LANGUAGES)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="user_has_email_or_staff_number",
                condition=Q(email__isnull=False) | Q(staff_number__isnull=False),
                violation_error_message=_("Enter an e-mail address, a staff number, or both."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_whatever_case",
                violation_error_message=_("Someone already uses this e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("staff_number"),
                name="user_staff_number_unique_whatever_case",
                violation_error_message=_("Someone already uses this staff number."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.staff_number or str(self.pk)

    def clean(self) -> None:
        # Not AbstractBaseUser's: it would turn a missing e-mail address into the text "".
        self.full_name = tidy_name(self.full_name)
        self.email = (self.email or "").strip().lower() or None
        self.staff_number = tidy_name(self.staff_number or "") or None

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        # The sort key follows the name even when only the name is written.
        if update_fields is not None and "full_name" in update_fields:
            update_fields = {*update_fields, "name_sort_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normalise(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        # Some keyboards write Vietnamese letters decomposed: the same password must fit from any of them.
        return super().check_password(None if raw_password is None else normalise(raw_password))

    def get_username(self) -> str:
        """What the person signs in with: the e-mail address, else the staff number."""
        return self.email or self.staff_number or ""

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name: a Vietnamese name puts it last."""
        return given_name(self.full_name)

    def has_role(self, role: Role) -> bool:
        """Everyone who can sign in is a learner; the other roles are groups."""
        return role == Role.LEARNER or self.groups.filter(name=role.value).exists()

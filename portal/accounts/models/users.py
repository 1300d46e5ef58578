"""A person who can sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
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
        user = self.model(
            email=self.normalize_email(email).lower() if email else None,
            staff_number=staff_number or None,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in by e-mail or staff number; a Vietnamese name is kept whole, family name first."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    staff_number = models.CharField(_("staff number"), max_length=40, unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=150)
    preferred_language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff status"), default=False)
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
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.staff_number or str(self.pk)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name: a Vietnamese name puts it last."""
        return self.full_name.rsplit(" ", 1)[-1]

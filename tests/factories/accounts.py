"""People, units and memberships for tests."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from portal.accounts.models import Membership, OrgUnit, User
from portal.accounts.roles import Role

PASSWORD = "lúa-chín-vàng-2026"


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with a verified e-mail address and the password ``PASSWORD``.

    ``role=Role.EDITOR`` puts the person in that role; ``verified=False`` leaves the address unconfirmed.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda number: f"Nguyễn Văn An {number}")
    email = factory.Sequence(lambda number: f"nguoi{number}@example.org")
    password = PASSWORD

    class Params:
        superuser = factory.Trait(is_superuser=True)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and self.email:
            EmailAddress.objects.create(
                user=self, email=self.email, verified=extracted is not False, primary=True
            )

    @factory.post_generation
    def role(self, create: bool, extracted: Role | str | None, **kwargs: Any) -> None:
        if create and extracted:
            self.groups.add(Group.objects.get(name=Role(extracted).value))


class StaffFactory(PersonFactory):
    """A person who signs in by staff number and has no e-mail address."""

    email = None
    staff_number = factory.Sequence(lambda number: f"CB-{number:04}")


class OrgUnitFactory(factory.django.DjangoModelFactory):
    """A unit; ``parent=unit`` puts it below another."""

    class Meta:
        model = OrgUnit

    name = factory.Sequence(lambda number: f"Ủy ban nhân dân xã số {number}")
    code = factory.Sequence(lambda number: f"X{number:03}")

    @classmethod
    def _create(cls, model_class: type[OrgUnit], *args: Any, **kwargs: Any) -> OrgUnit:
        parent = kwargs.pop("parent", None)
        if parent is None:
            return model_class.add_root(**kwargs)
        parent.refresh_from_db()
        return parent.add_child(**kwargs)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(OrgUnitFactory)
    position = "Công chức tư pháp – hộ tịch"

"""Units and memberships in the admin."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from portal.accounts.models import Membership, OrgUnit


class LinkedIndexView(generic.IndexView):
    """The first column leads to the row's form, for whoever may change it."""

    @cached_property
    def columns(self) -> list[Column]:
        first, *others = super().columns
        linked = TitleColumn(
            first.name,
            label=first.label,
            accessor=first.accessor,
            sort_key=first.sort_key,
            get_url=self.get_edit_url,
        )
        return [linked, *others]


class UnitIndexView(LinkedIndexView):
    """The tree from the top, each unit below the one it belongs to."""

    default_ordering = "path"

    def get_base_queryset(self) -> QuerySet[OrgUnit]:
        return OrgUnit.objects.annotate(member_count=Count("memberships"))


class UnitDeleteView(generic.DeleteView):
    """Only an empty unit: deleting a node of a tree takes everything below it along."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_leaf():
            try:
                with transaction.atomic():
                    return super().post(request, *args, **kwargs)
            except ProtectedError:
                pass  # said below
        messages.error(
            request,
            _("“%(unit)s” was not deleted: units, people or assignments still belong to it.")
            % {"unit": self.object.name},
        )
        return redirect(self.index_url_name)


class MembershipIndexView(LinkedIndexView):
    default_ordering = "person__name_sort_key"

    def get_base_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("person", "unit")

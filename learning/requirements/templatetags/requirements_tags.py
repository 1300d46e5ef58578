"""What is required of the reader, on other rooms' pages."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.contrib.auth.models import AnonymousUser

from learning.courses.standings import Standing
from learning.requirements.duties import Duty, duties_of
from portal.accounts.models import User

register = template.Library()


@register.simple_tag
def required_courses(reader: User | AnonymousUser) -> list[Duty]:
    """``{% required_courses request.user as required %}``: what remains to be done, the most pressing first."""
    if not reader.is_authenticated:
        return []
    return [duty for duty in duties_of(reader) if not duty.status.is_settled]


@register.simple_tag
def without_required(standings: Sequence[Standing], required: Sequence[Duty]) -> list[Standing]:
    """``{% without_required standings required as others %}``: what the list of duties does not show already."""
    shown = {duty.standing.enrolment.pk for duty in required if duty.standing}
    return [standing for standing in standings if standing.enrolment.pk not in shown]

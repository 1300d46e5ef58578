"""Steps between the right password and being signed in."""

from __future__ import annotations

from allauth.account import stages
from django.http import HttpResponseBase


class EmailVerificationStage(stages.EmailVerificationStage):
    """Asks for a verified address, except of staff: their organisation vouches for them."""

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        if self.login.user and self.login.user.staff_number:
            return None, True
        return super().handle()

"""People and attempts that the tests of this room share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from learning.assessments.actions.save_answer import SavedAnswer, save_answer
from learning.assessments.models import Attempt
from portal.accounts.models import User
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import right_places


@pytest.fixture
def lan(db: None) -> User:
    """The learner."""
    return PersonFactory(full_name="Nguyễn Thị Lan")


@pytest.fixture
def minh(db: None) -> User:
    """Another learner, who may see nothing of Lan's."""
    return PersonFactory(full_name="Trần Văn Minh")


@pytest.fixture
def lans_browser(lan: User) -> Client:
    browser = Client()
    browser.force_login(lan)
    return browser


@pytest.fixture
def answer() -> Callable[..., SavedAnswer]:
    """Saves the right choices of a question, or ``places``."""

    def save(attempt: Attempt, position: int, places: list[int] | None = None, **fields: Any) -> SavedAnswer:
        item = attempt.items.select_related("answer").get(position=position)
        return save_answer(
            attempt.person,
            attempt.public_id,
            position,
            chosen_places=right_places(item) if places is None else places,
            **{"seq": item.answer.seq, "client_uuid": uuid.uuid4(), **fields},
        )

    return save

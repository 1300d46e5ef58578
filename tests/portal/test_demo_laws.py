"""The demo's laws and people load once, and cite only what exists."""

import pytest
from django.core.management import call_command
from django.test import override_settings

from content.laws.models import LegalDocument
from portal.accounts.models import User
from portal.management.demo.laws import find_article
from portal.management.demo.people import DEMO_PEOPLE
from portal.management.demo.reading import read_content

QUESTION_FILES = ["questions_traffic.toml", "questions_lawmaking.toml"]


@pytest.fixture
def demo(db):
    call_command("load_demo", verbosity=0)


def test_a_second_load_changes_nothing(demo):
    def counts():
        return LegalDocument.objects.count(), User.objects.count()

    before = counts()
    call_command("load_demo", verbosity=0)
    assert counts() == before
    assert User.objects.count() == len(DEMO_PEOPLE)


@override_settings(DEMO_ALLOWED=False)
@pytest.mark.django_db
def test_production_does_not_get_people_with_a_public_password():
    with pytest.raises(Exception, match="public password"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.parametrize("file_name", QUESTION_FILES)
def test_each_question_cites_a_provision_that_exists(demo, file_name):
    questions = read_content(file_name)["question"]
    assert len(questions) == len({question["code"] for question in questions}) == 24
    for question in questions:
        if not question.get("cites"):
            continue
        number, article_number, clause, point = question["cites"]
        text = find_article(number, article_number).versions.get().structure
        assert not clause or text.find(clause, point) is not None, question["code"]

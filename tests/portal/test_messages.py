"""Translations: what counts as a placeholder, and that nothing is missing."""

from datetime import UTC, datetime
from pathlib import Path

import django
import polib
import pytest
import wagtail
import wagtail_localize
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import override

from portal.accounts.roles import Role
from portal.management import messages
from tests.factories.accounts import PersonFactory


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%(count)s articles", ["%(count)s"]),
        ("{name} of {total}", ["{name}", "{total}"]),
        ("50%% off", []),
        ("no placeholder", []),
        ("%(percent)d%%", ["%(percent)d"]),
    ],
)
def test_placeholders_are_found(text: str, found: list[str]):
    assert messages.placeholders(text) == found


def test_vietnamese_and_indonesian_are_complete_and_in_step_with_the_code():
    assert messages.problems() == []


def libraries_own_words(domain: str) -> set[tuple[str | None, str]]:
    return {
        (entry.msgctxt, entry.msgid)
        for library in (django, wagtail, wagtail_localize)
        for catalog in Path(library.__file__).parent.glob(f"**/locale/en/LC_MESSAGES/{domain}.po")
        for entry in polib.pofile(str(catalog))
    }


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_words_lent_to_libraries_are_their_own_and_keep_their_placeholders(domain: str):
    catalogs = list((messages.BASE_DIR / "portal" / "locale_libraries").glob(f"*/LC_MESSAGES/{domain}.po"))
    own = libraries_own_words(domain)

    assert catalogs
    for entry in (entry for catalog in catalogs for entry in polib.pofile(str(catalog))):
        assert (entry.msgctxt, entry.msgid) in own
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            wanted = messages.placeholders(entry.msgid_plural or entry.msgid)
            assert messages.placeholders(text) == wanted, entry.msgid


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_word_of_the_admin_is_left_in_english_for_a_vietnamese_editor(domain: str):
    folders = [Path(app.path) / "locale" for app in apps.get_app_configs() if "wagtail" in app.name]
    said = {
        (entry.msgctxt, entry.msgid)
        for folder in [*folders, *(messages.BASE_DIR / "portal").glob("locale*")]
        for catalog in folder.glob(f"vi/LC_MESSAGES/{domain}.po")
        for entry in polib.pofile(str(catalog)).translated_entries()
    }

    assert folders
    for catalog in (catalog for folder in folders for catalog in folder.glob(f"en/LC_MESSAGES/{domain}.po")):
        missing = [
            entry.msgid for entry in polib.pofile(str(catalog)) if (entry.msgctxt, entry.msgid) not in said
        ]
        assert missing == [], catalog


def test_spans_of_time_are_said_in_vietnamese():
    with override("vi"):
        assert timesince(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)).startswith(
            "2\xa0tháng"
        )


@pytest.mark.django_db
def test_an_editor_meets_the_admin_in_one_language(client: Client):
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR, preferred_language="vi"))

    html = client.get(reverse("memberships:index")).content.decode()

    for english in ("Search…", "Page 1 of 1", ">Images<"):
        assert english not in html

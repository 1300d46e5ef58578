"""What the importers refuse, an editor is told at the form, in Vietnamese as in English; nothing is kept of it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from content.laws.importers.read_source import read_source
from content.laws.importers.records import RefusedFile
from content.laws.models import LawDraft, LegalDocument
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory

from . import law_files as files
from .test_importers import BOMB, OUTSIDE

pytestmark = pytest.mark.django_db

BAD = {
    "an XML bomb": ("luat.xml", BOMB),
    "an entity that reads a file": ("luat.xml", OUTSIDE),
    "a Word file with an entity": (
        "luat.docx",
        files.replaced_part(files.word_bytes("A"), "word/settings.xml", BOMB),
    ),
    "a path outside": ("luat.docx", files.zip_bytes({"word/document.xml": b"<x/>", "../../x": b"x"})),
    "ten gigabytes inside": ("luat.docx", files.declared_size(files.word_bytes("A"), 10 * 1024**3)),
    "HTML nested without end": ("luat.html", b"<div>" * 230 + b"Luat" + b"</div>" * 230),
    "a torn PDF": ("luat.pdf", b"%PDF-1.7\nrubbish"),
    "no encoding that fits": ("luat.txt", b"\x81\x8d\xff\xfe\x00\x01\x02" * 9),
    "a control character": ("luat.txt", "Điều 1\x07. A".encode()),
    "a picture": ("luat.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 30),
    "another name than content": ("luat.pdf", files.word_bytes("Điều 1. A")),
    "an empty file": ("luat.txt", b" \n "),
}


def reason(name: str, data: bytes, language: str) -> str:
    with translation.override(language), pytest.raises(RefusedFile) as refused:
        read_source(data, name)
    return refused.value.refusals[0].reason


@pytest.mark.parametrize("case", BAD)
def test_the_form_says_why_in_the_language_of_the_editor(case, client):
    name, data = BAD[case]
    said = {}
    for language in ("vi", "en"):
        client.force_login(PersonFactory(role=Role.EDITOR, preferred_language=language))
        said[language] = reason(name, data, language)

        with translation.override(language):
            answer = client.post(
                reverse("law_drafts:bring"),
                {"file": SimpleUploadedFile(name, data)},
                headers={"Accept-Language": language},
            )

        assert answer.status_code == 422
        page = answer.content.decode()
        assert escape(said[language]) in page
        assert "Traceback" not in page
    assert said["vi"] != said["en"]
    assert re.search(r"[à-ỹđ]", said["vi"])
    assert not LawDraft.objects.exists()
    assert not LegalDocument.objects.exists()

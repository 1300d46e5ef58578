"""Search engines are led to pages, documents and articles."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_index_leads_to_every_kind(client):
    call_command("load_demo", verbosity=0)
    assert client.get("/sitemap.xml").status_code == 200
    assert b"/di-duong/uong-bia-roi-di-xe-may/" in client.get("/sitemap-pages.xml").content
    assert b"/168-2024-nd-cp/" in client.get("/sitemap-documents.xml").content
    assert b"/168-2024-nd-cp/dieu-7/" in client.get("/sitemap-articles.xml").content

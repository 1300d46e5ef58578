"""When something is wrong the site says so in its own voice, in each language, even without a database."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.design_urls")]

LANGUAGES = [("", "vi"), ("/en", "en"), ("/id", "id")]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def broken_database(execute, sql, params, many, context):
    raise RuntimeError("no database here")


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_page_stands_in_the_readers_language(visitor, prefix, language, status):
    response = visitor.get(f"{prefix}/thu/{status}/")

    html = response.content.decode()
    assert response.status_code == status
    assert f'lang="{language}"' in html
    assert html.count("<h1>") == 1
    assert f'href="{prefix}/"' in html
    assert "css/site" in html


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_page_is_kept_out_of_search_engines(visitor, status):
    assert 'content="noindex"' in visitor.get(f"/thu/{status}/").content.decode()


def test_404_offers_one_search_box(visitor):
    html = visitor.get("/khong-co-trang-nay/").content.decode()

    assert html.count('role="search"') == 1


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
@pytest.mark.parametrize("status", [500, 503])
def test_500_and_503_need_no_database(visitor, prefix, language, status):
    with connection.execute_wrapper(broken_database):
        response = visitor.get(f"{prefix}/thu/{status}/")

    assert response.status_code == status
    assert f'<html lang="{language}">' in response.content.decode()


def test_a_database_that_does_not_answer_is_503_and_says_when_to_come_back(visitor):
    response = visitor.get("/thu/mat-du-lieu/")

    assert response.status_code == 503
    assert response["Retry-After"] == "60"


def test_a_broken_template_still_leaves_a_sentence(visitor, tmp_path):
    templates = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    (tmp_path / "500.html").write_text("{% broken %}", encoding="utf-8")

    with override_settings(TEMPLATES=templates):
        response = visitor.get("/thu/500/")

    assert response.status_code == 500
    assert "<h1>" in response.content.decode()


def test_a_form_without_its_token_explains_itself():
    response = Client(enforce_csrf_checks=True).post("/thu/bieu-mau/")

    html = response.content.decode()
    assert response.status_code == 403
    assert "masthead" in html
    assert 'href="/tai-khoan/login/?next' not in html


def test_403_leads_a_visitor_to_sign_in_and_back(visitor):
    html = visitor.get("/thu/403/?a=1&b=2").content.decode()

    assert "?next=/thu/403/%3Fa%3D1%26b%3D2" in html

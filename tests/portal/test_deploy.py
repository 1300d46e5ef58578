"""What stands in deploy/ fits the settings, the addresses and each other. No container is built here."""

import re
from pathlib import Path

import pytest
import yaml
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SETTINGS = "".join((ROOT / "portal/settings" / name).read_text() for name in ("base.py", "production.py"))
NGINX = (DEPLOY / "nginx.conf").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


def test_every_part_runs_from_one_image(services):
    ours = {name for name, service in services.items() if service.get("image") == "luat-de-hieu"}
    assert ours == {"migrate", "index", "web", "worker", "beat"}
    assert set(services) - ours == {"nginx", "postgres", "redis", "elasticsearch"}


def test_what_is_waited_for_exists_and_can_become_ready(services):
    for service in services.values():
        for name, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "HEALTHCHECK" in DOCKERFILE if name == "web" else services[name]["healthcheck"]
            else:
                assert services[name]["restart"] == "no"


def test_only_the_proxy_is_reached_from_outside(services):
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def test_the_settings_read_every_name_that_is_set(services):
    known = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', SETTINGS))
    assert set(services["web"]["environment"]) <= known
    # What production does not start without.
    assert {"SECRET_KEY", "ALLOWED_HOSTS"} <= set(services["web"]["environment"])


def test_the_image_has_the_libraries_that_make_run_installs():
    wanted = re.findall(r"\bneed (lib[a-z0-9.-]+|gettext)", (ROOT / "scripts/setup.sh").read_text())
    assert wanted
    assert [package for package in wanted if package not in DOCKERFILE] == []


def test_the_proxy_limits_the_sign_in_page_and_hides_private_files():
    location = re.search(r"location ~ (\S+) \{\s*limit_req", NGINX)
    assert location
    assert re.match(location[1], reverse("account_login"))
    assert re.match(location[1], "/en" + reverse("account_login"))
    assert re.findall(r"alias (\S+);", NGINX) == ["/data/media/"]


def test_the_proxy_says_how_a_visitor_came(services):
    """One proxy is trusted, and it overwrites what a visitor claims."""
    assert services["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header X-Forwarded-Proto https;" in NGINX
    # One set of these in a location would take all the others away there.
    assert not re.search(r"location [^{#]*\{[^}]*proxy_set_header", NGINX)

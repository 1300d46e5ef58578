"""One style sheet on the wire, made of many small ones."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from portal.static_bundles import BUNDLE_PATH, CssBundleFinder, build_bundle, bundle_sources


@pytest.fixture
def css_folder(tmp_path):
    folder = tmp_path / "css"
    for name, text in {
        "tokens.css": "@layer reset, tokens;",
        "base.css": '@font-face { src: url("../fonts/a.woff2") }',
        "layout.css": ".wrap {}",
        "components/law.css": ".law { background: url('../../img/paper.svg') }",
        "components/button.css": ".button { background: url(data:image/svg+xml,x) }",
        "pages/laws.css": ".page {}",
        "print/laws.css": "@media print {}",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_sources_stand_in_the_order_of_the_layers(css_folder):
    assert [path.relative_to(css_folder).as_posix() for path in bundle_sources(css_folder)] == [
        "tokens.css",
        "base.css",
        "layout.css",
        "components/button.css",
        "components/law.css",
        "pages/laws.css",
        "print/laws.css",
    ]


def test_addresses_are_relative_to_the_bundle(css_folder):
    bundle = build_bundle(css_folder)

    assert 'url("../fonts/a.woff2")' in bundle
    assert 'url("../img/paper.svg")' in bundle
    assert "url(data:image/svg+xml,x)" in bundle


def test_a_changed_source_shows_at_the_next_request(css_folder, tmp_path):
    finder = CssBundleFinder(css_folder, tmp_path / "out")
    first = Path(finder.find(BUNDLE_PATH)).read_text(encoding="utf-8")
    (css_folder / "pages" / "new.css").write_text(".new {}", encoding="utf-8")

    second = Path(finder.find(BUNDLE_PATH)).read_text(encoding="utf-8")

    assert ".new" not in first
    assert ".new" in second
    assert [path.name for path in (tmp_path / "out" / "css").iterdir()] == ["site.css"]


def test_the_finder_knows_nothing_else(css_folder, tmp_path):
    finder = CssBundleFinder(css_folder, tmp_path / "out")

    assert finder.find("css/tokens.css") == []
    assert list(finder.list(["css/*"])) == []


def test_an_empty_folder_is_reported_by_the_system_check(tmp_path):
    assert [error.id for error in CssBundleFinder(tmp_path, tmp_path / "out").check()] == ["portal.E001"]


def test_the_site_finds_its_bundle_and_every_file_it_names():
    bundle = Path(finders.find(BUNDLE_PATH))
    text = bundle.read_text(encoding="utf-8")

    assert text.startswith("/* The tokens")
    names = re.findall(r'url\("\.\./([^"]+)"\)', text)
    assert names
    assert [name for name in names if finders.find(name) is None] == []


def test_every_sheet_stands_in_its_layer():
    """Faces cannot be layered; everything else that stands outside a layer would beat all layers."""
    css = settings.BASE_DIR / "static" / "css"
    for path in bundle_sources(css):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        depth, outside = 0, ""
        for character in text:
            if depth == 0:
                outside += character
            depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth == 0, path
        heads = [head.strip() for head in re.split(r"[{;]", outside) if head.strip()]
        assert all(head.startswith(("@layer", "@font-face")) for head in heads), (path, heads)


def test_collectstatic_gives_the_bundle_its_fingerprint_and_compresses_it(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    # Only the site's own files: the admin's thousands would take a quarter of a minute.
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder",
        "portal.static_bundles.CssBundleFinder",
    ]
    finders.get_finder.cache_clear()

    call_command("collectstatic", interactive=False, verbosity=0)

    (named,) = [path for path in (tmp_path / "css").glob("site.*.css") if len(path.suffixes) == 2]
    assert named.with_name(f"{named.name}.gz").is_file()
    text = named.read_text(encoding="utf-8")
    faces = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', text)
    assert faces
    for face in faces:
        assert (tmp_path / face).is_file()
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", face)

"""Reading the codification by topic and subject; importing it in the admin."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.laws.actions.store_codification import store_codification
from content.laws.importers.codification_edition import open_edition
from content.laws.models import CodificationSubject, LegalDocument
from portal.accounts.roles import Role
from portal.jobs.models import Job
from tests.factories.accounts import PersonFactory

from .codification_editions import EDITION, MARKETS, Archive, Page, Piece, folder

pytestmark = pytest.mark.django_db


def store(path, *pages):
    with open_edition(folder(path, *pages)) as edition:
        store_codification(edition, "x")


@pytest.fixture
def library(tmp_path):
    store(tmp_path / "e", *EDITION)


def many(count):
    pieces = tuple(
        Piece(f"19.6.LQ.{n}", f"Tên {n}", "<p>Chữ.</p>", anchor=f"a{n}") for n in range(2, count + 1)
    )
    return Page(MARKETS.source_id, "19.6", "Chợ phiên", (MARKETS.pieces[1], *pieces))


def test_topics_lead_to_subjects_and_subjects_to_articles(client, library):
    page = client.get("/phap-dien/").content.decode()
    assert page.count("codification__number") == 45
    assert "/phap-dien/khoa-hoc-cong-nghe/" in page
    page = client.get("/phap-dien/khoa-hoc-cong-nghe/").content.decode()
    assert "/phap-dien/khoa-hoc-cong-nghe/cho-phien-vung-cao/" in page
    page = client.get("/phap-dien/khoa-hoc-cong-nghe/cho-phien-vung-cao/").content.decode()
    page = page.replace("\u00a0", " ")
    assert "/van-ban/luat/2020/901-2020-qh14/dieu-3/" in page
    assert page.index("Chương I.") < page.index("19.6.LQ.1") < page.index("Mục 1.") < page.index("19.6.LQ.3")


def test_subjects_stand_in_the_order_of_their_numbers(client, tmp_path):
    pages = [Page(f"id-{n}", f"26.{n}", f"Đề mục thử {n}") for n in (10, 9, 2)]
    store(tmp_path / "e", *pages)
    page = client.get("/phap-dien/tai-chinh/").content.decode()
    assert page.index("26.2<") < page.index("26.9<") < page.index("26.10<")


def test_an_empty_subject_says_so(client, library):
    page = client.get("/phap-dien/tai-chinh/").content.decode()
    assert "data-stub" in page
    assert client.get("/phap-dien/tai-chinh/gia-thu/").status_code == 200


def test_before_any_import_there_is_an_empty_state(client):
    assert "empty-state" in client.get("/phap-dien/").content.decode()


def test_a_subject_is_filtered_by_type_and_document(client, library):
    address = CodificationSubject.objects.get(source_id=MARKETS.source_id).get_absolute_url()
    law = LegalDocument.objects.get(number="901/2020/QH14")
    for query, count in (
        ({"loai": "luat"}, 3),
        ({"loai": "nghi-dinh"}, 0),
        ({"van-ban": law.pk}, 3),
        ({"van-ban": "999999"}, 0),
        ({"van-ban": "²"}, 3),
        ({"van-ban": "9" * 40}, 3),
        ({"loai": "x"}, 3),
    ):
        assert f'data-total="{count}"' in client.get(address, query).content.decode(), query


def test_a_long_subject_has_pages(client, tmp_path):
    store(tmp_path / "e", many(150))
    address = CodificationSubject.objects.get().get_absolute_url()
    assert client.get(address).content.decode().count('<li id="') == 100
    assert client.get(address, {"page": "2"}).content.decode().count('<li id="') == 50


@pytest.mark.parametrize("count", [2, 20])
def test_pages_ask_the_same_however_much_is_in_them(client, tmp_path, django_assert_max_num_queries, count):
    store(tmp_path / "e", many(count))
    subject = CodificationSubject.objects.get()
    for address, most in (
        ("/phap-dien/", 4),
        (subject.topic.get_absolute_url(), 4),
        (subject.get_absolute_url(), 10),
    ):
        client.get(f"{address}?x={count}a")
        with django_assert_max_num_queries(most):
            client.get(f"{address}?x={count}b")


def test_an_article_says_where_it_stands_in_the_codification(client, library):
    page = client.get("/van-ban/luat/2020/901-2020-qh14/dieu-3/").content.decode()
    assert "19.6.LQ.3" in page
    assert "/phap-dien/khoa-hoc-cong-nghe/cho-phien-vung-cao/" in page


def test_unknown_addresses_are_404(client, library):
    for address in ("/phap-dien/khong-co/", "/phap-dien/tai-chinh/khong-co/"):
        assert client.get(address).status_code == 404


@pytest.fixture
def administrator(client):
    person = PersonFactory(role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


@pytest.fixture
def jobs_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def archive(tmp_path, name="ban.tar.xz"):
    built = Archive(tmp_path / name)
    for page in EDITION:
        built.page(page)
    return SimpleUploadedFile(name, built.write().read_bytes())


def test_upload_preview_then_import(
    client, administrator, tmp_path, jobs_folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("law_codification:upload"), {"file": archive(tmp_path)})
    preview = Job.objects.get()
    assert answer["Location"] == reverse("jobs:job", args=[preview.pk])
    assert (preview.state, preview.result["new"]["articles"]) == ("done", 5)
    assert LegalDocument.objects.count() == 0
    page = client.get(answer["Location"]).content.decode()
    assert reverse("law_codification:start", args=[preview.pk]) in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("law_codification:start", args=[preview.pk]))
    job = Job.objects.first()
    assert (job.kind, job.state, job.result["new"]["articles"]) == ("codification", "done", 5)
    assert LegalDocument.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.zip", b"PK\x03\x04"),
        ("x.tar.xz", b"not xz at all"),
        ("x.html", b"\x00\x01binary"),
        ("x.exe", b"MZ"),
        ("x.tar", b"short"),
    ],
)
def test_other_files_are_refused_at_once(client, administrator, name, content):
    answer = client.post(reverse("law_codification:upload"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_torn_archive_makes_a_failed_job_with_its_reason(
    client, administrator, tmp_path, jobs_folder, django_capture_on_commit_callbacks
):
    file = archive(tmp_path)
    torn = SimpleUploadedFile("ban.tar.xz", file.read()[:200])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("law_codification:upload"), {"file": torn})
    job = Job.objects.get()
    assert job.state == "failed"
    assert job.error


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR, Role.LEARNER, None])
def test_only_administrators_import(client, role):
    person = PersonFactory(role=role) if role else PersonFactory()
    client.force_login(person)
    assert client.get(reverse("law_codification:upload")).status_code in {302, 403}
    assert client.post(reverse("law_codification:start", args=[1])).status_code in {302, 403}

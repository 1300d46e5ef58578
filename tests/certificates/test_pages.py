"""My certificates, the download, and the public verification."""

import re

import pytest
from django.urls import reverse

from learning.certificates.actions.replace_certificate import replace_certificate
from learning.certificates.actions.revoke_certificate import revoke_certificate
from learning.certificates.models import Certificate
from learning.certificates.numbering import ALPHABET, format_code, new_code
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.certificates import make_certificate
from tests.factories.courses import complete, make_course

pytestmark = pytest.mark.django_db


def standing_on_page(response) -> str:
    return re.search(r'data-standing="(\w+)"', response.content.decode())[1]


# ------------------------------------------------------------------ mine


def test_my_certificates_are_mine_alone(client, uyen):
    mine, other = make_certificate(uyen), make_certificate(PersonFactory())
    client.force_login(uyen)
    content = client.get("/chung-nhan/").content.decode()
    assert mine.printed_code in content
    assert other.printed_code not in content


def test_without_a_certificate_there_is_a_next_step(client, uyen):
    client.force_login(uyen)
    assert "empty-state" in client.get("/chung-nhan/").content.decode()


def test_a_certificate_that_is_being_made_is_said(client, uyen):
    complete(uyen, make_course(questions=0))
    client.force_login(uyen)
    content = client.get("/chung-nhan/").content.decode()
    assert 'data-being-made="1"' in content
    assert "empty-state" not in content


def test_my_certificates_need_signing_in_and_are_never_kept_by_a_cache(client, uyen):
    assert client.get("/chung-nhan/").status_code == 302
    client.force_login(uyen)
    assert "no-store" in client.get("/chung-nhan/")["Cache-Control"]


@pytest.mark.parametrize("page", ["1", "99", "-1", "x"])
def test_any_page_number_shows_a_page(client, uyen, page):
    make_certificate(uyen)
    client.force_login(uyen)
    assert client.get("/chung-nhan/", {"page": page}).status_code == 200


def test_my_certificates_cost_the_same_with_1_and_20(client, uyen, django_assert_max_num_queries):
    client.force_login(uyen)
    certificate = make_certificate(uyen)
    with django_assert_max_num_queries(16) as first:
        client.get("/chung-nhan/")
    for number in range(9):
        Certificate.objects.bulk_create(
            [
                Certificate(
                    code=new_code(),
                    completion=complete(uyen, make_course(f"Khoá {number}", questions=0, lessons=1)),
                    person_name=certificate.person_name,
                    course_title=f"Khoá {number}",
                    snapshot=certificate.snapshot,
                    pdf=certificate.pdf.name,
                    sha256=certificate.sha256,
                )
            ]
        )
    with django_assert_max_num_queries(len(first)):
        client.get("/chung-nhan/")


# ------------------------------------------------------------------ download


def test_the_owner_downloads_the_bytes_as_issued(client, uyen):
    certificate = make_certificate(uyen)
    client.force_login(uyen)
    response = client.get(reverse("certificates:download", args=[certificate.printed_code]))
    with certificate.pdf.open() as file:
        assert b"".join(response.streaming_content) == file.read()
    assert response["Content-Type"] == "application/pdf"
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]
    disposition = response["Content-Disposition"]
    assert f'filename="giay-chung-nhan-{certificate.printed_code}.pdf"' in disposition
    assert "filename*=UTF-8''Gi%E1%BA%A5y%20ch%E1%BB%A9ng%20nh%E1%BA%ADn" in disposition


def test_a_name_cannot_break_out_of_the_header(client):
    person = PersonFactory(full_name='Hoa"; filename=x.exe\r\nX-Evil: 1')
    certificate = make_certificate(person)
    client.force_login(person)
    response = client.get(reverse("certificates:download", args=[certificate.code]))
    assert "X-Evil" not in response
    assert response["Content-Disposition"].count('"') == 2


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 404),
        (Role.EDITOR, 404),
        (Role.UNIT_MANAGER, 404),
        (Role.AUDITOR, 200),
        (Role.TRAINER, 200),
        (Role.ADMINISTRATOR, 200),
    ],
)
def test_others_download_only_with_the_right(client, uyen, role, status):
    certificate = make_certificate(uyen)
    client.force_login(PersonFactory(role=role))
    assert client.get(reverse("certificates:download", args=[certificate.code])).status_code == status


@pytest.mark.parametrize("code", ["K7M4-9TQ2-XR8D", "222222222222", "x", "../../etc/passwd"])
def test_a_code_that_is_not_mine_does_not_exist(client, uyen, code):
    client.force_login(uyen)
    assert client.get(f"/chung-nhan/{code}/").status_code == 404


def test_a_missing_file_is_not_found(client, uyen, private_folder):
    certificate = make_certificate(uyen)
    next(private_folder.rglob("*.pdf")).unlink()
    client.force_login(uyen)
    assert client.get(reverse("certificates:download", args=[certificate.code])).status_code == 404


# ------------------------------------------------------------------ verification


def test_anyone_verifies_a_valid_certificate(client, uyen):
    certificate = make_certificate(uyen)
    response = client.get(certificate.verification_path)
    content = response.content.decode()
    assert response.status_code == 200
    assert standing_on_page(response) == "valid"
    assert "Nguyễn Thị Phương Uyên" in content
    assert certificate.sha256 in content
    assert uyen.email not in content
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]


def test_a_revoked_certificate_says_so_but_not_why(client, uyen):
    certificate = make_certificate(uyen)
    revoke_certificate(certificate.pk, by=PersonFactory(full_name="Trần Thanh Tra"), reason="Thi hộ")
    response = client.get(certificate.verification_path)
    assert standing_on_page(response) == "revoked"
    assert "Thi hộ" not in response.content.decode()
    assert "Trần Thanh Tra" not in response.content.decode()


def test_a_replaced_certificate_does_not_reveal_the_new_ones_code(client, uyen):
    old = make_certificate(uyen)
    new = replace_certificate(old.pk, by=PersonFactory(), reason="Sai tên")
    response = client.get(old.verification_path)
    assert standing_on_page(response) == "replaced"
    assert new.printed_code not in response.content.decode()
    assert standing_on_page(client.get(new.verification_path)) == "valid"


def test_an_expired_certificate_says_since_when(client, uyen):
    certificate = make_certificate(uyen, certificate_months=1)
    Certificate.objects.update(expires_at="2020-01-31")
    response = client.get(certificate.verification_path)
    assert standing_on_page(response) == "expired"
    assert "31/01/2020" in response.content.decode()


def test_a_code_that_was_never_issued_is_unknown(client):
    response = client.get(reverse("certificates:verify", args=[format_code(new_code())]))
    assert (response.status_code, standing_on_page(response)) == (404, "unknown")
    assert 'data-mistyped="no"' in response.content.decode()


def test_one_character_off_is_unknown_and_called_a_slip(client, uyen):
    code = make_certificate(uyen).code
    for position, character in enumerate(code):
        wrong = ALPHABET[(ALPHABET.index(character) + 1) % len(ALPHABET)]
        response = client.get(f"/xac-minh/{code[:position]}{wrong}{code[position + 1 :]}/")
        assert (response.status_code, standing_on_page(response)) == (404, "unknown")
        assert 'data-mistyped="yes"' in response.content.decode()
        assert "Nguyễn Thị Phương Uyên" not in response.content.decode()


@pytest.mark.parametrize("code", ["x", "2" * 3000, "%00", "<script>alert(1)</script>", "😀", "' OR 1=1 --"])
def test_a_hostile_code_is_only_unknown(client, code):
    response = client.get("/xac-minh/" + code + "/")
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()


def test_another_spelling_of_a_code_leads_to_the_printed_one(client, uyen):
    certificate = make_certificate(uyen)
    response = client.get(f"/xac-minh/{certificate.code.lower()}/")
    assert (response.status_code, response["Location"]) == (302, certificate.verification_path)


@pytest.mark.parametrize(
    "write",
    [
        lambda certificate: certificate.printed_code,
        lambda certificate: certificate.code.lower(),
        lambda certificate: " ".join(certificate.code),
        lambda certificate: f"http://testserver{certificate.verification_path}",
    ],
)
def test_the_form_takes_what_people_type_or_paste(client, uyen, write):
    certificate = make_certificate(uyen)
    response = client.get("/xac-minh/", {"ma": write(certificate)})
    assert response["Location"] == certificate.verification_path


@pytest.mark.parametrize(
    "typed", ["", "K7M4", "K7M4-9TQ2-XR80", "2222-2222-2223", "a" * 10_000, "\x00", "…!?"]
)
def test_the_form_explains_what_is_wrong(client, typed):
    response = client.get("/xac-minh/", {"ma": typed})
    assert response.status_code == 200
    assert "field--error" in response.content.decode()


def test_the_form_is_quiet_at_first(client):
    content = client.get("/xac-minh/").content.decode()
    assert "field--error" not in content
    assert "noindex" in content


# ------------------------------------------------------------------ administration


def admin_address(certificate, verb=None):
    if verb is None:
        return reverse("issued_certificates:inspect", args=[certificate.pk])
    return reverse("issued_certificates:change_state", args=[certificate.pk, verb])


def test_a_trainer_revokes_with_a_reason_and_sees_it_in_the_history(client, uyen):
    certificate = make_certificate(uyen)
    client.force_login(PersonFactory(role=Role.TRAINER))
    assert client.get(reverse("issued_certificates:index"), {"q": "Uyên"}).status_code == 200
    assert client.get(admin_address(certificate, "thu-hoi")).status_code == 200
    client.post(admin_address(certificate, "thu-hoi"), {"reason": " "})
    certificate.refresh_from_db()
    assert certificate.state == "issued"
    response = client.post(admin_address(certificate, "thu-hoi"), {"reason": "Thi hộ"}, follow=True)
    certificate.refresh_from_db()
    assert certificate.state == "revoked"
    assert "Thi hộ" in response.content.decode()


def test_an_auditor_looks_but_changes_nothing(client, uyen):
    certificate = make_certificate(uyen)
    client.force_login(PersonFactory(role=Role.AUDITOR))
    assert client.get(admin_address(certificate)).status_code == 200
    client.post(admin_address(certificate, "thu-hoi"), {"reason": "x"})
    certificate.refresh_from_db()
    assert certificate.state == "issued"


@pytest.mark.parametrize("role", [None, Role.EDITOR])
def test_nobody_else_comes_to_the_certificates(client, uyen, role):
    certificate = make_certificate(uyen)
    client.force_login(PersonFactory(role=role))
    client.post(admin_address(certificate, "thu-hoi"), {"reason": "x"})
    assert client.get(admin_address(certificate)).status_code in {302, 403}
    certificate.refresh_from_db()
    assert certificate.state == "issued"


def test_not_even_an_administrator_edits_or_deletes_one(client, uyen):
    certificate = make_certificate(uyen)
    client.force_login(PersonFactory(superuser=True))
    for name in ("edit", "delete"):
        client.post(reverse(f"issued_certificates:{name}", args=[certificate.pk]), {"person_name": "X"})
    certificate.refresh_from_db()
    assert certificate.person_name == "Nguyễn Thị Phương Uyên"

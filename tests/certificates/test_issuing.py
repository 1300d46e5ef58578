"""One certificate a completion, kept as issued; what happens to it later are events with a reason."""

import hashlib
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from learning.assessments.errors import AppendOnly
from learning.certificates.actions.draw_up_certificate import months_after
from learning.certificates.actions.issue_certificate import issue_certificate
from learning.certificates.actions.issue_missing_certificates import issue_missing_certificates
from learning.certificates.actions.reinstate_certificate import reinstate_certificate
from learning.certificates.actions.replace_certificate import replace_certificate
from learning.certificates.actions.revoke_certificate import revoke_certificate
from learning.certificates.choices import CertificateState, Standing
from learning.certificates.errors import KeptForEver, NotRevocable, NotRevoked, ReasonMissing
from learning.certificates.models import Certificate, CertificateDesign, CertificateEvent
from learning.certificates.rendering import CertificateFacts
from learning.courses.actions.enrol import enrol
from learning.courses.models import Completion
from tests.factories.accounts import PersonFactory
from tests.factories.certificates import make_certificate
from tests.factories.courses import complete, do_lessons, make_course, take_assessment

pytestmark = pytest.mark.django_db


def test_passing_a_course_issues_its_certificate(uyen, django_capture_on_commit_callbacks):
    enrolment = enrol(uyen, make_course())
    with django_capture_on_commit_callbacks(execute=True):
        do_lessons(enrolment)
        take_assessment(enrolment)
    certificate = Certificate.objects.get()
    assert certificate.person_name == "Nguyễn Thị Phương Uyên"
    assert certificate.facts.score == 100
    assert certificate.events.get().kind == "issued"


def test_issuing_again_returns_the_first(uyen):
    certificate = make_certificate(uyen)
    assert issue_certificate(certificate.completion_id) == certificate
    assert Certificate.objects.count() == CertificateEvent.objects.count() == 1


def test_a_course_without_certificate_gives_none(uyen):
    assert issue_certificate(complete(uyen, make_course(questions=0, gives_certificate=False)).pk) is None


def test_the_file_is_kept_with_its_digest(uyen, private_folder):
    certificate = make_certificate(uyen)
    (file,) = private_folder.rglob("*.pdf")
    assert file.read_bytes().startswith(b"%PDF-")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == certificate.sha256
    assert certificate.is_file_intact()


def test_a_decomposed_name_is_composed(private_folder):
    certificate = make_certificate(PersonFactory(full_name="Nguye\u0302\u0303n  Thi\u0323 Hoa "))
    assert certificate.person_name == "Nguyễn Thị Hoa"


def test_the_snapshot_reads_back_as_the_facts(uyen):
    certificate = make_certificate(uyen, certificate_months=24)
    facts = certificate.facts
    assert CertificateFacts.from_json(facts.as_json()) == facts
    assert facts.expires_on == certificate.expires_at == months_after(facts.completed_on, 24)


def test_what_changes_later_does_not_change_the_certificate(uyen):
    certificate = make_certificate(uyen)
    issued = certificate.pdf.storage.open(certificate.pdf.name).read()
    uyen.full_name = "Nguyễn Thị Uyên"
    uyen.save()
    course = certificate.completion.enrolment.course
    course.title = "Tên mới"
    course.save()
    CertificateDesign.objects.create(name="Mới", heading="Chứng chỉ")
    kept = Certificate.objects.get()
    assert issue_certificate(kept.completion_id) == kept
    assert kept.facts.person_name == "Nguyễn Thị Phương Uyên"
    assert kept.facts.course_title == "Luật giao thông từ 2025"
    assert kept.pdf.storage.open(kept.pdf.name).read() == issued


def test_the_active_design_gives_the_words(uyen):
    CertificateDesign.objects.create(name="Cũ", issuer="Cũ")
    CertificateDesign.objects.create(
        name="Sở", issuer="TRUNG TÂM PHỔ BIẾN", signer_title="GIÁM ĐỐC", signer_name="Trần Quốc Hùng"
    )
    CertificateDesign.objects.create(name="Nháp", issuer="Nháp", is_active=False)
    CertificateDesign.objects.create(name="Anh", issuer="English", language="en")
    facts = make_certificate(uyen).facts
    assert (facts.issuer, facts.signer_name) == ("TRUNG TÂM PHỔ BIẾN", "Trần Quốc Hùng")


# ------------------------------------------------------------------ never deleted


def test_a_certificate_is_never_deleted(uyen):
    certificate = make_certificate(uyen)
    with pytest.raises(KeptForEver):
        certificate.delete()
    with pytest.raises(KeptForEver):
        Certificate.objects.all().delete()
    with pytest.raises(KeptForEver):
        certificate.pdf.storage.delete(certificate.pdf.name)
    with pytest.raises(AppendOnly):
        CertificateEvent.objects.all().delete()


def test_a_file_is_never_overwritten(uyen):
    certificate = make_certificate(uyen)
    storage = certificate.pdf.storage
    with certificate.pdf.open() as file:
        other_name = storage.save(certificate.pdf.name, file)
    assert other_name != certificate.pdf.name
    assert certificate.is_file_intact()


def test_the_database_holds_one_live_certificate_a_completion(uyen):
    certificate = make_certificate(uyen)
    certificate.pk, certificate.code = None, "222222222222"
    with pytest.raises(IntegrityError, match="completion"), transaction.atomic():
        certificate.save(force_insert=True)


# ------------------------------------------------------------------ verify_certificates


def test_verify_certificates_is_content_with_what_was_issued(uyen, capsys):
    make_certificate(uyen)
    call_command("verify_certificates")
    assert "1 certificates checked, all as issued." in capsys.readouterr().out


@pytest.mark.parametrize(("harm", "word"), [("change", "changed"), ("remove", "missing")])
def test_verify_certificates_reports_a_file_that_is_not_as_issued(uyen, private_folder, capsys, harm, word):
    certificate = make_certificate(uyen)
    (file,) = private_folder.rglob("*.pdf")
    if harm == "change":
        file.chmod(0o640)
        file.write_bytes(file.read_bytes()[:-1] + b"!")
    else:
        file.unlink()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_certificates")
    assert f"{certificate.printed_code}: {word}" in capsys.readouterr().err


# ------------------------------------------------------------------ revoke, reinstate, replace


def test_revoking_and_reinstating_are_events_with_a_reason(uyen):
    trainer = PersonFactory()
    certificate = make_certificate(uyen)
    assert (
        revoke_certificate(certificate.pk, by=trainer, reason=" Nhờ người thi hộ ").standing
        is Standing.REVOKED
    )
    with pytest.raises(NotRevocable):
        revoke_certificate(certificate.pk, by=trainer, reason="Nữa")
    assert issue_certificate(certificate.completion_id) == certificate  # not issued anew
    assert reinstate_certificate(certificate.pk, by=trainer, reason="Nhầm người").standing is Standing.VALID
    with pytest.raises(NotRevoked):
        reinstate_certificate(certificate.pk, by=trainer, reason="Nữa")
    assert list(certificate.events.values_list("kind", "reason")) == [
        ("issued", ""),
        ("revoked", "Nhờ người thi hộ"),
        ("reinstated", "Nhầm người"),
    ]
    assert certificate.is_file_intact()


@pytest.mark.parametrize("act", [revoke_certificate, reinstate_certificate, replace_certificate])
def test_nothing_is_done_without_a_reason(uyen, act):
    certificate = make_certificate(uyen)
    with pytest.raises(ReasonMissing):
        act(certificate.pk, by=uyen, reason="  ")
    assert CertificateEvent.objects.count() == 1


def test_a_replacement_carries_the_corrected_name_and_the_old_one_points_to_it(uyen):
    trainer = PersonFactory()
    old = make_certificate(uyen)
    uyen.full_name = "Nguyễn Thị Phương Uyển"
    uyen.save()
    new = replace_certificate(old.pk, by=trainer, reason="Sai tên")
    old.refresh_from_db()
    assert (old.state, old.superseded_by) == (CertificateState.REPLACED, new)
    assert old.standing is Standing.REPLACED
    assert old.is_file_intact()
    assert (new.person_name, new.standing) == ("Nguyễn Thị Phương Uyển", Standing.VALID)
    assert new.code != old.code
    assert issue_certificate(old.completion_id) == new
    with pytest.raises(NotRevocable):
        replace_certificate(old.pk, by=trainer, reason="Nữa")


@pytest.mark.parametrize(
    ("day", "standing"),
    [(date(2026, 11, 20), Standing.VALID), (date(2026, 11, 21), Standing.EXPIRED)],
)
def test_the_last_day_still_counts(day, standing):
    certificate = Certificate(expires_at=date(2026, 11, 20))
    assert certificate.standing_on(day) is standing


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 20), 24, date(2028, 11, 20)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 1), None, None),
    ],
)
def test_months_after(day, months, expected):
    assert months_after(day, months) == expected


# ------------------------------------------------------------------ the sweep


def test_the_sweep_issues_what_was_missed_and_only_that(uyen):
    complete(uyen, make_course("Một", questions=0))
    complete(uyen, make_course("Hai", questions=0, gives_certificate=False))
    make_certificate(uyen, title="Ba")
    assert issue_missing_certificates() == 0  # still in the queue
    with time_machine.travel(timedelta(minutes=5)):
        assert issue_missing_certificates() == 1
        assert issue_missing_certificates() == 0
    assert Certificate.objects.count() == 2


# ------------------------------------------------------------------ race


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_threads_issue_one_certificate(private_folder):
    uyen = PersonFactory(full_name="Nguyễn Thị Phương Uyên")
    course = make_course(questions=0, gives_certificate=False)
    completion = complete(uyen, course)
    # Completed without a certificate, so that the threads and not the queue make it.
    QuerySet(Completion).update(snapshot=completion.snapshot | {"gives_certificate": True})
    start = threading.Barrier(8)
    codes, problems = [], []

    def issue():
        try:
            start.wait()
            codes.append(issue_certificate(completion.pk).code)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(codes) == 8
    assert set(codes) == {Certificate.objects.get().code}
    assert len(list(private_folder.rglob("*.pdf"))) == 1
    assert CertificateEvent.objects.count() == 1

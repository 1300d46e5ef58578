"""Who must learn what by when, and how it shows."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from learning.courses.actions.enrol import enrol
from learning.courses.models import Enrolment
from learning.requirements.choices import RequirementStatus
from learning.requirements.duties import duties_of
from learning.requirements.models import Assignment, Exemption, Snapshot
from learning.requirements.rules import Learner, Place, Target, must_learn, status_of
from portal.accounts.models import Membership, OrgUnit
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.courses import complete, make_course

TODAY = date(2026, 11, 20)
SPECIALIST = Learner(7, (Place("00010002", "Chuyên viên"), Place("0003", "")))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Target(person_id=7), True),
        (Target(person_id=8), False),
        (Target(unit_path="00010002"), True),
        (Target(unit_path="0001"), True),
        (Target(unit_path="0003"), True),
        (Target(unit_path="0002"), False),
        (Target(unit_path="000100020001"), False),
        (Target(position="Chuyên viên"), True),
        (Target(position=" chuyên  VIÊN "), True),
        (Target(position="Trưởng phòng"), False),
        (Target(position=" "), False),
        (Target(), False),
    ],
)
def test_who_must(target, expected):
    assert must_learn(target, SPECIALIST) is expected


@pytest.mark.parametrize(
    ("due_in_days", "completed_in_days", "is_exempt", "status"),
    [
        (-1, None, False, RequirementStatus.LATE),
        (0, None, False, RequirementStatus.DUE_SOON),
        (14, None, False, RequirementStatus.DUE_SOON),
        (15, None, False, RequirementStatus.OPEN),
        (-1, -1, False, RequirementStatus.DONE),
        (-2, -1, False, RequirementStatus.DONE_LATE),
        (30, 0, True, RequirementStatus.DONE),
        (-1, None, True, RequirementStatus.EXEMPT),
        (30, None, True, RequirementStatus.EXEMPT),
    ],
)
def test_status(due_in_days, completed_in_days, is_exempt, status):
    completed_on = None if completed_in_days is None else TODAY + timedelta(days=completed_in_days)
    found = status_of(
        TODAY + timedelta(days=due_in_days), today=TODAY, completed_on=completed_on, is_exempt=is_exempt
    )
    assert found is status


@pytest.fixture
def office(db):
    root = OrgUnit.add_root(name="Sở Tư pháp", code="STP")
    return root, root.add_child(name="Phòng Phổ biến", code="PB")


@pytest.fixture
def hoa(office):
    person = PersonFactory(full_name="Lê Thị Hoa")
    Membership.objects.create(person=person, unit=office[1], position="Chuyên viên")
    return person


def due(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_a_unit_above_a_position_and_a_person_all_reach_her(hoa, office):
    for number, target in enumerate(({"unit": office[0]}, {"position": "chuyên viên"}, {"person": hoa})):
        Assignment.objects.create(course=make_course(f"Khoá {number}"), due_on=due(30), **target)
    Assignment.objects.create(course=make_course("Khác"), due_on=due(30), position="Trưởng phòng")
    Assignment.objects.create(course=make_course("Khác nữa"), due_on=due(30), person=PersonFactory())
    assert {duty.course.title for duty in duties_of(hoa)} == {"Khoá 0", "Khoá 1", "Khoá 2"}


def test_the_earlier_of_two_days_counts_and_the_most_pressing_comes_first(hoa, office):
    twice, soon = make_course("Hai lần"), make_course("Sắp đến")
    Assignment.objects.create(course=twice, due_on=due(60), unit=office[0])
    Assignment.objects.create(course=twice, due_on=due(-1), person=hoa)
    Assignment.objects.create(course=soon, due_on=due(3), person=hoa)
    duties = duties_of(hoa)
    assert [(duty.course.title, duty.status.value) for duty in duties] == [
        ("Hai lần", "late"),
        ("Sắp đến", "due_soon"),
    ]


def test_completing_settles_it_for_that_cycle_only(hoa):
    course = make_course(questions=0)
    Assignment.objects.create(course=course, due_on=due(3), person=hoa)
    renewal = Assignment.objects.create(course=course, due_on=due(3), person=hoa, cycle=2)
    complete(hoa, course)
    assert {duty.assignment.cycle: duty.status.value for duty in duties_of(hoa)} == {1: "done", 2: "due_soon"}
    assert [duty.assignment for duty in duties_of(hoa) if not duty.status.is_settled] == [renewal]


def test_an_exemption_lifts_one_assignment_and_not_another(hoa, office):
    course = make_course()
    first = Assignment.objects.create(course=course, due_on=due(-3), unit=office[0])
    Exemption.objects.create(assignment=first, person=hoa, reason="Nghỉ thai sản")
    assert [duty.status for duty in duties_of(hoa)] == [RequirementStatus.EXEMPT]
    Assignment.objects.create(course=course, due_on=due(3), person=hoa)
    assert [duty.status for duty in duties_of(hoa)] == [RequirementStatus.DUE_SOON]


@pytest.mark.parametrize("targets", [(), ("unit", "position"), ("person", "position"), ("unit", "person")])
def test_an_assignment_has_exactly_one_target(hoa, office, targets):
    values = {"unit": office[0], "position": "Chuyên viên", "person": hoa}
    assignment = Assignment(course=make_course(), due_on=due(3), **{name: values[name] for name in targets})
    with pytest.raises(ValidationError):
        assignment.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        assignment.save()


def test_a_snapshots_numbers_add_up(hoa, office):
    assignment = Assignment.objects.create(course=make_course(), due_on=due(3), person=hoa)
    numbers = {"required": 10, "done": 5, "late": 2, "in_time": 2, "exempt": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(assignment=assignment, unit=office[0], taken_on=due(0), **numbers)


def test_my_learning_shows_what_is_required_with_its_day(client, hoa):
    Assignment.objects.create(course=make_course("Phải học"), due_on=due(-2), person=hoa)
    client.force_login(hoa)
    content = client.get("/hoc/cua-toi/").content.decode()
    assert 'data-requirement="late"' in content
    assert "Phải học" in content
    assert due(-2).strftime("%d/%m/%Y") in content


def test_my_learning_shows_a_required_course_once_when_it_is_begun(client, hoa):
    required, chosen = make_course("Phải học"), make_course("Tự chọn")
    Assignment.objects.create(course=required, due_on=due(3), person=hoa)
    enrol(hoa, required)
    client.force_login(hoa)
    alone = client.get("/hoc/cua-toi/").content.decode()
    assert alone.count("Phải học") == 1
    assert "data-enrolment" not in alone

    own = enrol(hoa, chosen)
    both = client.get("/hoc/cua-toi/").content.decode()
    assert both.count("Phải học") == 1
    assert re.findall(r'data-enrolment="(\d+)"', both) == [str(own.pk)]

    in_progress = client.get("/hoc/cua-toi/", {"loc": "dang-hoc"}).content.decode()
    assert len(re.findall("data-enrolment", in_progress)) == 2


def test_beginning_a_required_course_begins_the_required_cycle(client, hoa):
    course = make_course(questions=0)
    complete(hoa, course)
    renewal = Assignment.objects.create(course=course, due_on=due(3), person=hoa, cycle=2)
    client.force_login(hoa)
    client.post(reverse("requirements:start", args=[renewal.pk]))
    assert list(Enrolment.objects.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]


def test_someone_elses_requirement_begins_nothing(client, hoa):
    other = Assignment.objects.create(course=make_course(), due_on=due(3), person=PersonFactory(), cycle=9)
    client.force_login(hoa)
    assert client.post(reverse("requirements:start", args=[other.pk])).status_code == 404
    assert not Enrolment.objects.exists()


def test_duties_cost_the_same_with_1_and_20(hoa, office, django_assert_max_num_queries):
    def require(number: int) -> None:
        course = make_course(f"Khoá {number}", lessons=1, questions=0)
        Assignment.objects.create(course=course, due_on=due(30), unit=office[0])
        enrol(hoa, course)

    require(0)
    with django_assert_max_num_queries(7) as first:
        assert len(duties_of(hoa)) == 1
    for number in range(1, 20):
        require(number)
    with django_assert_max_num_queries(len(first)):
        assert len(duties_of(hoa)) == 20


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.TRAINER, True), (Role.AUDITOR, False), (Role.EDITOR, False)]
)
def test_trainers_assign_courses(client, hoa, role, allowed):
    course = make_course()
    trainer = PersonFactory(role=role)
    client.force_login(trainer)
    client.post(
        reverse("assignments:add"),
        {
            "course": course.pk,
            "unit": "",
            "position": "",
            "person": hoa.pk,
            "due_on": "2027-01-31",
            "cycle": 1,
        },
    )
    assert Assignment.objects.filter(course=course, person=hoa, created_by=trainer).exists() is allowed

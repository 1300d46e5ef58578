"""The people of the demo organisation. Development only: the password is public."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from portal.accounts.models import Membership, OrgUnit, User
from portal.accounts.roles import Role

DEMO_PASSWORD = "Luat-de-hieu-2026"  # noqa: S105  (a demonstration, never loaded in production)


@dataclass(frozen=True)
class DemoPerson:
    """One sign-in: an e-mail address, a name, the role it shows and the unit it belongs to."""

    email: str
    full_name: str
    role: Role
    staff_number: str = ""
    unit: str = "PBGDPL"
    position: str = ""


DEMO_PEOPLE = (
    DemoPerson(
        "nguoi-hoc@example.org", "Nguyễn Thị Hạnh", Role.LEARNER, "CB-001", position="Công chức tư pháp"
    ),
    DemoPerson(
        "bien-tap@example.org",
        "Trần Minh Đức",
        Role.EDITOR,
        "CB-002",
        position="Biên tập viên",
    ),
    DemoPerson(
        "tham-dinh@example.org", "Lê Thị Thu Hà", Role.LEGAL_REVIEWER, "CB-003", position="Thẩm định viên"
    ),
    DemoPerson(
        "dao-tao@example.org",
        "Phạm Quang Huy",
        Role.TRAINER,
        "CB-004",
        position="Phụ trách đào tạo",
    ),
    DemoPerson(
        "quan-ly@example.org",
        "Vũ Thị Lan Anh",
        Role.UNIT_MANAGER,
        "CB-005",
        position="Trưởng phòng",
    ),
    DemoPerson(
        "kiem-tra@example.org", "Đặng Văn Sơn", Role.AUDITOR, "CB-006", unit="STP", position="Thanh tra"
    ),
    DemoPerson(
        "quan-tri@example.org", "Bùi Ngọc Mai", Role.ADMINISTRATOR, "CB-007", unit="STP", position="Quản trị"
    ),
)


@transaction.atomic
def load_people() -> int:
    """One organisation with a person in each role; gives the number of people."""
    department = OrgUnit.objects.filter(code="STP").first() or OrgUnit.add_root(
        code="STP", name="Sở Tư pháp tỉnh Mẫu"
    )
    if not OrgUnit.objects.filter(code="PBGDPL").exists():
        department.add_child(code="PBGDPL", name="Phòng Phổ biến, giáo dục pháp luật")
    for person in DEMO_PEOPLE:
        _load_person(person)
    return len(DEMO_PEOPLE)


def _load_person(person: DemoPerson) -> None:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(
            person.email, DEMO_PASSWORD, full_name=person.full_name, staff_number=person.staff_number
        )
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    user.groups.add(Group.objects.get(name=Role.LEARNER.value), Group.objects.get(name=person.role.value))
    Membership.objects.get_or_create(
        person=user,
        unit=OrgUnit.objects.get(code=person.unit),
        defaults={"position": person.position, "is_manager": person.role is Role.UNIT_MANAGER},
    )

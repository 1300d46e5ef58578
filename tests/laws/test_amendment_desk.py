"""The amendment desk: who may do what, and nothing that an editor wrote is lost."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from content.laws.amendment_forms import AmendmentForm
from content.laws.choices import AmendmentKind, AmendmentState
from content.laws.models import Amendment, AmendmentSet, Article, ArticleVersion
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.laws import (
    CLAUSES_AND_POINTS,
    AmendmentFactory,
    AmendmentSetFactory,
    ArticleFactory,
    LegalDocumentFactory,
)

pytestmark = pytest.mark.django_db

AMENDING_TEXT = """1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:
“2. Người đi bộ đi trên vỉa hè.”.
2. Bãi bỏ điểm c khoản 1 Điều 5.
3. Thay thế cụm từ “Chứng nhận đăng ký xe” bằng cụm từ “Đăng ký xe” tại điểm a khoản 1 Điều 5.
4. Thay thế cụm từ “tàu thuỷ” bằng cụm từ “tàu” tại khoản 1 Điều 5."""


def person(role):
    someone = PersonFactory()
    someone.groups.add(Group.objects.get(name=role))
    return someone


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.force_login(person(role))
        return client

    return sign_in


@pytest.fixture
def the_set():
    amendment_set = AmendmentSetFactory()
    ArticleFactory(document=amendment_set.target_document, number="5")
    amendment_set.by = ArticleFactory(
        document=amendment_set.amending_document, number="1", version__text=AMENDING_TEXT
    )
    return amendment_set


def at(name, *args):
    return reverse(f"laws_amendments:{name}", args=args)


def filled(**changed):
    return {
        "kind": "replace",
        "article_number": "Điều 5",
        "clause": "khoản 2.",
        "point": "",
        "effective_on": "2026-01-01",
        "new_heading": "",
        "new_text": "2. Lời mới.",
        "by_clause": "1",
        "by_point": "",
    } | changed


@pytest.mark.parametrize(
    ("role", "reads", "drafts", "applies"),
    [
        (Role.LEARNER, False, False, False),
        (Role.TRAINER, False, False, False),
        (Role.AUDITOR, True, False, False),
        (Role.EDITOR, True, True, False),
        (Role.LEGAL_REVIEWER, True, True, True),
        (Role.ADMINISTRATOR, True, True, True),
    ],
)
def test_each_role_may_do_its_part(as_role, the_set, role, reads, drafts, applies):
    client = as_role(role)
    AmendmentFactory(amendment_set=the_set, by_article=the_set.by)

    assert (client.get(at("index")).status_code == 200) is reads
    assert (client.get(at("desk", the_set.pk)).status_code == 200) is reads
    assert (client.get(at("add")).status_code == 200) is drafts
    assert (client.get(at("add_change", the_set.pk)).status_code == 200) is drafts
    client.post(at("result", the_set.pk))
    the_set.refresh_from_db()
    assert (the_set.state == AmendmentState.APPLIED) is applies
    assert (ArticleVersion.objects.filter(made_by=the_set.amending_document).count() == 1) is applies


def test_a_set_is_begun_from_two_searches(as_role):
    client = as_role(Role.EDITOR)
    decree = LegalDocumentFactory(penalty_decree=True)
    newer = LegalDocumentFactory(number="9/2026/NĐ-CP")

    html = client.get(at("add"), {"sua": "9/2026", "bi-sua": "168/2024"}).content.decode()
    assert f'value="{decree.pk}"' in html
    response = client.post(at("add"), {"amending_document": newer.pk, "target_document": decree.pk})

    created = AmendmentSet.objects.get()
    assert (created.amending_document, created.target_document) == (newer, decree)
    assert response.url == at("desk", created.pk)


def test_a_law_cannot_amend_itself(as_role):
    client = as_role(Role.EDITOR)
    decree = LegalDocumentFactory()

    response = client.post(
        f"{at('add')}?sua=nghi&bi-sua=nghi", {"amending_document": decree.pk, "target_document": decree.pk}
    )

    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not AmendmentSet.objects.exists()


def test_what_the_amending_article_says_is_drafted_once(as_role, the_set):
    client = as_role(Role.EDITOR)

    for _twice in range(2):
        response = client.post(at("suggest", the_set.pk), {"dieu": the_set.by.pk}, follow=True)

    drafted = list(the_set.amendments.order_by("order"))
    assert [(one.kind, one.place, one.by_clause) for one in drafted] == [
        ("replace", "Khoản 2 Điều 5", "1"),
        ("repeal", "Điểm c khoản 1 Điều 5", "2"),
        ("replace", "Điểm a khoản 1 Điều 5", "3"),
    ]
    assert drafted[2].new_text == "Đăng ký xe;"
    assert {one.effective_on for one in drafted} == {datetime.date(2026, 1, 1)}
    # The words of clause 4 do not stand there: said, not guessed.
    assert "tàu thuỷ" in response.content.decode()


def test_a_change_is_saved_tidied(as_role, the_set):
    client = as_role(Role.EDITOR)

    response = client.post(f"{at('add_change', the_set.pk)}?dieu={the_set.by.pk}", filled())

    one = Amendment.objects.get()
    assert response.url == f"{at('desk', the_set.pk)}#thay-doi-{one.pk}"
    assert (one.article_number, one.clause, one.by_article) == ("5", "2", the_set.by)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"effective_on": "31/02/2026"}, "effective_on"),
        ({"effective_on": ""}, "effective_on"),
        ({"new_text": ""}, "new_text"),
        ({"article_number": "năm"}, "article_number"),
        ({"clause": "hai"}, "clause"),
        ({"point": "w"}, "point"),
        ({"kind": "destroy"}, "kind"),
    ],
)
def test_a_wrong_change_is_given_back_with_everything_in_it(as_role, the_set, wrong, field):
    client = as_role(Role.EDITOR)
    sent = filled(new_text="2. Một lời rất dài mà không ai muốn gõ lại.") | wrong

    response = client.post(at("add_change", the_set.pk), sent)
    html = response.content.decode()

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Amendment.objects.exists()
    assert wrong.get(field, "") in html
    assert field == "new_text" or "không ai muốn gõ lại" in html


def test_comparing_saves_nothing(as_role, the_set):
    client = as_role(Role.EDITOR)

    html = client.post(at("add_change", the_set.pk), filled(preview="1")).content.decode()

    assert "data-preview" in html
    assert "<ins>" in html
    assert not Amendment.objects.exists()


def test_what_does_not_fit_is_said_at_its_change_and_cannot_be_applied(as_role, the_set):
    client = as_role(Role.LEGAL_REVIEWER)
    wrong = AmendmentFactory(amendment_set=the_set, clause="9")

    desk = client.get(at("desk", the_set.pk))
    result = client.post(at("result", the_set.pk))

    assert desk.context["problem_count"] == 1
    assert at("change", the_set.pk, wrong.pk) in result.content.decode()
    assert result.context["is_clear"] is False


def test_a_set_is_applied_compared_and_undone(as_role, the_set):
    client = as_role(Role.LEGAL_REVIEWER)
    client.post(at("suggest", the_set.pk), {"dieu": the_set.by.pk})

    assert "<del>" in client.get(at("result", the_set.pk)).content.decode()
    client.post(at("result", the_set.pk))
    article = the_set.target_document.articles.get(number="5")
    assert "vỉa hè" in article.versions.get(effective_to=None).text
    assert client.get(at("undo", the_set.pk)).status_code == 200
    client.post(at("undo", the_set.pk))

    assert article.versions.get().text == CLAUSES_AND_POINTS
    the_set.refresh_from_db()
    assert the_set.state == AmendmentState.UNDONE


def test_an_applied_set_is_not_changed_or_deleted(as_role, the_set):
    client = as_role(Role.LEGAL_REVIEWER)
    one = AmendmentFactory(amendment_set=the_set)
    client.post(at("result", the_set.pk))

    client.post(at("change", the_set.pk, one.pk), filled(new_text="Khác."))
    client.post(at("remove_change", the_set.pk, one.pk))
    client.post(at("remove", the_set.pk))
    client.post(at("suggest", the_set.pk), {"dieu": the_set.by.pk})

    one.refresh_from_db()
    assert one.new_text != "Khác."
    assert the_set.amendments.count() == 1


def test_undo_that_would_lose_something_says_what(as_role, the_set):
    client = as_role(Role.LEGAL_REVIEWER)
    AmendmentFactory(amendment_set=the_set)
    client.post(at("result", the_set.pk))
    version = ArticleVersion.objects.get(effective_from=datetime.date(2026, 1, 1), article__number="5")
    version.text += " Sửa tay."
    version.save()

    response = client.post(at("undo", the_set.pk))

    assert response.context["problems"]
    assert ArticleVersion.objects.filter(pk=version.pk).exists()


def test_a_draft_and_its_changes_can_be_deleted(as_role, the_set):
    client = as_role(Role.EDITOR)
    AmendmentFactory(amendment_set=the_set)

    client.post(at("remove", the_set.pk))

    assert not AmendmentSet.objects.exists()


def test_the_list_searches_filters_and_pages(as_role, django_assert_max_num_queries):
    client = as_role(Role.EDITOR)
    assert client.get(at("index")).status_code == 200
    decree = LegalDocumentFactory(penalty_decree=True)
    AmendmentFactory(amendment_set__target_document=decree, kind=AmendmentKind.REPEAL, new_text="")
    with django_assert_max_num_queries(30) as one:
        client.get(at("index"))
    AmendmentSetFactory.create_batch(24)
    with django_assert_max_num_queries(30) as many:
        assert len(client.get(at("index")).context["page_obj"]) == 20

    assert len(one) == len(many)
    assert len(client.get(at("index"), {"q": "trat tu an toan giao thong"}).context["page_obj"]) == 1
    assert len(client.get(at("index"), {"tinh-trang": "applied"}).context["page_obj"]) == 0
    assert len(client.get(at("index"), {"page": "2"}).context["page_obj"]) == 5


def test_the_desk_asks_the_same_number_of_times_for_one_and_twenty_changes(
    as_role, the_set, django_assert_max_num_queries
):
    client = as_role(Role.EDITOR)
    AmendmentFactory(amendment_set=the_set, by_article=the_set.by)
    client.get(at("desk", the_set.pk))
    with django_assert_max_num_queries(40) as one:
        client.get(at("desk", the_set.pk))
    for number in range(20, 40):
        ArticleFactory(document=the_set.target_document, number=str(number))
        AmendmentFactory(amendment_set=the_set, by_article=the_set.by, article_number=str(number))
    with django_assert_max_num_queries(40) as twenty:
        client.get(at("desk", the_set.pk))

    assert len(one) == len(twenty)


def test_a_law_of_the_number_stands_before_those_that_only_name_it(as_role):
    amending = LegalDocumentFactory(
        number="245/2025/NĐ-CP",
        title="Sửa đổi Nghị định số 155/2020/NĐ-CP",
        issued_on=datetime.date(2025, 9, 11),
    )
    target = LegalDocumentFactory(number="155/2020/NĐ-CP", issued_on=datetime.date(2020, 12, 31))

    response = as_role(Role.EDITOR).get(at("add"), {"bi-sua": "155/2020"})

    assert response.context["sides"][1]["found"] == [target, amending]


def test_an_appendix_is_amended_and_inserted_like_an_article(as_role, the_set):
    appendix = ArticleFactory(
        document=the_set.target_document,
        kind="appendix",
        number="IIa",
        version__text="1. Mẫu cũ.\n2. Còn lại.",
    )
    day = datetime.date(2026, 1, 1)
    for written, clause, text in [("Phụ lục IIA", "1", "1. Mẫu mới."), ("Phụ lục V", "", "Biểu mẫu số 5.")]:
        AmendmentFactory(
            amendment_set=the_set,
            by_article=the_set.by,
            kind=AmendmentKind.REPLACE if clause else AmendmentKind.INSERT,
            article_number=written,
            clause=clause,
            new_text=text,
            effective_on=day,
        )

    assert as_role(Role.LEGAL_REVIEWER).post(at("result", the_set.pk)).status_code == 302

    # Texts are read anew: the prefetched ones are those of before.
    assert Article.objects.get(pk=appendix.pk).version_on(day).text == "1. Mẫu mới.\n2. Còn lại."
    inserted = the_set.target_document.articles.get(kind="appendix", number="V")
    assert inserted.version_on(day).text == "Biểu mẫu số 5."
    assert [one.place for one in the_set.amendments.order_by("pk")] == ["Khoản 1 Phụ lục IIA", "Phụ lục V"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("phụ lục số IIa", "Phụ lục IIA"),
        ("Phụ lục 3.", "Phụ lục 3"),
        ("Mục IV", "Mục IV"),
        ("Điều 20a", "20a"),
        ("phụ lục", None),
        ("mục lục", None),
    ],
)
def test_what_is_amended_is_written_as_people_write_it(the_set, typed, kept):
    form = AmendmentForm(
        {"kind": "replace", "article_number": typed, "effective_on": "2026-01-01", "new_text": "1. Mới."},
        instance=Amendment(amendment_set=the_set),
    )

    form.is_valid()
    assert form.cleaned_data.get("article_number") == kept

"""What editors, reviewers and auditors may do on the editors' side."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, WorkflowPage

from content.explainers.actions.ensure_home import ensure_home
from content.explainers.models import Feedback
from content.explainers.stream import ExplainerBody
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory
from tests.factories.explainers import make_explainer, make_topic, provision, short_answer

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = PersonFactory(role=role)
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    ("role", "may"), [(Role.EDITOR, True), (Role.LEGAL_REVIEWER, True), (Role.LEARNER, False)]
)
def test_who_may_open_an_explainer_in_the_editor(client, article, role, may):
    page = make_explainer(None, "Mở được không?", short_answer("<p>.[1]</p>", provision(article, "2")))
    signed_in(client, role)

    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert (response.status_code == 200) is may


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEGAL_REVIEWER])
def test_a_draft_can_be_previewed(client, article, role):
    draft = make_explainer(
        None, "Bản nháp?", short_answer("<p>Xem.[1]</p>", provision(article, "2")), publish=False
    )
    signed_in(client, role)

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))

    assert response.status_code == 200
    assert 'id="luat-1"' in response.content.decode()


def test_the_list_of_explainers_is_filtered_by_language_and_topic(client):
    page = make_explainer(None, "Trong danh sách?")
    signed_in(client, Role.EDITOR)
    address = reverse("explainer_pages:index")

    for code, is_found in (("vi", True), ("en", False)):
        language = Locale.objects.get(language_code=code)
        html = client.get(address, {"language": language.pk}).content.decode()
        assert ("Trong danh sách?" in html) is is_found
    for topic, is_found in ((page.get_parent(), True), (make_topic("Nhà đất"), False)):
        html = client.get(address, {"topic": topic.pk}).content.decode()
        assert ("Trong danh sách?" in html) is is_found


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.EDITOR, True), (Role.LEGAL_REVIEWER, True), (Role.AUDITOR, True), (Role.TRAINER, False)],
)
def test_who_may_read_feedback(client, role, may):
    Feedback.objects.create(page=make_explainer(), helpful=False, comment="Khó hiểu quá.")
    signed_in(client, role)

    response = client.get(reverse(Feedback.snippet_viewset.get_url_name("list")))

    assert (response.status_code == 200) is may
    assert ("Khó hiểu quá." in response.content.decode()) is may


def test_every_home_page_asks_a_legal_reviewer():
    home = ensure_home()
    workflow = WorkflowPage.objects.get(page=home).workflow
    (task,) = workflow.tasks
    assert [group.name for group in task.specific.groups.all()] == [Role.LEGAL_REVIEWER.value]


def test_a_reviewer_agrees_and_the_page_goes_live(client):
    draft = make_explainer(None, "Chờ duyệt?", publish=False)
    editor = PersonFactory(role=Role.EDITOR)
    state = draft.get_workflow().start(draft, editor)
    signed_in(client, Role.LEGAL_REVIEWER)

    task_state = state.current_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task_state.pk]))

    draft.refresh_from_db()
    assert draft.live


@pytest.mark.parametrize("name", list(ExplainerBody().child_blocks))
def test_every_block_has_an_icon_words_and_a_preview(client, name):
    block = ExplainerBody().child_blocks[name]
    assert block.meta.icon != "placeholder"
    assert block.meta.template == f"explainers/blocks/{name}.html"
    assert block.get_description()
    assert block.is_previewable or name == "image"
    if block.is_previewable:
        assert block.normalize(block.get_preview_value()) is not None
        assert block.render(block.normalize(block.get_preview_value()))

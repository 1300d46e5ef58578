"""A new site starts with a home page in each language and a workflow in which a legal reviewer agrees."""

import uuid

from django.conf import settings
from django.db import migrations

HOMES = {
    "vi": ("Trang chủ", "trang-chu", "Luật nói gì về việc của bạn?"),
    "en": ("Home", "trang-chu-en", "What does the law say about your situation?"),
    "id": ("Beranda", "trang-chu-id", "Apa kata hukum tentang urusan Anda?"),
}
REVIEWERS = "legal_reviewer"


def make_homes(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("explainers", "HomePage")

    root = Page.objects.filter(depth=1).first()
    if root is None or HomePage.objects.exists():
        return
    site = Site.objects.filter(is_default_site=True).first()
    welcome = Page.objects.filter(depth=2, content_type__model="page", slug="home", numchild=0).first()
    content_type, _ = ContentType.objects.get_or_create(app_label="explainers", model="homepage")
    last = Page.objects.filter(depth=2).order_by("-path").values_list("path", flat=True).first()
    next_step = int(last[4:], 36) + 1 if last else 1
    translation_key = uuid.uuid4()
    for code, (title, slug, question) in HOMES.items():
        locale, _ = Locale.objects.get_or_create(language_code=code)
        home = HomePage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            question=question,
            content_type=content_type,
            path=f"{root.path}{_base36(next_step)}",
            depth=2,
            numchild=0,
            url_path=f"/{slug}/",
            locale=locale,
            translation_key=translation_key,
        )
        next_step += 1
        root.numchild += 1
        if code == settings.LANGUAGE_CODE:
            _serve(Site, site, home, welcome)
    if welcome is not None:
        welcome.delete()
        root.numchild -= 1
    root.save(update_fields=["numchild"])


def _base36(number):
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    written = ""
    while number:
        number, digit = divmod(number, 36)
        written = digits[digit] + written
    return written.rjust(4, "0")


def _serve(Site, site, home, welcome):
    if site is None:
        Site.objects.create(
            hostname="localhost", site_name=settings.SITE_NAME, is_default_site=True, root_page_id=home.pk
        )
    elif welcome is not None and site.root_page_id == welcome.pk:
        site.root_page_id = home.pk
        site.site_name = site.site_name or settings.SITE_NAME
        site.save()


def make_workflow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    HomePage = apps.get_model("explainers", "HomePage")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")

    content_type, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    reviewers, _ = Group.objects.get_or_create(name=REVIEWERS)
    task = GroupApprovalTask.objects.create(
        name="Người duyệt pháp lý đồng ý", content_type=content_type, active=True
    )
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name="Duyệt pháp lý", active=True)
    WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    for home in HomePage.objects.all():
        WorkflowPage.objects.get_or_create(page_id=home.pk, defaults={"workflow": workflow})


def keep(apps, schema_editor):
    """Pages and workflows may be in use by now: going back leaves them."""


class Migration(migrations.Migration):
    dependencies = [
        ("explainers", "0001_initial"),
        ("accounts", "0002_role_groups"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_homes, keep),
        migrations.RunPython(make_workflow, keep),
    ]

"""Roles, and what each may do. Pure data: ``receivers.py`` writes it to the groups after each migration."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Each value is also the name of a group. Everyone who can sign in is a learner."""

    LEARNER = "learner", _("Learner")
    EDITOR = "editor", _("Editor")
    LEGAL_REVIEWER = "legal_reviewer", _("Legal reviewer")
    TRAINER = "trainer", _("Trainer")
    UNIT_MANAGER = "unit_manager", _("Unit manager")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


EVERY_PERMISSION = "*"
ADMIN_ACCESS = "wagtailadmin.access_admin"
IMAGES_AND_DOCUMENTS = [
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
]

LAW_LIBRARY = [
    f"laws.{action}_{model}"
    for action in ("view", "add", "change")
    for model in ("legaldocument", "division", "article", "documentrelation")
]
LAW_DRAFTS = ["laws.view_lawdraft", "laws.add_lawdraft", "laws.change_lawdraft"]
LAW_LIBRARY_DELETION = [
    f"laws.delete_{model}" for model in ("legaldocument", "division", "article", "documentrelation")
]
LAW_LIBRARY_READING = [
    f"laws.view_{model}" for model in ("legaldocument", "division", "article", "documentrelation")
]

# An editor drafts what one law changes in another; a legal reviewer applies it, which makes the texts all readers see.
AMENDMENT_DESK = [f"laws.{action}_amendmentset" for action in ("view", "add", "change")]

# Editors draft how search answers, and publish it after a preview; others look.
SEARCH_EDITING = [
    f"search.{action}_{model}"
    for action in ("view", "add", "change", "delete")
    for model in ("synonym", "bestbet", "hiddenword", "boost", "savedquery")
] + [
    "search.view_publishedrules",
    "search.publish_searchrules",
    "search.view_searchevent",
    "search.view_askedquestion",
    "search.change_askedquestion",
]
SEARCH_READING = [
    f"search.view_{model}"
    for model in (
        "synonym",
        "bestbet",
        "hiddenword",
        "boost",
        "savedquery",
        "publishedrules",
        "searchevent",
        "askedquestion",
    )
]

# "app_label.codename". Each room adds its own rows.
ROLE_PERMISSIONS: dict[Role, list[str]] = {
    Role.LEARNER: [],
    Role.EDITOR: [
        ADMIN_ACCESS,
        "explainers.view_feedback",
        "explainers.change_feedback",
        "wagtail_localize.submit_translation",
        *LAW_LIBRARY,
        *LAW_DRAFTS,
        *AMENDMENT_DESK,
        *SEARCH_EDITING,
    ],
    Role.LEGAL_REVIEWER: [
        ADMIN_ACCESS,
        "explainers.view_feedback",
        *SEARCH_READING,
        *LAW_LIBRARY,
        *LAW_DRAFTS,
        *LAW_LIBRARY_DELETION,
        *AMENDMENT_DESK,
        "laws.apply_amendmentset",
    ],
    Role.TRAINER: [
        ADMIN_ACCESS,
        "assessments.add_questionversion",
        "assessments.change_questionversion",
        "assessments.view_questionversion",
        "assessments.add_questiontopic",
        "assessments.change_questiontopic",
        "assessments.view_questiontopic",
        "assessments.add_assessment",
        "assessments.change_assessment",
        "assessments.view_assessment",
        "assessments.view_attempt",
        "assessments.change_attempt",
        "certificates.view_certificate",
        "certificates.revoke_certificate",
        "certificates.view_certificatedesign",
        "certificates.add_certificatedesign",
        "certificates.change_certificatedesign",
        "requirements.view_assignment",
        "requirements.add_assignment",
        "requirements.change_assignment",
        "requirements.delete_assignment",
        "requirements.view_exemption",
        "requirements.add_exemption",
        "requirements.change_exemption",
        "requirements.delete_exemption",
    ],
    # A unit manager works on the public side, in the pages of the unit; the admin is not for them.
    Role.UNIT_MANAGER: [],
    Role.AUDITOR: [
        ADMIN_ACCESS,
        "assessments.view_questionversion",
        "assessments.view_assessment",
        "assessments.view_questiontopic",
        "assessments.view_attempt",
        "accounts.view_user",
        "accounts.view_orgunit",
        "accounts.view_membership",
        "certificates.view_certificate",
        "certificates.view_certificatedesign",
        "requirements.view_assignment",
        "requirements.view_exemption",
        "explainers.view_feedback",
        *LAW_LIBRARY_READING,
        "laws.view_amendmentset",
        *SEARCH_READING,
    ],
    Role.ADMINISTRATOR: [EVERY_PERMISSION],
}

# What a role may do with images and documents, in the root collection and all below it.
ROLE_COLLECTION_PERMISSIONS: dict[Role, list[str]] = {
    Role.EDITOR: IMAGES_AND_DOCUMENTS,
    Role.TRAINER: IMAGES_AND_DOCUMENTS,
    Role.LEGAL_REVIEWER: ["wagtailimages.choose_image", "wagtaildocs.choose_document"],
    Role.ADMINISTRATOR: IMAGES_AND_DOCUMENTS,
}

# What a role may do with pages, from the root page down: codenames of ``wagtailcore.page``.
ROLE_PAGE_PERMISSIONS: dict[Role, list[str]] = {
    Role.EDITOR: ["add_page", "change_page", "publish_page"],
    Role.LEGAL_REVIEWER: ["change_page", "lock_page", "unlock_page"],
    Role.TRAINER: ["add_page", "change_page", "publish_page"],
    Role.ADMINISTRATOR: [
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ],
}

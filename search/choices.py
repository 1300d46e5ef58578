"""Kinds of things that can be found, and the filters a reader may set."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a search result is. The value is part of an index key: never change one."""

    EXPLAINER = "explainer", _("Explainer")
    LAW_ARTICLE = "law_article", _("Article of law")
    LEGAL_DOCUMENT = "document", _("Legal document")
    COURSE = "course", _("Course")
    LESSON = "lesson", _("Lesson")

    @property
    def group(self) -> KindGroup:
        return next(group for group in KindGroup if self in group.kinds)


class KindGroup(TextChoices):
    """The groups in which results are shown, and the values of the filter ``loai``."""

    EXPLAINERS = "giai-thich", _("Explainers")
    LAWS = "dieu-luat", _("Articles of law")
    LEARNING = "khoa-hoc", pgettext_lazy("search group", "Courses")

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return {
            KindGroup.EXPLAINERS: (Kind.EXPLAINER,),
            KindGroup.LAWS: (Kind.LAW_ARTICLE, Kind.LEGAL_DOCUMENT),
            KindGroup.LEARNING: (Kind.COURSE, Kind.LESSON),
        }[self]


class Force(TextChoices):
    """The filter ``hieu_luc``: is a provision in force on the day of the search?"""

    IN_FORCE = "con-hieu-luc", _("In force")
    NOT_YET = "chua-hieu-luc", _("Not yet in force")
    EXPIRED = "het-hieu-luc", _("No longer in force")


class Order(TextChoices):
    """The choice ``sap_xep``: how results are ordered. A date is the day of issue of a law, of a page its last
    check or publication.
    """

    RELEVANCE = "phu-hop", _("Best match first")
    NEWEST = "moi-nhat", _("Newest first")
    OLDEST = "cu-nhat", _("Oldest first")


class HiddenWordEffect(TextChoices):
    """What becomes of a word that editors hide."""

    IGNORED = "ignored", _("Passed over in queries")
    UNSUGGESTED = "unsuggested", _("Never offered while typing")


class BoostField(TextChoices):
    """The properties of a result by which editors may weigh it; the values are fields of ``SearchDocument``."""

    KIND = "kind", pgettext_lazy("filter", "Kind")
    DOCUMENT_TYPE = "document_type", pgettext_lazy("filter", "Type of document")
    ISSUER = "issuer", pgettext_lazy("law", "Issued by")
    TOPIC = "topic", pgettext_lazy("filter", "Topic")
    LANGUAGE = "language", _("Language")
    NUMBER = "number", _("Number of the document")

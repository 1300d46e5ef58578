"""Closed lists of the law library, each with the behaviour that belongs to it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentType(TextChoices):
    """What a document is. ``vietnamese_name`` stands in citations, whatever the interface's language."""

    CONSTITUTION = "constitution", _("Constitution")
    CODE = "code", pgettext_lazy("document type", "Code")
    LAW = "law", pgettext_lazy("document type", "Law")
    ORDINANCE = "ordinance", _("Ordinance")
    RESOLUTION = "resolution", _("Resolution")
    JOINT_RESOLUTION = "joint_resolution", _("Joint resolution")
    ORDER = "order", pgettext_lazy("document type", "Order")
    DECREE = "decree", _("Decree")
    DECISION = "decision", _("Decision")
    CIRCULAR = "circular", _("Circular")
    JOINT_CIRCULAR = "joint_circular", _("Joint circular")
    DIRECTIVE = "directive", _("Directive")
    EDICT = "edict", _("Edict")
    PLAN = "plan", pgettext_lazy("document type", "Plan")
    GUIDANCE = "guidance", _("Guidance")
    NOTICE = "notice", pgettext_lazy("document type", "Notice")
    REGULATION = "regulation", _("Regulation")
    PROVISIONS = "provisions", _("Provisions")
    DISPATCH = "dispatch", _("Official letter")
    OTHER = "other", pgettext_lazy("document type", "Other")

    @property
    def vietnamese_name(self) -> str:
        """ "Nghị định" for a decree: law names are data, not interface words."""
        return _VIETNAMESE_NAMES[self.value][0]

    @property
    def abbreviation(self) -> str:
        """The letters that stand for this type in a document's number: "NĐ", "TTLT"."""
        return _VIETNAMESE_NAMES[self.value][1]

    @property
    def slug(self) -> str:
        """The type's part of an address: "nghi-dinh"."""
        return _VIETNAMESE_NAMES[self.value][2]

    @property
    def is_cited_by_title(self) -> bool:
        """Laws are cited by title and year ("Luật Đất đai 2024"), all others by number."""
        return self in _CITED_BY_TITLE

    @classmethod
    def from_slug(cls, slug: str) -> DocumentType | None:
        return next((member for member in cls if member.slug == slug), None)

    @classmethod
    def from_vietnamese_name(cls, name: str) -> DocumentType | None:
        """ "nghị định" → ``DECREE``; compared without regard to case."""
        lowered = name.strip().lower()
        return next((member for member in cls if member.vietnamese_name.lower() == lowered), None)

    @classmethod
    def from_abbreviation(cls, abbreviation: str) -> DocumentType | None:
        """ "NĐ" → ``DECREE``; National Assembly numbers ("QH15") name no type."""
        return next((member for member in cls if member.abbreviation == abbreviation), None)


_VIETNAMESE_NAMES: dict[str, tuple[str, str, str]] = {
    "constitution": ("Hiến pháp", "HP", "hien-phap"),
    "code": ("Bộ luật", "BL", "bo-luat"),
    "law": ("Luật", "LQ", "luat"),
    "ordinance": ("Pháp lệnh", "PL", "phap-lenh"),
    "resolution": ("Nghị quyết", "NQ", "nghi-quyet"),
    "joint_resolution": ("Nghị quyết liên tịch", "NQLT", "nghi-quyet-lien-tich"),
    "order": ("Lệnh", "L", "lenh"),
    "decree": ("Nghị định", "NĐ", "nghi-dinh"),
    "decision": ("Quyết định", "QĐ", "quyet-dinh"),
    "circular": ("Thông tư", "TT", "thong-tu"),
    "joint_circular": ("Thông tư liên tịch", "TTLT", "thong-tu-lien-tich"),
    "directive": ("Chỉ thị", "CT", "chi-thi"),
    "edict": ("Sắc lệnh", "SL", "sac-lenh"),
    "plan": ("Kế hoạch", "KH", "ke-hoach"),
    "guidance": ("Hướng dẫn", "HD", "huong-dan"),
    "notice": ("Thông báo", "TB", "thong-bao"),
    "regulation": ("Quy chế", "QC", "quy-che"),
    "provisions": ("Quy định", "QyĐ", "quy-dinh"),
    "dispatch": ("Công văn", "CV", "cong-van"),
    "other": ("Văn bản", "", "khac"),
}
_CITED_BY_TITLE = frozenset(
    {DocumentType.CONSTITUTION, DocumentType.CODE, DocumentType.LAW, DocumentType.ORDINANCE}
)


class DivisionKind(TextChoices):
    """Levels above the article, largest first."""

    PART = "part", pgettext_lazy("division of a law", "Part")
    CHAPTER = "chapter", _("Chapter")
    SECTION = "section", pgettext_lazy("division of a law", "Section")
    SUBSECTION = "subsection", _("Subsection")

    @property
    def vietnamese_name(self) -> str:
        return {"part": "Phần", "chapter": "Chương", "section": "Mục", "subsection": "Tiểu mục"}[self.value]

    @property
    def level(self) -> int:
        """0 for a part … 3 for a subsection."""
        return list(DivisionKind).index(self)


class ArticleKind(TextChoices):
    """What a document's text is divided into; older circulars have numbered headings instead of articles."""

    ARTICLE = "article", _("Article")
    APPENDIX = "appendix", _("Appendix")
    ITEM = "item", _("Numbered heading")

    @property
    def vietnamese_name(self) -> str:
        return {"article": "Điều", "appendix": "Phụ lục", "item": "Mục"}[self.value]

    @property
    def slug(self) -> str:
        """The kind's part of an address: "dieu-15", "phu-luc-ii"."""
        return {"article": "dieu", "appendix": "phu-luc", "item": "muc"}[self.value]


class TextKind(TextChoices):
    """Who speaks in an article's text: the State, or this portal."""

    OFFICIAL = "official", _("Official text")
    REFERENCE_TRANSLATION = "reference_translation", _("Reference translation")
    SUMMARY = "summary", _("Summary, not the official text")

    @property
    def is_official(self) -> bool:
        return self is TextKind.OFFICIAL


class TextLanguage(TextChoices):
    """Languages a text of law can be kept in."""

    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")
    INDONESIAN = "id", _("Indonesian")


class RelationKind(TextChoices):
    """What one document does to another; ``inverse_label`` reads from the other side."""

    AMENDS = "amends", _("Amends")
    SUPPLEMENTS = "supplements", _("Supplements")
    REPLACES = "replaces", _("Replaces")
    REPEALS = "repeals", _("Repeals")
    SUSPENDS = "suspends", _("Suspends")
    CORRECTS = "corrects", _("Corrects")
    IMPLEMENTS = "implements", _("Implements")
    BASED_ON = "based_on", _("Is based on")
    REFERS_TO = "refers_to", _("Refers to")
    CONSOLIDATES = "consolidates", _("Consolidates")

    @property
    def inverse_label(self) -> Promise | str:
        return _INVERSE_LABELS[self.value]

    @property
    def slug(self) -> str:
        """The group's part of an address, read from the acting document: "sua-doi"."""
        return _RELATION_SLUGS[self.value][0]

    @property
    def inverse_slug(self) -> str:
        """The same, read from the other document: "duoc-sua-doi"."""
        return _RELATION_SLUGS[self.value][1]

    @property
    def ends_validity(self) -> bool:
        """Replaced or repealed text is no longer in force; amended text is not the same text any more."""
        return self in {RelationKind.REPLACES, RelationKind.REPEALS}


_INVERSE_LABELS: dict[str, Promise | str] = {
    "amends": _("Amended by"),
    "supplements": _("Supplemented by"),
    "replaces": _("Replaced by"),
    "repeals": _("Repealed by"),
    "suspends": _("Suspended by"),
    "corrects": _("Corrected by"),
    "implements": _("Implemented by"),
    "based_on": _("Is the basis of"),
    "refers_to": _("Referred to by"),
    "consolidates": _("Consolidated in"),
}

_RELATION_SLUGS: dict[str, tuple[str, str]] = {
    "amends": ("sua-doi", "duoc-sua-doi"),
    "supplements": ("bo-sung", "duoc-bo-sung"),
    "replaces": ("thay-the", "bi-thay-the"),
    "repeals": ("bai-bo", "bi-bai-bo"),
    "suspends": ("ngung-hieu-luc", "bi-ngung-hieu-luc"),
    "corrects": ("dinh-chinh", "duoc-dinh-chinh"),
    "implements": ("huong-dan", "duoc-huong-dan"),
    "based_on": ("can-cu", "la-can-cu"),
    "refers_to": ("dan-chieu", "duoc-dan-chieu"),
    "consolidates": ("hop-nhat", "duoc-hop-nhat"),
}


class LegalStatus(TextChoices):
    """The status of a document or provision on a date; always derived (``status.py``), never typed in."""

    NOT_YET = "not_yet", _("Not yet in force")
    IN_FORCE = "in_force", pgettext_lazy("status of a law", "In force")
    PARTLY = "partly", _("Partly expired")
    EXPIRED = "expired", _("No longer in force")
    SUSPENDED = "suspended", pgettext_lazy("status of a law", "Suspended")

    @property
    def is_in_force(self) -> bool:
        """True when at least part of the text binds people on that date."""
        return self in {LegalStatus.IN_FORCE, LegalStatus.PARTLY}


class AliasKind(TextChoices):
    """Other names under which people know a document."""

    SHORT_TITLE = "short_title", _("Short title")
    ABBREVIATION = "abbreviation", _("Abbreviation")
    FORMER_TITLE = "former_title", _("Other title")


class AmendmentKind(TextChoices):
    """What one provision does to the wording of another."""

    REPLACE = "replace", _("Replaces the text")
    INSERT = "insert", _("Inserts a provision")
    REPEAL = "repeal", _("Repeals the text")

    @property
    def relation(self) -> RelationKind:
        """The relation between the two documents that the change means."""
        return {
            "replace": RelationKind.AMENDS,
            "insert": RelationKind.SUPPLEMENTS,
            "repeal": RelationKind.REPEALS,
        }[self.value]


class AmendmentState(TextChoices):
    """A set of amendments is drafted, applied as one, and can be undone as one."""

    DRAFT = "draft", _("Draft")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


class SourceFormat(TextChoices):
    """The forms in which an editor brings a law."""

    WORD = "docx", _("Word document")
    PDF = "pdf", _("PDF with text")
    HTML = "html", _("Web page")
    TEXT = "txt", _("Plain text")
    AKOMA_NTOSO = "akn", _("Akoma Ntoso XML")


class LawDraftState(TextChoices):
    """A law read from a file waits until an editor accepts or drops it."""

    READ = "read", _("To be checked")
    ACCEPTED = "accepted", _("Accepted")
    DROPPED = "dropped", _("Dropped")


class CitationState(TextChoices):
    """How far a citation found in a text could be followed; decided when it is stored."""

    RESOLVED = "resolved", _("Found")
    NO_DOCUMENT = "no_document", _("The document is not in the library")
    NO_ARTICLE = "no_article", _("The document has no such article")
    NO_DIVISION = "no_division", _("The document has no such part, chapter or section")
    NO_PROVISION = "no_provision", _("The article has no such clause or point")
    AMBIGUOUS = "ambiguous", _("Several documents have this number")

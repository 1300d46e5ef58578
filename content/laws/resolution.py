"""Which provision of the library a citation means.

An index of all documents is read once (two queries); then any number of citations costs a few queries more: the
articles named, their texts where a clause or point is named, the chapters of documents of which one is named.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

from django.db.models import Prefetch, Q
from django.utils import timezone

from content.laws.choices import ArticleKind, CitationState, DivisionKind, DocumentType, TextLanguage
from content.laws.citations import (
    THIS,
    Citation,
    DivisionName,
    DocumentReference,
    KnownTitles,
    Provision,
    clean_number,
    find_citations,
    title_key,
)
from content.laws.division_names import KnownDivision, divisions_named
from content.laws.headings import names_its_type
from content.laws.models import Article, ArticleVersion, Division, DocumentAlias, LegalDocument
from content.laws.ordering import number_order
from content.laws.structure import is_numeric_point, parse_article_text
from content.laws.structure_tree import division_value
from portal.lib.vietnamese import fold, normalise

MOST_IN_ONE_QUERY = 5_000
TEXTS_REMEMBERED = 70_000
LONGEST_QUOTE = 20_000

# Papers that an article can belong to but that are no documents of a law library.
_NO_DOCUMENTS = ("phụ lục", "danh mục", "hợp đồng", "chương trình", "tiêu chuẩn", "thỏa thuận", "thoả thuận")
_BARE_NAMES = frozenset(
    {*(one.vietnamese_name.lower() for one in DocumentType), "điều lệ", "quy tắc", "quy trình", "quy chuẩn"}
    | {"hiệp định", "hiệp ước", "công ước", "nghị định thư", "hiến chương"}
)
# What lawyers write for the codes, wherever the library has the code and no other document of that name.
COMMON_ABBREVIATIONS = {
    "BLDS": "Bộ luật Dân sự",
    "BLHS": "Bộ luật Hình sự",
    "BLLĐ": "Bộ luật Lao động",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
    "BLTTHS": "Bộ luật Tố tụng hình sự",
    "Luật ATTP": "Luật An toàn thực phẩm",
    "Luật Hỗ trợ DNNVV": "Luật Hỗ trợ doanh nghiệp nhỏ và vừa",
    "Luật Ngân sách": "Luật Ngân sách nhà nước",
    "Luật Phòng, chống HIV/AIDS": (
        "Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người"
    ),
    "Luật TTHC": "Luật Tố tụng hành chính",
    "Luật TTTM": "Luật Trọng tài thương mại",
    "Luật HN&GĐ": "Luật Hôn nhân và gia đình",
    "Luật NSNN": "Luật Ngân sách nhà nước",
    "Luật XLVPHC": "Luật Xử lý vi phạm hành chính",
    "Luật THADS": "Luật Thi hành án dân sự",
}
# Laws known by name though the library may lack them: their names begin with another law's, or hold a comma.
LONGER_TITLES = (
    "Luật Đầu tư công",
    "Luật Đầu tư nước ngoài",
    "Luật Đầu tư nước ngoài tại Việt Nam",
    "Luật Đầu tư theo phương thức đối tác công tư",
    "Luật Quy hoạch đô thị",
    "Luật Quy hoạch đô thị và nông thôn",
    "Luật Quản lý, sử dụng tài sản nhà nước",
    "Luật Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp",
    "Luật Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ",
)
# "Nghị định này quy định chi tiết các điều sau đây của Luật Tố cáo:" – the list that follows speaks of that law.
_LEADS_LIST = re.compile(
    r"^[^\n]*(?:quy định chi tiết|hướng dẫn|quy định cụ thể|chi tiết thi hành)[^\n]*:[ \t\u00a0]*$",
    re.MULTILINE,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_LOCAL_NUMBER = re.compile(r"(?:UBND|HĐND)$")
_CLAUSE_BEGINS = re.compile(r"^[ \t\u00a0]*(\d{1,3}[a-zđ]?)[ \t]*[.)](?=\s)", re.MULTILINE)
_AMENDS = re.compile(r"^(?:nghị định|thông tư|quyết định|nghị quyết|luật)?\s*sửa đổi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What is needed of a document to tell it from others."""

    pk: int
    document_type: str
    issuer_folded: str
    issued_on: datetime.date
    effective_on: datetime.date | None
    expired_on: datetime.date | None


@dataclass(frozen=True)
class Context:
    """Where a text stands: an article of a document, or, with nothing set, a text outside of all laws.

    ``written_on``: a law cited without a year is the newest of its name on that day.
    """

    document_id: int | None = None
    article_id: int | None = None
    written_on: datetime.date | None = None
    amends_others: bool = False


@dataclass(frozen=True)
class Target:
    """One provision that a stretch of text names, and how far it could be followed.

    ``standing_in`` is the article that cites its own document: there "Chương này" has a meaning.
    """

    state: str
    named_document: str = ""
    document_id: int | None = None
    article_id: int | None = None
    division_id: int | None = None
    division: tuple[DivisionName, ...] = ()
    standing_in: int | None = None
    article_number: str = ""
    clause: str = ""
    point: str = ""
    kind: str = ArticleKind.ARTICLE
    is_own: bool = False


@dataclass(frozen=True)
class FoundText:
    """A text with its place in its source, and what was found in it."""

    context: Context
    text: str
    citations: tuple[Citation, ...]


def _names_in_texts(type_name: str, title: str) -> list[str]:
    """A title as texts write it: with its type, and without "(HIV/AIDS)" at its end."""
    name = title if names_its_type(title, type_name) else f"{type_name} {title}"
    return list(dict.fromkeys([name, _IN_BRACKETS.sub("", name)]))


def number_key(number: str) -> str:
    """Equal for "01/2020/NĐ-CP", "1/2020/nd-cp" and "01 /2020/NĐ-CP", for "TTLT/BTC-BCT" and "TTLT-BTC-BCT"."""
    return fold(clean_number(normalise(number))).lstrip("0").replace("-", "/").replace("&", "")


@dataclass
class Library:
    """The index, and the texts read so far; for one run of a task or a command, never kept between requests."""

    by_number: dict[str, list[KnownDocument]]
    by_title: dict[str, list[KnownDocument]]
    titles: KnownTitles
    today: datetime.date
    # (document, kind, number folded to capitals) → article
    articles: dict[tuple[int, str, str], int] = field(default_factory=dict)
    _asked: set[tuple[int, str, str]] = field(default_factory=set)
    _parts: dict[int, frozenset[tuple[str, str]]] = field(default_factory=dict)
    # document → its divisions by key; article → the division it stands in
    _divisions: dict[int, dict[int, KnownDivision]] = field(default_factory=dict)
    _division_of: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Two queries."""
        by_number: dict[str, list[KnownDocument]] = defaultdict(list)
        by_title: dict[str, list[KnownDocument]] = defaultdict(list)
        by_pk: dict[int, KnownDocument] = {}
        names: list[str] = list(LONGER_TITLES)
        fields = ("pk", "document_type", "number", "title", "short_title", "issuer", "issued_on")
        for pk, kind, number, title, short_title, issuer, issued_on, effective_on, expired_on in (
            LegalDocument.objects.order_by("issued_on", "pk")
            .values_list(*fields, "effective_on", "expired_on")
            .iterator()
        ):
            known = KnownDocument(pk, kind, fold(issuer), issued_on, effective_on, expired_on)
            by_pk[pk] = known
            if number:
                by_number[number_key(number)].append(known)
            document_type = DocumentType(kind)
            own_names = [short_title] if short_title else []
            if document_type.is_cited_by_title:
                own_names += _names_in_texts(document_type.vietnamese_name, title)
            for one in own_names:
                names.append(one)
                by_title[title_key(one)].append(known)
        for pk, alias in DocumentAlias.objects.values_list("document_id", "name"):
            names.append(alias)
            if by_pk[pk] not in by_title[title_key(alias)]:
                by_title[title_key(alias)].append(by_pk[pk])
        for abbreviation, title in COMMON_ABBREVIATIONS.items():
            known_as = by_title.get(title_key(title))
            if known_as and title_key(abbreviation) not in by_title:
                by_title[title_key(abbreviation)] = known_as
                names.append(abbreviation)
        return cls(dict(by_number), dict(by_title), KnownTitles(names), timezone.localdate())

    # ------------------------------------------------------------------ documents

    def document(
        self, named: DocumentReference, context: Context, *, has_provisions: bool
    ) -> tuple[str, int | None]:
        """The state and the document that a reference means in its context."""
        if named.is_this:
            return (CitationState.RESOLVED, context.document_id)
        if named.number:
            return _chosen_by_number(named, self.by_number.get(number_key(named.number), []))
        candidates = self.by_title.get(title_key(named.title), [])
        if named.year is None:
            return self._newest(candidates, context, has_provisions=has_provisions)
        of_year = [one for one in candidates if one.issued_on.year == named.year]
        return _only(of_year)

    def _newest(
        self, candidates: list[KnownDocument], context: Context, *, has_provisions: bool
    ) -> tuple[str, int | None]:
        """The law of that name when the text was written; its successor only where no provision is named."""
        day = context.written_on or self.today
        earlier = [one for one in candidates if one.issued_on <= day]
        if not earlier and (has_provisions or not candidates):
            return CitationState.NO_DOCUMENT, None
        newest = max(earlier or candidates, key=lambda one: (_is_in_force(one, self.today), one.issued_on))
        if context.document_id is not None and has_provisions:
            newest = max(earlier, key=lambda one: one.issued_on)
        alike = [one for one in earlier or candidates if one.issued_on == newest.issued_on]
        return _only(alike)

    # ------------------------------------------------------------------ provisions

    def find(self, text: str, context: Context) -> FoundText:
        return FoundText(context, text, find_citations(text, self.titles))

    def resolve(self, found_texts: Iterable[FoundText]) -> list[list[list[Target]]]:
        """For each text, for each of its citations, the targets in order; no target for what names nothing."""
        drafts = [[self._drafts(found, one) for one in _with_leading_law(found)] for found in found_texts]
        self._load_articles(draft for text in drafts for citation in text for draft in citation)
        self._load_divisions(draft for text in drafts for citation in text for draft in citation)
        placed = [
            [[target for draft in one if (target := self._placed(draft)) is not None] for one in text]
            for text in drafts
        ]
        self._load_parts(draft for text in placed for citation in text for draft in citation)
        return [[[self._checked(draft) for draft in one] for one in text] for text in placed]

    def _drafts(self, found: FoundText, citation: Citation) -> list[Target]:
        context, named = found.context, citation.document
        if named is None or named.is_this:
            return self._own_drafts(found, citation)
        if named.is_guessed and _is_no_document(named.title):
            return []
        state, document_id = self.document(named, context, has_provisions=bool(citation.provisions))
        provisions = citation.provisions or (Provision(),)
        return [
            Target(
                state,
                named.name,
                document_id,
                article_number=one.article,
                clause="" if one.clause == THIS else one.clause,
                point="" if one.point == THIS else one.point,
                kind=one.kind,
                division=one.division,
            )
            for one in provisions
        ]

    def _own_drafts(self, found: FoundText, citation: Citation) -> list[Target]:
        """Provisions of the document in which the text itself stands."""
        context = found.context
        if context.document_id is None or context.amends_others:
            return []
        if _is_quoted(found.text, citation.start):
            return []
        drafts = []
        for one in citation.provisions:
            number, article_id, clause = one.article, None, one.clause
            if one.division:
                drafts.append(_own_division(context, one))
                continue
            if not number or number == THIS:
                number, article_id = "", context.article_id
                if clause == THIS or (not clause and one.point):
                    clause = clause_at(found.text, citation.start)
            if not (number or clause or one.point) or one.point == THIS:
                continue
            drafts.append(
                Target(
                    CitationState.RESOLVED,
                    document_id=context.document_id,
                    article_id=article_id,
                    article_number=number,
                    clause="" if clause == THIS else clause,
                    point=one.point,
                    kind=one.kind,
                    is_own=True,
                )
            )
        return drafts

    def _load_articles(self, drafts: Iterable[Target]) -> None:
        wanted = {
            _unit_key(draft.document_id, draft.kind, draft.article_number)
            for draft in drafts
            if draft.document_id is not None and draft.article_number
        } - self._asked
        if not wanted:
            return
        self._asked |= wanted
        for pks in _in_parts({document_id for document_id, _kind, _number in wanted}):
            own = {(kind, number) for document_id, kind, number in wanted if document_id in pks}
            numbers = {number for kind, number in own if kind == ArticleKind.ARTICLE}
            # Appendices and headings are few; "ia" and "IA" are one.
            which = Q(kind=ArticleKind.ARTICLE, number__in=numbers)
            if len(own) > len(numbers):
                which |= ~Q(kind=ArticleKind.ARTICLE)
            rows = Article.objects.filter(which, document__in=pks)
            for pk, document_id, kind, number in rows.values_list("pk", "document_id", "kind", "number"):
                self.articles[_unit_key(document_id, kind, number)] = pk

    def _load_divisions(self, drafts: Iterable[Target]) -> None:
        """Of documents of which a division is named, or a "Mục II" that may be one."""
        wanted = [
            draft
            for draft in drafts
            if draft.document_id is not None and (draft.division or draft.kind == ArticleKind.ITEM)
        ]
        documents = {one.document_id for one in wanted if one.document_id is not None}
        for pks in _in_parts(documents - self._divisions.keys()):
            self._divisions |= {pk: {} for pk in pks}
            rows = Division.objects.filter(document__in=pks).order_by("order")
            for pk, document_id, parent, kind, number in rows.values_list(
                "pk", "document_id", "parent_id", "kind", "number"
            ):
                self._divisions[document_id][pk] = KnownDivision(pk, parent, kind, division_value(number))
        standing = {
            one.standing_in
            for one in wanted
            if one.standing_in is not None and self._divisions[one.document_id or 0]
        }
        for pks in _in_parts(standing - self._division_of.keys()):
            articles = Article.objects.filter(pk__in=pks)
            self._division_of |= {pk: own for pk, own in articles.values_list("pk", "division_id")}  # noqa: C416

    def _in_division(self, draft: Target, path: tuple[DivisionName, ...]) -> Target | None:
        """To the division, or to the document where the words leave open which one."""
        divisions = self._divisions[draft.document_id or 0]
        to_document = _changed(draft, clause="", point="")
        if not divisions:
            # The official codification has no chapters of documents: that one is missing says nothing to an editor.
            return None if draft.is_own else to_document
        found = divisions_named(divisions, path, self._division_of.get(draft.standing_in or 0))
        if len(found) == 1:
            return _changed(to_document, division_id=found[0])
        if found:
            return None if draft.is_own else to_document
        return _changed(to_document, state=CitationState.NO_DIVISION)

    def _placed(self, draft: Target) -> Target | None:  # noqa: PLR0911  # one line for each way it may end
        if draft.document_id is None or draft.article_id is not None:
            return draft
        if draft.division:
            return self._in_division(draft, draft.division)
        if not draft.article_number:
            # "khoản 2 Nghị định 1/2024": a clause of no article leads to the document.
            return _changed(draft, clause="", point="")
        article_id = self.articles.get(_unit_key(draft.document_id, draft.kind, draft.article_number))
        if article_id is not None:
            return _changed(draft, article_id=article_id)
        if draft.kind == ArticleKind.ARTICLE:
            return _changed(draft, state=CitationState.NO_ARTICLE)
        if draft.kind == ArticleKind.ITEM and self._divisions[draft.document_id]:
            return self._in_division(draft, (DivisionName(DivisionKind.SECTION, draft.article_number),))
        # The official codification has no appendices: that one is not in the library says nothing to an editor.
        return None if draft.is_own else _changed(draft, clause="", point="")

    def _load_parts(self, drafts: Iterable[Target]) -> None:
        wanted = {
            draft.article_id
            for draft in drafts
            if draft.article_id is not None and (draft.clause or draft.point)
        } - self._parts.keys()
        if len(self._parts) > TEXTS_REMEMBERED:
            self._parts.clear()
        for pks in _in_parts(wanted):
            for article in articles_with_texts(pks):
                self.remember(article)

    def remember(self, article: Article) -> None:
        """Keeps which clauses and points today's text has."""
        version = text_of_today(article, self.today)
        self._parts[article.pk] = parts_of(version.text) if version else frozenset()

    def _checked(self, draft: Target) -> Target:
        if draft.article_id is None or not (draft.clause or draft.point):
            return draft
        parts = self._parts.get(draft.article_id, frozenset())
        if (draft.clause, draft.point) in parts:
            return draft
        if draft.point and not draft.clause and is_numeric_point(draft.point):
            # "điểm 2.1 Điều 5" says its clause in its number.
            clause = draft.point.partition(".")[0]
            if (clause, draft.point) in parts:
                return _changed(draft, clause=clause)
        return _changed(draft, state=CitationState.NO_PROVISION)


def articles_with_texts(pks: Iterable[int]) -> Iterator[Article]:
    """Articles with their Vietnamese texts, and nothing else of them."""
    versions = (
        ArticleVersion.objects.filter(language=TextLanguage.VIETNAMESE)
        .only("article_id", "heading", "text", "effective_from", "effective_to", "text_kind", "language")
        .order_by()
    )
    articles = Article.objects.filter(pk__in=list(pks)).order_by()
    yield from articles.prefetch_related(Prefetch("versions", versions))


def text_of_today(article: Article, today: datetime.date) -> ArticleVersion | None:
    """The text that citations are read from and checked against."""
    return article.version_on(today) or article.latest_version()


def parts_of(text: str) -> frozenset[tuple[str, str]]:
    """(clause, point) of everything in an article that can be cited."""
    return frozenset((clause, point) for clause, point, _ in parse_article_text(text).provisions())


def clause_at(text: str, position: int) -> str:
    """The number of the clause in which a position lies; empty before the first."""
    label, order = "", -1
    for match in _CLAUSE_BEGINS.finditer(text, 0, position):
        following = number_order(match[1])
        if following > order:
            label, order = match[1], following
    return label


def _chosen_by_number(named: DocumentReference, candidates: list[KnownDocument]) -> tuple[str, int | None]:
    """By the day and the issuer that the text names beside the number."""
    if named.issued_on:
        of_day = [one for one in candidates if one.issued_on == named.issued_on]
        # Days are misprinted often, years seldom.
        of_year = [one for one in candidates if one.issued_on.year == named.issued_on.year]
        candidates = of_day or of_year
    if named.issuer and (len(candidates) > 1 or _LOCAL_NUMBER.search(named.number)):
        issuer = fold(named.issuer)
        candidates = [one for one in candidates if one.issuer_folded in issuer or issuer in one.issuer_folded]
    elif _LOCAL_NUMBER.search(named.number) and candidates:
        # Every province has a decision with this number; without its name none may be guessed.
        return CitationState.AMBIGUOUS, None
    if len(candidates) > 1 and named.type_name:
        of_type = [
            one for one in candidates if DocumentType(one.document_type).vietnamese_name == named.type_name
        ]
        candidates = of_type or candidates
    return _only(candidates)


def _only(candidates: list[KnownDocument]) -> tuple[str, int | None]:
    if not candidates:
        return CitationState.NO_DOCUMENT, None
    if len({one.pk for one in candidates}) > 1:
        return CitationState.AMBIGUOUS, None
    return CitationState.RESOLVED, candidates[0].pk


def _with_leading_law(found: FoundText) -> Iterator[Citation]:
    """Gives the articles of a list to the law that the line above the list names."""
    leads = (
        [(match.start(), match.end()) for match in _LEADS_LIST.finditer(found.text)]
        if found.context.document_id is not None
        else []
    )
    for citation in found.citations:
        if citation.document is None and any(
            one.article and one.article != THIS for one in citation.provisions
        ):
            before = [(start, end) for start, end in leads if end <= citation.start]
            if before:
                start, end = before[-1]
                law = _law_in(found.citations, start, end)
                yield replace(citation, document=law) if law else citation
                continue
        yield citation


def _law_in(citations: Iterable[Citation], start: int, end: int) -> DocumentReference | None:
    laws = [
        one.document
        for one in citations
        if start <= one.start < end and one.document is not None and not one.document.is_this
    ]
    return laws[-1] if laws else None


def _is_in_force(known: KnownDocument, day: datetime.date) -> bool:
    begun = known.effective_on is not None and known.effective_on <= day
    return begun and (known.expired_on is None or known.expired_on > day)


def _is_no_document(title: str) -> bool:
    lowered = title.lower()
    return lowered in _BARE_NAMES or lowered.startswith(_NO_DOCUMENTS)


def _is_quoted(text: str, position: int) -> bool:
    """Inside “…”: words that this text gives to another one."""
    opened = text.rfind("“", max(0, position - LONGEST_QUOTE), position)
    return opened >= 0 and text.find("”", opened, position) < 0


def amends_others(title: str) -> bool:
    """Whether a document's own articles speak about the articles of another one."""
    return _AMENDS.match(title.strip()) is not None


def _own_division(context: Context, provision: Provision) -> Target:
    return Target(
        CitationState.RESOLVED,
        document_id=context.document_id,
        kind=provision.kind,
        division=provision.division,
        standing_in=context.article_id,
        is_own=True,
    )


def _unit_key(document_id: int, kind: str, number: str) -> tuple[int, str, str]:
    return (document_id, kind, number if kind == ArticleKind.ARTICLE else number.upper())


def _changed(target: Target, **changes: object) -> Target:
    values = {name: getattr(target, name) for name in Target.__dataclass_fields__}
    return Target(**(values | changes))


def _in_parts(pks: Iterable[int]) -> Iterator[set[int]]:
    ordered = sorted(pks)
    for start in range(0, len(ordered), MOST_IN_ONE_QUERY):
        yield set(ordered[start : start + MOST_IN_ONE_QUERY])

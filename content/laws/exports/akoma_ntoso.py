"""A document as Akoma Ntoso 3.0 XML (OASIS LegalDocML), named after the Naming Convention 1.0.

Elements: part, chapter, section, subsection, article; a clause (khoản) is a ``paragraph``, a point (điểm) a
``point``; appendices are attachments. Identifiers: articles are numbered through the whole document, so their
``eId`` needs no prefix ("art_20a__para_2__point_dd"); divisions carry that of the division above
("part_1__chp_II"). A letter outside ASCII is written as in this site's addresses: đ "dd", ư "uw".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from content.laws.choices import ArticleKind, DivisionKind, RelationKind, TextKind
from content.laws.exports.records import (
    ExportArticle,
    ExportDivision,
    ExportDocument,
    ExportNode,
    ExportRelation,
    text_blocks,
)
from content.laws.slugs import slugify_vietnamese
from content.laws.structure import Clause, Point
from content.laws.tables import Table
from portal.lib.vietnamese import normalise

CONTENT_TYPE = "application/akn+xml; charset=utf-8"
NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LANGUAGE = "vie"  # ISO 639-3, as the convention asks
SOURCE = "nguon"  # who made this file

DIVISION_ELEMENTS = {
    DivisionKind.PART: ("part", "part"),
    DivisionKind.CHAPTER: ("chapter", "chp"),
    DivisionKind.SECTION: ("section", "sec"),
    DivisionKind.SUBSECTION: ("subsection", "subsec"),
}
# What this document does to others, and what others do to it, as the vocabulary names it.
ACTIVE_KINDS = frozenset(
    {
        RelationKind.AMENDS,
        RelationKind.SUPPLEMENTS,
        RelationKind.REPLACES,
        RelationKind.REPEALS,
        RelationKind.SUSPENDS,
        RelationKind.CORRECTS,
    }
)
EVENT_TYPES = {
    RelationKind.AMENDS: "amendment",
    RelationKind.SUPPLEMENTS: "amendment",
    RelationKind.CORRECTS: "amendment",
    RelationKind.SUSPENDS: "amendment",
    RelationKind.REPLACES: "repeal",
    RelationKind.REPEALS: "repeal",
}

_NOT_IN_ID = re.compile(r"[^0-9A-Za-z.-]+")
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(document: ExportDocument) -> bytes:
    """UTF-8, NFC, valid against akomantoso30.xsd."""
    root = etree.Element(_name("akomaNtoso"), nsmap={None: NAMESPACE})
    _Writer(document).write(root)
    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def expression_uri(document: ExportDocument) -> str:
    """The work in Vietnamese, as of the day."""
    return f"{document.work_uri}/{LANGUAGE}@{document.as_of.isoformat()}"


@dataclass
class _Writer:
    """One document while it is written."""

    document: ExportDocument
    used: dict[str, int] = field(default_factory=dict)

    def write(self, root: etree._Element) -> None:
        document = self.document
        has_changed = any(one.made_by for one in document.articles())
        act = _child(
            root,
            "act",
            name=document.document_type.slug,
            contains="singleVersion" if has_changed else "originalVersion",
        )
        self.meta(act)
        self.preface(act)
        if document.preamble:
            self.paragraphs(_child(act, "preamble"), document.preamble)
        body = _child(act, "body")
        if document.nodes:
            self.nodes(body, document.nodes, "")
        else:
            empty = _child(body, "article", eId="art_0")
            _paragraph(_child(empty, "content"), "")
        if document.closing or document.signers:
            conclusions = _child(act, "conclusions")
            self.paragraphs(conclusions, document.closing)
            for signer in filter(None, (one.strip() for one in document.signers.split(","))):
                paragraph = _child(conclusions, "p")
                signature = _child(paragraph, "signature")
                _text(_child(signature, "person", refersTo=f"#{_person_id(signer)}"), signer)
        if document.appendices:
            attachments = _child(act, "attachments")
            for position, appendix in enumerate(document.appendices, start=1):
                self.attachment(attachments, appendix, position)

    # ------------------------------------------------------------------ metadata

    def meta(self, act: etree._Element) -> None:
        meta = _child(act, "meta")
        self.identification(meta)
        if self.document.number or self.document.official_url:
            _child(
                meta,
                "publication",
                date=self.document.issued_on.isoformat(),
                name=self.document.document_type.vietnamese_name,
                showAs=self.document.document_type.vietnamese_name,
                number=self.document.number,
            )
        self.lifecycle(meta)
        self.temporal_data(meta)
        self.references(meta)

    def identification(self, meta: etree._Element) -> None:
        document = self.document
        _identification(
            meta,
            work=document.work_uri,
            expression=expression_uri(document),
            component="!main",
            document=document,
            number=document.number,
            names=[document.title, *([document.short_title] if document.short_title else [])],
        )

    def events(self) -> list[tuple[datetime.date, str, str, str]]:
        """(day, source, type, what): passed, in force, changed by others, lapsed; oldest first."""
        document = self.document
        found = [(document.issued_on, "#ro1", "generation", "passed")]
        if document.effective_on:
            found.append((document.effective_on, "#ro1", "generation", "effective"))
        for position, relation in enumerate(document.relations, start=1):
            if relation.is_outgoing or relation.kind not in EVENT_TYPES:
                continue
            day = relation.effective_on
            if day is not None:
                kind = EVENT_TYPES[relation.kind] if relation.is_whole else "amendment"
                found.append((day, f"#rp{position}", kind, relation.kind.value))
        if document.expired_on:
            found.append((document.expired_on, "#ro1", "repeal", "expired"))
        return sorted(found, key=lambda one: one[0])

    def lifecycle(self, meta: etree._Element) -> None:
        lifecycle = _child(meta, "lifecycle", source=f"#{SOURCE}")
        for position, (day, source, kind, what) in enumerate(self.events(), start=1):
            _child(
                lifecycle,
                "eventRef",
                eId=f"eventRef_{position}",
                date=day.isoformat(),
                source=source,
                type=kind,
                refersTo=f"#{what}",
            )

    @cached_property
    def periods(self) -> dict[tuple[datetime.date | None, datetime.date | None], str]:
        """The eId of each distinct period of an article's text."""
        found: dict[tuple[datetime.date | None, datetime.date | None], str] = {}
        for article in self.document.articles():
            key = (article.effective_from, article.effective_to)
            found.setdefault(key, f"tmpg_{len(found) + 1}")
        return found

    def temporal_data(self, meta: etree._Element) -> None:
        if not self.periods:
            return
        data = _child(meta, "temporalData", source=f"#{SOURCE}")
        for (begins, ends), identifier in self.periods.items():
            group = _child(data, "temporalGroup", eId=identifier)
            interval = _child(group, "timeInterval", refersTo="#effective")
            if begins:
                interval.set("start", f"#{self.moment(begins)}")
            if ends:
                interval.set("end", f"#{self.moment(ends)}")

    def moment(self, day: datetime.date) -> str:
        """The identifier of a day on which texts begin or end."""
        return f"ngay-{day.isoformat()}"

    def references(self, meta: etree._Element) -> None:
        document = self.document
        references = _child(meta, "references", source=f"#{SOURCE}")
        _child(references, "original", eId="ro1", href=document.work_uri, showAs=document.citation)
        for position, relation in enumerate(document.relations, start=1):
            self.reference(references, relation, position)
        _child(
            references,
            "TLCOrganization",
            eId=SOURCE,
            href=f"/akn/ontology/organization/vn/{_slug(document.source_name)}",
            showAs=document.source_name,
        )
        _child(
            references,
            "TLCOrganization",
            eId=_issuer_id(document),
            href=f"/akn/ontology/organization/vn/{_slug(document.issuer)}",
            showAs=document.issuer,
        )
        for signer in dict.fromkeys(filter(None, (one.strip() for one in document.signers.split(",")))):
            _child(
                references,
                "TLCPerson",
                eId=_person_id(signer),
                href=f"/akn/ontology/person/vn/{_slug(signer)}",
                showAs=signer,
            )
        concepts = {what for _day, _source, _kind, what in self.events()} | {"effective"}
        for concept in sorted(concepts):
            _child(
                references,
                "TLCConcept",
                eId=concept,
                href=f"/akn/ontology/concept/vn/{concept}",
                showAs=concept,
            )
        days = {day for period in self.periods for day in period if day is not None}
        for day in sorted(days):
            _child(
                references,
                "TLCEvent",
                eId=self.moment(day),
                href=f"/akn/ontology/event/vn/{day.isoformat()}",
                showAs=f"{day:%d/%m/%Y}",
            )
        kinds = {one.text_kind for one in document.articles() if not one.text_kind.is_official}
        for kind in sorted(kinds):
            _child(
                references,
                "TLCConcept",
                eId=_text_kind_id(kind),
                href=f"/akn/ontology/concept/vn/{_text_kind_id(kind)}",
                showAs=_text_kind_id(kind),
            )

    def reference(self, references: etree._Element, relation: ExportRelation, position: int) -> None:
        """Acts upon others: ``activeRef``; is acted upon: ``passiveRef``; anything else: a named reference."""
        address, label = relation.other.work_uri, relation.other_provision or relation.other.citation
        if relation.kind in ACTIVE_KINDS:
            name, prefix = ("activeRef", "ra") if relation.is_outgoing else ("passiveRef", "rp")
            _child(references, name, eId=f"{prefix}{position}", href=address, showAs=label)
            return
        _child(
            references,
            "TLCReference",
            eId=f"rr{position}",
            name=relation.kind.value if relation.is_outgoing else f"inverse_{relation.kind.value}",
            href=address,
            showAs=label,
        )

    # ------------------------------------------------------------------ text

    def preface(self, act: etree._Element) -> None:
        document = self.document
        preface = _child(act, "preface")
        authority = _child(preface, "p", **{"class": "issuer"})
        _text(_child(authority, "docAuthority"), document.issuer)
        if document.number:
            number = _child(preface, "p", **{"class": "number"})
            _text(_child(number, "docNumber"), document.number)
        day = _child(preface, "p", **{"class": "date"})
        _text(
            _child(day, "docDate", date=document.issued_on.isoformat()),
            f"ngày {document.issued_on.day:02} tháng {document.issued_on.month:02} năm {document.issued_on.year}",
        )
        kind = _child(preface, "p", **{"class": "type"})
        _text(_child(kind, "docType"), document.document_type.vietnamese_name)
        title = _child(preface, "p", **{"class": "title"})
        _text(_child(title, "docTitle"), document.title)

    def nodes(self, parent: etree._Element, nodes: Iterable[ExportNode], prefix: str) -> None:
        for node in nodes:
            if isinstance(node, ExportDivision):
                self.division(parent, node, prefix)
            else:
                self.article(parent, node)

    def division(self, parent: etree._Element, node: ExportDivision, prefix: str) -> None:
        element_name, short = DIVISION_ELEMENTS[node.line.kind]
        identifier = self.identifier(prefix, short, node.line.number)
        element = _child(parent, element_name, eId=identifier)
        _text(_child(element, "num"), node.label)
        if node.line.heading:
            _text(_child(element, "heading"), node.line.heading)
        if node.line.text and node.nodes:
            intro = _child(element, "intro")
            for line in filter(None, (one.strip() for one in node.line.text.split("\n"))):
                _text(_child(intro, "p"), line)
        if node.nodes:
            self.nodes(element, node.nodes, identifier)
        else:
            _paragraph(_child(element, "content"), "")

    def article(self, parent: etree._Element, article: ExportArticle) -> None:
        is_article = article.kind is ArticleKind.ARTICLE
        identifier = self.identifier("", "art" if is_article else "hcontainer", article.number)
        attributes = {"eId": identifier} if is_article else {"name": "muc", "eId": identifier}
        element = _child(parent, "article" if is_article else "hcontainer", **attributes)
        self.mark(element, article)
        _text(_child(element, "num"), article.label)
        if article.heading:
            _text(_child(element, "heading"), article.heading)
        self.article_text(element, article, identifier)

    def mark(self, element: etree._Element, article: ExportArticle) -> None:
        """When the text holds, who speaks in it, and whether it is the text of the day at all."""
        element.set("period", f"#{self.periods[article.effective_from, article.effective_to]}")
        if not article.text_kind.is_official:
            element.set("refersTo", f"#{_text_kind_id(article.text_kind)}")
            element.set("status", "editorial" if article.is_summary else "translated")
        elif not article.is_valid:
            element.set("status", "ignored")

    def article_text(self, element: etree._Element, article: ExportArticle, identifier: str) -> None:
        parsed = article.structure
        if not parsed.clauses and not parsed.points:
            self.paragraphs(_child(element, "content"), article.text)
            return
        if parsed.lead.text:
            self.paragraphs(_child(element, "intro"), parsed.lead.text)
        for point in parsed.points:
            self.point(element, point, identifier)
        if parsed.lead.tail and parsed.clauses:
            between = _child(
                element, "hcontainer", name="doan", eId=self.identifier(identifier, "hcontainer", "1")
            )
            self.paragraphs(_child(between, "content"), parsed.lead.tail)
        for clause in parsed.clauses:
            self.clause(element, clause, identifier)
        if parsed.lead.tail and not parsed.clauses:
            self.paragraphs(_child(element, "wrapUp"), parsed.lead.tail)

    def clause(self, element: etree._Element, clause: Clause, prefix: str) -> None:
        identifier = self.identifier(prefix, "para", clause.label)
        paragraph = _child(element, "paragraph", eId=identifier)
        _text(_child(paragraph, "num"), clause.marker)
        if not clause.points:
            self.paragraphs(_child(paragraph, "content"), "\n".join(filter(None, (clause.text, clause.tail))))
            return
        if clause.text:
            self.paragraphs(_child(paragraph, "intro"), clause.text)
        for point in clause.points:
            self.point(paragraph, point, identifier)
        if clause.tail:
            self.paragraphs(_child(paragraph, "wrapUp"), clause.tail)

    def point(self, element: etree._Element, point: Point, prefix: str) -> None:
        found = _child(element, "point", eId=self.identifier(prefix, "point", point.label))
        _text(_child(found, "num"), point.marker)
        self.paragraphs(_child(found, "content"), point.text)

    def paragraphs(self, parent: etree._Element, text: str) -> None:
        """Paragraphs and tables; an empty text is one empty paragraph, which the schema asks for."""
        found = text_blocks(text)
        for block in found:
            if block.table:
                self.table(parent, block.table)
            else:
                _paragraph(parent, block.text)
        if not found:
            _paragraph(parent, "")

    def table(self, parent: etree._Element, table: Table) -> None:
        element = _child(parent, "table")
        for row in filter(None, (table.head, *table.rows)):
            line = _child(element, "tr")
            for cell in row:
                _paragraph(_child(line, "th" if row is table.head else "td"), cell)

    def attachment(self, attachments: etree._Element, appendix: ExportArticle, position: int) -> None:
        attachment = _child(attachments, "attachment", eId=f"att_{position}")
        _text(_child(attachment, "heading"), appendix.label)
        document = _child(attachment, "doc", name="phu-luc")
        component = f"!phu-luc_{_id_number(appendix.number)}"
        meta = _child(document, "meta")
        _identification(
            meta,
            work=self.document.work_uri,
            expression=expression_uri(self.document),
            component=component,
            document=self.document,
            number=appendix.number,
            names=[appendix.heading] if appendix.heading else [],
        )
        preface = _child(document, "preface")
        number = _child(preface, "p")
        _text(_child(number, "docNumber"), appendix.label)
        if appendix.heading:
            title = _child(preface, "p")
            _text(_child(title, "docTitle"), appendix.heading)
        body = _child(document, "mainBody")
        # The text of an appendix is not in clauses by rule: its lines are kept as they stand.
        self.paragraphs(body, appendix.text)
        self.mark(body, appendix)

    def identifier(self, prefix: str, short: str, number: str) -> str:
        """ "art_7__para_2"; a number that a faulty text has twice gets a counter, for an eId is unique."""
        own = f"{short}_{_id_number(number)}"
        found = f"{prefix}__{own}" if prefix else own
        self.used[found] = self.used.get(found, 0) + 1
        return found if self.used[found] == 1 else f"{found}-{self.used[found]}"


def _identification(
    meta: etree._Element,
    *,
    work: str,
    expression: str,
    component: str,
    document: ExportDocument,
    number: str,
    names: list[str],
) -> None:
    identification = _child(meta, "identification", source=f"#{SOURCE}")
    author = f"#{_issuer_id(document)}"
    issued_on, as_of = document.issued_on.isoformat(), document.as_of.isoformat()

    frbr = _child(identification, "FRBRWork")
    _child(frbr, "FRBRthis", value=f"{work}/{component}")
    _child(frbr, "FRBRuri", value=work)
    if component == "!main" and document.official_url:
        _child(frbr, "FRBRalias", name="official", value=document.official_url)
    _child(frbr, "FRBRdate", date=issued_on, name="issued")
    _child(frbr, "FRBRauthor", href=author)
    _child(frbr, "FRBRcountry", value="vn")
    _child(frbr, "FRBRsubtype", value=document.document_type.slug)
    if number:
        _child(frbr, "FRBRnumber", value=number)
    for name in names:
        _child(frbr, "FRBRname", value=name)

    frbr = _child(identification, "FRBRExpression")
    _child(frbr, "FRBRthis", value=f"{expression}/{component}")
    _child(frbr, "FRBRuri", value=expression)
    _child(frbr, "FRBRalias", name="url", value=document.url)
    _child(frbr, "FRBRdate", date=as_of, name="as-of")
    _child(frbr, "FRBRauthor", href=author)
    _child(frbr, "FRBRauthoritative", value="false" if document.is_unofficial else "true")
    _child(frbr, "FRBRlanguage", language=LANGUAGE)

    frbr = _child(identification, "FRBRManifestation")
    _child(frbr, "FRBRthis", value=f"{expression}/{component}.xml")
    _child(frbr, "FRBRuri", value=f"{expression}.xml")
    _child(frbr, "FRBRdate", date=as_of, name="as-of")
    _child(frbr, "FRBRauthor", href=f"#{SOURCE}")
    _child(frbr, "FRBRformat", value="application/akn+xml")


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _child(parent: etree._Element, element_name: str, /, **attributes: str) -> etree._Element:
    cleaned = {key: _clean(value) for key, value in attributes.items() if value}
    return etree.SubElement(parent, _name(element_name), cleaned)


def _text(element: etree._Element, text: str) -> None:
    element.text = _clean(text)


def _paragraph(parent: etree._Element, text: str) -> None:
    _text(_child(parent, "p"), text)


def _clean(text: str) -> str:
    """NFC, without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", normalise(text))


def _slug(text: str) -> str:
    return slugify_vietnamese(text) or "khong-ro"


def _issuer_id(document: ExportDocument) -> str:
    return f"org-{_slug(document.issuer)}"


def _person_id(signer: str) -> str:
    return f"person-{_slug(signer)}"


def _text_kind_id(kind: TextKind) -> str:
    return {TextKind.SUMMARY: "summary", TextKind.REFERENCE_TRANSLATION: "translation"}[kind]


def _id_number(number: str) -> str:
    """ "20đ" → "20dd", "thứ nhất" → "thu-nhat", "III" → "III"."""
    plain = number.replace("đ", "dd").replace("Đ", "DD").replace("ư", "uw")
    if not plain.isascii():
        plain = slugify_vietnamese(plain)
    return _NOT_IN_ID.sub("-", plain).strip("-") or "0"

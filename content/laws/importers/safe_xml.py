"""XML from strangers: no entities, no document type, no network, bounded depth and size."""

from __future__ import annotations

from django.utils.translation import gettext as _
from lxml import etree

from .source_text import refuse

MOST_ELEMENTS = 2_000_000


def parse_xml(data: bytes, file: str) -> etree._Element:
    """The root; raises ``RefusedFile`` for a document type (where entity bombs live) and for broken XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse(file, _("the XML is broken: %(reason)s") % {"reason": str(error)[:200]})
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        refuse(file, _("the XML declares a document type or entities; such files are not read"))
    return root

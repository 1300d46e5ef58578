"""Puts the pieces of a citation together: provisions, and the document to which they belong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .divisions import DIVISION_KINDS, names_division
from .numbers import numbered_documents
from .provisions import provision_tokens, read_provisions
from .records import THIS, Citation, DocumentReference, DocumentToken, ProvisionToken, Token
from .titles import KnownTitles, end_of_guess, is_among_laws, titled_documents
from .words import DOCUMENT_TYPE_NAMES, SPACE, any_of

_NO_TITLES = KnownTitles()
# Between two provisions, and between provisions and their document.
_BETWEEN_PROVISIONS = re.compile(rf"(?:{SPACE}|[,;]|(?<!\w)(?:và|hoặc|hay|của|tại|đến|các|thuộc)(?!\w))*+")
_BEFORE_DOCUMENT = re.compile(rf"(?:{SPACE}|,|(?<!\w)của(?!\w))*+")
# "Phụ lục I được ban hành kèm theo Nghị định này"
_ISSUED_WITH = re.compile(
    rf"{SPACE}*,?{SPACE}*(?:(?:được{SPACE}+)?ban{SPACE}+hành{SPACE}+)?(?:đính{SPACE}+)?(?:kèm{SPACE}+)?(?:theo|của|tại){SPACE}+"
)
_UNITS = frozenset({"article", "appendix", "item"})
_FOLLOW_DOCUMENT = _UNITS | {"chapter", "part"}
# "Điều này", "Chương này": what ends a list, and is this document's.
_WITH_THIS = DIVISION_KINDS | {"article"}
_LISTED_DOCUMENTS = re.compile(rf"{SPACE}*(?:,|và|hoặc){SPACE}*")
_AFTER_DOCUMENT = re.compile(rf"{SPACE}*,?{SPACE}*(?:tại{SPACE}+)?")

# "Luật này", and the rules that a decision brings into force as its annex.
_SELF_NAMES = (*DOCUMENT_TYPE_NAMES, "Điều lệ", "Quy trình", "Quy tắc")
_THIS = re.compile(rf"{THIS}(?!\w)")
_SELF_BEFORE = re.compile(
    rf"(?<!\w)(?P<type>{any_of(_SELF_NAMES)}|luật|bộ{SPACE}+luật|nghị{SPACE}+định|thông{SPACE}+tư"
    rf"|pháp{SPACE}+lệnh){SPACE}+$"
)
_LONGEST_SELF = 26

# A document that is named, but by no number, year or known title: its provisions are not this document's.
_ELSEWHERE = re.compile(
    rf"{SPACE}*,?{SPACE}*(?:của{SPACE}+|trong{SPACE}+|tại{SPACE}+)?(?:bản{SPACE}+|các{SPACE}+)?(?P<name>"
    + any_of(
        (
            *DOCUMENT_TYPE_NAMES,
            "Bộ Luật",
            "Nghị định thư",
            "Điều lệ",
            "Hiệp định",
            "Hiệp ước",
            "Công ước",
            "Hiến chương",
            "Thỏa thuận",
            "Thoả thuận",
            "Hợp đồng",
            "Quy chuẩn",
            "Quy tắc",
            "Quy trình",
            "Phụ lục",
            "Tiêu chuẩn",
            "Chương trình",
            "Đề án",
            "Chiến lược",
            "Danh mục",
        )
    )
    + rf"|BL[A-ZĐ]{{2,5}})(?!\w)(?!{SPACE}+{THIS})"
)
_ATTACHED = re.compile(rf"[^.;()\n]{{0,240}}?ban{SPACE}hành(?:{SPACE}kèm)?{SPACE}theo{SPACE}+")
# "theo quy định tại Chương III", where no document follows; "hướng dẫn tại Phần II - ACTD" is another paper's.
_LEADS_TO_DIVISION = re.compile(
    rf"(?<!\w)(?:tại|theo|của|trong|thuộc|ở|cứ|dụng|định|trừ|bỏ){SPACE}+(?:các{SPACE}+)?$"
)
_LONGEST_LEAD = 12
_FIGURES = re.compile(r"\d")
_NAMED_ON = re.compile(rf"{SPACE}*[-–:]")
_POINTS_ALONE = re.compile(
    rf"(?:(?:quy{SPACE}định|nêu|nói|ghi|đến){SPACE}+(?:tại|ở|trong){SPACE}+|(?<!\w)theo{SPACE}+(?:quy{SPACE}định{SPACE}+)?)"
    rf"(?:các{SPACE}+)?$"
)
_THIS_ALONE = re.compile(rf"(?<!\w)(?:tại|theo|của|trong|ở|chi{SPACE}+tiết|dẫn|hành|hiện){SPACE}+$")
# "Điều 29. Điều kiện …" at the beginning of a line is the heading of an article, often one that is quoted.
_BEGINS_LINE = re.compile(r"(?:^|\n)[^\S\n]*[“\"]?$")
_ENDS_HEADING = re.compile(rf"[.:]{SPACE}")


def find_citations(text: str, known_titles: KnownTitles | Iterable[str] = ()) -> tuple[Citation, ...]:
    """All citations of a text in NFC. Known titles ("Luật Đất đai") are found without a number or a year too."""
    if not isinstance(known_titles, KnownTitles):
        known_titles = KnownTitles(known_titles) if known_titles else _NO_TITLES
    return tuple(_citations(text, _tokens(text, known_titles)))


def _tokens(text: str, known: KnownTitles) -> list[Token]:
    """In order, none inside another; of two that overlap the one that begins first stays, then the longer."""
    found: list[Token] = [
        *provision_tokens(text),
        *numbered_documents(text),
        *_this_documents(text),
        *titled_documents(text, known),
    ]
    if len(found) < 2:
        return found
    found.sort(key=lambda token: (token.start, -token.end))
    kept: list[Token] = []
    for token in found:
        if not kept or token.start >= kept[-1].end:
            kept.append(token)
        elif _says_more(token, kept[-1]):
            kept[-1] = token
    return kept


def _says_more(token: Token, other: Token) -> bool:
    """A number that a guessed title ran into is surer than the guess."""
    return (
        isinstance(token, DocumentToken)
        and isinstance(other, DocumentToken)
        and other.document.is_guessed
        and not token.document.is_guessed
    )


def _this_documents(text: str) -> Iterator[DocumentToken]:
    for this in _THIS.finditer(text):
        before = _SELF_BEFORE.search(text, max(0, this.start() - _LONGEST_SELF), this.start())
        if before:
            type_name = " ".join(before["type"].split())
            type_name = type_name[:1].upper() + type_name[1:]
            yield DocumentToken(
                before.start(), this.end(), DocumentReference(type_name=type_name, is_this=True)
            )


def _citations(text: str, tokens: list[Token]) -> Iterator[Citation]:
    position = 0
    end_of_document = 0
    while position < len(tokens):
        token = tokens[position]
        if isinstance(token, DocumentToken):
            count = _provisions_after(text, tokens, position)
            provisions = tokens[position + 1 : position + 1 + count]
            is_listed = _LISTED_DOCUMENTS.fullmatch(text, end_of_document, token.start) is not None
            if (
                count
                or not token.document.is_guessed
                or is_listed
                or is_among_laws(text, token.start, token.end)
            ):
                end_of_document = token.end
                yield _citation(text, provisions, token.document, [token, *provisions])
            position += 1 + count
            continue
        end = _end_of_provisions(text, tokens, position)
        provisions = tokens[position:end]
        document, taken = _document_of(text, tokens, provisions, end)
        position = end + taken
        if document is None and not _stands_alone(text, provisions):
            continue
        if document is not None and document.is_guessed and _is_heading_of_division(text, provisions):
            continue
        parts = [*provisions, *tokens[end : end + taken]]
        end_of_document = parts[-1].end if document is not None else end_of_document
        yield _citation(text, provisions, document, parts)


def _citation(
    text: str, provisions: list[Token], document: DocumentReference | None, parts: list[Token]
) -> Citation:
    start, end = parts[0].start, parts[-1].end
    read = read_provisions(text, [one for one in provisions if isinstance(one, ProvisionToken)])
    return Citation(start, end, text[start:end], read, document)


def _end_of_provisions(text: str, tokens: list[Token], position: int) -> int:
    """Up to where provisions stand together; nothing is joined to "Điều này" and "Chương này"."""
    end = position + 1
    while end < len(tokens):
        before, token = tokens[end - 1], tokens[end]
        if not isinstance(token, ProvisionToken) or not isinstance(before, ProvisionToken):
            break
        if before.kind in _WITH_THIS and before.values == (THIS,):
            break
        if before.kind == "clause" and before.values == (THIS,) and token.values != (THIS,):
            break
        if not _BETWEEN_PROVISIONS.fullmatch(text, before.end, token.start):
            break
        end += 1
    return end


def _document_of(
    text: str, tokens: list[Token], provisions: list[Token], end: int
) -> tuple[DocumentReference | None, int]:
    """The document that the provisions belong to, and how many tokens it took."""
    last = provisions[-1]
    if isinstance(last, ProvisionToken) and last.kind in _WITH_THIS and last.values == (THIS,):
        return None, 0
    following = tokens[end] if end < len(tokens) else None
    if isinstance(following, DocumentToken) and _BEFORE_DOCUMENT.fullmatch(text, last.end, following.start):
        return following.document, 1
    if (
        isinstance(following, DocumentToken)
        and isinstance(last, ProvisionToken)
        and last.kind == "appendix"
        and _ISSUED_WITH.fullmatch(text, last.end, following.start)
    ):
        return following.document, 1
    elsewhere = _ELSEWHERE.match(text, last.end)
    if elsewhere is None:
        return None, 0
    attached = _ATTACHED.match(text, elsewhere.end())
    if isinstance(following, DocumentToken) and attached and following.start == attached.end():
        return following.document, 1
    name_end = end_of_guess(text, elsewhere.end("name")) or elsewhere.end("name")
    title = " ".join(text[elsewhere.start("name") : name_end].split())
    return DocumentReference(title=title, is_guessed=True), 0


def _provisions_after(text: str, tokens: list[Token], position: int) -> int:
    """How many provisions after a document are its own: "Luật số 33/2005/QH11, Điều 3, khoản 9"."""
    first = tokens[position + 1] if position + 1 < len(tokens) else None
    if not isinstance(first, ProvisionToken) or THIS in first.values:
        return 0
    gap = text[tokens[position].end : first.start]
    if not _AFTER_DOCUMENT.fullmatch(gap) or (first.kind not in _FOLLOW_DOCUMENT and gap.strip()):
        return 0
    end = _end_of_provisions(text, tokens, position + 1)
    provisions = tokens[position + 1 : end]
    document, _ = _document_of(text, tokens, provisions, end)
    last = provisions[-1]
    if document is not None or (isinstance(last, ProvisionToken) and THIS in last.values):
        return 0
    return end - position - 1


def _stands_alone(text: str, provisions: list[Token]) -> bool:
    """Whether provisions without a document mean this one's: "điểm a" of a quiz or a map does not."""
    tokens = [one for one in provisions if isinstance(one, ProvisionToken)]
    start = tokens[0].start
    if all(one.values == (THIS,) for one in tokens):
        return (
            tokens[-1].kind not in DIVISION_KINDS
            and _THIS_ALONE.search(text, max(0, start - 14), start) is not None
        )
    if tokens[0].kind == "article" and len(tokens) == 1 and _ENDS_HEADING.match(text, tokens[0].end):
        return _BEGINS_LINE.search(text, max(0, start - 6), start) is None
    kinds = {one.kind for one in tokens}
    if kinds & DIVISION_KINDS and not kinds & {"article", "appendix"}:
        return not kinds & {"clause", "point"} and _division_stands_alone(text, tokens)
    if kinds & _UNITS:
        return True
    if all(one.kind == "point" for one in tokens):
        return _POINTS_ALONE.search(text, max(0, start - 30), start) is not None
    return True


def _is_heading_of_division(text: str, provisions: list[Token]) -> bool:
    """ "Chương II Quy định chung" at the beginning of a line."""
    return (
        all(isinstance(one, ProvisionToken) and one.kind in DIVISION_KINDS for one in provisions)
        and _BEGINS_LINE.search(text, max(0, provisions[0].start - 6), provisions[0].start) is not None
    )


def _division_stands_alone(text: str, tokens: list[ProvisionToken]) -> bool:
    """ "tại Chương III" is this document's, as "Mục 2 Chương này" is; "Chương 84" of a tariff, "phần 1" and what
    begins a line are not.
    """
    if not names_division(tokens):
        return False
    if any(one.values == (THIS,) for one in tokens):
        return True
    start, largest = tokens[0].start, tokens[-1]
    word = text[largest.start : largest.end].lower()
    is_numbered_as_in_law = largest.kind in {"chapter", "part"} and not _FIGURES.search(word)
    is_piece_of_form = largest.kind == "part" and text[largest.start] == "p"
    return (
        is_numbered_as_in_law
        and not is_piece_of_form
        and _LEADS_TO_DIVISION.search(text, max(0, start - _LONGEST_LEAD), start) is not None
        and _NAMED_ON.match(text, largest.end) is None
    )

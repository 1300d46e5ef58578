"""Which article of the library each piece of a file is, and what the file says about it."""

from __future__ import annotations

from collections.abc import Iterator

from content.laws.models.articles import ARTICLE_NUMBER
from content.laws.ordering import unit_order

from .codification_library import ArticleKey
from .codification_records import ArticlePiece, Finding, Remark, SubjectRecord
from .codification_storing import Links, Places, Storing


def placed_articles(storing: Storing, record: SubjectRecord) -> Iterator[tuple[ArticlePiece, ArticleKey]]:
    """Each article of a file with the key of its row; refuses what has none."""
    codes: dict[tuple[str, ArticleKey], str] = {}
    for piece in record.articles:
        if piece.note is None:
            continue
        found = storing.index.find(piece.note.document, record.file)
        if isinstance(found, Finding):
            storing.remark(Remark(found, record.file, piece.code, piece.note.document.number))
            continue
        document = storing.library.document_pk(found)
        number = piece.note.number
        if document is None or not _is_number(piece.note.kind.value, number):
            storing.remark(Remark(Finding.BAD_NUMBER, record.file, piece.code, number))
            continue
        key = _key(storing, record, piece, (document, piece.note.kind.value, number))
        if (piece.code, key) in codes:
            if codes[piece.code, key] == piece.digest:
                storing.remark(Remark(Finding.REPEATED, record.file, piece.code))
            continue
        codes[piece.code, key] = piece.digest
        yield piece, key


def links_of(storing: Storing, record: SubjectRecord, places: Places) -> list[Links]:
    """What a file says about each of its articles beyond the text; kept until all articles are stored."""
    links = []
    for piece, key in places:
        note = piece.source
        article = storing.library.articles[key]
        links.append(
            Links(piece.code, piece.anchor, article, key[0], note, piece.related, piece.related_places)
        )
        if note.not_understood:
            storing.remark(
                Remark(Finding.NOTE_PARTLY_READ, record.file, piece.code, note.not_understood[:120])
            )
    return links


def _key(storing: Storing, record: SubjectRecord, piece: ArticlePiece, key: ArticleKey) -> ArticleKey:
    """Tells an article that stands in several subjects from one whose note has another's number."""
    digest, file = storing.seen.setdefault(key, (piece.digest, record.file))
    if digest == piece.digest:
        return key
    by_code = (key[0], key[1], piece.number_in_code)
    if by_code not in storing.seen and _is_number(key[1], by_code[2]):
        storing.remark(Remark(Finding.NUMBER_FROM_CODE, record.file, piece.code, f"{key[2]} → {by_code[2]}"))
        storing.seen[by_code] = (piece.digest, record.file)
        return by_code
    storing.remark(
        Remark(Finding.TWICE if file == record.file else Finding.OTHER_TEXT, record.file, piece.code, file)
    )
    return key


def _is_number(kind: str, number: str) -> bool:
    if not ARTICLE_NUMBER.match(number):
        return False
    try:
        unit_order(kind, number)
    except ValueError:
        return False
    return True

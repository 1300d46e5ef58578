"""A law from an editor's file or clipboard becomes a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from content.laws.choices import LawDraftState
from content.laws.draft_facts import recognise
from content.laws.importers.read_source import read_source
from content.laws.models import LawDraft
from content.laws.structure_tree import DocumentTree, parse_document

# units done, units in all, which: "text" (pages or paragraphs), "articles", "draft"
OnProgress = Callable[[int, int, str], None]


def read_draft(
    data: bytes, file_name: str, person: Any, *, on_progress: OnProgress | None = None
) -> tuple[LawDraft, bool]:
    """(draft, whether it is new). The same bytes again give the draft they gave before, unless it was dropped.

    Raises ``RefusedFile``.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = LawDraft.objects.filter(digest=digest).exclude(state=LawDraftState.DROPPED).first()
    if known is not None:
        return known, False
    tell = on_progress or (lambda _done, _all, _step: None)
    source = read_source(data, file_name, lambda done, whole: tell(done, whole, "text"))
    tell(0, 1, "articles")
    tree = parse_document(source.text)
    found = sum(1 for _one in tree.articles())
    tell(found, found, "articles")
    recognised = recognise(tree, source.hints)
    metadata = {
        "recognised": recognised,
        "given": recognised["values"],
        "hints": source.hints,
        "notes": list(source.notes),
    }
    tell(0, 1, "draft")
    # Two requests with one file at once: the constraint lets one of them in, the other gets what that one made.
    return LawDraft.objects.exclude(state=LawDraftState.DROPPED).get_or_create(
        digest=digest,
        defaults={
            "file_name": file_name[-255:],
            "source_format": source.source_format,
            "source_text": source.text,
            "structure": summary(tree),
            "metadata": metadata,
            "created_by": person,
        },
    )


def summary(tree: DocumentTree) -> dict[str, int]:
    """What the list of drafts shows; the tree itself is read again from the text, which takes a moment only."""
    return {
        "articles": sum(1 for _one in tree.articles()),
        "appendices": len(tree.appendices),
        "doubts": len(tree.doubts),
    }

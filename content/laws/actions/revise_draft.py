"""An editor corrects a draft: its text, its facts, or both."""

from __future__ import annotations

from django.db import transaction

from content.laws.actions.read_draft import summary
from content.laws.choices import LawDraftState
from content.laws.draft_facts import follow, recognise
from content.laws.models import LawDraft
from content.laws.structure_tree import parse_document
from portal.lib.vietnamese import normalise


class DraftIsClosedError(Exception):
    """It was accepted or dropped meanwhile."""


@transaction.atomic
def revise_draft(draft: LawDraft, source_text: str, given: dict[str, str]) -> LawDraft:
    """Reads the corrected text again. Facts the editor left alone follow it; facts the editor changed stay.

    Raises ``DraftIsClosedError``.
    """
    locked = LawDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.state != LawDraftState.READ:
        raise DraftIsClosedError
    text = normalise(source_text).replace("\r\n", "\n").replace("\r", "\n")
    before = locked.metadata["recognised"]["values"]
    if text.strip() and text != locked.source_text:
        tree = parse_document(text)
        locked.source_text = text
        locked.structure = summary(tree)
        locked.metadata["recognised"] = recognise(tree, locked.metadata.get("hints", {}))
    followed = follow(given, before, locked.metadata["recognised"]["values"])
    locked.metadata["given"] = {**given, **followed}
    locked.save(update_fields=["source_text", "structure", "metadata", "updated_at"])
    return locked

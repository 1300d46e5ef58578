"""Puts a draft aside, and takes it up again."""

from __future__ import annotations

from content.laws.choices import LawDraftState
from content.laws.models import LawDraft


def drop_draft(draft: LawDraft) -> bool:
    """Whether it was still open. What it read stays, so that dropping can be undone."""
    return bool(
        LawDraft.objects.filter(pk=draft.pk, state=LawDraftState.READ).update(state=LawDraftState.DROPPED)
    )


class FileIsThereError(Exception):
    """The same file has become another draft since this one was dropped."""

    def __init__(self, draft_id: int) -> None:
        super().__init__(draft_id)
        self.draft_id = draft_id


def reopen_draft(draft: LawDraft) -> bool:
    """A dropped or accepted draft can be checked and accepted again; accepting it twice changes nothing twice.

    Raises ``FileIsThereError``.
    """
    other = (
        LawDraft.objects.filter(digest=draft.digest)
        .exclude(state=LawDraftState.DROPPED)
        .exclude(pk=draft.pk)
        .first()
    )
    if other is not None:
        raise FileIsThereError(other.pk)
    return bool(
        LawDraft.objects.filter(pk=draft.pk)
        .exclude(state=LawDraftState.READ)
        .update(state=LawDraftState.READ)
    )

"""Puts a draft aside, and takes it up again."""

from __future__ import annotations

from content.laws.choices import LawDraftState
from content.laws.models import LawDraft


def drop_draft(draft: LawDraft) -> bool:
    """Whether it was still open. What it read stays, so that dropping can be undone."""
    return bool(
        LawDraft.objects.filter(pk=draft.pk, state=LawDraftState.READ).update(state=LawDraftState.DROPPED)
    )


def reopen_draft(draft: LawDraft) -> bool:
    """A dropped or accepted draft can be checked and accepted again; accepting it twice changes nothing twice."""
    return bool(
        LawDraft.objects.filter(pk=draft.pk)
        .exclude(state=LawDraftState.READ)
        .update(state=LawDraftState.READ)
    )

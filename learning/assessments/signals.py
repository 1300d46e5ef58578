"""Facts this room announces."""

from django.dispatch import Signal

# An attempt was graded (again). Sent after commit; kwargs: attempt, grade. Whoever listens must be
# idempotent: a regrade announces the same attempt with a new grade.
attempt_graded = Signal()

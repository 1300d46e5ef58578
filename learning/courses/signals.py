"""Facts that this room announces."""

from django.dispatch import Signal

# After commit, with ``completion_id``: a person has completed a course.
course_completed = Signal()

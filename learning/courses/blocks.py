"""What a lesson's body is made of: the sections of an explainer, so that both read alike."""

from content.explainers.stream import ExplainerBody


class LessonBody(ExplainerBody):
    """The same sections; a lesson's short answer is what to keep in mind."""

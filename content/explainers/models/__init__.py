"""Pages that explain the law, what they cite, and what readers say of them."""

from .citations import ExplainerCitation
from .feedback import Feedback
from .pages import ExplainerPage, HomePage, StandardPage, TopicPage

__all__ = ["ExplainerCitation", "ExplainerPage", "Feedback", "HomePage", "StandardPage", "TopicPage"]

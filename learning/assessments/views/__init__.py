from learning.assessments.views.results import result
from learning.assessments.views.saving import flag, save
from learning.assessments.views.taking import attempt, overview, question, submit

__all__ = ["attempt", "flag", "overview", "question", "result", "save", "submit"]

from learning.courses.models.citations import LessonCitation
from learning.courses.models.completions import Completion
from learning.courses.models.enrolments import Enrolment
from learning.courses.models.pages import CourseIndexPage, CoursePage, LessonPage
from learning.courses.models.progress import LessonCompletion, StepCompletion

__all__ = [
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonCitation",
    "LessonCompletion",
    "LessonPage",
    "StepCompletion",
]

"""What an explainer is made of."""

from .answers import ExampleBlock, QuestionsBlock, ShortAnswerBlock, TextBlock, WhoBlock
from .laws import LawQuoteBlock
from .media import CalloutBlock, ImageBlock
from .penalties import PenaltyTableBlock
from .sections import SectionBlock
from .steps import StepsBlock

__all__ = [
    "CalloutBlock",
    "ExampleBlock",
    "ImageBlock",
    "LawQuoteBlock",
    "PenaltyTableBlock",
    "QuestionsBlock",
    "SectionBlock",
    "ShortAnswerBlock",
    "StepsBlock",
    "TextBlock",
    "WhoBlock",
]

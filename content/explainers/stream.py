"""The body of an explainer."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from content.explainers import blocks


class ExplainerBody(StreamBlock):
    """Sections in the order a reader needs them."""

    short_answer = blocks.ShortAnswerBlock()
    who = blocks.WhoBlock()
    steps = blocks.StepsBlock()
    penalty_table = blocks.PenaltyTableBlock()
    text = blocks.TextBlock()
    example = blocks.ExampleBlock()
    questions = blocks.QuestionsBlock()
    law_quote = blocks.LawQuoteBlock()
    callout = blocks.CalloutBlock()
    image = blocks.ImageBlock()

    class Meta:
        label = _("Sections")
        block_counts = {"short_answer": {"max_num": 1}, "who": {"max_num": 1}}

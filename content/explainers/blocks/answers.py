"""The answer itself, whom it concerns, examples, and what people ask besides."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock

from .sections import RICH_TEXT_FEATURES, SectionBlock, provision_list, sentence_block


class ShortAnswerBlock(SectionBlock):
    """The answer in two sentences."""

    text = sentence_block(label=_("Answer"), help_text=_("Two sentences. Begin with yes, no, or the figure."))
    provisions = provision_list()

    class Meta:
        label = _("Short answer")
        icon = "pick"
        template = "explainers/blocks/short_answer.html"
        description = _("The answer in two sentences, first on the page.")
        preview_value = {"text": "<p>Có bị phạt, dù chỉ một lon.</p>", "provisions": []}


class WhoBlock(SectionBlock):
    """Whom the rule concerns, and whom it does not."""

    items = ListBlock(CharBlock(), label=_("Who"))

    class Meta:
        label = _("Who it concerns")
        icon = "group"
        template = "explainers/blocks/who.html"
        description = _("One line for each group of people.")
        preview_value = {"items": ["Người lái xe máy", "Người lái ô tô"]}


class TextBlock(SectionBlock):
    """A heading and a few short paragraphs."""

    heading = CharBlock(label=_("Heading"), required=False)
    text = RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)
    provisions = provision_list()

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "explainers/blocks/text.html"
        description = _("A heading and short paragraphs.")
        preview_value = {
            "heading": "Ba điều nên nhớ",
            "text": "<p>Cấm mọi nồng độ cồn.</p>",
            "provisions": [],
        }


class ExampleBlock(SectionBlock):
    """A case that a reader recognises."""

    heading = CharBlock(label=_("Heading"), required=False)
    text = RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)
    provisions = provision_list()

    class Meta:
        label = _("Example")
        icon = "user"
        template = "explainers/blocks/example.html"
        description = _("A short case with figures.")
        preview_value = {"heading": "Ví dụ", "text": "<p>Anh Bình uống hai lon bia.</p>", "provisions": []}


class QuestionAndAnswerBlock(StructBlock):
    """One question people ask, and its answer."""

    question = CharBlock(label=_("Question"))
    answer = RichTextBlock(label=_("Answer"), features=RICH_TEXT_FEATURES)

    class Meta:
        label = _("Question and answer")
        icon = "help"


class QuestionsBlock(SectionBlock):
    """Questions people ask besides; each opens on a tap."""

    heading = CharBlock(label=_("Heading"), required=False)
    items = ListBlock(QuestionAndAnswerBlock(), label=_("Questions"))
    provisions = provision_list()

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "explainers/blocks/questions.html"
        description = _("Questions people ask besides.")
        preview_value = {
            "heading": "Nhiều người hỏi",
            "items": [{"question": "Ngủ một giấc rồi lái có sao không?", "answer": "<p>Tính lúc đo.</p>"}],
            "provisions": [],
        }

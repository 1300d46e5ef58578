"""What to do, in order."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock

from .sections import SectionBlock, provision_list, sentence_block


class StepsBlock(SectionBlock):
    """Numbered steps."""

    heading = CharBlock(label=_("Heading"))
    items = ListBlock(sentence_block(), label=_("Steps"))
    provisions = provision_list()

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "explainers/blocks/steps.html"
        description = _("What to do, one step a line, each beginning with a verb.")
        preview_value = {
            "heading": "Nếu bị dừng xe, bạn làm gì",
            "items": ["<p>Xuất trình giấy tờ.</p>", "<p>Thổi máy đo.</p>"],
            "provisions": [],
        }

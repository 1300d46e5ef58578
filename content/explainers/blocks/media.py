"""Notices and pictures."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from content.explainers.choices import CalloutKind

from .sections import RICH_TEXT_FEATURES, SectionBlock, provision_list


class CalloutBlock(SectionBlock):
    """One thing that must not be missed."""

    kind = ChoiceBlock(label=_("Kind"), choices=CalloutKind.choices, default=CalloutKind.INFO)
    heading = CharBlock(label=_("Heading"), required=False)
    text = RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)
    provisions = provision_list()

    class Meta:
        label = _("Callout")
        icon = "warning"
        template = "explainers/blocks/callout.html"
        description = _("A change, a warning or a hint. Use it once a page.")
        preview_value = {
            "kind": "changed",
            "heading": "Luật vừa đổi",
            "text": "<p>Áp dụng từ ngày 01/01/2025.</p>",
            "provisions": [],
        }


class ImageBlock(SectionBlock):
    """A picture that explains; alternative text is asked for unless it only decorates."""

    image = WagtailImageBlock(label=_("Image"))
    caption = CharBlock(label=_("Caption"), required=False)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "explainers/blocks/image.html"
        description = _("A picture that explains, with alternative text.")

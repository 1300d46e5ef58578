"""What all sections share: the provisions they rest on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, RichTextBlock, StructBlock, StructValue

from content.laws.blocks import ProvisionChooserBlock

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]
SENTENCE_FEATURES = ["bold", "italic", "link"]


class ProvisionBlock(ProvisionChooserBlock):
    """A provision is the same in every language: translators are not asked about "khoản 9"."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value


def provision_list(**options: Any) -> ListBlock:
    """Provisions in the order of the marks [1], [2] … in the section's text."""
    return ListBlock(
        ProvisionBlock(),
        label=_("Provisions"),
        default=[],
        required=False,
        help_text=_("Write [1] in the text where the first provision supports it, [2] for the second."),
        **options,
    )


def sentence_block(**options: Any) -> RichTextBlock:
    """A sentence or two: bold, italics and links, no lists."""
    return RichTextBlock(features=SENTENCE_FEATURES, **options)


class SectionValue(StructValue):
    """Every section can tell the provisions it rests on, in reading order."""

    @property
    def all_provisions(self) -> list[StructValue]:
        provisions = list(self.get("provisions") or [])
        for row in self.get("rows") or []:
            provisions.extend(row.get("provisions") or [])
        return provisions


class SectionBlock(StructBlock):
    """Base of all sections."""

    class Meta:
        value_class = SectionValue

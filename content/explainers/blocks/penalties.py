"""Fines in a table, each row with the provision behind it."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock

from .sections import SectionBlock, provision_list


class PenaltyRowBlock(StructBlock):
    """What was done, what it costs, what else follows."""

    situation = CharBlock(label=_("Situation"))
    fine = CharBlock(label=_("Fine"), help_text=_("For example 2 – 3 triệu"))
    consequence = CharBlock(label=_("Besides"), required=False, help_text=_("For example trừ 4 điểm"))
    provisions = provision_list(max_num=3)

    class Meta:
        label = _("Row")
        icon = "list-ul"


class PenaltyTableBlock(SectionBlock):
    """A table of fines."""

    heading = CharBlock(label=_("Heading"))
    caption = CharBlock(label=_("Caption"), required=False)
    consequence_label = CharBlock(
        label=_("Title of the last column"), required=False, help_text=_("For example Bằng lái")
    )
    rows = ListBlock(PenaltyRowBlock(), label=_("Rows"))

    class Meta:
        label = _("Penalty table")
        icon = "table"
        template = "explainers/blocks/penalty_table.html"
        description = _("Situation, fine and what follows, with the provision of each row.")
        preview_value = {
            "heading": "Phạt theo nồng độ cồn",
            "caption": "Người đi xe máy",
            "consequence_label": "Bằng lái",
            "rows": [
                {
                    "situation": "Đến 50 mg",
                    "fine": "2 – 3 triệu",
                    "consequence": "trừ 4 điểm",
                    "provisions": [],
                }
            ],
        }

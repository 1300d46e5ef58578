"""The law itself, quoted live from the library."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock

from .sections import SectionBlock, provision_list


class LawQuoteBlock(SectionBlock):
    """Shows the version in force today; an editor never copies the words of a law."""

    heading = CharBlock(label=_("Heading"), required=False)
    provisions = provision_list(min_num=1)

    class Meta:
        label = _("Law quote")
        icon = "openquote"
        template = "explainers/blocks/law_quote.html"
        description = _("An article, clause or point, always in the version in force.")
        preview_value = {"heading": "", "provisions": []}

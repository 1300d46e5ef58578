"""Blocks with which other rooms quote the law."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError

from content.laws.choices import LegalStatus
from content.laws.choosers import article_chooser
from content.laws.models import Article, ArticleVersion
from content.laws.validation import clean_provision, tidy_label

BaseArticleChooserBlock: Any = article_chooser.get_block_class(
    name="BaseArticleChooserBlock", module_path="content.laws.blocks"
)


_at_hand: ContextVar[Mapping[int, Article | None]] = ContextVar("articles_at_hand", default={})  # noqa: B039


@contextmanager
def articles_at_hand(articles: Mapping[int, Article | None]) -> Iterator[None]:
    """Bodies that are read meanwhile take their articles from here; ``None`` stands for one that is gone."""
    token = _at_hand.set(articles)
    try:
        yield
    finally:
        _at_hand.reset(token)


def article_ids(raw_body: Any) -> Iterator[int]:
    """The keys of all articles that a body quotes, from its JSON as it is stored."""
    if isinstance(raw_body, Mapping):
        for name, part in raw_body.items():
            if name == "article" and isinstance(part, int):
                yield part
            else:
                yield from article_ids(part)
    elif isinstance(raw_body, Sequence) and not isinstance(raw_body, str):
        for part in raw_body:
            yield from article_ids(part)


class ArticleChooserBlock(BaseArticleChooserBlock):
    """Chooses an article. Each list of a body loads its own in two queries, unless ``articles_at_hand``."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Article | None]:
        wanted = list(values)
        at_hand = _at_hand.get()
        missing = {pk for pk in wanted if pk and pk not in at_hand}
        loaded = Article.objects.with_document().with_versions().in_bulk(missing) if missing else {}
        return [at_hand.get(pk) or loaded.get(pk) if pk else None for pk in wanted]

    class Meta:
        icon = "law"


class ProvisionValue(StructValue):
    """An article, or a clause or point of it, as a page quotes it."""

    @property
    def article(self) -> Article | None:
        return self.get("article")

    @property
    def clause(self) -> str:
        return self.get("clause") or ""

    @property
    def point(self) -> str:
        return self.get("point") or ""

    @property
    def citation(self) -> str:
        """ "Điểm d khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"; empty when the article is gone."""
        return self.article.citation(self.clause, self.point) if self.article else ""

    @property
    def url(self) -> str:
        return self.article.provision_url(self.clause, self.point) if self.article else ""

    def version_on(self, date: datetime.date | None = None) -> ArticleVersion | None:
        """The version in force on a date, today by default; before a law takes effect its first version."""
        if self.article is None:
            return None
        return self.article.version_on(date or timezone.localdate()) or self.article.latest_version()

    def text_on(self, date: datetime.date | None = None) -> str:
        """The quoted words; empty when the version of that day has no such clause or point."""
        version = self.version_on(date)
        return (version.structure.find(self.clause, self.point) or "") if version else ""

    def status_on(self, date: datetime.date | None = None) -> LegalStatus | None:
        if self.article is None:
            return None
        return self.article.status_on(date or timezone.localdate(), self.clause, self.point)

    @property
    def text(self) -> str:
        """Today's words."""
        return self.text_on()

    @property
    def status(self) -> LegalStatus | None:
        """Today's status."""
        return self.status_on()


class ProvisionChooserBlock(StructBlock):
    """An article and, if wanted, one clause or point of it, which must be there."""

    article = ArticleChooserBlock(label=_("Article"))
    clause = CharBlock(
        required=False, max_length=8, label=_("Clause"), help_text=_("Only the number, such as 9 or 2a.")
    )
    point = CharBlock(
        required=False, max_length=4, label=_("Point"), help_text=_("Only the letter, such as d or đ.")
    )

    def clean(self, value: Any) -> ProvisionValue:
        """Raises an error on the clause or point that the article does not have."""
        value["clause"], value["point"] = (
            tidy_label(value.get("clause") or ""),
            tidy_label(value.get("point") or ""),
        )
        cleaned: ProvisionValue = super().clean(value)
        if cleaned.article is None:
            return cleaned
        try:
            clean_provision(cleaned.article, cleaned.clause, cleaned.point)
        except ValidationError as error:
            raise StructBlockValidationError(
                block_errors={
                    name: ValidationError(messages) for name, messages in error.message_dict.items()
                }
            ) from error
        return cleaned

    class Meta:
        value_class = ProvisionValue
        icon = "law"
        label = _("Provision")
        preview_value: ClassVar[dict[str, Any]] = {"article": None, "clause": "", "point": ""}

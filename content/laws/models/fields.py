"""A column that follows another one, folded for comparison without marks."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.lib.vietnamese import fold, normalise


class FoldedField(models.TextField):
    """Holds ``fold()`` of one or more other fields; written on every save and bulk create.

    With ``update_fields``, name this column too when a source changes.
    """

    def __init__(self, *, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        # An importer that folded the text beside the database says so, and saves folding it again.
        if (folded := model_instance.__dict__.pop(f"{self.attname}_known", None)) is not None:
            setattr(model_instance, self.attname, folded)
            return str(folded)
        joined = " ".join(str(getattr(model_instance, source) or "") for source in self.sources)
        folded = fold(normalise(joined)).strip()
        setattr(model_instance, self.attname, folded)
        return folded

"""The engine that the settings name: Elasticsearch where there is one, else the index in this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.signals import setting_changed

from search.backends.base import SearchBackend


@cache
def get_backend() -> SearchBackend:
    """The one backend of this process; it keeps connections and open files."""
    return make_backend(settings.SEARCH_BACKEND)


def make_backend(name: str, *, seconds: float | None = None) -> SearchBackend:
    """ "elastic" or "embedded", with the addresses of the settings. ``seconds``: how long a server may take to answer,
    else as long as somebody waits for a page.

    Only the engine in use is imported: a client that nobody calls is a third of a second at every start.
    """
    if name == "elastic":
        from search.backends.elastic import ElasticBackend  # noqa: PLC0415

        return ElasticBackend(
            settings.ELASTICSEARCH_URL,
            prefix=settings.SEARCH_INDEX_PREFIX,
            api_key=settings.ELASTICSEARCH_API_KEY,
            ca_certs=settings.ELASTICSEARCH_CA_CERTS,
            seconds=seconds,
        )
    from search.backends.embedded import EmbeddedBackend  # noqa: PLC0415

    return EmbeddedBackend(Path(settings.SEARCH_INDEX_DIR))


def _forget(*, setting: str, **_: object) -> None:
    if setting.startswith(("SEARCH_", "ELASTICSEARCH_")):
        get_backend.cache_clear()


setting_changed.connect(_forget)

"""Addresses that follow from the settings alone."""

from django.conf import settings


def language_home(code: str) -> str:
    """The address of a language's home page: ``/``, ``/en/``, ``/id/``."""
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"

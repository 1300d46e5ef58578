"""Where certificates' files lie: written once, never changed, handed out by a view only."""

from __future__ import annotations

from typing import Never

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from learning.certificates.errors import KeptForEver


class WriteOnceStorage(FileSystemStorage):
    """A private folder whose files cannot be overwritten or deleted through it."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.PRIVATE_ROOT,
            base_url=None,
            file_permissions_mode=0o440,
            directory_permissions_mode=0o750,
        )

    def delete(self, name: str) -> Never:
        raise KeptForEver(name)


def certificate_storage() -> WriteOnceStorage:
    """A callable, so that the folder is of the deployment and not of the migration."""
    return WriteOnceStorage()

import pytest

from learning.certificates.models import Certificate
from learning.certificates.storage import certificate_storage
from tests.factories.accounts import PersonFactory


@pytest.fixture(autouse=True)
def private_folder(tmp_path, settings):
    """Each test keeps its certificates in a folder of its own."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    field = Certificate._meta.get_field("pdf")
    before, field.storage = field.storage, certificate_storage()
    yield tmp_path / "private"
    field.storage = before


@pytest.fixture
def uyen():
    return PersonFactory(full_name="Nguyễn Thị Phương Uyên")

"""Settings of `make run`: one folder, no server needed, open only to this machine."""

from .base import *  # noqa: F403  (settings are layered by import)
from .base import DATA_DIR, STORAGES

DEBUG = True
DEMO_ALLOWED = True
SECRET_KEY = "development-only-key-never-used-in-production"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Passkeys need https except on localhost, which browsers trust.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

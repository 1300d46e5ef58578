"""Settings of the test suite: SQLite in a file (threads must share it), or PostgreSQL through DATABASE_URL."""

import os
import tempfile
from pathlib import Path

# One folder for each test process, so that parallel runs never share an index, a cache or a queue.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="luat-de-hieu-test-")

from .base import *  # noqa: F403  (DATA_DIR must be set first)
from .base import DATA_DIR, DATABASES, STORAGES, env

DEMO_ALLOWED = True
SECRET_KEY = "test-only-key-that-is-long-enough-to-sign-with"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Addresses in the environment are for the tests of each engine, which keep to names of their own there
# (tests/conftest.py). Everything else runs in this process's folder: nobody's index or cache is touched.
ELASTICSEARCH_URL = ""
SEARCH_BACKEND = "embedded"
SEARCH_INDEX_PREFIX = DATA_DIR.name
REDIS_URL = ""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}
CELERY_BROKER_URL = "durablefiles://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": str(DATA_DIR / "queue"), "polling_interval": 0.05}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # TEST_RUN separates people or processes that run the suite side by side on one machine.
    test_databases = (
        Path(tempfile.gettempdir()) / f"luat-de-hieu-tests-{env.str('TEST_RUN', default='default')}"
    )
    test_databases.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": test_databases / "test.sqlite3"}
# A test has its own laws and pages.
SUGGESTIONS_KEPT_SECONDS = 0
SEARCH_LOG_SECONDS = 0

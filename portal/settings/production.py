"""Settings of a real deployment. Missing secrets stop the start with a sentence, not with a guess."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403  (settings are layered by import)
from .base import ALLOWED_HOSTS, BASE_URL, LOGGING, SECRET_KEY, env

if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY in the environment: a long random string, kept secret.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "Set ALLOWED_HOSTS in the environment: the site's host names, separated by commas."
    )

IS_DEPLOYED = True
SECURE_SSL_REDIRECT = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
# A probe inside the cluster speaks plain http.
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)$"]

LOGGING["handlers"]["console"]["formatter"] = "json"
LOGGING["loggers"]["portal.requests"]["level"] = "INFO"

# SAMEORIGIN, not DENY: the editors' admin shows previews of its own pages in a frame.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

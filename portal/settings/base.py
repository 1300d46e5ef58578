"""Settings shared by every deployment. The environment is read here and nowhere else.

With nothing set, everything runs from one folder (``DATA_DIR``). Three addresses switch
one part each to a server: ``DATABASE_URL``, ``ELASTICSEARCH_URL``, ``REDIS_URL``.
"""

from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

SITE_NAME = env.str("SITE_NAME", default="Luật Dễ Hiểu")
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# The demo's people sign in with a password that everybody can read.
DEMO_ALLOWED = env.bool("DEMO_ALLOWED", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = False
IS_DEPLOYED = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ---------------------------------------------------------------- applications
INSTALLED_APPS = [
    "portal",
    "portal.accounts",
    "portal.page_cache",
    "portal.jobs",
    "content.laws",
    "content.explainers",
    "learning.assessments",
    "learning.courses",
    "learning.certificates",
    "learning.requirements",
    "search",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.admin_apps.PeopleAdminConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_celery_beat",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.lib.http.RequestIdMiddleware",
    "portal.page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.accounts.middleware.AdminLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.content_security.ContentSecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context_processors.site",
            ],
        },
    },
]

# ---------------------------------------------------------------- database
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE two writers that both began by reading fail at once with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- search, queue, cache
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_API_KEY = env.str("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA_CERTS = env.str("ELASTICSEARCH_CA_CERTS", default="")
SEARCH_BACKEND = "elastic" if ELASTICSEARCH_URL else "embedded"
SEARCH_INDEX_PREFIX = env.str("SEARCH_INDEX_PREFIX", default="luat-de-hieu")
SEARCH_INDEX_DIR = DATA_DIR / "search"
# Completions come from tables in memory; after so many seconds a process looks whether a name changed. 0: always anew.
SUGGESTIONS_KEPT_SECONDS = 10
# What was searched goes to the queue so many seconds later, with what was searched meanwhile. 0: at once.
SEARCH_LOG_SECONDS = 5

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # A file cache is shared by all processes of the machine: rate limits must not be counted per process.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

# With files a worker's presence is its lock (portal.lib.durable_queue), so remote control is for Redis only.
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "durablefiles://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 4 * 3600} if REDIS_URL else {"folder": str(QUEUE_DIR), "polling_interval": 0.05}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
# A task is acknowledged when it is done; tasks are idempotent, so one that was cut off simply runs again.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "portal.beat:UninterruptedScheduler"
CELERY_BEAT_SCHEDULE = {
    # What is still waiting when the next one comes is not worth doing twice.
    "expire-attempts": {
        "task": "learning.assessments.tasks.expire_attempts",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "fail-silent-jobs": {
        "task": "portal.jobs.tasks.fail_silent_jobs_task",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "index-what-waits": {
        "task": "search.tasks.catch_up",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "index-what-takes-effect": {
        "task": "search.tasks.index_changed_force",
        "schedule": crontab(hour=0, minute=15),
    },
    "learn-how-the-library-spells": {
        "task": "search.tasks.gather_language",
        "schedule": crontab(hour=3, minute=20, day_of_week="sunday"),
    },
    "forget-old-searches": {
        "task": "search.tasks.forget_old_searches",
        "schedule": crontab(hour=2, minute=40),
    },
    "issue-missing-certificates": {
        "task": "learning.certificates.tasks.issue_missing",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
}

# ---------------------------------------------------------------- people
AUTH_USER_MODEL = "accounts.User"
# allauth's backend is also Django's: it checks permissions and takes e-mail or staff number.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["full_name", "email", "staff_number"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/hoc/cua-toi/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes this site write to strangers
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.sign_in.LoginForm",
    "signup": "portal.accounts.forms.sign_in.SignupForm",
    "add_email": "portal.accounts.forms.sign_in.AddEmailForm",
    "change_email": "portal.accounts.forms.sign_in.ChangeEmailForm",
    "confirm_email_verification_code": "portal.accounts.forms.sign_in.ConfirmEmailVerificationCodeForm",
    "change_password": "portal.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "portal.accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "portal.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "portal.accounts.forms.sign_in.ReauthenticateForm",
}
# An office of many people behind one address signs in within one minute before an exam. Wrong passwords are
# counted by account and address together ("key", portal/accounts/sign_in_limits.py), right ones not at all.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "8/10m/key,300/10m/ip",
    "signup": "120/10m/ip",
    "reset_password": "60/10m/ip,3/10m/key",
    "reset_password_from_key": "60/10m/ip",
    "explainer_feedback": "20/h/ip",
    "search_question": "10/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.sign_in.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.sign_in.MFAReauthenticateForm",
    "activate_totp": "portal.accounts.forms.sign_in.ActivateTOTPForm",
    "add_webauthn": "portal.accounts.forms.sign_in.AddWebAuthnForm",
    "edit_webauthn": "portal.accounts.forms.sign_in.EditWebAuthnForm",
    "login_webauthn": "portal.accounts.forms.sign_in.LoginWebAuthnForm",
    "authenticate_webauthn": "portal.accounts.forms.sign_in.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "portal.accounts.forms.sign_in.ReauthenticateWebAuthnForm",
}

# ---------------------------------------------------------------- languages
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("id", "Bahasa Indonesia")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# The second holds words of Django's and Wagtail's that their own catalogues lack; this project's own come first.
LOCALE_PATHS = [BASE_DIR / "portal" / "locale", BASE_DIR / "portal" / "locale_libraries"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

# ---------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.static_bundles.CssBundleFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Certificates and other files that only a view may hand out.
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---------------------------------------------------------------- Wagtail
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["docx", "pdf", "xlsx", "csv", "txt"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "content.explainers.actions.publish_approved.publish_approved"
# Passwords and addresses are changed under /tai-khoan/, where limits and the second factor hold.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False

# ---------------------------------------------------------------- security
CSRF_FAILURE_VIEW = "portal.error_views.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin shows previews in a frame of its own
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# ---------------------------------------------------------------- mail
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Luật Dễ Hiểu <khong-tra-loi@example.org>")

# ---------------------------------------------------------------- logs
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(levelname)s %(name)s: %(message)s"},
        "json": {"()": "portal.lib.logs.JsonLineFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Django's own handlers would print each record twice, in another form.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "portal.requests": {"level": "WARNING"},
        # One line for each step of each page or task: who did what belongs to the audit log.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # One line for each request that a page sends to the engine.
        "elastic_transport": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}

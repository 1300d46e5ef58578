"""The checks of what the portal's own floor owns: database, cache, queue, mail, files, printing."""

import platform
import sqlite3
import tempfile
import uuid
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.celery import app as celery_app
from portal.lib import durable_queue
from portal.lib.health import NotHealthyError, register_check
from portal.lib.pdf import can_subset_fonts

SECONDS_BEFORE_A_WAITING_TASK_IS_A_PROBLEM = 600
PRINTING_LIBRARY_PACKAGES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def server_address(url: str) -> str:
    """Host and port of an address, without account and password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}, {settings.DATABASES['default']['NAME']}"
    settings_dict = connection.settings_dict
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}, {settings_dict['HOST']}:{settings_dict['PORT'] or 5432}"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise NotHealthyError(f"{len(plan)} migrations are pending: run `manage.py migrate`")
    return "all applied"


def cache_answers() -> str:
    key, value = f"health-{uuid.uuid4().hex}", uuid.uuid4().hex
    cache.set(key, value, timeout=30)
    answer = cache.get(key)
    cache.delete(key)
    if answer != value:
        raise NotHealthyError("the cache does not give back what was put into it")
    if settings.REDIS_URL:
        return f"Redis, {server_address(settings.REDIS_URL)}"
    return f"files, {settings.CACHES['default'].get('LOCATION', 'memory of each process')}"


def _writable(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def queue() -> str:
    if settings.REDIS_URL:
        with celery_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
        workers = len(celery_app.control.ping(timeout=1.0) or [])
        if not workers:
            raise NotHealthyError("no Celery worker answers: tasks wait")
        return f"Redis, {server_address(settings.REDIS_URL)}, {workers} workers"
    _writable(settings.QUEUE_DIR)
    state = durable_queue.inspect(settings.QUEUE_DIR)
    if not state.consumers:
        raise NotHealthyError(f"no Celery worker is running: {state.waiting} tasks wait")
    if state.oldest_waiting_seconds > SECONDS_BEFORE_A_WAITING_TASK_IS_A_PROBLEM:
        raise NotHealthyError(f"{state.waiting} tasks wait, the oldest {state.oldest_waiting_seconds:.0f} s")
    return (
        f"files, {settings.QUEUE_DIR}, {state.consumers} worker, {state.waiting} waiting, "
        f"{state.in_flight} in work, {state.set_aside} set aside"
    )


def mail() -> str:
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend != "smtp":
        return f"{backend} (nothing leaves this machine)"
    mail_connection = get_connection(timeout=5)
    mail_connection.open()
    with suppress(OSError):
        mail_connection.close()
    return f"smtp, {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def files() -> str:
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        _writable(Path(folder))
    return f"folder, {settings.MEDIA_ROOT}"


def printing() -> str:
    if not can_subset_fonts():
        raise NotHealthyError(
            f"HarfBuzz's subsetter is missing, so certificates are large and slow: {PRINTING_LIBRARY_PACKAGES}"
        )
    fonts = list((settings.BASE_DIR / "static" / "fonts").rglob("*.woff2"))
    if not fonts:
        raise NotHealthyError("the typefaces in static/fonts are missing")
    return f"WeasyPrint with HarfBuzz's subsetter, {len(fonts)} font files"


def configuration() -> str:
    """What is set in a way that a real deployment must not have."""
    problems = []
    if settings.IS_DEPLOYED and settings.DEBUG:
        problems.append("DEBUG is on")
    if settings.IS_DEPLOYED and settings.DEMO_ALLOWED:
        problems.append("DEMO_ALLOWED is on: the demo's passwords are public")
    if settings.IS_DEPLOYED and not settings.BASE_URL.startswith("https://"):
        problems.append("BASE_URL does not begin with https://")
    if settings.IS_DEPLOYED and settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        problems.append("EMAIL_URL is not set: no mail leaves the machine")
    if problems:
        raise NotHealthyError("; ".join(problems))
    return f"{'production' if settings.IS_DEPLOYED else 'development'}, Python {platform.python_version()}"


def register() -> None:
    register_check("configuration", configuration)
    register_check("database", database, needed_to_serve=True)
    register_check("migrations", migrations)
    register_check("cache", cache_answers, needed_to_serve=True)
    register_check("queue", queue)
    register_check("mail", mail)
    register_check("files", files)
    register_check("printing", printing)

"""Three addresses switch one part each; with none set, everything runs from one folder."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import redis

SHOW = """
import json
from django.conf import settings
print(json.dumps({
    "database": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
    "search": settings.SEARCH_BACKEND,
    "queue": settings.CELERY_BROKER_URL.partition(":")[0],
    "cache": settings.CACHES["default"]["BACKEND"].rpartition(".")[2],
}))
"""
EMBEDDED = {
    "database": "sqlite3",
    "search": "embedded",
    "queue": "durablefiles",
    "cache": "FileBasedCache",
}


def parts_in_use(data: Path, **addresses: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment |= {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings.dev", **addresses}
    result = subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=True
    )
    parts: dict[str, str] = json.loads(result.stdout)
    return parts


@pytest.mark.parametrize(
    ("addresses", "changed"),
    [
        ({}, {}),
        ({"DATABASE_URL": "postgres://portal@db/portal"}, {"database": "postgresql"}),
        ({"ELASTICSEARCH_URL": "http://search:9200"}, {"search": "elastic"}),
        ({"REDIS_URL": "redis://queue:6379/0"}, {"queue": "redis", "cache": "RedisCache"}),
    ],
)
def test_each_address_switches_its_own_part(
    tmp_path: Path, addresses: dict[str, str], changed: dict[str, str]
):
    assert parts_in_use(tmp_path, **addresses) == EMBEDDED | changed


@pytest.mark.redis
def test_the_cache_and_the_queue_work_on_redis(tmp_path: Path, redis_url: str):
    """The server may be a person's own: whatever is written there has this test's name, and goes again."""
    name = f"switch-test-{uuid.uuid4().hex}"
    code = f"""
import django; django.setup()
from django.core.cache import cache
from portal.celery import app
try:
    cache.set("{name}", "168/2024"); assert cache.get("{name}") == "168/2024"
    app.send_task("nothing.listens", queue="{name}")
    with app.connection_for_read() as broker:
        queue = broker.SimpleQueue("{name}")
        try:
            message = queue.get(timeout=5)
            assert message.headers["task"] == "nothing.listens"
            message.ack()
        finally:
            queue.queue.delete()
finally:
    cache.delete("{name}")
"""
    environment = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "REDIS_URL": redis_url,
    }

    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr
    assert list(redis.Redis.from_url(redis_url).scan_iter(f"*{name}*")) == []

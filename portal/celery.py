"""The Celery application. Settings begin with CELERY_ (see portal.settings.base)."""

import os

from celery import Celery
from celery.signals import worker_ready

from portal.lib import durable_queue, worker_watchdog

# This module is imported with the package, before wsgi.py speaks: its default must be the strict one.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

durable_queue.register()

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

worker_ready.connect(worker_watchdog.start)

"""`manage.py load_demo`: laws, explainers, courses and people to try the portal with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.management.demo.courses import load_courses
from portal.management.demo.explainers import load_explainers
from portal.management.demo.laws import load_laws
from portal.management.demo.people import load_people


class Command(BaseCommand):
    help = "Loads demo content. Loading it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "The demo's people have a public password. Set DEMO_ALLOWED=true to load them all the same."
            )
        self.stdout.write(f"People: {load_people()}")
        self.stdout.write(f"Documents of law: {load_laws()}")
        self.stdout.write(f"Explainers: {load_explainers()}")
        self.stdout.write(f"Courses: {load_courses()}")

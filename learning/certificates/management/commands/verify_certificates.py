"""``manage.py verify_certificates``: are all issued files there, and as issued?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.certificates.models import Certificate


class Command(BaseCommand):
    help = "Compares every certificate's file with the SHA-256 kept at issue; fails if one is missing or changed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        checked = 0
        problems = []
        for certificate in Certificate.objects.order_by("pk").only("code", "pdf", "sha256").iterator():
            checked += 1
            try:
                if not certificate.is_file_intact():
                    problems.append(f"{certificate.printed_code}: changed ({certificate.pdf.name})")
            except FileNotFoundError:
                problems.append(f"{certificate.printed_code}: missing ({certificate.pdf.name})")
            except OSError as error:
                problems.append(f"{certificate.printed_code}: unreadable ({error.strerror})")
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} of {checked} certificates are not as issued.")
        self.stdout.write(f"{checked} certificates checked, all as issued.")

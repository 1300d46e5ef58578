"""``import_law FILE…``: puts laws into the library."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from content.laws.actions.store_document import store_document
from content.laws.choices import DocumentType
from content.laws.importers.law_json import Stated, read_law_file
from content.laws.importers.records import ImportReport, RefusedFile
from content.laws.models import LegalDocument
from portal.lib.vietnamese import fold, normalise


class Command(BaseCommand):
    """Each file is taken whole or not at all; the exit code is 1 when one was refused."""

    help = "Imports laws from JSON files; the same file again changes nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="check and count, store nothing")
        parser.add_argument(
            "--issued-on",
            action="append",
            default=[],
            metavar="[NUMBER=]DATE",
            help="day of issue (YYYY-MM-DD) where the text does not say it; NUMBER= when there are several files",
        )
        parser.add_argument(
            "--effective-on", action="append", default=[], metavar="[NUMBER=]DATE", help="day it takes effect"
        )
        parser.add_argument(
            "--issuer", action="append", default=[], metavar="[NUMBER=]NAME", help="who issued it"
        )
        parser.add_argument(
            "--title", action="append", default=[], metavar="[NUMBER=]TITLE", help="its title"
        )
        parser.add_argument(
            "--document-type",
            action="append",
            default=[],
            metavar="[NUMBER=]TYPE",
            help=", ".join(DocumentType.values),
        )
        parser.add_argument(
            "--text-from",
            type=_parse_date,
            metavar="DATE",
            help="the texts hold from this day, not from the day the document took effect",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        reports = [self._import(path, options, several=len(files) > 1) for path in files]
        for report in reports:
            self._print(report, dry_run=options["dry_run"])
        if any(report.refusals for report in reports):
            refused = sum(bool(report.refusals) for report in reports)
            raise CommandError(
                ngettext("%(count)d file was refused.", "%(count)d files were refused.", refused)
                % {"count": refused},
                returncode=1,
            )

    def _import(self, path: Path, options: dict[str, Any], *, several: bool) -> ImportReport:
        report = ImportReport(path.name)

        def statements(number: str) -> tuple[Stated, Stated]:
            return _stated(options, number, several=several), _known(number)

        with tqdm(desc=path.name, unit="", leave=False, disable=None) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                record = read_law_file(path, statements, show)
            except RefusedFile as refused:
                report.refusals = refused.refusals
                return report
        with transaction.atomic():
            store_document(record, report, text_from=options["text_from"])
            if options["dry_run"]:
                transaction.set_rollback(True)
        return report

    def _print(self, report: ImportReport, *, dry_run: bool) -> None:
        for refusal in report.refusals:
            self.stderr.write(str(refusal))
        if report.refusals:
            self.stdout.write(_("%(file)s: refused, nothing stored") % {"file": report.file})
            return
        self.stdout.write(
            _("%(file)s: %(document)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged")
            % {
                "file": report.file,
                "document": report.document,
                "new": len(report.new),
                "changed": report.changed,
                "unchanged": report.unchanged,
            }
        )
        for template, numbers in (
            (_("  corrected: articles %(numbers)s"), report.corrected),
            (_("  new version: articles %(numbers)s"), report.new_versions),
            (_("  not in the file, left as they are: articles %(numbers)s"), report.absent),
            (_("  also changed: %(numbers)s"), report.changed_details),
        ):
            if numbers:
                self.stdout.write(template % {"numbers": ", ".join(numbers)})
        for note in report.notes:
            self.stdout.write(f"  {note}")
        if dry_run:
            self.stdout.write(_("  dry run: nothing stored"))


def _known(number: str) -> Stated:
    """What the library says about the only document with this number."""
    documents = list(LegalDocument.objects.numbered(number)[:2]) if number else []
    if len(documents) != 1:
        return Stated()
    (document,) = documents
    return Stated(
        issuer=document.issuer,
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        title=document.title,
    )


def _stated(options: dict[str, Any], number: str, *, several: bool) -> Stated:
    kind = _for_file(options["document_type"], "--document-type", number, several=several)
    if kind and kind not in DocumentType.values:
        raise CommandError(
            _("%(option)s: one of %(values)s")
            % {"option": "--document-type", "values": ", ".join(DocumentType.values)}
        )
    issued_on = _for_file(options["issued_on"], "--issued-on", number, several=several)
    effective_on = _for_file(options["effective_on"], "--effective-on", number, several=several)
    try:
        return Stated(
            document_type=DocumentType(kind) if kind else None,
            title=_for_file(options["title"], "--title", number, several=several),
            issuer=_for_file(options["issuer"], "--issuer", number, several=several),
            issued_on=_parse_date(issued_on) if issued_on else None,
            effective_on=_parse_date(effective_on) if effective_on else None,
        )
    except argparse.ArgumentTypeError as error:
        raise CommandError(str(error)) from error


def _for_file(values: list[str], option: str, number: str, *, several: bool) -> str:
    """The value meant for the document with this number: "NUMBER=value", or a bare value for a single file."""
    for value in values:
        named, separator, meant = value.partition("=")
        if separator and fold(normalise(named)).strip() == fold(number):
            return meant.strip()
        if not separator and not several:
            return value.strip()
        if not separator:
            raise CommandError(
                _("%(option)s: with several files write NUMBER=…, such as 168/2024/NĐ-CP=…")
                % {"option": option}
            )
    return ""


def _parse_date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        message = _("“%(text)s” is no date; write it as 2025-01-31") % {"text": text[:40]}
        raise argparse.ArgumentTypeError(message) from error

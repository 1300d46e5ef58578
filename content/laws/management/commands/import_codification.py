"""``import_codification PATH``: puts an edition of the State's codification into the library."""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from content.laws.actions.rebuild_citations import rebuild_citations
from content.laws.actions.store_codification import store_codification
from content.laws.importers.codification_edition import open_edition, processes_here
from content.laws.importers.codification_library import CodificationReport
from content.laws.importers.codification_records import Finding, RefusedEdition
from content.laws.library_counts import CODIFICATION_JOB
from portal.jobs.actions.record_job import recorded_job
from portal.jobs.choices import JobState
from portal.jobs.models import Job

KINDS = (
    "topics",
    "subjects",
    "divisions",
    "documents",
    "articles",
    "versions",
    "codified",
    "related",
    "relations",
    "own_dates",
)
# Lines of one finding that are printed; --json and the report of the job hold all.
LINES_PER_FINDING = 20


class Command(BaseCommand):
    """Refused pieces do not stop the import; the exit code is 1 only when nothing could be read."""

    help = "Imports the codification from a .tar.xz, a folder or one HTML file; the same edition again changes nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="check and count, store nothing")
        parser.add_argument(
            "--force",
            action="store_true",
            help="compare every file, also those unchanged since the last import",
        )
        parser.add_argument(
            "--edition-date",
            type=_parse_date,
            metavar="DATE",
            help="day of the edition (YYYY-MM-DD), for changed texts whose source gives no later day; "
            "default: the newest file's",
        )
        parser.add_argument("--processes", type=int, default=processes_here(), metavar="N", help="readers")
        parser.add_argument(
            "--citations-later",
            action="store_true",
            help="leave it to the worker to find what the new texts cite",
        )
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(_("%(path)s does not exist.") % {"path": path})
        # Cut off after the texts were stored, an import comes back to find its citations.
        earlier = Job.objects.filter(kind=CODIFICATION_JOB).order_by("-pk").first()
        was_cut_off = earlier is not None and earlier.state != JobState.DONE
        with tqdm(desc=path.name, unit="", leave=False, disable=None) as bar, ExitStack() as stack:
            beat = None
            if not options["dry_run"]:
                job, beat = stack.enter_context(recorded_job(CODIFICATION_JOB, path.name))

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)
                if beat is not None:
                    beat(done, total)

            try:
                with open_edition(path) as edition:
                    report = store_codification(
                        edition,
                        path.name,
                        edition_date=options["edition_date"],
                        dry_run=options["dry_run"],
                        force=options["force"],
                        processes=max(1, options["processes"]),
                        citations_later=options["citations_later"],
                        on_progress=show,
                    )
                if beat is not None:
                    job.result = report.as_json()
                    if (report.has_changes or was_cut_off) and not options["citations_later"]:
                        bar.set_description(_("citations"))
                        rebuild_citations(show)
            except RefusedEdition as refused:
                raise CommandError(
                    f"{refused.remark.file}: {refused.remark.finding.label} {refused.remark.detail}".strip(),
                    returncode=1,
                ) from refused
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self._print(report)

    def _print(self, report: CodificationReport) -> None:
        by_finding = Counter(one.finding for one in report.remarks)
        for finding in Finding:
            shown = [one for one in report.remarks if one.finding is finding][:LINES_PER_FINDING]
            for one in shown:
                place = f"{one.file} [{one.piece}]" if one.piece else one.file
                self.stderr.write(f"{place}: {finding.label} {one.detail}".rstrip())
            if by_finding[finding] > len(shown):
                self.stderr.write(
                    _("… and %(count)d more: %(finding)s")
                    % {"count": by_finding[finding] - len(shown), "finding": finding.label}
                )
        self.stdout.write(
            _("%(files)d files, %(skipped)d of them unchanged since the last import")
            % {"files": report.files, "skipped": report.skipped_files}
        )
        counts = report.counts
        for kind in KINDS:
            if counts.new[kind] or counts.changed[kind] or counts.unchanged[kind]:
                self.stdout.write(
                    _("%(kind)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged")
                    % {
                        "kind": kind,
                        "new": counts.new[kind],
                        "changed": counts.changed[kind],
                        "unchanged": counts.unchanged[kind],
                    }
                )
        for finding, count in by_finding.most_common():
            self.stdout.write(f"  {count} × {finding.label}")
        if not report.has_changes:
            self.stdout.write(_("Nothing changed."))
        if report.dry_run:
            self.stdout.write(_("Dry run: nothing stored."))


def _parse_date(value: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("a day such as 2025-01-31")) from error

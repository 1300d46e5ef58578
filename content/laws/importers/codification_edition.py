"""An edition of the codification on disk: an archive, a folder or a single file, opened without trusting it."""

from __future__ import annotations

import datetime
import lzma
import multiprocessing
import tarfile
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from portal.lib.processes import cores, end_with_parent

from .codification_pages import LARGEST_FILE, UnreadablePage, read_page, scan_mentions
from .codification_records import Finding, Mentions, RefusedEdition, Remark, SubjectRecord

MOST_MEMBERS = 2000  # the edition has 303
LARGEST_TOTAL = 512 * 1024 * 1024  # bytes unpacked; the edition has 146 MB
LARGEST_ARCHIVE = 128 * 1024 * 1024  # bytes as it comes; the edition has 12 MB
MOST_PROCESSES = 4
READ_AHEAD = 8  # files that may wait to be stored
ARCHIVE_ENDINGS = (".tar.xz", ".txz", ".tar.gz", ".tgz", ".tar")
PAGE_ENDINGS = (".html", ".htm")
_CHUNK = 1024 * 1024

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the edition; ``name`` is what the report calls it, ``path`` where its bytes are."""

    name: str
    path: Path


@dataclass
class Edition:
    """Its files in order of name, its day, and what could not be opened."""

    members: list[Member]
    newest: datetime.date
    remarks: list[Remark] = field(default_factory=list)


@contextmanager
def open_edition(path: Path) -> Iterator[Edition]:
    """Unpacks into a temporary folder that goes when the block ends. Raises ``RefusedEdition``."""
    if path.is_dir():
        yield _folder(path)
    elif path.name.lower().endswith(PAGE_ENDINGS):
        yield _single(path)
    elif path.name.lower().endswith(ARCHIVE_ENDINGS):
        with tempfile.TemporaryDirectory(prefix="codification-") as folder:
            yield _archive(path, Path(folder))
    else:
        endings = ", ".join((*ARCHIVE_ENDINGS, *PAGE_ENDINGS))
        raise RefusedEdition(Remark(Finding.BAD_ARCHIVE, path.name, detail=endings))


@contextmanager
def readers(processes: int) -> Iterator[Executor | None]:
    """Processes that read files, started once for scanning and reading; None: this process reads."""
    if processes < 2:
        yield None
        return
    # Forking a process that holds a database connection and threads is unsafe; spawned ones start clean.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=end_with_parent) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def scan_members(members: list[Member], pool: Executor | None = None) -> Iterator[Mentions]:
    """Where the edition dates documents, file by file in order."""
    return _in_order(_scan, members, pool)


def read_members(members: list[Member], pool: Executor | None = None) -> Iterator[SubjectRecord | Remark]:
    """Each file's record, or why it is refused, in order; reads only a little ahead of the one who asks."""
    return _in_order(_read, members, pool)


def processes_here() -> int:
    """As many as there are cores to use, within reason."""
    return max(1, min(cores(), MOST_PROCESSES))


def _in_order(
    work: Callable[[Member], Result], members: list[Member], pool: Executor | None
) -> Iterator[Result]:
    if pool is None or len(members) < 2:
        yield from map(work, members)
        return
    waiting: deque[Future[Result]] = deque()
    for member in members:
        waiting.append(pool.submit(work, member))
        if len(waiting) >= READ_AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _scan(member: Member) -> Mentions:
    try:
        return scan_mentions(_bytes_of(member), member.name)
    except OSError:
        return Mentions(member.name, "")


def _read(member: Member) -> SubjectRecord | Remark:
    try:
        return read_page(_bytes_of(member), member.name)
    except UnreadablePage as refused:
        return refused.remark
    except OSError as error:
        return Remark(Finding.UNREADABLE, member.name, detail=error.strerror or "")


def _bytes_of(member: Member) -> bytes:
    with member.path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _single(path: Path) -> Edition:
    try:
        return Edition([Member(path.name, path)], _day(path.stat().st_mtime))
    except OSError as error:
        raise RefusedEdition(Remark(Finding.UNREADABLE, path.name, detail=error.strerror or "")) from error


def _folder(path: Path) -> Edition:
    members, remarks = [], []
    newest = 0.0
    for found in sorted(path.rglob("*")):
        if not found.name.lower().endswith(PAGE_ENDINGS):
            continue
        name = found.relative_to(path).as_posix()
        if found.is_symlink() or not found.is_file():
            remarks.append(Remark(Finding.NOT_A_FILE, name))
            continue
        members.append(Member(name, found))
        newest = max(newest, found.stat().st_mtime)
        if len(members) > MOST_MEMBERS:
            raise RefusedEdition(Remark(Finding.TOO_MANY, path.name, detail=str(MOST_MEMBERS)))
    if not members:
        raise RefusedEdition(Remark(Finding.NO_SUBJECT, path.name))
    return Edition(members, _day(newest), remarks)


def _archive(path: Path, folder: Path) -> Edition:
    edition = Edition([], datetime.date.min)
    try:
        if path.stat().st_size > LARGEST_ARCHIVE:
            raise RefusedEdition(
                Remark(Finding.TOO_LARGE, path.name, detail=f"{LARGEST_ARCHIVE // 1024 // 1024} MB")
            )
        with tarfile.open(path, "r|*") as archive:
            _unpack(archive, folder, edition, path.name)
    except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, ValueError) as error:
        raise RefusedEdition(Remark(Finding.BAD_ARCHIVE, path.name, detail=str(error)[:200])) from error
    except OSError as error:
        raise RefusedEdition(
            Remark(Finding.UNREADABLE, path.name, detail=error.strerror or str(error))
        ) from error
    if not edition.members:
        raise RefusedEdition(Remark(Finding.NO_SUBJECT, path.name))
    edition.members.sort(key=lambda member: member.name)
    return edition


def _unpack(archive: tarfile.TarFile, folder: Path, edition: Edition, archive_name: str) -> None:
    """Writes pages under names of our own, so that a member's name never becomes a path."""
    total = 0
    newest = 0.0
    for count, info in enumerate(archive, start=1):
        # Every member counts, also those that are not taken: reading past them costs as much.
        total += max(info.size, 0)
        if count > MOST_MEMBERS:
            raise RefusedEdition(Remark(Finding.TOO_MANY, archive_name, detail=str(MOST_MEMBERS)))
        if total > LARGEST_TOTAL:
            raise RefusedEdition(
                Remark(Finding.TOO_LARGE, archive_name, detail=f"{LARGEST_TOTAL // 1024 // 1024} MB")
            )
        name = info.name[:200]
        if info.isdir():
            continue
        if PurePosixPath(info.name).is_absolute() or ".." in PurePosixPath(info.name).parts:
            edition.remarks.append(Remark(Finding.OUTSIDE, name))
        elif not info.isreg() or info.issparse():
            edition.remarks.append(Remark(Finding.NOT_A_FILE, name))
        elif not info.name.lower().endswith(PAGE_ENDINGS):
            continue
        elif info.size > LARGEST_FILE:
            edition.remarks.append(
                Remark(Finding.TOO_LARGE, name, detail=f"{LARGEST_FILE // 1024 // 1024} MB")
            )
        else:
            target = folder / f"{count}.html"
            _copy(archive, info, target)
            edition.members.append(Member(PurePosixPath(info.name).name, target))
            newest = max(newest, float(info.mtime))
    edition.newest = _day(newest)


def _copy(archive: tarfile.TarFile, info: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(info)
    if source is None:
        raise tarfile.ReadError("a member without content")
    with source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            file.write(chunk)


def _day(seconds: float) -> datetime.date:
    return datetime.datetime.fromtimestamp(min(max(seconds, 0.0), 4_000_000_000.0), tz=datetime.UTC).date()

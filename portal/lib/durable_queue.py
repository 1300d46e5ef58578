"""A message queue in a folder that loses nothing: what Celery uses when no Redis is configured.

kombu's own ``filesystem`` transport removes a message's file as soon as it is read, so a killed worker loses
every task it held, whatever ``acks_late`` says. Here a message is always in exactly one place:

``queues/<queue>/<message>``             waiting
``in-flight/<owner>/<queue>/<message>``  read by a process that lives: it holds ``in-flight/<owner>.lock``
``set-aside/<message>``                  unreadable; kept for a person to look at

Publishing writes a temporary file, flushes it to disk and renames it. Claiming renames it into the owner's
folder; acknowledging deletes it. What an owner held when it died is given back when the next consumer starts,
and every few seconds by any consumer that is running. Tasks may therefore run twice: they must be idempotent.

The folder must be on a local disk: ``flock`` and ``rename`` are what everything rests on.
"""

import contextlib
import fcntl
import logging
import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from queue import Empty
from typing import Any, NamedTuple, TextIO
from urllib.parse import quote

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps, loads

# kombu lowercases the scheme of an address before it looks the class up.
SCHEME = "durablefiles"
SECONDS_BETWEEN_RECOVERIES = 5.0

logger = logging.getLogger(__name__)


def register() -> None:
    """Let kombu and Celery find this transport as ``durablefiles://``."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


# ------------------------------------------------------------------ files


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_durably(path: Path, text: str) -> None:
    """After this returns, a reader and a power cut see the whole file or none of it."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    _flush_folder(path.parent)


def _messages(folder: Path) -> list[str]:
    """Names of the whole messages in a folder, oldest first."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208
    except FileNotFoundError:
        return []


class QueueFolder:
    """The three places of a queue on disk."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)
        self.queues = self.root / "queues"
        self.in_flight = self.root / "in-flight"
        self.set_aside = self.root / "set-aside"

    def queue(self, queue_name: str) -> Path:
        return self.queues / quote(queue_name, safe="@")

    def put(self, queue_name: str, text: str) -> None:
        folder = self.queue(queue_name)
        folder.mkdir(parents=True, exist_ok=True)
        # The wall clock, not the monotonic one: names must keep their order across a restart of the machine.
        _write_durably(folder / f"{time.time_ns():020d}-{uuid.uuid4().hex}", text)

    def give_back_what_the_dead_held(self) -> int:
        """Return every message of owners that no longer run to its queue; how many there were."""
        returned = 0
        for lock_path in self.in_flight.glob("*.lock"):
            with contextlib.suppress(FileNotFoundError), lock_path.open() as lock:
                if not _try_lock(lock):
                    continue
                owner_folder = lock_path.with_suffix("")
                for queue_folder in list(owner_folder.glob("*")):
                    destination = self.queues / queue_folder.name
                    destination.mkdir(parents=True, exist_ok=True)
                    for name in _messages(queue_folder):
                        (queue_folder / name).rename(destination / name)
                        returned += 1
                    queue_folder.rmdir()
                with contextlib.suppress(FileNotFoundError):
                    owner_folder.rmdir()
                lock_path.unlink()
        if returned:
            logger.warning("Gave back %d messages that a dead worker held", returned)
        return returned


class QueueState(NamedTuple):
    """What ``doctor`` tells about the queue."""

    waiting: int
    in_flight: int
    set_aside: int
    consumers: int
    oldest_waiting_seconds: float


def inspect(root: Path | str) -> QueueState:
    folder = QueueFolder(root)
    waiting = [name for queue in folder.queues.glob("*") for name in _messages(queue)]
    consumers = 0
    for lock_path in folder.in_flight.glob("*.lock"):
        with contextlib.suppress(FileNotFoundError), lock_path.open() as lock:
            consumers += not _try_lock(lock)
    oldest = int(min(waiting).partition("-")[0]) if waiting else time.time_ns()
    return QueueState(
        waiting=len(waiting),
        in_flight=sum(len(_messages(queue)) for queue in folder.in_flight.glob("*/*")),
        set_aside=len(_messages(folder.set_aside)),
        consumers=consumers,
        oldest_waiting_seconds=max(0.0, (time.time_ns() - oldest) / 1e9),
    )


# ------------------------------------------------------------------ owners


def _try_lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Owner:
    """This process as a holder of messages; it lives as long as its lock."""

    def __init__(self, folder: QueueFolder) -> None:
        folder.in_flight.mkdir(parents=True, exist_ok=True)
        while True:
            name = f"{os.getpid()}-{uuid.uuid4().hex}"
            lock_path = folder.in_flight / f"{name}.lock"
            self._lock = lock_path.open("w")
            # Another process may have taken the new file for a dead owner's, and removed it.
            if _try_lock(self._lock) and lock_path.exists():
                break
            self._lock.close()
        self.process = os.getpid()
        self.folder = folder.in_flight / name
        self.folder.mkdir()

    def let_go_in_child(self) -> None:
        """A forked pool process shares the lock; it must not keep it alive after its parent's death."""
        self._lock.close()


_owners: dict[Path, Owner] = {}
_owners_guard = threading.Lock()


def _owner(folder: QueueFolder) -> Owner:
    with _owners_guard:
        owner = _owners.get(folder.root)
        if owner is None:
            owner = _owners[folder.root] = Owner(folder)
        return owner


def _forget_owners_after_fork() -> None:
    global _owners_guard  # noqa: PLW0603  (the parent's other threads may have held it during the fork)
    _owners_guard = threading.Lock()
    for owner in _owners.values():
        owner.let_go_in_child()
    _owners.clear()


os.register_at_fork(after_in_child=_forget_owners_after_fork)


# ------------------------------------------------------------------ kombu


class QoS(virtual.QoS):
    """Acknowledging deletes the message's file; everything else gives it back."""

    channel: "Channel"

    def ack(self, delivery_tag: str) -> None:
        self.channel.delete_held(delivery_tag)
        super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if requeue:
            self.channel.give_back_held(delivery_tag)
        else:
            self.channel.delete_held(delivery_tag)
        super().ack(delivery_tag)

    def restore_unacked(self) -> list[Any]:
        self._flush()
        while self._delivered:
            delivery_tag, _message = self._delivered.popitem()
            self.channel.give_back_held(delivery_tag)
        return []


class Channel(filesystem.Channel):
    """kombu's filesystem channel with durable places; a delivery tag is ``<queue>/<message>``."""

    QoS = QoS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unread: dict[str, deque[str]] = {}
        self._without_ack: set[str] = set()
        self._next_recovery = 0.0

    @cached_property
    def folder(self) -> QueueFolder:
        return QueueFolder(self.transport_options["folder"])

    @property
    def control_folder(self) -> Path:
        return self.folder.root / "exchanges"

    # -------------------------------------------------------------- publishing

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        try:
            self.folder.put(queue, dumps(payload))
        except OSError as error:
            raise ChannelError(f"The queue folder {self.folder.root} cannot be written: {error}") from error

    # -------------------------------------------------------------- consuming

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Any, consumer_tag: str, **kwargs: Any
    ) -> None:
        if no_ack:
            self._without_ack.add(queue)
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> virtual.Message | None:
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self.delete_held(message.delivery_tag)
        return message

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        self._recover_now_and_then()
        held_folder = self._held_folder(queue)
        for name in self._names(queue):
            held = held_folder / name
            try:
                (self.folder.queue(queue) / name).rename(held)
            except FileNotFoundError:
                continue  # another consumer was faster
            try:
                payload: dict[str, Any] = loads(held.read_text(encoding="utf-8"))
                delivery_tag = f"{held_folder.name}/{name}"
                payload["properties"]["delivery_tag"] = delivery_tag
            except (ValueError, KeyError, TypeError):
                self.folder.set_aside.mkdir(exist_ok=True)
                held.rename(self.folder.set_aside / name)
                logger.exception("Set an unreadable message aside: %s", name)
                continue
            if queue in self._without_ack:
                held.unlink()
            return payload
        raise Empty

    def _names(self, queue: str) -> Iterator[str]:
        """Names to try, oldest first; the folder is listed again only when the last listing is used up."""
        unread = self._unread.setdefault(queue, deque())
        if not unread:
            unread.extend(_messages(self.folder.queue(queue)))
        while unread:
            yield unread.popleft()

    def _recover_now_and_then(self) -> None:
        if time.monotonic() >= self._next_recovery:
            self._next_recovery = time.monotonic() + SECONDS_BETWEEN_RECOVERIES
            self.folder.give_back_what_the_dead_held()

    def _held_folder(self, queue: str) -> Path:
        held_folder = _owner(self.folder).folder / self.folder.queue(queue).name
        held_folder.mkdir(exist_ok=True)
        return held_folder

    def _held(self, delivery_tag: str) -> Path:
        return _owner(self.folder).folder / delivery_tag

    def delete_held(self, delivery_tag: str) -> None:
        self._held(delivery_tag).unlink(missing_ok=True)

    def give_back_held(self, delivery_tag: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._held(delivery_tag).rename(self.folder.queues / delivery_tag)

    def _size(self, queue: str) -> int:
        return len(_messages(self.folder.queue(queue)))

    def _purge(self, queue: str) -> int:
        names = _messages(self.folder.queue(queue))
        for name in names:
            (self.folder.queue(queue) / name).unlink(missing_ok=True)
        return len(names)

    # -------------------------------------------------------------- which queues an exchange feeds

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        try:
            rows = loads(self._exchange_file(exchange).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing_tables():
            table = self.get_table(exchange)
            if binding not in table:
                _write_durably(self._exchange_file(exchange), dumps([binding, *table]))

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        self._purge(queue)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing_tables():
            table = self.get_table(exchange)
            if binding in table:
                _write_durably(self._exchange_file(exchange), dumps([row for row in table if row != binding]))

    @contextlib.contextmanager
    def _changing_tables(self) -> Iterator[None]:
        # kombu's own channel truncates the table before it locks it: a second publisher reads nothing.
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with (self.control_folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """``durablefiles://`` with the option ``folder``."""

    Channel = Channel
    driver_type = SCHEME
    driver_name = SCHEME

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        # Not kombu's state for the whole process: each folder has exchanges of its own.
        self.state = virtual.BrokerState()

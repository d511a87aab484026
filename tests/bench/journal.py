"""What it costs to keep entries: durable appends, one and a hundred at a time, and opening a log of 50,000.

Ours is what the kiosk does: facts become a signed device's entries, are checked and inserted into TinyDB. The peers
are given the finished bytes: a bare append with `fdatasync`, and SQLite in WAL mode with `synchronous=FULL`.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from ledger.book import Book
from ledger.certificates import certify
from ledger.clock import Clock, Trust
from ledger.facts import HandedOver, Manner, Mark
from ledger.feed import Feed
from ledger.keys import SigningKey
from ledger.log import Log
from tests.bench.report import Report, medians_in_turn

Append = Callable[[int], None]
"""Makes this many entries durable, in one commit."""
OPENED = 50_000
BATCH = 100
_HUB, _DEVICE = SigningKey(b"h" * 32), SigningKey(b"d" * 32)


def run(report: Report, *, quick: bool) -> None:
    """Append one by one and in batches beside each peer, then open."""
    rounds, commits = (3, 20) if quick else (15, 100)
    for size, name in ((1, "journal append"), (BATCH, f"journal append of {BATCH}")):
        for peer, peer_name in ((_bare_file, "append + fdatasync"), (_sqlite, "SQLite WAL, synchronous=FULL")):
            with tempfile.TemporaryDirectory() as folder, _our_log(Path(folder)) as ours, peer(Path(folder)) as theirs:
                costs = medians_in_turn(_appending(ours, size, commits), _appending(theirs, size, commits), rounds)
            report(name, *costs, peer_name, "us/entry")
    _run_open(report, 5_000 if quick else OPENED, 3 if quick else 5)


def _run_open(report: Report, entries: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _our_log(folder) as ours, _sqlite(folder) as theirs:
            for _ in range(entries // BATCH):
                ours(BATCH)
                theirs(BATCH)
        costs = medians_in_turn(_seconds_of(_open_log, folder), _seconds_of(_read_all, folder), rounds)
    report(f"journal open of {entries}", *costs, "SQLite, read every row", "s")


def _appending(append: Append, size: int, commits: int) -> Callable[[], float]:
    def microseconds_per_entry() -> float:
        start = perf_counter()
        for _ in range(commits):
            append(size)
        return (perf_counter() - start) / (size * commits) * 1e6

    return microseconds_per_entry


def _seconds_of(work: Callable[[Path], None], folder: Path) -> Callable[[], float]:
    def seconds() -> float:
        start = perf_counter()
        work(folder)
        return perf_counter() - start

    return seconds


def _handover(number: int) -> HandedOver:
    """A handover of the usual size: 146 bytes as payload."""
    person = number.to_bytes(8, "big")
    return HandedOver(b"visit 01", person, (person, person[::-1]), Manner.SELF, Mark.SIGNATURE, ("ktp",), bytes(80))


@contextmanager
def _our_log(folder: Path) -> Iterator[Append]:
    log = Log(folder / "log")
    certificate = certify(_HUB, _DEVICE.public, "Kiosk", Clock().now().at)
    feed = Feed.open(log, _DEVICE, Clock(Trust.STAFF), certificate, "1")

    def append(size: int) -> None:
        feed.append([_handover(number) for number in range(size)], "P1")

    yield append
    log.close()


def _open_log(folder: Path) -> None:
    """Open and fold everything: what a kiosk does before its first screen."""
    log, book = Log(folder / "log"), Book()
    log.watchers.append(book.take)
    log.replay()
    log.close()


_RECORD = bytes(220)
"""As long as the record of such an entry: feed, seq, prev and payload."""


@contextmanager
def _bare_file(folder: Path) -> Iterator[Append]:
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append(size: int) -> None:
        os.write(descriptor, _RECORD * size)
        os.fdatasync(descriptor)

    yield append
    os.close(descriptor)


@contextmanager
def _sqlite(folder: Path) -> Iterator[Append]:
    database = sqlite3.connect(folder / "entries.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE entries (number INTEGER PRIMARY KEY, record BLOB)")

    def append(size: int) -> None:
        database.execute("BEGIN")
        database.executemany("INSERT INTO entries (record) VALUES (?)", [(_RECORD,)] * size)
        database.execute("COMMIT")

    yield append
    database.close()


def _read_all(folder: Path) -> None:
    database = sqlite3.connect(folder / "entries.sqlite")
    database.execute("SELECT number, record FROM entries").fetchall()
    database.close()

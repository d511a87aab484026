"""A program that writes to logs while `strace` makes one of its calls fail: see `failing_flush`.

It has one child for each log. A child first makes idle calls, so that the call that fails, which is the same for all,
is another one of each. It says what came of it in one letter after another: see `Said`.
"""

import contextlib
import enum
import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from ledger.disk.disk import REAL, Disk
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import LedgerError, LogStopped
from ledger.log import Log
from tests.faults import variants
from tests.faults.small_disk import Indirect
from tests.faults.story import Story

COMMITS = 40
SEGMENT_BYTES = 16 * 1024
DISKS: dict[str, Disk] = {"direct": REAL, "indirect": Indirect(), "swallowing": variants.SwallowsErrors()}
JOURNALS: dict[str, type[Journal]] = {"shipped": Journal, "never stops": variants.NeverStops}


class Said(enum.StrEnum):
    """What a child says."""

    ACKNOWLEDGED = "."
    STOPPED = "s"
    REFUSED = "r"
    """After it had stopped, it was asked again, and refused again."""
    WENT_ON = "!"
    """After it had stopped, it was asked again, and said yes."""
    NOT_OPENED = "o"


def main() -> None:
    """Write to a log in each of some folders; `asked` has what, as JSON."""
    asked = json.loads(sys.argv[1])
    folder = Path(asked["folder"])
    logging.disable()
    for number, fails_at in enumerate(asked["fails_at"]):
        if not os.fork():
            try:
                _idle(asked["call"], asked["when"] - fails_at)
                with variants.logs_over(JOURNALS[asked["journal"]]):
                    write(folder / f"{number} log", folder / f"{number} said", number, DISKS[asked["disk"]])
            finally:
                os._exit(0)
        os.wait()


def write(folder: Path, said: Path, number: int, disk: Disk, count: int = COMMITS) -> None:
    """Write commits into a log until one is refused, and ask once more; what came of it goes into `said`."""
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT, 0o600)

    def say(word: Said) -> None:
        os.write(descriptor, word.encode())

    try:
        log = Log(folder, disk=disk, segment_bytes=SEGMENT_BYTES, spare_in_background=False)
    except (OSError, LedgerError):
        say(Said.NOT_OPENED)
        return
    for commit in commits(number, count):
        try:
            log.append(commit)
        except LogStopped:
            say(Said.STOPPED)
            say(Said.WENT_ON if _takes(log, commit) else Said.REFUSED)
            break
        say(Said.ACKNOWLEDGED)
    log.close()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Say nothing of what was made to go wrong."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def commits(number: int, count: int = COMMITS) -> Iterator[list[Entry]]:
    """Give what the child with this number writes."""
    story = Story(Random(number))
    entries: list[Entry] = []
    for _ in range(count):
        commit = story.next_commit(entries)
        yield commit
        entries += commit


def _takes(log: Log, commit: list[Entry]) -> bool:
    try:
        log.append(commit)
    except LogStopped:
        return False
    return True


def _idle(call: str, times: int) -> None:
    """Make calls of this kind that do nothing."""
    null = os.open("/dev/null", os.O_WRONLY)
    idle = {"pwrite64": lambda: os.pwrite(null, b"", 0), "fsync": lambda: os.fsync(null)}
    idle["fdatasync"] = lambda: os.fdatasync(null)
    for _ in range(times):
        with contextlib.suppress(OSError):
            idle[call]()


if __name__ == "__main__":
    main()

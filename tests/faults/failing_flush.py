"""A medium that refuses: `strace` lets a write or a flush of a real program fail, a card fills up, or is locked.

Acknowledging stops at once, everything acknowledged is there after a restart, and the log goes on once the medium does.
Each failing call, full card and locked card is a `cut`; an acknowledgement after it counts as `undetected`.
"""

import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger.disk.disk import REAL
from ledger.errors import LogDamaged
from ledger.log import Log
from tests.conftest import ROOT
from tests.faults.failing_writer import COMMITS, SEGMENT_BYTES, Said, commits, quiet, write
from tests.faults.privileges import missing
from tests.faults.report import Harness, Tally
from tests.faults.small_disk import small_disk
from tests.faults.story import Story

FULL, QUICK, VARIANT = 15, 2, 8
_WHEN = 200
_LONG = 400


class Failing(NamedTuple):
    """A call of programs that use `disk` fails with an error: once, or from then on."""

    call: str
    error: str
    disk: str
    for_good: bool = False


FAILINGS = [
    Failing("pwrite64", "EIO", "direct"),
    Failing("pwrite64", "ENOSPC", "direct", for_good=True),
    Failing("pwrite64", "EROFS", "indirect", for_good=True),
    Failing("fdatasync", "EIO", "indirect"),
    Failing("fdatasync", "EIO", "indirect", for_good=True),
    Failing("fsync", "EIO", "direct"),
    Failing("fsync", "EIO", "indirect", for_good=True),
]


class Case(NamedTuple):
    """A program that wrote to a log until it was refused, and what it said in another place."""

    number: int
    log: Path
    said: Path
    count: int = COMMITS

    def write(self) -> None:
        """Be the program."""
        write(self.log, self.said, self.number, REAL, self.count)

    def compared(self) -> Tally:
        """Open the log and compare it with what was acknowledged."""
        tally = Tally()
        acknowledged = self.said.read_text().count(Said.ACKNOWLEDGED)
        written = list(commits(self.number, self.count))
        ends = [0, *accumulate(map(len, written))]
        tally.acknowledged = ends[acknowledged]
        try:
            log = Log(self.log, segment_bytes=SEGMENT_BYTES)
        except LogDamaged:
            tally.lost += tally.acknowledged or 1
            return tally
        found = list(log.table.entries())
        log.close()
        same = sum(one == other for one, other in zip(itertools.chain(*written), found, strict=False))
        tally.lost += max(0, tally.acknowledged - same)
        tally.altered += len(found) - same or len(found) not in ends[acknowledged : acknowledged + 2]
        return tally

    def went_on(self) -> Tally:
        """Start again on a medium that is well: compare, write, and compare again."""
        said = self.said.read_text()
        tally = Tally(cuts=1, undetected=said.count(Said.WENT_ON)) + self.compared()
        for name, word in (("stopped", Said.STOPPED), ("not_opened", Said.NOT_OPENED)):
            tally.further[name] += word in said
        if not tally.is_clean:
            return tally
        log = Log(self.log, segment_bytes=SEGMENT_BYTES)
        entries = list(log.table.entries())
        commit = Story(Random(self.number)).next_commit(entries)
        log.append(commit)
        log.close()
        again = Log(self.log, read_only=True)
        tally.lost += list(again.table.entries()) != [*entries, *commit]
        return tally


def fail(each: int) -> Tally:
    """Let every kind of call fail so many times, and half as many cards fill up and be locked."""
    tally = sum((fail_calls(failing, each) for failing in FAILINGS), Tally())
    for number in range(each // 2):
        tally += fill_card(number) + lock_card(number)
    return tally


def fail_calls(failing: Failing, times: int, journal: str = "shipped") -> Tally:
    """Run programs of which each has another call fail, and start them again."""
    chance = Random(1)
    with tempfile.TemporaryDirectory() as name:
        asked = {
            "folder": name, "fails_at": [chance.randint(1, COMMITS) for _ in range(times)], "when": _WHEN,
            "call": failing.call, "disk": failing.disk, "journal": journal,
        }  # fmt: skip
        inject = f"inject={failing.call}:error={failing.error}:when={_WHEN}{'+' * failing.for_good}"
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={failing.call}", "-e", inject]
        program = [sys.executable, "-m", "tests.faults.failing_writer", json.dumps(asked)]
        subprocess.run([*strace, *program], check=True, cwd=ROOT)
        cases = (Case(each, Path(name) / f"{each} log", Path(name) / f"{each} said") for each in range(times))
        return sum((case.went_on() for case in cases), Tally())


def fill_card(number: int) -> Tally:
    """Let a program write until the card is full; open the log as it is; make room, and go on."""
    with small_disk(8) as small, tempfile.NamedTemporaryFile() as said:
        ballast = small.folder / "ballast"
        _fill(ballast, spare_bytes=60_000 + 40_000 * number)
        case = Case(number, small.folder / "log", Path(said.name), _LONG)
        with quiet():
            case.write()
            full = case.compared()
        ballast.unlink()
        return full + case.went_on()


def lock_card(number: int) -> Tally:
    """Let the kernel find an error on a card and refuse to write on it; open the log as it is; mend it, and go on."""
    with small_disk(16, "-o", "errors=remount-ro") as small, tempfile.NamedTemporaryFile() as said:
        case = Case(number, small.folder / "log", Path(said.name), _LONG)
        program = os.fork()
        if not program:
            try:
                with quiet():
                    case.write()
            finally:
                os._exit(0)
        patience = time.monotonic() + 10
        while not case.said.read_text() and time.monotonic() < patience:  # before it has begun there is nothing to read
            time.sleep(0.001)
        time.sleep(0.005 * number)
        Path(f"/sys/fs/ext4/{Path(small.device).name}/trigger_fs_error").write_text("1")
        os.waitpid(program, 0)
        locked = case.compared()
        assert Log(case.log).stopped  # and can be read, as was just compared
        small.unmount()
        small.mount()
        return locked + case.went_on()


def _fill(ballast: Path, spare_bytes: int) -> None:
    """Fill a card but for some bytes."""
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(64 * 1024))
            file.flush()
            os.fsync(file.fileno())
    os.truncate(ballast, ballast.stat().st_size - spare_bytes)


HARNESS = Harness(
    lambda quick: fail(QUICK if quick else FULL),
    {
        "swallows errors": lambda: fail_calls(Failing("pwrite64", "EIO", "swallowing"), VARIANT),
        "never stops": lambda: fail_calls(Failing("pwrite64", "EIO", "direct"), VARIANT, "never stops"),
    },
    lambda: missing("strace", "losetup", "mkfs.ext4", "mount", "umount"),
)

"""Real power cuts: the shipped log on a real ext4, which is shut down by force while a program writes to it.

What had been acknowledged before the cut was ordered must be there when the file system is mounted again. The next
program goes on from there, so that recovery is cut too.
"""

import itertools
import logging
import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from random import Random

from ledger.disk.disk import REAL, Disk
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import LogDamaged, NoLog
from ledger.log import Log
from tests.faults import variants
from tests.faults.privileges import missing
from tests.faults.report import Harness, Tally
from tests.faults.small_disk import Indirect, SmallDisk, small_disk
from tests.faults.story import Story

FULL, QUICK, VARIANT = 400, 8, 150
SEGMENT_BYTES = 16 * 1024
_LONGEST_S, _SOON_S = 0.08, 0.003
_CUTS_OF_A_LOG = 12


def cut_power(cuts: int, disks: Sequence[Disk] = (REAL, Indirect()), *, to_first: bool = False) -> Tally:
    """Cut the power this many times, each log in turn on one of `disks`; with `to_first` until something is found."""
    with small_disk() as small:
        cutter = _Cutter(small, disks, Random(1))
        while cutter.tally.cuts < cuts and (cutter.tally.is_clean or not to_first):
            cutter.cut()
        return cutter.tally


class _Cutter:
    def __init__(self, small: SmallDisk, disks: Sequence[Disk], chance: Random) -> None:
        self.tally = Tally()
        self._small = small
        self._disks = itertools.cycle(disks)
        self._disk = disks[0]
        self._chance = chance
        self._folder = small.folder / "log"
        self._entries: list[Entry] = []
        self._segments = 0

    def cut(self) -> None:
        """Let a program write for a moment, cut the power, and look at what is there."""
        if self.tally.cuts % _CUTS_OF_A_LOG == 0 or not self.tally.is_clean:
            self._begin()
        seed = self._chance.random()
        reading, writing = os.pipe()
        writer = os.fork()
        if not writer:
            self._write(Story(Random(seed)), writing)
        os.close(writing)
        self._wait()
        os.set_blocking(reading, False)
        acknowledged = _count(reading)
        self._small.cut()
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        os.close(reading)
        self._small.unmount()
        self._small.mount()
        self._look(Story(Random(seed)), acknowledged)

    def _wait(self) -> None:
        """Wait for a moment, or until soon after a segment was begun."""
        moment = time.monotonic() + self._chance.uniform(0, _LONGEST_S)
        if self._chance.random() < 0.5:
            time.sleep(max(0, moment - time.monotonic()))
            return
        begun = self._count_segments()
        while self._count_segments() <= begun and time.monotonic() < moment:
            pass
        time.sleep(self._chance.uniform(0, _SOON_S))

    def _count_segments(self) -> int:
        return len(list(self._folder.glob("*.segment")))

    def _begin(self) -> None:
        """Begin another log. The one before may come back: its removal is not flushed."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = self._small.folder / f"log {self.tally.cuts}"
        self._disk = next(self._disks)
        self._entries, self._segments = [], 0

    def _write(self, story: Story, acknowledgements: int) -> None:
        """Be the program: write commits, and one byte for each that was acknowledged, until killed."""
        try:
            logging.disable()  # of the errors that follow the cut
            log = Log(self._folder, disk=self._disk, segment_bytes=SEGMENT_BYTES)
            entries = self._entries
            while True:
                commit = story.next_commit(entries)
                log.append(commit)
                os.write(acknowledgements, b".")
                entries = [*entries, *commit]
        finally:
            os._exit(1)

    def _look(self, story: Story, commits: int) -> None:
        """Compare what is there with what the program wrote."""
        expected = self._entries
        for _ in range(commits):
            expected = [*expected, *story.next_commit(expected)]
        acknowledged = len(expected)
        self.tally.cuts += 1
        self.tally.acknowledged += acknowledged
        before, self._segments = self._segments, self._count_segments()
        self.tally.further["segments_begun"] += self._segments - before
        try:
            log = Log(self._folder, read_only=True)
        except NoLog:
            found = []
        except LogDamaged:
            self.tally.lost += acknowledged or 1
            return
        else:
            found = list(log.table.entries())
            self.tally.further["torn"] += bool(log.dropped_bytes)
            self.tally.altered += bool(log.journal.spoilt_bytes)
        while len(expected) < len(found):  # what the program wrote between our looking and the cut
            expected = [*expected, *story.next_commit(expected)]
            self.tally.further["just_before"] += 1
        same = sum(one == other for one, other in zip(expected, found, strict=False))
        self.tally.lost += max(0, acknowledged - same)
        self.tally.altered += len(found) - same or acknowledged < len(found) < len(expected)
        self._entries = found


def _count(pipe: int) -> int:
    try:
        return len(os.read(pipe, 1024 * 1024))
    except BlockingIOError:
        return 0


def _on(kind: type[Disk]) -> Callable[[], Tally]:
    return lambda: cut_power(VARIANT, [kind()], to_first=True)


def _over(journal: type[Journal]) -> Callable[[], Tally]:
    def cut() -> Tally:
        with variants.logs_over(journal):
            return cut_power(VARIANT, to_first=True)

    return cut


HARNESS = Harness(
    lambda quick: cut_power(QUICK if quick else FULL),
    {
        "never flushes": _on(variants.NeverFlushes),
        "forgets names": _on(variants.ForgetsNames),
        "answers first": _over(variants.AnswersFirst),
    },
    lambda: missing("losetup", "mkfs.ext4", "mount", "umount"),
)

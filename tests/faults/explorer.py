"""Every way in which the power can go: the shipped log over a simulated disk, cut at every step of its life.

A life begins with whatever the last power cut left: the log is opened, written to for a while, its program killed and
started again now and then. Every step of it is a moment at which the power may go, and each moment leaves behind as
many different disks as there are ways to lose what was not flushed. Each of them is opened with the shipped code,
written to, cut once more and opened again; some begin another life, so that recovery is cut in its middle too.
"""

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from ledger.disk.disk import Disk
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.log import Log
from tests.faults import variants
from tests.faults.fate import NOTHING, Fate
from tests.faults.report import Harness, Tally
from tests.faults.simulated_disk import EMPTY, Direct, Left, SimulatedDisk
from tests.faults.story import Story

FOLDER = Path("/log")
FULL, QUICK, VARIANT = 100_000, 2_500, 10_000
MakeDisk = Callable[..., SimulatedDisk]
_SEGMENTS = (16 * 1024, 64 * 1024)
_LOOKS = 24
_GENERATIONS = 3
_HEIRS = 3
_MOST_STEPS = 60


class Promise(NamedTuple):
    """What a power cut must leave: the first `acknowledged` of `entries` or all of them, and nothing else."""

    entries: Sequence[Entry]
    acknowledged: int


class Killed(BaseException):
    """A program was ended in the middle of what it did."""


def explore(cuts: int, seed: int = 1, make_disk: MakeDisk = SimulatedDisk, *, to_first: bool = False) -> Tally:
    """Look at no fewer than `cuts` different disks after a power cut, and count what is wrong.

    With `to_first` it ends soon after it found something.
    """
    tally, numbers = Tally(), itertools.count()
    while tally.cuts < cuts and (tally.is_clean or not to_first):
        chance = Random(f"{seed} {next(numbers)}")
        _Lineage(chance, make_disk, tally).live(EMPTY, Promise([], 0), _GENERATIONS)
    return tally


def explore_at_once(cuts: int) -> Tally:
    """Look at as many, on every processor."""
    processors = os.cpu_count() or 1
    with ProcessPoolExecutor(processors, get_context("spawn")) as pool:
        return sum(pool.map(explore, [cuts // processors + 1] * processors, range(processors)), Tally())


class _Lineage:
    """A life and those that come after it, on one kind of disk, with segments of one size."""

    def __init__(self, chance: Random, make_disk: MakeDisk, tally: Tally) -> None:
        self._chance = chance
        self._make_disk = make_disk
        self._tally = tally
        self._story = Story(chance)
        self._direct = chance.choice(list(Direct))
        self._segment_bytes = chance.choice(_SEGMENTS)

    def live(self, left: Left, promise: Promise, generations: int) -> None:
        """Live from what a power cut left, look at every cut of this life, and go on from some of them."""
        disk = self._make_disk(left, direct=self._direct)
        disk.note = promise
        for _ in range(self._chance.randint(1, 2)):
            with suppress(LedgerError):  # what a broken variant cannot open; its cuts are counted below
                self._work(disk)
        heirs = [cut for cut in self._cuts(disk) if self._is_well(*cut)]
        if generations > 1:
            for heir in self._chance.sample(heirs, min(_HEIRS, len(heirs))):
                self.live(*heir, generations - 1)

    def _work(self, disk: SimulatedDisk) -> None:
        """Open the log and write a few commits, until the program is killed or ends."""
        disk.trouble = _killing_after(self._chance.randrange(_MOST_STEPS))
        try:
            log = self._open(disk)
            entries = list(log.table.entries())
            self._count(disk.note, log, entries)
            for _ in range(self._chance.randint(1, 8)):
                commit = self._story.next_commit(entries)
                disk.note = Promise([*entries, *commit], len(entries))
                log.append(commit)
                entries = [*entries, *commit]
                disk.note = Promise(entries, len(entries))
            log.close()
        except Killed:
            disk.kill()

    def _cuts(self, disk: SimulatedDisk) -> Iterator[tuple[Left, Promise]]:
        """Give every different thing that is left, with what had been promised by then."""
        seen: set[Any] = set()
        for moment in disk.moments:
            promise: Promise = moment.note
            for _ in range(1 if moment.is_settled else _LOOKS):
                left = moment.crashed(Fate.drawn(self._chance))
                key = (promise.acknowledged, *left.items())
                if key not in seen:
                    seen.add(key)
                    yield left, promise

    def _is_well(self, left: Left, promise: Promise) -> bool:
        """Open what is left, write to it, cut the power again and open it once more."""
        self._tally.cuts += 1
        self._tally.acknowledged += promise.acknowledged
        disk = self._make_disk(left, direct=self._direct, recording=False)
        try:
            log = self._open(disk)
            found = list(log.table.entries())
            well = self._count(promise, log, found)
            commit = self._story.next_commit(found)
            log.append(commit)
            again = self._open(self._make_disk(disk.moment().crashed(NOTHING), recording=False))
            if again.heads() != log.heads() or len(again) != len(log):
                self._count(Promise([*found, *commit], len(log)), again, list(again.table.entries()))
                return False
        except LedgerError:
            self._tally.lost += promise.acknowledged or 1
            return False
        return well

    def _open(self, disk: SimulatedDisk) -> Log:
        return Log(FOLDER, disk=disk, segment_bytes=self._segment_bytes, spare_in_background=False)

    def _count(self, promise: Promise, log: Log, found: Sequence[Entry]) -> bool:
        """Count what is wrong with what was found; tell whether nothing is."""
        entries, acknowledged = promise
        false_alarm = bool(log.journal.spoilt_bytes)
        if not false_alarm and len(found) in (acknowledged, len(entries)) and found == entries[: len(found)]:
            return True
        same = sum(one == other for one, other in zip(entries, found, strict=False))
        self._tally.lost += max(0, acknowledged - same)
        self._tally.altered += max(1, len(found) - same)
        return False


def _killing_after(steps: int) -> Callable[[str, Path], None]:
    def kill_at_last(_step: str, _path: Path) -> None:
        nonlocal steps
        steps -= 1
        if not steps:
            raise Killed

    return kill_at_last


def _on(kind: type[Disk]) -> Callable[[], Tally]:
    """Explore a disk that is broken like `kind`."""
    broken = type(kind.__name__, (kind, SimulatedDisk), {})
    return lambda: explore(VARIANT, make_disk=broken, to_first=True)


def _over(journal: type[Journal]) -> Callable[[], Tally]:
    def explored() -> Tally:
        with variants.logs_over(journal):
            return explore(VARIANT, to_first=True)

    return explored


HARNESS = Harness(
    lambda quick: explore(QUICK) if quick else explore_at_once(FULL),
    {
        "never flushes": _on(variants.NeverFlushes),
        "forgets names": _on(variants.ForgetsNames),
        "never settles": _on(variants.NeverSettles),
        "answers first": _over(variants.AnswersFirst),
        "fears strangers": _over(variants.FearsStrangers),
    },
)

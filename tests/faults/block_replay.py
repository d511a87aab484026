"""Power cuts below the file system: what it sent to the device is replayed up to a moment, and no further.

What was flushed by then is there. Of what was sent since, each write is lost, kept or torn at 512 bytes, and later ones
may have overtaken earlier ones, as on a card with a cache. Then the file system is mounted, and the log opened.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger.disk.disk import REAL, Disk
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import LogDamaged, NoLog
from ledger.log import Log
from tests.faults import variants
from tests.faults.block_log import Sent, read_log, recording
from tests.faults.fate import Fate
from tests.faults.privileges import missing
from tests.faults.report import Harness, Tally
from tests.faults.small_disk import Indirect, SmallDisk, looped, run
from tests.faults.story import Story

FULL, QUICK, VARIANT = 1200, 16, 100
SEGMENT_BYTES = 16 * 1024
MEBIBYTES = 16
_COMMITS = 80
_SUPERBLOCK_END = 2048
_RECORDINGS = 4


class Acknowledged(NamedTuple):
    """When the log of the device was `log_bytes` long, this many entries and no more had been acknowledged."""

    log_bytes: int
    entries: int


class Recorded(NamedTuple):
    """An image before anything was written, what was then sent to it, and what the program said meanwhile."""

    image: bytes
    sent: list[Sent]
    entries: list[Entry]
    acknowledged: list[Acknowledged]


def replay_all(cuts: int) -> Tally:
    """Record again and again, and cut this many times."""
    disks = (REAL, Indirect())
    each = -(-cuts // _RECORDINGS)
    return sum((replay(each, disks[number % 2], seed=number) for number in range(_RECORDINGS)), Tally())


def replay(cuts: int, disk: Disk, *, seed: int = 1, to_first: bool = False) -> Tally:
    """Record once, and cut this many times; with `to_first` until something is found."""
    chance = Random(seed)
    with _folder() as folder:
        recorded = _record(folder, disk, chance)
        tally = Tally()
        (folder / "image").write_bytes(recorded.image)
        with looped(folder / "image") as device:
            replayed = SmallDisk(device, folder / "mounted")
            moments = sorted(chance.randint(1, len(recorded.sent)) for _ in range(cuts))
            for moment, data in _cuts(recorded, moments, chance):
                if to_first and not tally.is_clean:
                    break
                (folder / "image").write_bytes(data)
                with replayed.mounted():
                    _look(folder / "mounted" / "log", recorded, moment, tally)
        return tally


def _record(folder: Path, disk: Disk, chance: Random) -> Recorded:
    image, log = folder / "image", folder / "log"
    with image.open("wb") as file:
        file.truncate(MEBIBYTES * 1024 * 1024)
    run("mkfs.ext4", "-q", "-F", "-b", "4096", str(image))
    before = image.read_bytes()
    mounted = folder / "mounted"
    mounted.mkdir()
    with recording(image, log) as device, SmallDisk(device, mounted).mounted():
        entries, acknowledged = _write(mounted / "log", log, disk, Story(chance))
        sent = [each for each in read_log(log) if each.end <= acknowledged[-1].log_bytes]
    return Recorded(before, sent, entries, acknowledged)


def _write(folder: Path, device_log: Path, disk: Disk, story: Story) -> tuple[list[Entry], list[Acknowledged]]:
    """Write commits, and note how far the device had come at each acknowledgement."""
    entries: list[Entry] = []
    acknowledged: list[Acknowledged] = []
    log = Log(folder, disk=disk, segment_bytes=SEGMENT_BYTES)
    for _ in range(_COMMITS):
        commit = story.next_commit(entries)
        log.append(commit)
        entries += commit
        acknowledged.append(Acknowledged(device_log.stat().st_size, len(entries)))
    log.close()
    return entries, acknowledged


def _cuts(recorded: Recorded, moments: list[int], chance: Random) -> Iterator[tuple[int, bytearray]]:
    """Give the image that is left when the power goes after so many things were sent, for each of `moments`."""
    durable, waiting, done = bytearray(recorded.image), [], 0
    for moment in moments:
        for sent in recorded.sent[done:moment]:
            if sent.is_flush:
                for each in waiting:
                    durable[each.offset : each.offset + len(each.data)] = each.data
                waiting = []
            if sent.data:
                waiting.append(sent)
        done = moment
        left, fate = bytearray(durable), Fate.drawn(chance)
        for each in waiting:
            whole = each.offset < _SUPERBLOCK_END  # ext4 promises nothing when its own superblock is torn in two
            spared = _whole(each, fate) if whole else fate.spared(each.offset, len(each.data))
            for start, end in spared:
                left[start:end] = each.data[start - each.offset : end - each.offset]
        yield moment, left


def _whole(sent: Sent, fate: Fate) -> list[tuple[int, int]]:
    return [(sent.offset, sent.offset + len(sent.data))] if fate.spares() else []


def _look(folder: Path, recorded: Recorded, moment: int, tally: Tally) -> None:
    came = recorded.sent[moment - 1].end
    acknowledged = max((each.entries for each in recorded.acknowledged if each.log_bytes <= came), default=0)
    tally.cuts += 1
    tally.acknowledged += acknowledged
    try:
        log = Log(folder, read_only=True)
    except NoLog:
        found: list[Entry] = []
    except LogDamaged:
        tally.lost += acknowledged or 1
        return
    else:
        found = list(log.table.entries())
        tally.further["torn"] += bool(log.dropped_bytes)
        tally.altered += bool(log.journal.spoilt_bytes)
    same = sum(one == other for one, other in zip(recorded.entries, found, strict=False))
    tally.lost += max(0, acknowledged - same)
    is_commit = len(found) in (0, *(each.entries for each in recorded.acknowledged))
    tally.altered += len(found) - same or not is_commit


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder, in memory where there is one: images are written whole again and again."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def _over(journal: type[Journal]) -> Callable[[], Tally]:
    def replayed() -> Tally:
        with variants.logs_over(journal):
            return replay(VARIANT, REAL, to_first=True)

    return replayed


HARNESS = Harness(
    lambda quick: replay_all(QUICK if quick else FULL),
    {
        "never flushes": lambda: replay(VARIANT, variants.NeverFlushes(), to_first=True),
        "forgets names": lambda: replay(VARIANT, variants.ForgetsNames(), to_first=True),
        "answers first": _over(variants.AnswersFirst),
    },
    lambda: missing("losetup", "mkfs.ext4", "mount", "umount", "qemu-storage-daemon", "fusermount3"),
)

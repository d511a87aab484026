"""A medium that decays: one bit of a log of a thousand entries is another, and the shipped code must tell.

What comes before a flipped segment is read once, and not again for each of a hundred thousand flips: a `Journal` is put
where it would be by then, and reads on as far as the segment after. Some flips are looked at through the whole log,
opened as everybody opens it.

A flip in the last frame looks like a write that the power cut: it is told as dropped, and the number on the receipt of
its last entry must show that it was more than that. Such flips are counted as `last`. A flip in the spare segment is
told once the log has gone on into it, unless it was written over; these are counted as `overwritten`.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Generic, NamedTuple, TypeVar

from ledger.disk import frames
from ledger.disk.frames import Frame
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import LogDamaged
from ledger.log import Log
from ledger.run import Run
from ledger.verifying import verify
from ledger.watermarks import Standing, Watermarks
from tests.faults import variants
from tests.faults.fate import NOTHING
from tests.faults.report import Harness, Tally
from tests.faults.simulated_disk import EMPTY, Left, SimulatedDisk
from tests.faults.story import Story

FOLDER = Path("/log")
SEGMENT_BYTES = 64 * 1024
ENTRIES = 1000
FULL, QUICK, VARIANT = 100_000, 4_000, 500
_IN_TAILS, _IN_SPARE, _WHOLE_LOGS = 0.05, 0.03, 0.004
T = TypeVar("T")


class Segment(NamedTuple):
    """A file of the log, and the frames in it."""

    path: str
    data: bytes
    frames: list[Frame]

    @property
    def end(self) -> int:
        """Where its last frame ends."""
        return self.frames[-1].end

    @property
    def commits(self) -> list[list[bytes]]:
        """The records of each frame."""
        return [frame.records for frame in self.frames]


class Reading(NamedTuple, Generic[T]):
    """What was read of a log that has one wrong bit, until it was told to be damaged, or to its end."""

    found: Sequence[T]
    damaged: bool
    told_bytes: int


class Flips:
    """Flips single bits of one log, each when all others are well; `tally` has what came of it."""

    def __init__(self, seed: int = 1, journal: type[Journal] = Journal) -> None:
        self.tally = Tally()
        self._journal = journal
        self._chance = Random(seed)
        self._entries, self._segments = _written(self._chance)
        self._before, self._commit = _about_to_move(self._chance)

    def flip(self, times: int) -> Tally:
        """Flip bits."""
        for _ in range(times):
            self.tally.cuts += 1
            luck = self._chance.random()
            if luck < _IN_SPARE:
                self._flip_spare()
            elif luck < _IN_SPARE + _WHOLE_LOGS:
                self._flip_whole_log()
            else:
                self._flip_segment(in_tail=luck > 1 - _IN_TAILS)
        return self.tally

    def _flip_segment(self, *, in_tail: bool) -> None:
        index, bit = self._place(in_tail=in_tail)
        read = self._segments[index : index + 2]
        journal = self._journal(FOLDER, True, disk=_disk(read, read[0], bit))
        if index:
            last = self._segments[index - 1].frames[-1]
            journal.id, journal.frames = last.log, last.number
        commits = [commit for segment in read for commit in segment.commits]
        is_end = read[-1] is self._segments[-1]
        if self._judge(commits, _read(journal), size=_size, last=1 if is_end else 0):
            self._ask_receipt(bit)

    def _flip_whole_log(self) -> None:
        index, bit = self._place(in_tail=self._chance.random() < _IN_TAILS)
        disk = _disk(self._segments, self._segments[index], bit)
        if self._judge(self._entries, _read_log(disk), last=_size(self._segments[-1].commits[-1])):
            self._ask_receipt(bit)

    def _flip_spare(self) -> None:
        bit = self._chance.randrange(8 * SEGMENT_BYTES)
        disk = SimulatedDisk(self._before | {"/log/spare": _flipped(bytes(SEGMENT_BYTES), bit)}, recording=False)
        log = _opened(disk)
        log.append(self._commit)
        log.close()
        reading = _read_log(disk)
        written_over = bit < 8 * frames.decode(memoryview(disk.read(FOLDER / "000002.segment")), 0).end
        self.tally.further["overwritten"] += written_over
        self._judge(list(log.table.entries()), reading._replace(told_bytes=reading.told_bytes or written_over))

    def _place(self, *, in_tail: bool) -> tuple[int, int]:
        """Give the index of a segment and a bit in it: any bit of all frames, or any behind them."""
        sizes = [len(each.data) - each.end if in_tail else each.end for each in self._segments]
        bit = self._chance.randrange(8 * sum(sizes))
        index = 0
        while bit >= 8 * sizes[index]:
            bit -= 8 * sizes[index]
            index += 1
        return index, bit + 8 * self._segments[index].end * in_tail

    def _judge(
        self, written: Sequence[T], reading: Reading[T], *, size: Callable[[T], int] = lambda _: 1, last: int = 0
    ) -> bool:
        """Count what is wrong with a reading; tell whether the `last` of what was written were told as dropped."""
        tally, found = self.tally, reading.found
        tally.acknowledged += sum(map(size, written))
        same = sum(one == other for one, other in zip(written, found, strict=False))
        tally.altered += len(found) - same
        if reading.damaged:
            return False
        tally.undetected += not reading.told_bytes
        if same == len(written) - last and same < len(written) and reading.told_bytes:
            tally.further["last"] += 1
            return True
        tally.lost += sum(map(size, written[same:]))
        return False

    def _ask_receipt(self, bit: int) -> None:
        """Hold the receipt of the last entry against a log of which the last frame has a wrong bit."""
        last, entry, marks = self._segments[-1], self._entries[-1], Watermarks()
        marks.add_receipt(f"{entry.place} {entry.hash[:2].hex()}")
        with tempfile.TemporaryDirectory() as name:
            for each in self._segments:
                data = _flipped(each.data, bit) if each is last else each.data
                (Path(name) / Path(each.path).name).write_bytes(data)
            (told,) = verify(Path(name), None, marks).told
        self.tally.undetected += told.standing is not Standing.LOST


def _written(chance: Random) -> tuple[list[Entry], list[Segment]]:
    """Write a log of a thousand entries."""
    disk = SimulatedDisk(recording=False)
    log, story = _opened(disk), Story(chance)
    while len(log) < ENTRIES:
        log.append(story.next_commit(list(log.table.entries())))
    log.close()
    segments = [
        Segment(path, data, [frame for _, frame in frames.find_frames(memoryview(data))])
        for path, data in disk.moment().crashed(NOTHING).items()
        if path.endswith(".segment") and data
    ]
    return list(log.table.entries()), segments


def _about_to_move(chance: Random) -> tuple[Left, list[Entry]]:
    """Write a log until a commit needs the next segment; give what is on the medium before it, and the commit."""
    disk = SimulatedDisk(recording=False)
    log, story = _opened(disk), Story(chance)
    while True:
        before = disk.moment().crashed(NOTHING)
        commit = story.next_commit(list(log.table.entries()))
        log.append(commit)
        if disk.names(FOLDER, "000002.segment"):
            return before, commit


def _opened(disk: SimulatedDisk, *, read_only: bool = False) -> Log:
    return Log(FOLDER, read_only, disk=disk, segment_bytes=SEGMENT_BYTES, spare_in_background=False)


def _disk(segments: Sequence[Segment], flipped: Segment, bit: int) -> SimulatedDisk:
    files = {each.path: each.data for each in segments} | {flipped.path: _flipped(flipped.data, bit)}
    return SimulatedDisk({**EMPTY, "/log": None, **files}, recording=False)


def _read(journal: Journal) -> Reading[list[bytes]]:
    found: list[list[bytes]] = []
    try:
        found.extend(journal.replay())
    except LogDamaged:
        return Reading(found, True, 0)
    return Reading(found, False, journal.dropped_bytes + journal.spoilt_bytes)


def _read_log(disk: SimulatedDisk) -> Reading[Entry]:
    try:
        log = _opened(disk, read_only=True)
    except LogDamaged:
        return Reading([], True, 0)
    return Reading(list(log.table.entries()), False, log.dropped_bytes + log.journal.spoilt_bytes)


def _size(commit: Sequence[bytes]) -> int:
    return sum(len(Run.from_record(record)) for record in commit)


def _flipped(data: bytes, bit: int) -> bytes:
    flipped = bytearray(data)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)


def _over(journal: type[Journal]) -> Callable[[], Tally]:
    def flipped() -> Tally:
        flips = Flips(journal=journal)
        with variants.logs_over(journal):
            return flips.flip(VARIANT)

    return flipped


def _without_checksums() -> Tally:
    flips = Flips()
    with variants.no_checksums():
        return flips.flip(VARIANT)


HARNESS = Harness(
    lambda quick: Flips().flip(QUICK if quick else FULL),
    {
        "cuts at damage": _over(variants.CutsAtDamage),
        "checks no checksum": _without_checksums,
        "tells nothing": _over(variants.TellsNothing),
    },
)

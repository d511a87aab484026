"""A wreck: a folder of segments that can no longer be read from end to end, and what is good in it.

A whole frame is good, wherever it stands. So is an entry in a frame that is not whole, if something proves it: most of
a frame is padding, and where only that has rotted, the entry is still the one whose hash the next one names.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from ledger.disk import frames
from ledger.disk.disk import REAL
from ledger.disk.frames import BLOCK_BYTES, HEAD_BYTES, Frame
from ledger.disk.journal import SEGMENTS, UNFINISHED
from ledger.entry import FIRST_PREV, Place
from ledger.errors import BadEntry
from ledger.evidence import Kept, Proof, Source
from ledger.reading import Watch, nobody
from ledger.run import Run

Read = Callable[[bytes], Kept]
"""Reads a record; raises `BadEntry`."""
_BINARIES = {0xC4: 1, 0xC5: 2, 0xC6: 4}


class Wreck:
    """What is good in a folder of segments.

    `kept` are the runs of whole frames that do not contradict their neighbours, `doubtful` those that could be read in
    frames that are not whole: for `proven`. `feeds` are in the order in which they were last written.

    `unreadable` records of whole frames say nothing to this version. `contradicting` entries neither follow what is
    before them nor are followed, or claim a place that is taken. `unfinished` entries are kept although nobody was ever
    told that they were saved. `spoilt_bytes` belong to no whole frame.
    """

    def __init__(self, folder: Path, read: Read, watch: Watch = nobody) -> None:
        self.unreadable = self.contradicting = self.unfinished = 0
        self._read = read
        self._last_written: dict[bytes, int] = {}
        segments, aside = _Search(read), _Search(read)
        found = segments.frames(folder, SEGMENTS, watch)
        ids = Counter(frame.log for frame in found)
        log = ids.most_common(1)[0][0] if ids else None  # any other log's frame was never written here
        self.kept = self._consistent(self._taken(frame for frame in found if frame.log == log))
        self._add_unfinished(self._taken(f for f in aside.frames(folder, UNFINISHED) if log in (f.log, None)))
        self.doubtful = segments.doubtful + aside.doubtful
        self.spoilt_bytes = segments.spoilt_bytes

    @property
    def feeds(self) -> list[bytes]:
        """The feeds in the order in which they were last written."""
        return sorted(self._last_written, key=self._last_written.__getitem__)

    def _taken(self, found: Iterable[Frame]) -> list[Kept]:
        taken: list[Kept] = []
        for frame in found:
            for record in frame.records:
                try:
                    kept = _legible(self._read(record))
                except BadEntry:
                    self.unreadable += 1
                    continue
                taken.append(kept)
                self._last_written[kept.run.feed] = len(taken)
        return taken

    def _consistent(self, taken: Sequence[Kept], beside: Sequence[Kept] = ()) -> list[Kept]:
        """Leave out what contradicts a neighbour and agrees with none."""
        chain = _Chain([*taken, *beside])
        good = [each for each in taken if chain.agrees(each)]
        self.contradicting += sum(len(each.run) for each in taken) - sum(len(each.run) for each in good)
        return good

    def _add_unfinished(self, taken: Sequence[Kept]) -> None:
        """Keep whole frames that were put aside as unfinished, unless something else was written in their place."""
        if not taken:
            return
        wanted = {entry.place for each in taken for entry in each.run.entries()}
        known = {e.place: e.hash for each in self.kept for e in each.run.entries() if e.place in wanted}
        new = [each for each in taken if any(known.get(e.place) != e.hash for e in each.run.entries())]
        free = [each for each in new if not any(known.get(e.place, e.hash) != e.hash for e in each.run.entries())]
        self.contradicting += sum(len(each.run) for each in new) - sum(len(each.run) for each in free)
        good = self._consistent(free, self.kept)
        self.unfinished = sum(len(each.run) for each in good)
        self.kept += good


class _Search:
    """Looks through files for whole frames, and notes what might be read between them."""

    def __init__(self, read: Read) -> None:
        self.doubtful: list[Kept] = []
        self.spoilt_bytes = 0
        self._read = read

    def frames(self, folder: Path, pattern: str, watch: Watch = nobody) -> list[Frame]:
        """Give the whole frames of the files of a folder whose names match, in order."""
        paths = sorted(folder.glob(pattern))
        done, everything = 0, sum(path.stat().st_size for path in paths)
        found: list[Frame] = []
        for path in paths:
            raw = REAL.read_worn(path)
            found += self._frames_of(memoryview(raw + bytes(-len(raw) % BLOCK_BYTES)))
            done += len(raw)
            watch(done, everything)
        return found

    def _frames_of(self, data: memoryview) -> Iterator[Frame]:
        end = 0
        for offset, frame in frames.find_frames(data):
            self._pass(data, end, offset)
            yield frame
            end = frame.end
        self._pass(data, end, len(data))

    def _pass(self, data: memoryview, start: int, end: int) -> None:
        for offset in range(start, end, BLOCK_BYTES):
            filled = len(bytes(data[offset : offset + BLOCK_BYTES]).rstrip(b"\0"))
            if filled:
                self.spoilt_bytes += filled
                self.doubtful += [
                    each for record in _records(data, offset + HEAD_BYTES) for each in self.legible(record)
                ]

    def legible(self, record: bytes) -> Iterator[Kept]:
        """Give what a record says, if it can be read, without a signature: no hash covers that."""
        try:
            kept = _legible(self._read(record))
        except BadEntry:
            return
        yield msgspec.structs.replace(kept, proof=Proof.NONE, signature=b"")


class _Chain:
    """Which hashes stand at the ends of runs, and which ones runs say to follow."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self._ends: defaultdict[Place, set[bytes]] = defaultdict(set)
        self._prevs: defaultdict[Place, set[bytes]] = defaultdict(set)
        for each in kept:
            run = each.run
            self._ends[Place(run.feed, run.last)].add(run.links[-1])
            self._prevs[Place(run.feed, run.first - 1)].add(run.prev)

    def agrees(self, kept: Kept) -> bool:
        """Tell whether a run follows a neighbour or is followed by one, or has none."""
        run = kept.run
        before = self._ends.get(Place(run.feed, run.first - 1), {FIRST_PREV} if run.first == 1 else set())
        after = self._prevs.get(Place(run.feed, run.last), set())
        return run.prev in before or run.links[-1] in after or not (before or after)


def record_reader(source: Source, at: int = 0) -> Read:
    """Give a reader of records as logs and evidence keep them; what a log kept is from `source`, read at `at`."""

    def read(record: bytes) -> Kept:
        try:
            return Kept(Run.from_record(record), source, at=at)
        except BadEntry:
            return Kept.read(record)

    return read


def unfinished_in(folder: Path, read: Read) -> list[Kept]:
    """Give what can be read in the unfinished writes that a log put aside: good only where something proves it."""
    search = _Search(read)
    records = [record for frame in search.frames(folder, UNFINISHED) for record in frame.records]
    return [*search.doubtful, *(each for record in records for each in search.legible(record))]


def logs_in(folder: Path) -> list[Path]:
    """Give every folder of segments in a folder, itself among them."""
    return sorted({path.parent for path in folder.rglob(SEGMENTS)})


def proven(doubtful: Iterable[Kept], named: set[bytes]) -> list[Kept]:
    """Give those whose last entry has a hash that something known names, and those that they name in turn."""
    by_end = {each.run.links[-1]: each for each in doubtful}
    found: list[Kept] = []
    wanted = named & by_end.keys()
    while wanted:
        found += [by_end.pop(each) for each in wanted]
        wanted = {each.run.prev for each in found} & by_end.keys()
    return found


def _legible(kept: Kept) -> Kept:
    """Give what was kept if it can be read; raises `BadEntry`. What was sealed is left out where it alone is spoilt."""
    run = kept.run
    if not len(run) or run.first < 1 or len(run.sealed) not in (0, len(run)):
        raise BadEntry("a run of no entries")
    try:
        run.checked(whole=False)
    except BadEntry:
        run = msgspec.structs.replace(run, sealed=())
        run.checked(whole=False)
    return msgspec.structs.replace(kept, run=run)


def _records(data: memoryview, start: int) -> Iterator[bytes]:
    """Give the binaries of a msgpack list that begins at `start`, as far as they can be read."""
    head = data[start] if start < len(data) else 0
    width = {0xDC: 2, 0xDD: 4}.get(head, 0)
    count = int.from_bytes(data[start + 1 : start + 1 + width], "big") if width else head & 0x0F
    if not width and head >> 4 != 0x9:
        return
    at = start + 1 + width
    for _ in range(count):
        size = _BINARIES.get(data[at], 0) if at < len(data) else 0
        begin = at + 1 + size
        at = begin + int.from_bytes(data[at + 1 : begin], "big")
        if not size or at > len(data):
            return
        yield bytes(data[begin:at])

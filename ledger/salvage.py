"""Saving what is good of a damaged log: every whole frame is kept as evidence, and an empty log begins anew.

Nothing is changed in what is damaged: it is moved aside as it is. Every step can be cut short and run again, and more
sources can be given later.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ledger.bundle import MAGIC as BUNDLE_MAGIC
from ledger.bundle import read_bundle
from ledger.chunks import read_chunk
from ledger.codes import CodeReader
from ledger.disk import frames
from ledger.disk.disk import REAL
from ledger.disk.files import write_whole
from ledger.disk.frames import BLOCK_BYTES, Frame
from ledger.disk.journal import SEGMENTS, UNFINISHED
from ledger.entry import FEED_BYTES, Entry
from ledger.errors import BadEntry, LogDamaged, NoLog
from ledger.evidence import Evidence, Gap, Kept, Proof, Source, gaps
from ledger.evidence_file import MAGIC as EVIDENCE_MAGIC
from ledger.evidence_file import read_evidence
from ledger.facts import FeedOpened, Parent
from ledger.log import Log
from ledger.outside import read_value
from ledger.run import Run

LOG, EVIDENCE = "log", "evidence"
_PARENT = "continues"
Watch = Callable[[int, int], None]


@dataclass(frozen=True)
class Salvaged:
    """What a salvage did. `saved` entries came out of the damaged log, `refilled` out of other sources.

    `spoilt_bytes` of the damaged log belong to no whole frame. `missing` are entries of which something later is known;
    what was lost behind the last known entry of a feed, only a receipt, a mirror or the hub can tell. `moved_to` is
    where the damaged log lies now, `passed_over` what in the sources could not be read.
    """

    saved: int
    refilled: int
    unreadable: int
    spoilt_bytes: int
    missing: tuple[Gap, ...]
    moved_to: Path | None = None
    passed_over: tuple[str, ...] = ()


def salvage(data: Path, sources: Sequence[Path], now_ms: int, watch: Watch = lambda _done, _all: None) -> Salvaged:
    """Save what is good of the log in a folder of data, and refill what is missing from `sources`.

    Sources are a mirror's folder, a bundle, a file of evidence, or a text with the codes of receipts. A log that is not
    damaged stays where it is, and only the evidence is refilled. Raises `LogInUse` while a program writes there, and
    `OSError`. `watch` is told how many bytes of the damaged log have been read of how many.
    """
    log = data / LOG
    damaged = _is_damaged(log)
    aside = _move_damaged_evidence(data / EVIDENCE)
    evidence = Evidence(data / EVIDENCE)
    try:
        found = _Found(log, watch) if damaged else None
        saved = evidence.add(_kept(found.runs, Source.SALVAGE, now_ms)) if found else []
        saved += evidence.add(_evidence_in(aside)) if aside else []
        known = _feeds_known(log, evidence, damaged=damaged)
        refilled: list[Entry] = []
        passed_over: list[str] = []
        for source in sources:
            offered, odd = _offered(source, now_ms)
            refilled += evidence.add([each for each in offered if not known or each.run.feed in known])
            passed_over += odd
        parent = _parent(evidence)
        if damaged and parent:
            write_parent(data, parent)
        moved_to = _move_aside(log) if damaged else None
        missing = tuple(gap for feed in sorted(evidence.feeds()) for gap in _missing(evidence, feed, log))
        unreadable, spoilt = (found.unreadable, found.spoilt_bytes) if found else (0, 0)
        return Salvaged(len(saved), len(refilled), unreadable, spoilt, missing, moved_to, tuple(passed_over))
    finally:
        evidence.close()


def write_parent(data: Path, parent: Parent) -> None:
    """Note in a folder of data which feed, lost with a damaged log, the next one continues."""
    write_whole(data / _PARENT, msgspec.msgpack.encode(parent))


def read_parent(data: Path) -> Parent | None:
    """Give the feed that a salvaged log's next one continues; None where nothing was salvaged."""
    path = data / _PARENT
    return read_value(Parent, path.read_bytes()) if path.exists() else None


def frames_in(folder: Path, watch: Watch = lambda _done, _all: None) -> Iterator[Frame]:
    """Give every whole frame in a folder of segments, wherever it stands, also of writes that were put aside."""
    paths = [*REAL.names(folder, SEGMENTS), *REAL.names(folder, UNFINISHED)]
    everything, done = sum(map(REAL.size, paths)), 0
    for path in paths:
        data = REAL.read(path)
        for _, frame in frames.find_frames(memoryview(data + bytes(-len(data) % BLOCK_BYTES))):
            yield frame
        done += len(data)
        watch(done, everything)


class _Found:
    """What is good in a damaged log: the runs of its whole frames."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self.runs: list[Run] = []
        self.unreadable = 0
        whole = list(frames_in(folder, watch))
        ids = Counter(frame.log for frame in whole)
        log_id = ids.most_common(1)[0][0] if ids else b""
        used = 0
        for frame in whole:
            if frame.log == log_id:
                used += sum(len(record) for record in frame.records)
                self._take(frame.records)
        self.spoilt_bytes = max(0, _filled_bytes(folder) - used)

    def _take(self, records: Iterable[bytes]) -> None:
        for record in records:
            try:
                run = Run.from_record(record)
                run.checked(whole=False)
            except BadEntry:
                self.unreadable += 1
            else:
                self.runs.append(run)


def _filled_bytes(folder: Path) -> int:
    """Count the bytes of segments that are not zero at the end of their blocks: about what was written there."""
    filled = 0
    for path in REAL.names(folder, SEGMENTS):
        data = REAL.read(path)
        blocks = (data[start : start + BLOCK_BYTES].rstrip(b"\0") for start in range(0, len(data), BLOCK_BYTES))
        filled += sum(map(len, blocks))
    return filled


def _is_damaged(log: Path) -> bool:
    if not REAL.names(log, SEGMENTS):
        return False
    try:
        Log(log).close()  # for writing: no program may be at work while its log is moved aside
    except LogDamaged:
        return True
    return False


def _move_damaged_evidence(folder: Path) -> Path | None:
    try:
        Evidence(folder, read_only=True).close()
    except LogDamaged:
        return _move_aside(folder)
    except NoLog:  # a salvage that was cut short had just made the folder
        return None
    return None


def _evidence_in(folder: Path) -> list[Kept]:
    kept: list[Kept] = []
    for frame in frames_in(folder):
        for record in frame.records:
            try:
                each = Kept.read(record)
                each.run.checked(whole=False)
            except BadEntry:
                continue
            kept.append(each)
    return kept


def _move_aside(folder: Path) -> Path:
    number = 1
    while (aside := folder.with_name(f"{folder.name}.damaged-{number}")).exists():
        number += 1
    REAL.rename(folder, aside)
    REAL.flush_names(folder.parent)
    return aside


def _feeds_known(log: Path, evidence: Evidence, *, damaged: bool) -> set[bytes]:
    if damaged or not REAL.names(log, SEGMENTS):
        return evidence.feeds()
    return {*Log(log, read_only=True).heads(), *evidence.feeds()}


def _kept(runs: Iterable[Run], source: Source, now_ms: int) -> list[Kept]:
    return [Kept(run, source, at=now_ms) for run in runs if len(run.feed) == FEED_BYTES and len(run)]


def _offered(source: Path, now_ms: int) -> tuple[list[Kept], list[str]]:
    """Give what a source holds, with what in it could not be read."""
    if source.is_dir():
        inner = source / LOG
        found = _Found(inner if inner.is_dir() else source, lambda _done, _all: None)
        odd = [f"{source.name}: {found.unreadable}"] if found.unreadable else []
        return _kept(found.runs, Source.MIRROR, now_ms), odd
    data = source.read_bytes()
    if data.startswith(EVIDENCE_MAGIC):
        return read_evidence(data), []
    if data.startswith(BUNDLE_MAGIC):
        chunks = [read_chunk(chunk) for chunk in read_bundle(data)]
        return [Kept(chunk.run, Source.MIRROR, Proof.HEAD, chunk.signature, now_ms) for chunk in chunks], []
    return _receipts(data.decode(errors="replace"), now_ms)


def _receipts(text: str, now_ms: int) -> tuple[list[Kept], list[str]]:
    reader = CodeReader()
    kept: list[Kept] = []
    odd: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            signed = reader.take(line)
        except BadEntry:
            odd.append(line[:24])
        else:
            kept += [Kept.of_receipt(signed, now_ms)] if signed else []
    return kept, odd


def _parent(evidence: Evidence) -> Parent | None:
    """Give the end of the feed that was written last, as far as it is known."""
    entries = list(evidence.entries())
    opened = [entry for entry in entries if isinstance(entry.fact, FeedOpened)]
    if opened:
        feed = max(opened, key=lambda each: (each.at, each.feed)).feed
    elif entries:
        feed = Counter(entry.feed for entry in entries).most_common(1)[0][0]
    else:
        return None
    last = evidence.of_feed(feed)[-1]
    return Parent(feed, last.seq, last.hash)


def _missing(evidence: Evidence, feed: bytes, log: Path) -> list[Gap]:
    numbers = {entry.seq for entry in evidence.of_feed(feed)}
    upto = max(numbers)
    if REAL.names(log, SEGMENTS):  # it is whole, or was moved aside
        numbers.update(range(1, Log(log, read_only=True).head(feed).seq + 1))
    return gaps(feed, numbers, upto)

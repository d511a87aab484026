"""Saving what is good of a damaged log: every good entry is kept as evidence, and an empty log begins anew.

What is damaged is never changed: it is moved aside as it is, after everything good in it is on the medium elsewhere.
Every step may be cut short and the whole run again, with the same result; more sources may be given later. What lies
aside is read again each time, as what was refilled since may prove more of it.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ledger.data_folder import EVIDENCE, HEADS, LOG
from ledger.disk.disk import REAL
from ledger.disk.files import write_whole
from ledger.disk.journal import SEGMENTS
from ledger.errors import LogDamaged, NoLog
from ledger.evidence import Evidence, Gap, Kept, Source, rebuilt
from ledger.facts import Parent
from ledger.judging import Judge, Refused
from ledger.log import Log
from ledger.missing import missing, places_before
from ledger.outside import read_value
from ledger.reading import Reading, Watch, nobody
from ledger.salvaged import Salvaged
from ledger.sources import Offer, read_source
from ledger.wreck import Read, Wreck, proven, record_reader, unfinished_in

_ASIDE = ".damaged-"
_PARENT = "continues"


@dataclass(frozen=True)
class Damage:
    """Why log and evidence cannot be used, each empty where it is well."""

    log: str = ""
    evidence: str = ""

    def __bool__(self) -> bool:
        return bool(self.log or self.evidence)


def damage_of(data: Path, watch: Watch = nobody) -> Damage:
    """Tell what is damaged in a folder of data; raises `OSError`. Nothing is changed."""
    return Damage(_damage_of_log(data / LOG, watch), _damage_of_evidence(data / EVIDENCE))


def salvage(data: Path, sources: Sequence[Path], now_ms: int, watch: Watch = nobody) -> Salvaged:
    """Save what is good of the log and the evidence in a folder of data, and refill what is missing from `sources`.

    Sources are whatever `ledger.sources` reads. What is not damaged stays where it is, and only the evidence is
    refilled. Raises `LogInUse` while a program writes there, and `OSError`.
    """
    with _alone(data / LOG):
        return _Salvage(data, now_ms, watch).run(sources)


def write_parent(data: Path, parent: Parent) -> None:
    """Note in a folder of data which feed, lost with a damaged log, the next one continues."""
    write_whole(data / _PARENT, msgspec.msgpack.encode(parent))


def read_parent(data: Path) -> Parent | None:
    """Give the feed that a salvaged log's next one continues; None where nothing was salvaged."""
    path = data / _PARENT
    return read_value(Parent, path.read_bytes()) if path.exists() else None


def was_begun(data: Path) -> bool:
    """Tell whether there was a salvage before, which another run may get further with."""
    return rebuilt(data / EVIDENCE).is_dir() or bool(moved_aside(data))


def moved_aside(data: Path) -> list[Path]:
    """Give the damaged logs and evidence that earlier salvages moved aside."""
    return sorted(path for name in (LOG, EVIDENCE) for path in data.glob(f"{name}{_ASIDE}*") if path.is_dir())


class _Found:
    """What was found in what is damaged now, for the report."""

    def __init__(self) -> None:
        self.hashes: set[bytes] = set()
        self.proven = self.unfinished = self.unreadable = self.contradicting = self.spoilt_bytes = 0
        self._doubtful: set[bytes] = set()

    def add(self, wreck: Wreck) -> Wreck:
        self.hashes |= _hashes(wreck.kept)
        self.unfinished += wreck.unfinished
        self.unreadable += wreck.unreadable
        self.contradicting += wreck.contradicting
        self.spoilt_bytes += wreck.spoilt_bytes
        self._doubtful |= _hashes(wreck.doubtful)
        return wreck

    def prove(self, found: Iterable[Kept]) -> None:
        """Count what was doubtful and is proven now."""
        good = (_hashes(found) & self._doubtful) - self.hashes
        self.proven += len(good)
        self.hashes |= good


class _Salvage:
    """One run over one folder of data, which nobody else writes."""

    def __init__(self, data: Path, now_ms: int, watch: Watch) -> None:
        self._data = data
        self._now_ms = now_ms
        self._watch = watch
        self._found = _Found()
        self._moved: list[Path] = []
        self._doubtful: list[Kept] = []
        self._refilled: list[tuple[str, int]] = []
        self._passed_over: list[Refused] = []

    def run(self, sources: Sequence[Path]) -> Salvaged:
        offers = [read_source(each, self._now_ms) for each in sources]
        self._finish_what_was_begun()
        damage = damage_of(self._data)
        store = self._data / EVIDENCE
        # What is damaged is made anew beside itself, and takes its place when it is whole: no start may find less.
        self._evidence = Evidence(rebuilt(store) if damage.evidence else store)
        self._log = None if damage.log else _log_in(self._data / LOG)
        try:
            written = self._take_wrecks(damage)
            self._judge = Judge(self._log, self._evidence, self._data / HEADS)
            for offer in offers:
                self._take(offer)
            self._prove()
            if self._log is None:
                self._name_parent(written)
            gaps = self._missing()
        finally:
            self._evidence.close()
            if self._log:
                self._log.close()
        self._move(damage)
        return self._report(gaps)

    def _finish_what_was_begun(self) -> None:
        """Take up a rebuilding of the evidence: it is whole once what was damaged is aside, and of no use before."""
        store = self._data / EVIDENCE
        if rebuilt(store).is_dir():
            if store.is_dir():
                shutil.rmtree(rebuilt(store))
            else:
                _rename(rebuilt(store), store)

    def _take_wrecks(self, damage: Damage) -> list[bytes]:
        """Keep what is good in what is damaged, and in what lies aside; gives the feeds of a damaged log in order."""
        written: list[bytes] = []
        if damage.log:
            wreck = self._found.add(Wreck(self._data / LOG, self._reader(), self._watch))
            written = wreck.feeds
            self._keep(wreck)
        else:  # a write that was put aside may have been whole after all, if somebody saw the entry
            self._doubtful += unfinished_in(self._data / LOG, self._reader())
        if damage.evidence:
            self._keep(self._found.add(Wreck(self._data / EVIDENCE, self._reader())))
        for aside in moved_aside(self._data):
            self._keep(Wreck(aside, self._reader()))
        return written

    def _keep(self, wreck: Wreck) -> None:
        self._evidence.add(wreck.kept)
        self._doubtful += wreck.doubtful

    def _take(self, offer: Offer) -> None:
        """Refill from a source."""
        good, refused = self._judge.of(offer)
        added = self._evidence.add(good)
        self._judge.learn()
        ours = [each for each in offer.doubtful if self._judge.is_ours(each.run.feed)]
        added += self._evidence.add(proven(ours, self._judge.named()))
        self._refilled.append((offer.name, len({entry.hash for entry in added})))
        self._passed_over += refused

    def _prove(self) -> None:
        """Keep what was read in frames that are not whole, where something that is known by now names it."""
        found = proven(self._doubtful, self._judge.named())
        self._evidence.add(found)
        self._found.prove(found)

    def _name_parent(self, written: Sequence[bytes]) -> None:
        """Note which feed the next one continues, with its last entry that is known by now."""
        noted = read_parent(self._data)
        feed = noted.feed if noted and not written else self._judge.own_feed(written)
        entries = self._evidence.of_feed(feed)
        if entries:
            write_parent(self._data, Parent(feed, entries[-1].seq, entries[-1].hash))

    def _move(self, damage: Damage) -> None:
        store = self._data / EVIDENCE
        if damage.evidence:
            self._moved.append(_move_aside(store))
            if rebuilt(store).is_dir():
                _rename(rebuilt(store), store)
        if damage.log:
            self._moved.append(_move_aside(self._data / LOG))

    def _report(self, gaps: tuple[Gap, ...]) -> Salvaged:
        found = self._found
        return Salvaged(
            len(found.hashes), found.proven, found.unfinished, found.unreadable, found.contradicting,
            found.spoilt_bytes, tuple(self._refilled), tuple(self._passed_over), gaps, tuple(self._moved),
        )  # fmt: skip

    def _missing(self) -> tuple[Gap, ...]:
        log, entries = self._log, list(self._evidence.entries())
        if log is None:
            return missing({}, {}, entries, self._judge.seen())
        here = ((place, log.entry(*place)) for place in places_before(entries))
        noted = {place: entry.hash for place, entry in here if entry}
        return missing(log.heads(), noted, entries, self._judge.seen())

    def _reader(self) -> Read:
        return record_reader(Source.SALVAGE, self._now_ms)


@contextmanager
def _alone(log: Path) -> Iterator[None]:
    """Keep every other program from writing a log; raises `LogInUse`."""
    if not log.is_dir():
        yield
        return
    unlock = REAL.lock(log, f"sotarsa-ledger salvage (process {os.getpid()})")
    try:
        yield
    finally:
        unlock()


def _damage_of_log(log: Path, watch: Watch) -> str:
    try:
        for _ in Reading(log, watch).runs():
            pass
    except LogDamaged as error:
        return str(error)
    return ""


def _damage_of_evidence(store: Path) -> str:
    try:
        Evidence(store, read_only=True).close()
    except LogDamaged as error:
        return str(error)
    except NoLog:  # the folder had just been made
        return ""
    return ""


def _log_in(folder: Path) -> Log | None:
    return Log(folder, read_only=True) if any(folder.glob(SEGMENTS)) else None


def _move_aside(folder: Path) -> Path:
    number = 1
    while (aside := folder.with_name(f"{folder.name}{_ASIDE}{number}")).exists():
        number += 1
    return _rename(folder, aside)


def _rename(folder: Path, to: Path) -> Path:
    REAL.rename(folder, to)
    REAL.flush_names(folder.parent)
    return to


def _hashes(kept: Iterable[Kept]) -> set[bytes]:
    return {entry.hash for each in kept for entry in each.run.entries()}

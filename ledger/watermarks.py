"""Watermarks: what others saw of a log. A log that lost its last entries cannot know that; whoever saw them can tell.

A receipt shows one entry, a file of signed heads and a mirror show how far each feed had come.
"""

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.codes import CodeReader
from ledger.entry import Place
from ledger.errors import BadEntry
from ledger.evidence import Evidence, Source
from ledger.kin import Check, Kin
from ledger.log import NO_HEAD
from ledger.reading import Reading
from ledger.run import Run
from ledger.scanned import take_line
from ledger.vouching import read_heads
from ledger.wire import SignedHead, check_head
from ledger.wreck import Wreck, logs_in, record_reader

# As it stands on a receipt: how the feed's id begins, the number, and how the entry's hash begins.
_PRINTED = re.compile(r"([0-9A-F]{6})-([0-9]{1,9})(?: +([0-9A-F]{4}))?", re.IGNORECASE)


class Standing(enum.StrEnum):
    """What the log says to a watermark."""

    HERE = "here"
    LOST = "lost"
    """It was seen, and is not here."""
    OTHER = "other"
    """Something else is here under its number."""
    FALSE = "false"
    """Neither this box nor its hub signed it."""
    STRANGE = "strange"
    """It is of a feed that nothing is known of here: another box's, or lost whole."""
    UNREADABLE = "unreadable"

    @property
    def is_loss(self) -> bool:
        """Whether the log has lost something."""
        return self in (Standing.LOST, Standing.OTHER)

    @property
    def is_odd(self) -> bool:
        """Whether somebody should look at it."""
        return self is not Standing.HERE


@dataclass(frozen=True)
class Watermark:
    """An entry that somebody saw. `what` is how it is told to people, `feed` and `hash` may be only beginnings.

    `check` raises `BadSignature` unless a key signed it; None where it carries no signature.
    """

    kind: str
    what: str
    feed: bytes
    seq: int
    hash: bytes
    check: Check | None = None


@dataclass(frozen=True)
class Told:
    """What the log says to a watermark: it lacks `behind` entries up to there, or has `ahead` more."""

    kind: str
    what: str
    standing: Standing
    behind: int = 0
    ahead: int = 0


class Watermarks:
    """Gathers watermarks, before the log is read: what a program writes meanwhile must not look like a loss."""

    def __init__(self) -> None:
        self._marks: list[Watermark] = []
        self._unreadable: list[Told] = []
        self._reader = CodeReader()

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the entries whose hashes are needed; for `Reading`."""
        return frozenset(mark.seq for mark in self._marks)

    def add_receipt(self, text: str) -> None:
        """Add a receipt by its code, or by the number printed on it; one in several codes counts with its last."""
        printed = _PRINTED.fullmatch(text.strip())
        if printed:
            feed, seq, begins = printed.groups()
            self._add("receipt", text.strip().upper(), bytes.fromhex(feed), int(seq), bytes.fromhex(begins or ""))
            return
        try:
            signed = take_line(self._reader, text)
        except BadEntry:
            self._unreadable.append(Told("receipt", text.strip()[:12] + "…", Standing.UNREADABLE))
            return
        if signed:
            entry = signed.entry
            self._add("receipt", str(entry.place), entry.feed, entry.seq, entry.hash, signed.check)

    def add_heads(self, file: Path) -> None:
        """Add a file of signed heads; raises `OSError`."""
        try:
            heads = read_heads(file.read_bytes())
        except BadEntry:
            self._unreadable.append(Told("heads", file.name, Standing.UNREADABLE))
            return
        for head in heads:
            self._add("heads", str(Place(head.feed, head.seq)), head.feed, head.seq, head.hash, _head_check(head))

    def add_mirror(self, folder: Path) -> None:
        """Add how far each feed had come in a mirror; raises `OSError`."""
        ends: dict[bytes, Run] = {}
        for log in logs_in(folder):
            for run in (kept.run for kept in Wreck(log, record_reader(Source.MIRROR)).kept):
                ends[run.feed] = max(run, ends.get(run.feed, run), key=lambda each: each.last)
        if not ends:
            self._unreadable.append(Told("mirror", folder.name, Standing.UNREADABLE))
        for feed, run in ends.items():
            self._add("mirror", str(Place(feed, run.last)), feed, run.last, run.links[-1])

    def ask(self, reading: Reading, evidence: Evidence | None, kin: Kin) -> tuple[Told, ...]:
        """Tell what a log that has been read says to each, where evidence counts like the log."""
        asked = _Asked(reading, evidence, kin) if self._marks else None
        return (*self._unreadable, *(asked.tell(mark) for mark in self._marks if asked))

    def places(self, kin: Kin) -> Iterator[Place]:
        """Give the places that were surely filled, as somebody signed for them."""
        for mark in self._marks:
            if mark.check and kin.has_signed(mark.feed, mark.check):
                yield Place(mark.feed, mark.seq)

    def _add(self, kind: str, what: str, feed: bytes, seq: int, entry_hash: bytes, check: Check | None = None) -> None:
        self._marks.append(Watermark(kind, what, feed, seq, entry_hash, check))


class _Asked:
    """A log and its evidence, asked about watermarks."""

    def __init__(self, reading: Reading, evidence: Evidence | None, kin: Kin) -> None:
        self._reading = reading
        self._kin = kin
        self._beside: dict[Place, set[bytes]] = {}
        for entry in evidence.entries() if evidence else ():
            self._beside.setdefault(entry.place, set()).add(entry.hash)
        self._feeds = {*reading.heads, *(place.feed for place in self._beside)}

    def tell(self, mark: Watermark) -> Told:
        feeds = [feed for feed in self._feeds if feed.startswith(mark.feed)]
        standing = self._standing(mark, feeds)
        known = max((self._known(feed, mark.seq) for feed in feeds), default=0)
        end = max((self._reading.heads.get(feed, NO_HEAD).seq for feed in feeds), default=0)
        behind = mark.seq - known if standing.is_loss else 0
        return Told(mark.kind, mark.what, standing, behind, max(0, end - mark.seq))

    def _standing(self, mark: Watermark, feeds: list[bytes]) -> Standing:
        hashes = {each for feed in feeds for each in self._hashes(Place(feed, mark.seq))}
        if any(each.startswith(mark.hash) for each in hashes):
            return Standing.HERE
        is_ours = mark.check is not None and self._kin.has_signed(mark.feed, mark.check)
        if not feeds and not is_ours:
            return Standing.STRANGE
        if mark.check is not None and not is_ours:
            return Standing.FALSE
        return Standing.OTHER if hashes else Standing.LOST

    def _hashes(self, place: Place) -> set[bytes]:
        noted = self._reading.noted.get(place)
        return self._beside.get(place, set()) | ({noted} if noted else set())

    def _known(self, feed: bytes, upto: int) -> int:
        """Give the last number up to `upto` that is filled."""
        beside = (place.seq for place in self._beside if place.feed == feed and place.seq <= upto)
        return max([min(upto, self._reading.heads.get(feed, NO_HEAD).seq), *beside])


def _head_check(head: SignedHead) -> Callable[[bytes], None]:
    return lambda key: check_head(key, head)

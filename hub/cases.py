"""What a person must look at, of feeds: forked ones, those begun anew, handovers known from receipts alone.

A pure function of the entries in log and evidence, whatever arrived first.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hub.histories import histories
from ledger.entry import Entry
from ledger.evidence import Evidence, Gap, gaps
from ledger.facts import Cause, FeedOpened, HandedOver
from ledger.log import Log


@dataclass(frozen=True)
class ForkedFeed:
    """A feed that was written twice: `first` is where its histories part, each told from there on.

    A history of which something is missing comes in several pieces.
    """

    feed: bytes
    first: int
    histories: tuple[tuple[Entry, ...], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, by number."""
        return tuple(sorted((entry for history in self.histories for entry in history), key=_place))


@dataclass(frozen=True)
class BegunAnew:
    """A feed that was begun for a reason: whose, since when, and which one it continues, up to which entry.

    `here` entries of that one are known here, `missing` are not.
    """

    feed: bytes
    device: bytes
    cause: Cause
    opened: Entry
    parent: bytes
    parent_seq: int
    here: int
    missing: tuple[Gap, ...]


@dataclass(frozen=True)
class FromReceipt:
    """A handover of which the office knows from its receipt alone.

    Nothing but such handovers is here of what its kiosk wrote around it, or what it sealed is not here.
    """

    entry: Entry


@dataclass(frozen=True)
class Cases:
    """All of them, in a fixed order."""

    forked: tuple[ForkedFeed, ...]
    begun_anew: tuple[BegunAnew, ...]
    from_receipts: tuple[FromReceipt, ...]

    def __bool__(self) -> bool:
        return bool(self.forked or self.begun_anew or self.from_receipts)


def find_cases(log: Log, evidence: Evidence, own_feeds: frozenset[bytes] = frozenset()) -> Cases:
    """Look through log and evidence; `own_feeds` are the office's, which are nobody's case."""
    beside = [entry for entry in evidence.entries() if not _is_in(log, entry)]
    return Cases(
        tuple(_forked(log, beside)),
        tuple(_begun_anew(log, evidence, own_feeds)),
        tuple(FromReceipt(entry) for entry in sorted(_only_on_paper(log, beside), key=_place)),
    )


def _forked(log: Log, beside: list[Entry]) -> list[ForkedFeed]:
    at: defaultdict[tuple[bytes, int], set[bytes]] = defaultdict(set)
    for entry in beside:
        mine = log.entry(entry.feed, entry.seq)
        at[entry.feed, entry.seq].update(each.hash for each in (entry, mine) if each)
    first: dict[bytes, int] = {}
    for feed, seq in sorted(place for place, hashes in at.items() if len(hashes) > 1):
        first.setdefault(feed, seq)
    return [ForkedFeed(feed, seq, _histories_from(log, beside, feed, seq)) for feed, seq in first.items()]


def _histories_from(log: Log, beside: list[Entry], feed: bytes, seq: int) -> tuple[tuple[Entry, ...], ...]:
    others = (entry for entry in beside if entry.feed == feed and entry.seq >= seq)
    return tuple(map(tuple, histories([*log.entries(feed, seq - 1), *others])))


def _begun_anew(log: Log, evidence: Evidence, own_feeds: frozenset[bytes]) -> list[BegunAnew]:
    firsts = {entry.hash: entry for entry in evidence.entries() if entry.seq == 1}
    for feed in log.heads():
        first = log.entry(feed, 1)
        if first:
            firsts[first.hash] = first
    found = []
    for entry in sorted(firsts.values(), key=_place):
        fact = entry.fact
        if isinstance(fact, FeedOpened) and fact.cause is not Cause.NEW and entry.feed not in own_feeds:
            parent = fact.parent
            missing = tuple(missing_of(log, evidence, parent.feed, parent.seq)) if parent else ()
            continued, seq = (parent.feed, parent.seq) if parent else (b"", 0)
            here = seq - sum(gap.last - gap.first + 1 for gap in missing)
            found.append(BegunAnew(entry.feed, fact.device, fact.cause, entry, continued, seq, here, missing))
    return found


def missing_of(log: Log, evidence: Evidence, feed: bytes, upto: int) -> list[Gap]:
    """Give the entries of a feed, up to a number, that are neither in the log nor in the evidence."""
    numbers = {entry.seq for entry in evidence.of_feed(feed)}
    return gaps(feed, {*numbers, *range(1, log.head(feed).seq + 1)}, upto)


def _only_on_paper(log: Log, beside: list[Entry]) -> Iterator[Entry]:
    """Give what may have come from a receipt alone, by what is here and not by how it came: that depends on order."""
    for stretch in _stretches(beside):
        first = stretch[0]
        alone = first.seq > log.head(first.feed).seq + 1 and all(map(_fits_on_paper, stretch))
        yield from (entry for entry in stretch if _fits_on_paper(entry) and (alone or not entry.whole))


def _stretches(entries: list[Entry]) -> list[list[Entry]]:
    """Part entries wherever the next number of a feed is missing."""
    found: list[list[Entry]] = []
    for entry in sorted(entries, key=_place):
        before = found[-1][-1] if found else None
        if before and before.feed == entry.feed and entry.seq - before.seq <= 1:
            found[-1].append(entry)
        else:
            found.append([entry])
    return found


def _fits_on_paper(entry: Entry) -> bool:
    return isinstance(entry.fact, HandedOver) and not entry.sealed


def _is_in(log: Log, entry: Entry) -> bool:
    mine = log.entry(entry.feed, entry.seq)
    return mine is not None and mine.hash == entry.hash


def _place(entry: Entry) -> tuple[bytes, int, bytes]:
    return entry.feed, entry.seq, entry.hash

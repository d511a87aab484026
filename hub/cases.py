"""What a person must look at, of feeds: forked ones, those begun anew, handovers known from receipts alone.

A pure function of the entries in log and evidence, whatever arrived first.
"""

from collections import defaultdict
from dataclasses import dataclass

from ledger.entry import Entry
from ledger.evidence import Evidence, Gap, gaps
from ledger.facts import Cause, FeedOpened, HandedOver
from ledger.log import Log


@dataclass(frozen=True)
class ForkedFeed:
    """A feed that was written twice: the entries that differ, of each number at least two."""

    feed: bytes
    first: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class BegunAnew:
    """A feed that continues another one for a reason: whose, since when, and what of its parent is missing here."""

    feed: bytes
    device: bytes
    cause: Cause
    opened: Entry
    parent: bytes
    parent_seq: int
    missing: tuple[Gap, ...]


@dataclass(frozen=True)
class FromReceipt:
    """A handover of which the office knows from its receipt alone: what was sealed in it is not here."""

    entry: Entry


@dataclass(frozen=True)
class Cases:
    """All of them, in a fixed order."""

    forked: tuple[ForkedFeed, ...]
    begun_anew: tuple[BegunAnew, ...]
    from_receipts: tuple[FromReceipt, ...]


def find_cases(log: Log, evidence: Evidence, own_feeds: frozenset[bytes] = frozenset()) -> Cases:
    """Look through log and evidence; `own_feeds` are the office's, which are nobody's case."""
    beside = [entry for entry in evidence.entries() if not _is_in(log, entry)]
    return Cases(
        tuple(_forked(log, beside)),
        tuple(_begun_anew(log, evidence, own_feeds)),
        tuple(FromReceipt(entry) for entry in sorted(beside, key=_place) if _only_on_paper(entry)),
    )


def _forked(log: Log, beside: list[Entry]) -> list[ForkedFeed]:
    at: defaultdict[tuple[bytes, int], dict[bytes, Entry]] = defaultdict(dict)
    for entry in beside:
        mine = log.entry(entry.feed, entry.seq)
        for each in filter(None, (entry, mine)):
            at[entry.feed, entry.seq][each.hash] = each
    of_feed: defaultdict[bytes, list[Entry]] = defaultdict(list)
    for (feed, _), entries in at.items():
        if len(entries) > 1:
            of_feed[feed] += entries.values()
    ordered = ((feed, tuple(sorted(entries, key=_place))) for feed, entries in sorted(of_feed.items()))
    return [ForkedFeed(feed, entries[0].seq, entries) for feed, entries in ordered]


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
            found.append(BegunAnew(entry.feed, fact.device, fact.cause, entry, continued, seq, missing))
    return found


def missing_of(log: Log, evidence: Evidence, feed: bytes, upto: int) -> list[Gap]:
    """Give the entries of a feed, up to a number, that are neither in the log nor in the evidence."""
    numbers = {entry.seq for entry in evidence.of_feed(feed)}
    return gaps(feed, {*numbers, *range(1, log.head(feed).seq + 1)}, upto)


def _only_on_paper(entry: Entry) -> bool:
    return isinstance(entry.fact, HandedOver) and not entry.whole


def _is_in(log: Log, entry: Entry) -> bool:
    mine = log.entry(entry.feed, entry.seq)
    return mine is not None and mine.hash == entry.hash


def _place(entry: Entry) -> tuple[bytes, int, bytes]:
    return entry.feed, entry.seq, entry.hash

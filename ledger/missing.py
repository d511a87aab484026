"""What is missing: entries that must have been, because something that is here knows of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from ledger.entry import FIRST_PREV, Entry, Place
from ledger.evidence import Gap, gaps
from ledger.facts import FeedOpened
from ledger.log import NO_HEAD, Head


def missing(
    heads: Mapping[bytes, Head], noted: Mapping[Place, bytes], evidence: Iterable[Entry], seen: Iterable[Place] = ()
) -> tuple[Gap, ...]:
    """Give what is neither in the log nor among the evidence, by feed and number.

    `heads` are those of the log, and `noted` has its hashes at the places that `places_before` names. `seen` are places
    that somebody saw filled. Where a feed is forked, what one branch lacks is missing although the other has it.
    """
    of_feed: defaultdict[bytes, list[Entry]] = defaultdict(list)
    for entry in evidence:
        of_feed[entry.feed].append(entry)
    upto: defaultdict[bytes, int] = defaultdict(int)
    for place in seen:
        upto[place.feed] = max(upto[place.feed], place.seq)
    found: set[Gap] = set()
    for feed in {*of_feed, *upto}:
        end = heads.get(feed, NO_HEAD).seq
        numbers = {entry.seq for entry in of_feed[feed]}
        beyond = gaps(
            feed, (each - end for each in numbers if each > end), max([upto[feed], *numbers], default=0) - end
        )
        found |= {Gap(feed, end + gap.first, end + gap.last) for gap in beyond}
        found |= {*_lacking(of_feed[feed], noted, numbers, end)}
    return tuple(sorted(found))


def places_before(evidence: Collection[Entry]) -> set[Place]:
    """Give the places of entries that the evidence follows and has not: of these the log's hashes are needed."""
    hashes = {FIRST_PREV, *(entry.hash for entry in evidence)}
    return {Place(entry.feed, entry.seq - 1) for entry in evidence if entry.prev not in hashes}


def parents(openings: Iterable[FeedOpened]) -> Iterator[Place]:
    """Give the places that feeds name as the ends of those that they continue."""
    for opened in openings:
        if opened.parent:
            yield Place(opened.parent.feed, opened.parent.seq)


def _lacking(entries: list[Entry], noted: Mapping[Place, bytes], numbers: set[int], end: int) -> Iterator[Gap]:
    """Give the numbers at which there is an entry, but not the one that is followed."""
    hashes = {FIRST_PREV, *(entry.hash for entry in entries)}
    for entry in entries:
        before = Place(entry.feed, entry.seq - 1)
        is_taken = 0 < before.seq <= end or before.seq in numbers
        if is_taken and entry.prev not in hashes and noted.get(before) != entry.prev:
            yield Gap(entry.feed, before.seq, before.seq)

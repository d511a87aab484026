"""The book: entries folded into what stands now. The same code in kiosk and hub; order of arrival does not matter.

`Book.take` belongs to the thread that appends; everything else may be asked from any thread, and answers with copies.
"""

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from ledger import facts
from ledger.entry import Entry, Place
from ledger.facts import Manner, Unserved
from ledger.times import Times


class Status(enum.StrEnum):
    """What has become of one allotment."""

    NOT_COME = "not_come"
    PRESENT = "present"
    HANDED_OVER = "handed_over"
    TO_PROXY = "to_proxy"
    TO_REPLACEMENT = "to_replacement"
    AT_HOME = "at_home"
    POSTPONED = "postponed"
    ABSENT = "absent"
    FAILED = "failed"

    @property
    def served(self) -> bool:
        """Whether the aid left our hands."""
        return self in _SERVED


_SERVED = frozenset({Status.HANDED_OVER, Status.TO_PROXY, Status.TO_REPLACEMENT, Status.AT_HOME})
_BY_MANNER = {
    Manner.SELF: Status.HANDED_OVER,
    Manner.PROXY: Status.TO_PROXY,
    Manner.REPLACEMENT: Status.TO_REPLACEMENT,
    Manner.AT_HOME: Status.AT_HOME,
}
_BY_REASON = {Unserved.PAPERS_MISSING: Status.POSTPONED, Unserved.ABSENT: Status.ABSENT}


@dataclass(frozen=True)
class Standing:
    """The status of an allotment, the entry that made it so, and the reason where it was not served."""

    status: Status
    entry: Entry | None = None
    reason: Unserved | None = None


@dataclass(frozen=True)
class Arrival:
    """Someone's place in the queue: a number, since when, and when called. `person` is empty while not known."""

    person: bytes
    number: int
    series: str
    entry: Entry
    called_at: int | None = None

    @property
    def label(self) -> str:
        """The number as it is shown and called, such as A27."""
        return f"{self.series}{self.number}"


class Paper(enum.StrEnum):
    """What is known of a printed paper."""

    WAITING = "waiting"
    STARTED = "started"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"


@dataclass
class VisitBook:
    """What stands for one visit.

    Entries are kept by their place. Where two different ones claim the same place, a fork, both are kept: the one with
    the lower hash there, the other at a place of its own (`_beside`). The same entry twice counts once.
    """

    visit: bytes
    opened: Entry | None = None
    closed: Entry | None = None
    check_ins: dict[Place, Entry] = field(default_factory=dict)
    calls: dict[tuple[str, int], Entry] = field(default_factory=dict)
    handovers: dict[Place, Entry] = field(default_factory=dict)
    not_served: dict[Place, Entry] = field(default_factory=dict)
    undone: dict[Place, Entry] = field(default_factory=dict)
    refusals: dict[Place, Entry] = field(default_factory=dict)
    wrong_unlocks: int = 0
    """How often a wrong phrase or card was tried since the visit was last unlocked."""
    first_wrong_unlock: Entry | None = None
    """The first of these tries."""
    papers: dict[tuple[Place, int], Paper] = field(default_factory=dict)
    _by_allotment: defaultdict[bytes, dict[bytes, Entry]] = field(default_factory=lambda: defaultdict(dict))
    _of_one: defaultdict[object, dict[bytes, Entry]] = field(default_factory=lambda: defaultdict(dict))
    _arrivals: dict[bytes, Entry] = field(default_factory=dict)
    _nameless: dict[tuple[str, int], Entry] = field(default_factory=dict)
    _named: set[tuple[str, int]] = field(default_factory=set)
    _highest: dict[str, int] = field(default_factory=dict)
    _forked: set[Place] = field(default_factory=set)

    def arrival(self, person: bytes) -> Arrival | None:
        """Give someone's place in the queue, if here."""
        entry = self._arrivals.get(person)
        return self._as_arrival(entry) if entry else None

    def arrival_by(self, entry: Entry) -> Arrival:
        """Give the place in the queue that a check-in gave."""
        return self._as_arrival(entry)

    def arrivals(self) -> list[Arrival]:
        """Give everyone who checked in, in the order of their numbers."""
        nameless = [entry for number, entry in list(self._nameless.items()) if number not in self._named]
        everyone = [self._as_arrival(entry) for entry in [*list(self._arrivals.values()), *nameless]]
        return sorted(everyone, key=lambda each: (each.series, each.number, each.entry.place))

    def renames(self, check_in: Entry) -> bool:
        """Tell whether a check-in only says who holds a number that was given out nameless."""
        fact = check_in.fact
        assert isinstance(fact, facts.CheckedIn)  # noqa: S101 - the caller asks for nothing else
        return bool(fact.person) and (fact.series, fact.number) in self._nameless

    def next_number(self, series: str) -> int:
        """Give the next free number of a series."""
        return self._highest.get(series, 0) + 1

    def stands(self, place: Place) -> bool:
        """Tell whether a handover, or a record of not serving, has not been undone.

        Where a fork has two of them at one place, nobody can say which was meant: both stand until a person decides.
        """
        return place not in self.undone or place in self._forked

    def handovers_of(self, allotment: bytes) -> list[Entry]:
        """Give the handovers of an allotment that stand, earliest first. Two are one too many."""
        return [e for e in self._ordered(allotment) if isinstance(e.fact, facts.HandedOver)]

    def standing(self, allotment: bytes, person: bytes) -> Standing:
        """Give what has become of an allotment of a person."""
        entries = self._ordered(allotment)
        for entry in entries:
            if isinstance(entry.fact, facts.HandedOver):
                return Standing(_BY_MANNER[entry.fact.manner], entry)
        for entry in reversed(entries):
            if isinstance(entry.fact, facts.NotServed):
                return Standing(_BY_REASON.get(entry.fact.reason, Status.FAILED), entry, entry.fact.reason)
        here = self._arrivals.get(person)
        return Standing(Status.PRESENT, here) if here else Standing(Status.NOT_COME)

    def take(self, entry: Entry) -> None:
        """Fold one entry of this visit in."""
        match entry.fact:
            case facts.VisitOpened() | facts.VisitClosed() | facts.Unlocked() | facts.UnlockRefused():
                self._take_opening(entry)
            case facts.CheckedIn() as fact:
                self._take_check_in(entry, fact)
            case facts.CheckInRefused():
                self._keep(self.refusals, entry)
            case facts.Called() as fact:
                number = (fact.series, fact.number)
                self.calls[number] = self._all_of(("called", number), entry)[-1]
            case facts.HandedOver() | facts.NotServed() as fact:
                self._keep(self.handovers if isinstance(fact, facts.HandedOver) else self.not_served, entry)
                for allotment in set(fact.allotments):
                    _add_whole(self._by_allotment[allotment], entry)
            case facts.Undone() as fact:
                place = Place(fact.feed, fact.seq)
                self.undone[place] = self._all_of(("undone", place), entry)[0]
            case facts.PaperStarted() | facts.PaperEnded() | facts.PaperAsked():
                self._take_paper(entry)

    def _take_opening(self, entry: Entry) -> None:
        match entry.fact:
            case facts.VisitOpened():
                self.opened = self._all_of("opened", entry)[0]
            case facts.VisitClosed():
                self.closed = self._all_of("closed", entry)[0]
            case facts.Unlocked() | facts.UnlockRefused():
                tries = reversed(self._all_of("unlocking", entry))
                wrong = list(takewhile(_was_refused, tries))
                self.wrong_unlocks = len(wrong)
                self.first_wrong_unlock = wrong[-1] if wrong else None

    def _take_check_in(self, entry: Entry, fact: facts.CheckedIn) -> None:
        self._keep(self.check_ins, entry)
        number = (fact.series, fact.number)
        self._highest[fact.series] = max(fact.number, self._highest.get(fact.series, 0))
        if fact.person:
            self._named.add(number)
            self._arrivals[fact.person] = self._all_of(("arrived", fact.person), entry)[0]
        else:
            self._nameless[number] = self._all_of(("nameless", number), entry)[0]

    def _take_paper(self, entry: Entry) -> None:
        fact = entry.fact
        assert isinstance(fact, facts.PaperStarted | facts.PaperEnded | facts.PaperAsked)  # noqa: S101 - narrows
        key = (Place(fact.feed, fact.seq), fact.copy)
        known = self.papers.get(key, Paper.WAITING)
        match fact:
            case facts.PaperAsked():
                now = Paper.WAITING
            case facts.PaperStarted():
                now = Paper.STARTED
            case facts.PaperEnded():
                now = Paper.CONFIRMED if fact.confirmed else Paper.UNKNOWN
        self.papers[key] = max(known, now, key=list(Paper).index)

    def _keep(self, kept: dict[Place, Entry], entry: Entry) -> None:
        place = entry.place
        while (known := kept.get(place)) and known.hash != entry.hash:
            self._forked.add(place)
            kept[place], entry = sorted((known, entry), key=lambda each: each.hash)
            place = _beside(entry)
        if known is None or entry.whole:
            kept[place] = entry

    def _all_of(self, what: object, entry: Entry) -> list[Entry]:
        """Add to the entries that say the same thing; gives them in order."""
        _add_whole(self._of_one[what], entry)
        return in_order(self._of_one[what].values())

    def _ordered(self, allotment: bytes) -> list[Entry]:
        entries = list(self._by_allotment.get(allotment, {}).values())
        return in_order(each for each in entries if self.stands(each.place))

    def _as_arrival(self, entry: Entry) -> Arrival:
        fact = entry.fact
        assert isinstance(fact, facts.CheckedIn)  # noqa: S101 - only check-ins are kept there
        call = self.calls.get((fact.series, fact.number))
        return Arrival(fact.person, fact.number, fact.series, entry, call.at if call else None)


class Book:
    """Every visit's book, and what crosses visits: an allotment handed over anywhere is handed over.

    `times` says when each entry was written, as far as is known now.
    """

    def __init__(self) -> None:
        self.times = Times()
        self._visits: dict[bytes, VisitBook] = {}
        self._visits_of: defaultdict[bytes, set[bytes]] = defaultdict(set)

    def visit(self, visit: bytes) -> VisitBook:
        """Give the book of one visit, empty if nothing happened yet."""
        return self._visits.get(visit) or self._visits.setdefault(visit, VisitBook(visit))

    def visits(self) -> Iterator[VisitBook]:
        """Give the book of every visit."""
        return iter(list(self._visits.values()))

    def handovers_of(self, allotment: bytes) -> list[Entry]:
        """Give the handovers of an allotment that stand, in any visit, earliest first."""
        return in_order(
            e for visit in list(self._visits_of[allotment]) for e in self.visit(visit).handovers_of(allotment)
        )

    def take(self, entry: Entry) -> None:
        """Fold one entry in, if it is of a visit or says what time it is."""
        fact = entry.fact
        self.times.take(entry)
        if isinstance(fact, facts.VillageFact):
            self.visit(fact.visit).take(entry)
        if isinstance(fact, facts.HandedOver):
            for allotment in fact.allotments:
                self._visits_of[allotment].add(fact.visit)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Give entries as they happened: those of one feed by number, whatever its clock did; between feeds by the clock.

    A clock that jumped back counts as standing still, so that the order is one and the same for everybody.
    """
    feeds: defaultdict[bytes, list[Entry]] = defaultdict(list)
    for entry in entries:
        feeds[entry.feed].append(entry)
    placed: list[tuple[int, Place, bytes, Entry]] = []
    for of_feed in feeds.values():
        latest = 0
        for entry in sorted(of_feed, key=lambda each: (each.seq, each.hash)):
            latest = max(latest, entry.at)
            placed.append((latest, entry.place, entry.hash, entry))
    return [entry for *_, entry in sorted(placed, key=lambda each: each[:3])]


def _beside(entry: Entry) -> Place:
    """Give a place that no other entry can claim, for the second of a fork."""
    return Place(entry.feed + entry.hash, entry.seq)


def _was_refused(entry: Entry) -> bool:
    return isinstance(entry.fact, facts.UnlockRefused)


def _add_whole(kept: dict[bytes, Entry], entry: Entry) -> None:
    """Keep an entry once, with what it sealed if that was ever here."""
    known = kept.get(entry.hash)
    if known is None or not known.whole:
        kept[entry.hash] = entry

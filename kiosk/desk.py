"""The desk: calling, verifying, handing over, and everything that may come instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.errors import (
    AlreadyServed,
    NotAllowed,
    NothingOwed,
    NothingToUndo,
    ProofMissing,
    ReasonMissing,
    ReceiverMissing,
    ReceiverNikWrong,
)  # fmt: skip
from kiosk.village import Village
from kiosk.visit import OpenVisit
from ledger.aid import Allotment, Person, Programme
from ledger.book import Arrival, Standing
from ledger.entry import Entry, Place
from ledger.facts import AnyFact, Called, HandedOver, Manner, Mark, NotServed, Undone, Unserved
from ledger.nik import nik_problem
from ledger.sealing import Note, Receiver


@dataclass(frozen=True)
class Waiting:
    """A line of the queue. `person` is None while nobody knows who holds the number."""

    arrival: Arrival
    person: Person | None
    done: bool


@dataclass(frozen=True)
class Owed:
    """One allotment at the desk: what it is, what has become of it, and where it was served before, if so."""

    allotment: Allotment
    programme: Programme
    standing: Standing
    before: Entry | None

    @property
    def open(self) -> bool:
        """Whether it can still be handed over."""
        return self.before is None


@dataclass(frozen=True)
class Dossier:
    """All that the desk needs to know of one person."""

    person: Person
    arrival: Arrival | None
    owed: tuple[Owed, ...]
    alike: tuple[Person, ...]
    household: tuple[Person, ...]


@dataclass(frozen=True)
class Handover:
    """What the desk is about to do. `proofs` are the papers that were seen."""

    person: bytes
    allotments: tuple[bytes, ...]
    manner: Manner = Manner.SELF
    mark: Mark = Mark.SIGNATURE
    proofs: tuple[str, ...] = ()
    receiver: Receiver = field(default_factory=lambda: Receiver(""))


class Desk:
    """Every method that writes waits for the medium, and may be called from any thread but the writer's."""

    def __init__(self, village: Village) -> None:
        self._village = village

    def queue(self) -> list[Waiting]:
        """Give everyone who has a number, in order."""
        visit = self._village.visit
        people = visit.people if visit else {}
        return [
            Waiting(arrival, people.get(arrival.person), self._done(visit, arrival))
            for arrival in self._village.book.arrivals()
        ]

    def next_waiting(self) -> Arrival | None:
        """Give the first who has neither been called nor finished."""
        waiting = [each.arrival for each in self.queue() if not each.done and each.arrival.called_at is None]
        return waiting[0] if waiting else None

    def call_next(self, by: str) -> Arrival | None:
        """Call the first who waits; None when nobody does."""
        called: list[Arrival] = []

        def decision() -> list[AnyFact]:
            following = self.next_waiting()
            if following is None:
                return []
            called.append(following)
            return [Called(self._village.open_header().visit, following.series, following.number)]

        self._village.decide(decision, by)
        return called[0] if called else None

    def call(self, arrival: Arrival, by: str) -> None:
        """Call this one, or once more."""
        self._village.write(Called(self._village.open_header().visit, arrival.series, arrival.number), by=by)

    def dossier(self, person: bytes) -> Dossier:
        """Open someone's file; raises `NothingOwed` if the person is not on the list."""
        visit = self._village.unlocked_or_over()
        who = visit.people.get(person)
        if who is None:
            raise NothingOwed("this person is not on the list of the visit")
        household = [each for each in visit.pack.people if who.kk and each.kk == who.kk and each.id != who.id]
        owed = tuple(self._owed(visit, each) for each in visit.allotments_of(person))
        arrival = self._village.book.arrival(person)
        return Dossier(who, arrival, owed, tuple(visit.alike(who)), tuple(household))

    def renewed(self, dossier: Dossier) -> Dossier:
        """Give the file as it stands now, after something was written; who is alike has not changed."""
        person = dossier.person.id
        owed = tuple(self._owed(self._village.unlocked_or_over(), each.allotment) for each in dossier.owed)
        return replace(dossier, owed=owed, arrival=self._village.book.arrival(person))

    def required_proofs(self, allotments: Sequence[bytes], person: bytes, manner: Manner) -> tuple[str, ...]:
        """Give the papers to see before these allotments may be handed over in this manner, each once."""
        visit = self._village.unlocked()
        asked: dict[str, None] = {}
        for allotment in visit.allotments_of(person):
            if allotment.id in allotments:
                programme = visit.programmes[allotment.programme]
                asked.update(dict.fromkeys(_proofs(programme, manner)))
        return tuple(asked)

    def hand_over(self, handover: Handover, by: str) -> Entry:
        """Write that aid left our hands; gives the entry, which is on the medium.

        Checked in the writer's thread, so that two desks cannot both succeed. Raises `AlreadyServed`, `NothingOwed`,
        `ProofMissing`, `ReceiverMissing`, `NotAllowed`, and then nothing was written.
        """

        def decision() -> list[AnyFact]:
            visit = self._village.unlocked()
            self._check(visit, handover)
            others = handover.manner in (Manner.PROXY, Manner.REPLACEMENT)
            sealed = visit.key.seal_value(handover.receiver) if others else b""
            return [
                HandedOver(
                    visit.id,
                    handover.person,
                    handover.allotments,
                    handover.manner,
                    handover.mark,
                    handover.proofs,
                    sealed,
                    visit.pack.id,
                )
            ]

        return self._village.decide(decision, by)[0]

    def not_served(self, person: bytes, allotments: Sequence[bytes], reason: Unserved, note: str, by: str) -> Entry:
        """Write that something was not handed over, and why; raises `NothingOwed`, `AlreadyServed`."""

        def decision() -> list[AnyFact]:
            visit = self._village.unlocked()
            self._check_owed(visit, person, allotments)
            sealed = visit.key.seal_value(Note(note)) if note.strip() else b""
            return [NotServed(visit.id, person, tuple(allotments), reason, sealed)]

        return self._village.decide(decision, by)[0]

    def undo(self, place: Place, reason: str, by: str) -> Entry:
        """Write that a handover, or a record of not serving, did not stand; nothing is deleted.

        Raises `ReasonMissing` without a reason, `NothingToUndo` if there is nothing or it was undone before.
        """
        if not reason.strip():
            raise ReasonMissing("a correction needs a reason")

        def decision() -> list[AnyFact]:
            visit = self._village.unlocked()
            book = self._village.book
            if place not in book.handovers and place not in book.not_served:
                raise NothingToUndo("there is no such entry at this visit")
            if not book.stands(place):
                raise NothingToUndo("it was undone before")
            return [Undone(visit.id, place.feed, place.seq, visit.key.seal_value(Note(reason.strip())))]

        return self._village.decide(decision, by)[0]

    def _check(self, visit: OpenVisit, handover: Handover) -> None:
        self._check_owed(visit, handover.person, handover.allotments)
        chosen = [each for each in visit.allotments_of(handover.person) if each.id in handover.allotments]
        programmes = [visit.programmes[each.programme] for each in chosen]
        if handover.manner is Manner.PROXY and any(each.proxy == "none" for each in programmes):
            raise NotAllowed("a programme allows no proxy")
        if handover.manner is Manner.REPLACEMENT and not all(each.replacement for each in programmes):
            raise NotAllowed("a programme allows no replacement")
        if handover.manner in (Manner.PROXY, Manner.REPLACEMENT) and not handover.receiver.name.strip():
            raise ReceiverMissing("who received it?")
        if handover.receiver.nik and (not handover.receiver.nik.isdecimal() or nik_problem(handover.receiver.nik)):
            raise ReceiverNikWrong("this is no NIK")
        asked = self.required_proofs(handover.allotments, handover.person, handover.manner)
        missing = tuple(proof for proof in asked if proof not in handover.proofs)
        if missing:
            raise ProofMissing(missing)

    def _check_owed(self, visit: OpenVisit, person: bytes, allotments: Sequence[bytes]) -> None:
        owed = {each.id for each in visit.allotments_of(person)}
        if not allotments or not owed.issuperset(allotments):
            raise NothingOwed("these allotments are not this person's")
        for allotment in allotments:
            before = self._village.served(allotment)
            if before:
                raise AlreadyServed(before)

    def _owed(self, visit: OpenVisit, allotment: Allotment) -> Owed:
        standing = self._village.book.standing(allotment.id, allotment.person)
        return Owed(allotment, visit.programmes[allotment.programme], standing, self._village.served(allotment.id))

    def _done(self, visit: OpenVisit | None, arrival: Arrival) -> bool:
        if visit is None or not arrival.person:
            return False
        book = self._village.book
        settled = [book.standing(each.id, arrival.person) for each in visit.allotments_of(arrival.person)]
        return all(each.status.served or each.reason is not None for each in settled)


def _proofs(programme: Programme, manner: Manner) -> tuple[str, ...]:
    match manner:
        case Manner.PROXY:
            return programme.proxy_proofs
        case Manner.REPLACEMENT:
            return programme.replacement_proofs
    return programme.proofs

"""Checking in: what a villager does at the touchscreen, and what staff do for those who cannot."""

import enum
from dataclasses import dataclass

from kiosk.attempts import Attempts
from kiosk.errors import NoVisit
from kiosk.village import Village
from kiosk.visit import OpenVisit
from ledger.aid import Person
from ledger.book import Arrival
from ledger.facts import AnyFact, CheckedIn, CheckInRefused, Refusal, Way
from ledger.sealing import Note

_GUESSES = frozenset({Refusal.NOT_LISTED, Refusal.BAD_NIK, Refusal.UNKNOWN_CODE})
"""What slows down: people who are known elsewhere may come in groups, and guess nothing."""


class Answer(enum.Enum):
    """What the villager is told. Never a reason: reasons are for the desk."""

    NUMBER = "number"
    TO_THE_DESK = "to_the_desk"


@dataclass(frozen=True)
class Reply:
    """The answer, and the number if there is one; `again` if it was given before."""

    answer: Answer
    arrival: Arrival | None = None
    again: bool = False


class Reception:
    """Every method waits for the medium and may be called from any thread but the writer's."""

    def __init__(self, village: Village, attempts: Attempts, helped: Attempts | None = None) -> None:
        self._village = village
        self._attempts = attempts
        self._helped = helped or Attempts(free=10, forget_s=15)

    def by_nik(self, nik: str) -> Reply:
        """Check in by a typed NIK; raises `TooManyAttempts`, `VisitLocked`, `NoVisit`."""
        visit = self._village.unlocked()
        self._attempts.check()
        person = visit.by_nik(nik)
        if person:
            return self._check_in(visit, person, Way.NIK)
        return self._refuse(visit, Refusal(visit.why_not(nik).reason), Way.NIK, nik)

    def by_invitation(self, code: str) -> Reply:
        """Check in by a scanned or typed invitation code; raises like `by_nik`, but never for a good one.

        Codes are too many to be guessed, so who holds one need not wait for those who mistyped before.
        """
        visit = self._village.unlocked()
        person = visit.by_invitation(code)
        if person:
            return self._check_in(visit, person, Way.INVITATION)
        self._attempts.check()
        return self._refuse(visit, Refusal.UNKNOWN_CODE, Way.INVITATION, code)

    def by_staff(self, person: bytes, by: str, in_place_of: Arrival | None = None) -> Arrival:
        """Check in someone whom staff recognised, perhaps giving a nameless number its name.

        Someone who is here already keeps the number given first; the nameless one is settled with that.
        """
        visit = self._village.unlocked()
        if not visit.is_listed(person):
            raise NoVisit("this person is not on the list of the visit")

        def decision() -> list[AnyFact]:
            nameless = in_place_of if in_place_of and self._is_nameless(in_place_of) else None
            if self._village.book.arrival(person) and nameless is None:
                return []
            return self._arrival_facts(person, Way.STAFF, nameless)

        self._village.decide(decision, by)
        here = self._village.book.arrival(person)
        assert here is not None  # noqa: S101 - it was written now or before
        return here

    def nameless(self) -> Arrival:
        """Give a number to someone who wants help, or while the visit is locked.

        Raises `NoVisit`, and `TooManyAttempts` where one after another is taken faster than people can come.
        """
        self._helped.check()
        self._helped.wrong()
        entry = self._village.decide(lambda: self._arrival_facts(b"", Way.STAFF, None))[0]
        return self._village.book.arrival_by(entry)

    def _check_in(self, visit: OpenVisit, person: Person, way: Way) -> Reply:
        refused = False

        def decision() -> list[AnyFact]:
            nonlocal refused
            owed = visit.allotments_of(person.id)
            refused = bool(owed) and all(self._village.served(each.id) for each in owed)
            if refused:
                return [CheckInRefused(visit.id, Refusal.ALREADY_SERVED, way, person.id)]
            if self._village.book.arrival(person.id):
                return []
            return self._arrival_facts(person.id, way, None)

        written = self._village.decide(decision)
        if refused:
            return Reply(Answer.TO_THE_DESK)
        return Reply(Answer.NUMBER, self._village.book.arrival(person.id), again=not written)

    def _refuse(self, visit: OpenVisit, reason: Refusal, way: Way, shown: str) -> Reply:
        sealed = visit.key.seal_value(Note(shown[:200]))
        self._village.write(CheckInRefused(visit.id, reason, way, sealed=sealed))
        if reason in _GUESSES:
            self._attempts.wrong()
        return Reply(Answer.TO_THE_DESK)

    def _is_nameless(self, arrival: Arrival) -> bool:
        return any(each.label == arrival.label and not each.person for each in self._village.book.arrivals())

    def _arrival_facts(self, person: bytes, way: Way, in_place_of: Arrival | None) -> list[AnyFact]:
        header = self._village.open_header()
        if in_place_of:
            return [CheckedIn(header.visit, person, in_place_of.number, in_place_of.series, way)]
        number = self._village.book.next_number(header.series)
        return [CheckedIn(header.visit, person, number, header.series, way)]

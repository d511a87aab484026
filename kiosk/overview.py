"""A visit in figures, while it goes on."""

from dataclasses import dataclass

from kiosk.village import Village
from ledger.aid import Programme
from ledger.book import Status
from ledger.entry import Entry
from ledger.facts import CheckInRefused, Refusal, Way
from ledger.packs import Elsewhere
from ledger.sealing import Note


@dataclass(frozen=True)
class ProgrammeLine:
    """How far a programme is, in allotments: `targeted` = `served` + `not_served` + `open`; `proxy` is of `served`."""

    programme: Programme
    targeted: int
    served: int
    proxy: int
    not_served: int
    open: int


@dataclass(frozen=True)
class RefusalLine:
    """One refused check-in, with what the desk may know.

    `shown` is what was typed or scanned, or the name; `village` is where that NIK is listed; `before` is the handover
    that was there already, if it still stands; `known` is what the pack says of someone who is not on its list.
    """

    entry: Entry
    way: Way
    reason: Refusal
    shown: str
    village: str = ""
    before: Entry | None = None
    known: Elsewhere | None = None

    @property
    def entry_names_person(self) -> bool:
        """Whether the one who came was on this list, and so was served by an entry that is or was here."""
        return isinstance(self.entry.fact, CheckInRefused) and bool(self.entry.fact.person)


def overview(village: Village) -> list[ProgrammeLine]:
    """Count every programme of the visit in hand; raises `VisitLocked`."""
    visit = village.unlocked_or_over()
    book = village.book
    lines = []
    for programme in visit.pack.programmes:
        owed = [each for each in visit.pack.allotments if each.programme == programme.code]
        standings = [book.standing(each.id, each.person) for each in owed]
        served = sum(each.status.served for each in standings)
        proxy = sum(each.status is Status.TO_PROXY for each in standings)
        not_served = sum(each.reason is not None for each in standings)
        lines.append(ProgrammeLine(programme, len(owed), served, proxy, not_served, len(owed) - served - not_served))
    return lines


_KNOWN_ELSEWHERE = frozenset({Refusal.OTHER_VILLAGE, Refusal.ALREADY_SERVED})


def refusals(village: Village) -> list[RefusalLine]:
    """Give the refused check-ins, newest first; raises `VisitLocked`."""
    newest_first = sorted(village.book.refusals.values(), key=lambda each: each.place, reverse=True)
    return [_refusal(village, entry) for entry in newest_first]


def _refusal(village: Village, entry: Entry) -> RefusalLine:
    visit = village.unlocked_or_over()
    fact = entry.fact
    assert isinstance(fact, CheckInRefused)  # noqa: S101 - only refusals are kept there
    if fact.person:
        person = visit.people.get(fact.person)
        before = next(filter(None, (village.served(each.id) for each in visit.allotments_of(fact.person))), None)
        return RefusalLine(entry, fact.way, fact.reason, person.name if person else "", before=before)
    shown = visit.key.unseal_value(Note, fact.sealed).text if fact.sealed else ""
    if fact.reason not in _KNOWN_ELSEWHERE:
        return RefusalLine(entry, fact.way, fact.reason, shown)
    known = visit.why_not(shown)
    return RefusalLine(entry, fact.way, fact.reason, shown, village=known.village, known=known)

"""Planning a visit: which village, when, with which programmes and whom; and what is then owed there."""

import datetime
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hub.errors import (
    DatePassed,
    ItemsMissing,
    NoProgramme,
    NoTeam,
    PeriodMissing,
    ProgrammeTwice,
    UnknownProgramme,
    UnknownVillage,
    VisitBegun,
)
from hub.officers import Officers
from hub.phrases import new_phrase
from hub.plans import Plans
from hub.profile import Profile
from hub.programmes import Programmes
from hub.roster import Roster
from hub.visit_file import VisitFile, VisitPlan
from ledger.aid import ID_BYTES, Allotment, Item, Kind, Person, allotment_id
from ledger.book import Book
from ledger.entry import Entry
from ledger.facts import AnyFact, Entitled, PlannedProgramme, VisitKeyMade, VisitPlanned
from ledger.packs import Letterhead
from ledger.sealing import VisitKey
from ledger.secrets import new_code
from ledger.wording import plain_date
from ledger.writer import Writer

CARD_LETTERS = 20
RECOVERY_LETTERS = 24


@dataclass(frozen=True)
class Wish:
    """A visit as someone wants it. `village` is a code, `team` officers' codes; empty `items` mean the usual ones."""

    village: str
    date: datetime.date
    place: str
    programmes: tuple[PlannedProgramme, ...]
    team: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Offered:
    """A programme and period for which people of a village stand on lists, and how many of them."""

    programme: str
    period: str
    people: int


class Planning:
    """Plans visits, and says what each comes to."""

    def __init__(
        self,
        writer: Writer,
        profile: Profile,
        programmes: Programmes,
        roster: Roster,
        officers: Officers,
        plans: Plans,
        book: Book,
        today: Callable[[], datetime.date],
    ) -> None:
        self.letterhead = Letterhead(profile.letterhead, profile.name, profile.timezone)
        self.village_names = {village.code: village.name for village in profile.villages}
        self._writer = writer
        self._programmes = programmes
        self._roster = roster
        self._officers = officers
        self._plans = plans
        self._book = book
        self._today = today

    def offered(self, village: str) -> list[Offered]:
        """Give what lists hold for a village, by programme and period, the most people first."""
        counts: Counter[tuple[str, str]] = Counter()
        for person in _living(self._roster.of_village(village)):
            counts.update((each.programme, each.period) for each in self._roster.entitlements_of(person.id))
        return [Offered(programme, period, people) for (programme, period), people in counts.most_common()]

    def others_bringing(self, offered: Offered, village: str, besides: bytes | None = None) -> list[VisitPlan]:
        """Give the visits to a village, from today on and not over, that bring the same; the earliest first."""
        return [
            plan
            for plan in self._plans.since(self._today())
            if plan.village == village and plan.visit != besides and not self._book.visit(plan.visit).closed
            if any((each.code, each.period) == (offered.programme, offered.period) for each in plan.programmes)
        ]

    def plan(self, wish: Wish, visit: bytes | None = None, by: str = "") -> VisitPlan:
        """Plan a visit, or `visit` anew; its key and phrase are made at once. Waits for the medium.

        Raises `UnknownVillage`, `DatePassed`, `NoProgramme`, `UnknownProgramme`, `PeriodMissing`, `ItemsMissing`,
        `ProgrammeTwice`, `NoTeam`, `UnknownOfficer`, `UnknownVisit`, or `VisitBegun` once the team has begun it.
        """
        chosen = visit or os.urandom(ID_BYTES)

        def decide() -> list[AnyFact]:
            planned = self._planned(wish, chosen)
            if visit is None:
                return [planned, _new_key(chosen)]
            _ = self._plans.visit(visit)
            if self._book.visit(visit).opened:
                raise VisitBegun("the team has begun this visit")
            return [planned]

        self._writer.decide(decide, by).result()
        return self._plans.visit(chosen)

    def allotments_of(self, plan: VisitPlan) -> tuple[Allotment, ...]:
        """Give what a visit may hand over: to the living and active of its village, and not handed over elsewhere."""
        people = _living(self._roster.of_village(plan.village))
        return tuple(each for each in self._allotments(plan, people) if not self.served_elsewhere(each, plan))

    def served_elsewhere(self, allotment: Allotment, plan: VisitPlan) -> bool:
        """Tell whether an allotment left our hands at another visit."""
        return bool(self._handovers_elsewhere(allotment, plan))

    def served_at_another_visit(self, plan: VisitPlan) -> dict[bytes, Entry]:
        """Give the people of the village to whom nothing is owed at this visit because all was handed over before.

        Each with the latest of those handovers.
        """
        owed: set[bytes] = set()
        served: dict[bytes, Entry] = {}
        for each in self._allotments(plan, _living(self._roster.of_village(plan.village))):
            handovers = self._handovers_elsewhere(each, plan)
            if not handovers:
                owed.add(each.person)
                continue
            known = served.get(each.person, handovers[-1])
            served[each.person] = max(known, handovers[-1], key=lambda entry: (entry.at, entry.place))
        return {person: entry for person, entry in served.items() if person not in owed}

    def visit_file(self, visit: bytes) -> VisitFile:
        """Give a visit with all that a report needs; raises `UnknownVisit`."""
        plan = self._plans.visit(visit)
        book, leases = self._book.visit(visit), self._plans.leases(visit)
        allotments = leases.targeted(book) if leases else self.allotments_of(plan)
        codes = {each.code for each in plan.programmes} | {each.programme for each in allotments}
        return VisitFile(
            plan=plan,
            allotments=allotments,
            people={each.person: self._roster.person(each.person) for each in allotments},
            programmes={code: self._programmes[code] for code in codes if code in self._programmes},
            officers={each.code: each for each in self._officers.everyone()},
            book=book,
            letterhead=self.letterhead,
            key=VisitKey(self._plans.secrets(visit).key),
            leases=leases,
            times=self._book.times,
        )

    def _handovers_elsewhere(self, allotment: Allotment, plan: VisitPlan) -> list[Entry]:
        here = {entry.place for entry in self._book.visit(plan.visit).handovers_of(allotment.id)}
        return [entry for entry in self._book.handovers_of(allotment.id) if entry.place not in here]

    def _allotments(self, plan: VisitPlan, people: Iterable[Person]) -> Iterable[Allotment]:
        for person in people:
            for planned in plan.programmes:
                owed = self._roster.entitlement(person.id, planned.code, planned.period)
                if owed:
                    allotment = allotment_id(person.id, planned.code, planned.period)
                    items = self._items(planned, owed)
                    yield Allotment(allotment, person.id, planned.code, planned.period, items)

    def _items(self, planned: PlannedProgramme, owed: Entitled) -> tuple[Item, ...]:
        if not owed.rupiah or self._programmes[planned.code].kind is not Kind.CASH:
            return planned.items
        return (Item(planned.items[0].goods, rupiah=owed.rupiah),)

    def _planned(self, wish: Wish, visit: bytes) -> VisitPlanned:
        if wish.village not in self.village_names:
            raise UnknownVillage(f"no village {wish.village}", village=wish.village)
        if wish.date < self._today():
            raise DatePassed(f"{wish.date} has passed", date=plain_date(wish.date))
        if not wish.team:
            raise NoTeam("nobody goes there")
        return VisitPlanned(
            visit=visit,
            village=wish.village,
            date=wish.date.isoformat(),
            place=wish.place.strip(),
            programmes=self._chosen(wish.programmes),
            team=tuple(dict.fromkeys(self._officers.officer(code).code for code in wish.team)),
            note=wish.note.strip(),
        )

    def _chosen(self, wished: tuple[PlannedProgramme, ...]) -> tuple[PlannedProgramme, ...]:
        if not wished:
            raise NoProgramme("a visit without a programme")
        chosen = tuple(self._programme(each) for each in wished)
        for each in chosen:
            if [(one.code, one.period) for one in chosen].count((each.code, each.period)) > 1:
                raise ProgrammeTwice(f"{each.code} {each.period} twice", programme=self._programmes[each.code].short)
        return chosen

    def _programme(self, wished: PlannedProgramme) -> PlannedProgramme:
        from hub.lists.period import read_period  # brings in the reader of workbooks

        if wished.code not in self._programmes:
            raise UnknownProgramme(f"no programme {wished.code}", programme=wished.code)
        programme = self._programmes[wished.code]
        if self._programmes.has_periods(wished.code) and not wished.period.strip():
            raise PeriodMissing(f"{wished.code} without a period", programme=programme.short)
        items = wished.items or programme.items
        if not items:
            raise ItemsMissing(f"{wished.code} without items", programme=programme.short)
        return PlannedProgramme(wished.code, read_period(wished.period) if wished.period.strip() else "", items)


def _living(people: Iterable[Person]) -> list[Person]:
    return [person for person in people if not person.deceased and not person.inactive]


def _new_key(visit: bytes) -> VisitKeyMade:
    return VisitKeyMade(
        visit, VisitKey.random().secret, new_phrase(), new_code(CARD_LETTERS), new_code(RECOVERY_LETTERS)
    )

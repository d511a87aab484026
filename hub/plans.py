"""The visits: what was planned, which secrets unlock them, which packs were made."""

import datetime
from collections import defaultdict

from hub.errors import UnknownVisit
from hub.leases import Leases
from hub.profile import Profile
from hub.visit_file import VisitPlan
from ledger.entry import Entry
from ledger.facts import PackMade, VisitKeyMade, VisitPlanned


class Plans:
    """State folded from the hub's own feed; `take` belongs to the writer's thread."""

    def __init__(self, profile: Profile) -> None:
        self._names = {village.code: village.name for village in profile.villages}
        self._visits: dict[bytes, VisitPlan] = {}
        self._keys: dict[bytes, VisitKeyMade] = {}
        self._packs: defaultdict[bytes, dict[bytes, PackMade]] = defaultdict(dict)
        self._made: defaultdict[bytes, list[PackMade]] = defaultdict(list)
        self._series: defaultdict[bytes, dict[bytes, str]] = defaultdict(dict)
        self._made_at: dict[bytes, int] = {}

    def visits(self) -> list[VisitPlan]:
        """Give all planned visits, the latest date first."""
        return sorted(self._visits.values(), key=lambda plan: (plan.date, plan.village_name), reverse=True)

    def since(self, day: datetime.date) -> list[VisitPlan]:
        """Give the visits of `day` and later, the earliest first."""
        return [plan for plan in reversed(self.visits()) if plan.date >= day]

    def visit(self, visit: bytes) -> VisitPlan:
        """Give a visit; raises `UnknownVisit`."""
        try:
            return self._visits[visit]
        except KeyError:
            raise UnknownVisit(f"no visit {visit.hex()}", visit=visit.hex()) from None

    def village_name(self, visit: bytes) -> str:
        """Give the name of a visit's village; empty for a visit that is none of ours."""
        return self._visits[visit].village_name if visit in self._visits else ""

    def secrets(self, visit: bytes) -> VisitKeyMade:
        """Give key, phrase and codes of a visit; raises `UnknownVisit`."""
        try:
            return self._keys[visit]
        except KeyError:
            raise UnknownVisit(f"no visit {visit.hex()}", visit=visit.hex()) from None

    def pack(self, visit: bytes, device: bytes) -> PackMade | None:
        """Give the last pack made for a device, if any."""
        return self._packs[visit].get(device) if visit in self._packs else None

    def packs(self, visit: bytes) -> list[PackMade]:
        """Give the last pack of each device, by series."""
        return sorted(self._packs.get(visit, {}).values(), key=lambda pack: (len(pack.series), pack.series))

    def leases(self, visit: bytes) -> Leases:
        """Give what all packs of a visit, the older ones too, ever leased to it."""
        return Leases(tuple(self._made.get(visit, ())))

    def made_at(self, pack: bytes) -> int:
        """Give when a pack was made, milliseconds UTC; raises `KeyError` for one that never was."""
        return self._made_at[pack]

    def series(self, visit: bytes, device: bytes) -> str:
        """Give the letters before the queue numbers of a device at a visit: its own, or the next that is free."""
        known = self._series.get(visit, {})
        return known.get(device) or _letters(len(known))

    def take(self, entry: Entry) -> None:
        """Fold one entry in."""
        match entry.fact:
            case VisitPlanned() as fact:
                self._visits[fact.visit] = self._plan(fact)
            case VisitKeyMade() as fact:
                self._keys.setdefault(fact.visit, fact)
            case PackMade() as fact:
                self._packs[fact.visit][fact.device] = fact
                self._made[fact.visit].append(fact)
                self._made_at[fact.pack] = entry.at
                self._series[fact.visit].setdefault(fact.device, fact.series)

    def _plan(self, fact: VisitPlanned) -> VisitPlan:
        return VisitPlan(
            visit=fact.visit,
            village=fact.village,
            village_name=self._names.get(fact.village, fact.village),
            date=datetime.date.fromisoformat(fact.date),
            place=fact.place,
            programmes=fact.programmes,
            team=fact.team,
            note=fact.note,
        )


def _letters(number: int) -> str:
    """Give A, B … Z, AA, AB … for 0, 1 … 25, 26, 27 …"""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)

"""The figures of a visit: how many were targeted and served, by whom it was received, what was not, and why."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.reports.goods import GoodsSum, goods_sums
from hub.reports.lines import Line, lines, programme_codes
from hub.visit_file import VisitFile
from ledger.aid import Allotment
from ledger.book import Status
from ledger.entry import Entry
from ledger.facts import CheckInRefused, HandedOver, Refusal, Unserved

MS_PER_MINUTE = 60_000


@dataclass(frozen=True)
class Count:
    """What became of a group of allotments.

    `targeted` is the sum of `statuses`, in which every status is a key. `reasons` has those reasons that occur, and
    sums to `postponed` + `absent` + `failed`.
    """

    targeted: int
    statuses: Mapping[Status, int]
    reasons: Mapping[Unserved, int]
    goods: tuple[GoodsSum, ...]
    people_targeted: int
    people_served: int
    """Unique people who received at least one of the allotments, themselves or through another."""

    @property
    def served(self) -> int:
        """Allotments that left our hands."""
        return sum(number for status, number in self.statuses.items() if status.served)

    @property
    def not_served(self) -> int:
        """The rest."""
        return self.targeted - self.served

    @property
    def by_himself(self) -> int:
        """Received by the person, at the place of the visit."""
        return self.statuses[Status.HANDED_OVER]

    @property
    def by_proxy(self) -> int:
        """Received by a proxy."""
        return self.statuses[Status.TO_PROXY]

    @property
    def by_replacement(self) -> int:
        """Received by a replacement."""
        return self.statuses[Status.TO_REPLACEMENT]

    @property
    def at_home(self) -> int:
        """Brought to the person's house."""
        return self.statuses[Status.AT_HOME]

    @property
    def postponed(self) -> int:
        """Papers were missing."""
        return self.statuses[Status.POSTPONED]

    @property
    def not_come(self) -> int:
        """Nobody came for it, whether an officer wrote that down or not."""
        return self.statuses[Status.NOT_COME] + self.statuses[Status.ABSENT]

    @property
    def waiting(self) -> int:
        """The person checked in, and nothing more happened."""
        return self.statuses[Status.PRESENT]

    @property
    def failed(self) -> int:
        """Not handed over for another reason; `reasons` says which."""
        return self.statuses[Status.FAILED]

    @property
    def targeted_rupiah(self) -> int:
        """Money that was to be handed over."""
        return sum(each.targeted.rupiah for each in self.goods)

    @property
    def handed_rupiah(self) -> int:
        """Money that was handed over."""
        return sum(each.handed.rupiah for each in self.goods)


@dataclass(frozen=True)
class Pace:
    """How the handing over went: milliseconds UTC of the first and the last handover that stands, and medians.

    Minutes are between two entries of one kiosk; None where nothing could be measured.
    """

    first_at: int | None = None
    last_at: int | None = None
    minutes_waiting: float | None = None
    """A person's median time from check-in to being called."""
    minutes_at_desk: float | None = None
    """A person's median time from being called to the first handover."""


@dataclass(frozen=True)
class Tally:
    """The figures of one visit. `programmes` is by code, in the order of the plan."""

    total: Count
    programmes: Mapping[str, Count]
    refusals: Mapping[Refusal, int]
    """Check-ins refused, by reason; those that occur."""
    pace: Pace
    handed_twice: int
    """Allotments of the visit with more than one handover that stands. They are counted and summed once."""
    unplanned: int
    """Allotments handed over here that were not the visit's. They are in no other figure."""


def tally(file: VisitFile) -> Tally:
    """Count a visit."""
    found = lines(file)
    codes = programme_codes(file)
    ours = {line.allotment.id for line in found}
    handed = Counter(allotment for fact in _standing_handovers(file) for allotment in set(fact.allotments))
    return Tally(
        total=count(found),
        programmes={code: count([line for line in found if line.programme.code == code]) for code in codes},
        refusals=_refusals(file),
        pace=_pace(file),
        handed_twice=sum(1 for allotment, times in handed.items() if times > 1 and allotment in ours),
        unplanned=len(handed.keys() - ours),
    )


def count(group: Sequence[Line]) -> Count:
    """Count a group of lines."""
    statuses = Counter(line.standing.status for line in group)
    reasons = Counter(line.standing.reason for line in group if line.standing.reason is not None)
    return Count(
        targeted=len(group),
        statuses={status: statuses[status] for status in Status},
        reasons={reason: reasons[reason] for reason in Unserved if reasons[reason]},
        goods=goods_sums(_with_served(group)),
        people_targeted=len({line.person.id for line in group}),
        people_served=len({line.person.id for line in group if line.served}),
    )


def _with_served(group: Sequence[Line]) -> Iterable[tuple[Allotment, bool]]:
    return ((line.allotment, line.served) for line in group)


def _standing_handovers(file: VisitFile) -> list[HandedOver]:
    return [entry.fact for entry in _handover_entries(file) if isinstance(entry.fact, HandedOver)]


def _handover_entries(file: VisitFile) -> list[Entry]:
    return [entry for entry in list(file.book.handovers.values()) if file.book.stands(entry.place)]


def _refusals(file: VisitFile) -> dict[Refusal, int]:
    found = (entry.fact for entry in list(file.book.refusals.values()))
    reasons = Counter(fact.reason for fact in found if isinstance(fact, CheckInRefused))
    return {reason: reasons[reason] for reason in Refusal if reasons[reason]}


def _pace(file: VisitFile) -> Pace:
    handovers = sorted(_handover_entries(file), key=lambda entry: file.when(entry).at)
    if not handovers:
        return Pace()
    first: dict[bytes, Entry] = {}
    for entry in handovers:
        if isinstance(entry.fact, HandedOver):
            first.setdefault(entry.fact.person, entry)
    called = [(each, file.book.calls.get((each.series, each.number))) for each in file.book.arrivals()]
    waited = [(arrival.entry, call) for arrival, call in called]
    served = [(call, first.get(arrival.person)) for arrival, call in called]
    first_at, last_at = (file.when(entry).at for entry in (handovers[0], handovers[-1]))
    return Pace(first_at, last_at, _median_minutes(file, waited), _median_minutes(file, served))


def _median_minutes(file: VisitFile, spans: Sequence[tuple[Entry | None, Entry | None]]) -> float | None:
    # Two kiosks have two clocks, and an entry of one says nothing about the time between it and another's.
    lengths = [
        file.when(end).at - file.when(start).at
        for start, end in spans
        if start and end and start.feed == end.feed and start.seq < end.seq
    ]
    measured = [length for length in lengths if length >= 0]
    return round(statistics.median(measured) / MS_PER_MINUTE, 1) if measured else None

"""Many visits together: village by village, and how many people were served in each month or year.

An allotment that several visits carried is counted once: as handed over if any did, else as the last visit left it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.reports.lines import Line, lines, unique
from hub.reports.tally import Count, count
from hub.visit_file import VisitFile, VisitPlan
from ledger.aid import Programme


@dataclass(frozen=True)
class SeasonRow:
    """One programme in one village. `village` is its code; `visits` how many visits brought the programme there."""

    village: str
    village_name: str
    programme: Programme
    visits: int
    count: Count


@dataclass(frozen=True)
class Served:
    """How many unique people were served in a `period`: a year `2026`, or a month `2026-03`.

    `change_percent` compares with the period before in the list; None for the first, and after nobody.
    """

    period: str
    people: int
    change_percent: float | None = None


def season(files: Iterable[VisitFile]) -> list[SeasonRow]:
    """Count village × programme, by name of the village, then in the order of first sight."""
    carried = [(file.plan, line) for file in _by_date(files) for line in lines(file)]
    visits: defaultdict[tuple[str, str], set[bytes]] = defaultdict(set)
    for plan, line in carried:
        visits[plan.village, line.programme.code].add(plan.visit)
    groups: defaultdict[tuple[str, str], list[tuple[VisitPlan, Line]]] = defaultdict(list)
    for plan, line in _once(carried):
        groups[plan.village, line.programme.code].append((plan, line))
    rows = [
        SeasonRow(
            *(group[-1][0].village, group[-1][0].village_name, group[-1][1].programme),
            visits=len(visits[key]),
            count=count([line for _, line in group]),
        )
        for key, group in groups.items()
    ]
    order = unique(line.programme.code for _, line in carried)
    return sorted(rows, key=lambda row: (row.village_name, row.village, order.index(row.programme.code)))


def village_counts(files: Iterable[VisitFile]) -> dict[str, Count]:
    """Count each village over all programmes, by its name."""
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for plan, line in _once((file.plan, line) for file in _by_date(files) for line in lines(file)):
        groups[plan.village_name].append(line)
    return {name: count(groups[name]) for name in sorted(groups)}


def season_count(files: Iterable[VisitFile]) -> Count:
    """Count everything: all villages, all programmes."""
    return count([line for _, line in _once((file.plan, line) for file in _by_date(files) for line in lines(file))])


def served_by_year(files: Iterable[VisitFile], known: Mapping[str, int] | None = None) -> list[Served]:
    """Give the unique people served in each year of a visit; `known` adds years from before this program."""
    return _served(files, "%Y", known or {})


def served_by_month(files: Iterable[VisitFile], known: Mapping[str, int] | None = None) -> list[Served]:
    """Give the unique people served in each month of a visit; `known` adds months from before this program."""
    return _served(files, "%Y-%m", known or {})


def compare(period: str, people: int, before: int | None = None) -> Served:
    """Set a period beside what was before it: 880 after 281 is a change of 213.2 percent."""
    return Served(period, people, round((people - before) * 100 / before, 1) if before else None)


def _served(files: Iterable[VisitFile], period: str, known: Mapping[str, int]) -> list[Served]:
    people: defaultdict[str, set[bytes]] = defaultdict(set)
    for plan, line in _once((file.plan, line) for file in _by_date(files) for line in lines(file)):
        # The day of the visit, not the time of the entry: a kiosk's clock may not have known the year.
        served = people[plan.date.strftime(period)]
        if line.served:
            served.add(line.person.id)
    numbers = {name: len(found) for name, found in people.items()} | dict(known)
    before: int | None = None
    rows = []
    for name in sorted(numbers):
        rows.append(compare(name, numbers[name], before))
        before = numbers[name]
    return rows


def _by_date(files: Iterable[VisitFile]) -> list[VisitFile]:
    return sorted(files, key=lambda file: (file.plan.date, file.plan.visit))


def _once(carried: Iterable[tuple[VisitPlan, Line]]) -> list[tuple[VisitPlan, Line]]:
    """Keep each allotment once. A handover stands against any later visit; otherwise the later one knows more."""
    kept: dict[bytes, tuple[VisitPlan, Line]] = {}
    for plan, line in carried:
        known = kept.get(line.allotment.id)
        if known is None or not known[1].served:
            kept[line.allotment.id] = plan, line
    return list(kept.values())

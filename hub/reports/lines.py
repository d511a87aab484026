"""What became of each allotment of a visit: the rows from which every report is made."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from hub.reports.words import texts
from hub.visit_file import VisitFile
from ledger.aid import Allotment, Kind, Person, Programme
from ledger.book import Standing


@dataclass(frozen=True)
class Line:
    """One allotment, whose it is, and what stands."""

    allotment: Allotment
    person: Person
    programme: Programme
    standing: Standing

    @property
    def served(self) -> bool:
        """Whether the aid left our hands."""
        return self.standing.status.served


def lines(file: VisitFile) -> list[Line]:
    """Give every allotment of the visit, once, in the order of the file."""
    allotments = {each.id: each for each in file.allotments}
    return [
        Line(
            each,
            person_of(file, each.person),
            programme_of(file, each.programme),
            file.book.standing(each.id, each.person),
        )
        for each in allotments.values()
    ]


def by_person(file: VisitFile) -> list[tuple[Person, list[Line]]]:
    """Give everyone, by name as in a register, each with all lines in the order of the plan's programmes."""
    rank = {code: place for place, code in enumerate(programme_codes(file))}
    ordered = sorted(
        lines(file),
        key=lambda line: (
            line.person.name.casefold(),
            line.person.id,
            rank[line.programme.code],
            line.allotment.id,
        ),
    )
    groups = itertools.groupby(ordered, key=lambda line: line.person.id)
    return [(group[0].person, group) for group in (list(found) for _, found in groups)]


def programme_codes(file: VisitFile) -> list[str]:
    """Give the codes of all programmes of the visit, each once: as planned, then whatever else was allotted."""
    planned = (each.code for each in file.plan.programmes)
    return unique(itertools.chain(planned, (each.programme for each in file.allotments)))


def person_of(file: VisitFile, person: bytes) -> Person:
    """Give a person; someone whom the office does not know (yet) has words for a name."""
    return file.people.get(person) or Person(person, texts("unknown.person"))


def programme_of(file: VisitFile, code: str) -> Programme:
    """Give a programme; one that the office does not know (any more) is called by its code."""
    return file.programmes.get(code) or Programme(code, code, code, Kind.GOODS)


def officer_name(file: VisitFile, code: str) -> str:
    """Give an officer's name, or the code of one the office does not know."""
    officer = file.officers.get(code)
    return officer.name if officer else code


def unique(values: Iterable[str]) -> list[str]:
    """Give each value once, in the order of first sight."""
    return list(dict.fromkeys(values))

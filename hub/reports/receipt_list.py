"""The daftar tanda terima: everyone who was targeted, with what, and a box to sign in. Alone, or behind a BAST."""

import datetime
from collections.abc import Sequence

from hub.reports.goods import items_words
from hub.reports.lines import Line, by_person, programme_of
from hub.reports.paper import Column, Paper, Signature
from hub.reports.unsealing import receiver_of
from hub.reports.words import joined, manner_words, mark_words, status_words, texts, unserved_words
from hub.visit_file import VisitFile
from ledger.aid import Person
from ledger.book import Status
from ledger.clock import Trust
from ledger.entry import Entry
from ledger.facts import HandedOver, Manner, Mark
from ledger.nik import mask_nik
from ledger.wording import local_time, plain_date, table_date

Listed = Sequence[tuple[Person, Sequence[Line]]]
"""People with the lines that a list is about."""
SIGNING_ROW_MM = 13


def list_pdf(file: VisitFile, *, programme: str | None = None, masked: bool = True) -> bytes:
    """Write the list alone: before the visit, it is what the team falls back on when nothing else works."""
    paper = Paper(texts("list.document", village=file.plan.village_name, date=plain_date(file.plan.date)))
    write_list(paper, file, listed(file, programme), programme, masked=masked)
    return paper.pdf()


def listed(file: VisitFile, programme: str | None = None) -> Listed:
    """Give everyone by name, with the lines of one programme (its code) or of all."""
    wanted = (
        (person, [line for line in lines if programme in (None, line.programme.code)])
        for person, lines in by_person(file)
    )
    return [(person, lines) for person, lines in wanted if lines]


def write_list(paper: Paper, file: VisitFile, people: Listed, programme: str | None, *, masked: bool) -> None:
    """Write the list on pages in landscape."""
    plan = file.plan
    paper.in_landscape()
    where = texts("list.where", village=plan.village_name, date=plain_date(plan.date), place=plan.place)
    paper.heading(texts("list.title"), *([_programme_line(file, programme)] if programme else []), where)
    if not people:
        paper.paragraph(texts("list.empty"))
        return
    rows = [
        (f"{place}", *_person_cells(person, masked), *_aid_cells(file, lines, named=programme is None))
        for place, (person, lines) in enumerate(people, 1)
    ]
    paper.table(_COLUMNS, rows, row_mm=SIGNING_ROW_MM)
    if any(_handovers(lines) for _, lines in people):
        paper.paragraph(texts("list.mark_note"))
    _write_thumbprints(paper, file, people)


def _programme_line(file: VisitFile, code: str) -> str:
    name = texts("list.programme", name=programme_of(file, code).name)
    periods = {each.period for each in file.allotments if each.programme == code and each.period}
    return texts("list.period", programme=name, period=", ".join(sorted(periods))) if periods else name


def _person_cells(person: Person, masked: bool) -> tuple[str, str, str, str]:
    born = table_date(datetime.date.fromisoformat(person.birth_date)) if person.birth_date else ""
    return (
        mask_nik(person.nik, dot="*") if masked else person.nik,
        person.name,
        "\n".join(each for each in (", ".join(filter(None, (person.sex, person.birth_place))), born) if each),
        person.address,
    )


def _aid_cells(file: VisitFile, lines: Sequence[Line], *, named: bool) -> tuple[str, str, str, str]:
    handovers = _handovers(lines)
    return (
        "\n".join(f"{line.programme.short}: {_aid(line)}" if named else _aid(line) for line in lines),
        "\n".join(dict.fromkeys(table_date(_handed_on(file, entry)) for entry in handovers)),
        "\n".join(_marks(handovers)),
        "\n".join([*_receivers(file, handovers), *_missing(lines, named=named)]),
    )


def _aid(line: Line) -> str:
    return texts("list.not_handed") if _why_not(line) else items_words(line.allotment.items)


def _handovers(lines: Sequence[Line]) -> list[Entry]:
    """Give the handovers behind the lines, each once."""
    found = {line.standing.entry.place: line.standing.entry for line in lines if line.served and line.standing.entry}
    return list(found.values())


def _handed_on(file: VisitFile, entry: Entry) -> datetime.date:
    # A kiosk whose clock nobody had confirmed may be years off: then the day of the visit says more.
    at, trust = file.when(entry)
    if trust is Trust.UNKNOWN:
        return file.plan.date
    return local_time(at, file.letterhead.timezone).date()


def _marks(handovers: Sequence[Entry]) -> list[str]:
    return [
        texts("list.mark", mark=mark_words(entry.fact.mark), number=entry.place)
        for entry in handovers
        if isinstance(entry.fact, HandedOver)
    ]


def _receivers(file: VisitFile, handovers: Sequence[Entry]) -> list[str]:
    """Say who received it instead, or where, for handovers of which that is worth saying."""
    notes = []
    for entry in handovers:
        receiver = receiver_of(file, entry)
        if not isinstance(entry.fact, HandedOver):
            continue
        manner = manner_words(entry.fact.manner)
        if receiver:
            key = "list.receiver_relation" if receiver.relation else "list.receiver"
            notes.append(texts(key, manner=manner, name=receiver.name, relation=receiver.relation))
        elif entry.fact.manner is not Manner.SELF:
            notes.append(manner)
    return notes


def _missing(lines: Sequence[Line], *, named: bool) -> list[str]:
    """Say what was not handed over, and why: a line for all programmes with the same reason."""
    reasons: dict[str, list[str]] = {}
    for line in lines:
        words = _why_not(line)
        if words:
            reasons.setdefault(words, []).append(line.programme.short)
    return [f"{joined(programmes)}: {words}" if named else words for words, programmes in reasons.items()]


def _why_not(line: Line) -> str:
    """Give status and reason where an officer recorded them; empty for what was served or may still be."""
    if line.served or line.standing.reason is None:
        return ""
    status, reason = status_words(line.standing.status), unserved_words(line.standing.reason)
    return reason if line.standing.status is Status.ABSENT else f"{status} ({reason[:1].lower()}{reason[1:]})"


def _write_thumbprints(paper: Paper, file: VisitFile, people: Listed) -> None:
    """State what makes a thumbprint count; before anything is handed over, with numbers left to fill in."""
    handovers = [_handovers(lines) for _, lines in people]
    numbers = [place for place, entries in enumerate(handovers, 1) if any(map(_is_thumbprint, entries))]
    if numbers or not any(handovers):
        told = joined([str(each) for each in numbers]) or texts("paper.blank")
        signature = Signature((f"{file.plan.village_name}, {plain_date(file.plan.date)}", texts("list.thumb_by")))
        paper.statement(texts("list.thumb_title"), texts("list.thumb", numbers=told), signature)


def _is_thumbprint(entry: Entry) -> bool:
    return isinstance(entry.fact, HandedOver) and entry.fact.mark is Mark.THUMBPRINT


_COLUMNS = (
    Column(texts("list.column_no"), 9, "center"),
    Column(texts("list.column_nik"), 32),
    Column(texts("list.column_name"), 42, bold=True),
    Column(texts("list.column_born"), 24, size=8),
    Column(texts("list.column_address"), 30, size=8),
    Column(texts("list.column_aid"), 57, size=8),
    Column(texts("list.column_date"), 18, size=8),
    Column(texts("list.column_mark"), 31, foot=True, size=6.5),
    Column(texts("list.column_note"), 30, size=8),
)

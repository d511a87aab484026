"""The berita acara serah terima of a visit as a PDF, with its list of receipts; or the list alone."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.reports.goods import Amount, amount_in_words, items_words, quantity_words
from hub.reports.lines import Line, by_person, programme_of
from hub.reports.pdf import Column, Paper, Signature
from hub.reports.reasons import reasons_in_a_line
from hub.reports.tally import Count, count
from hub.reports.unsealing import receiver_of
from hub.reports.words import manner_words, mark_words, status_words, texts, unserved_words
from hub.visit_file import VisitFile
from ledger.aid import Person
from ledger.book import Status
from ledger.clock import Trust
from ledger.entry import Entry
from ledger.facts import HandedOver, Mark
from ledger.nik import mask_nik
from ledger.wording import (
    date_in_words,
    local_time,
    number,
    plain_date,
    rupiah,
    rupiah_in_words,
    table_date,
)

SIGNING_ROW_MM = 13


@dataclass(frozen=True)
class Signer:
    """Someone who signs. `id_number` is a NIP or a NIK. What is empty is printed as a line to fill in by hand."""

    name: str = ""
    id_number: str = ""
    position: str = ""
    address: str = ""


@dataclass(frozen=True)
class BastDetails:
    """What the office adds to what it knows of a visit.

    `first` hands over: without one, the first officer of the team. `second` receives for the villagers, as does the
    Kasi Kesra of the village. Without `witness` nobody signs below. `basis` are rules and decisions, one each.
    """

    number: str = ""
    first: Signer | None = None
    second: Signer = field(default_factory=Signer)
    witness: Signer | None = field(default_factory=Signer)
    basis: tuple[str, ...] = ()


def bast_pdf(
    file: VisitFile, details: BastDetails | None = None, *, programme: str | None = None, masked: bool = True
) -> bytes:
    """Write the berita acara with its list, for one programme (its code) or for all. NIKs in the list are masked."""
    told = details or BastDetails()
    people = _people(file, programme)
    paper = Paper(texts("bast.document", village=file.plan.village_name, date=plain_date(file.plan.date)))
    paper.letterhead(file.letterhead.lines)
    paper.heading(texts("bast.title"), texts("bast.number", number=told.number or texts("paper.blank")))
    first = told.first or _first_of_team(file)
    _write_parties(paper, file, first, told.second)
    _write_basis(paper, file, told.basis)
    _write_agreement(paper, file, people)
    _write_signatures(paper, file, first, told)
    paper.in_landscape()
    _write_list(paper, file, people, programme, masked)
    return paper.pdf()


def list_pdf(file: VisitFile, *, programme: str | None = None, masked: bool = True) -> bytes:
    """Write the list alone: before the visit, it is what the team falls back on when nothing else works."""
    paper = Paper(texts("bast.document", village=file.plan.village_name, date=plain_date(file.plan.date)))
    paper.in_landscape()
    _write_list(paper, file, _people(file, programme), programme, masked)
    return paper.pdf()


def _people(file: VisitFile, programme: str | None) -> list[tuple[Person, list[Line]]]:
    wanted = (
        (person, [line for line in lines if programme in (None, line.programme.code)])
        for person, lines in by_person(file)
    )
    return [(person, lines) for person, lines in wanted if lines]


def _first_of_team(file: VisitFile) -> Signer:
    team = [file.officers[code] for code in file.plan.team if code in file.officers]
    address = file.letterhead.lines[-1] if file.letterhead.lines else ""
    return Signer(team[0].name, team[0].nip, team[0].role, address) if team else Signer(address=address)


def _write_parties(paper: Paper, file: VisitFile, first: Signer, second: Signer) -> None:
    plan = file.plan
    place = {"place": plan.place, "village": plan.village_name, "kecamatan": file.letterhead.kecamatan}
    paper.paragraph(texts("bast.opening", today=date_in_words(plan.date), **place))
    for party, place_in_list, id_label, role in (
        (first, "1.", texts("bast.nip"), texts("bast.first_is")),
        (second, "2.", texts("bast.nik"), texts("bast.second_is")),
    ):
        pairs = [
            (texts("bast.name"), party.name),
            (id_label, party.id_number),
            (texts("bast.position"), party.position),
            (texts("bast.address"), party.address),
        ]
        paper.fields(pairs, number=place_in_list)
        paper.paragraph(role, number=" ", bold=_PARTIES)


def _write_basis(paper: Paper, file: VisitFile, basis: Sequence[str]) -> None:
    usual = texts("bast.usual_basis", village=file.plan.village_name)
    paper.paragraph(texts("bast.basis"))
    for place, rule in enumerate([*basis, usual]):
        paper.paragraph(rule, number=f"{chr(ord('a') + place)}.")
    paper.paragraph(texts("bast.agreed"))


def _write_agreement(paper: Paper, file: VisitFile, people: Sequence[tuple[Person, list[Line]]]) -> None:
    found = [line for _, lines in people for line in lines]
    rows = _goods_rows(file, found)
    programmes = _joined([programme_of(file, code).short for code in _codes(file, found)])
    told = [texts("bast.handed" if rows else "bast.handed_nothing", programmes=programmes)]
    total = count(found)
    if rows:
        told.append(texts("bast.complete"))
    if total.targeted:
        told.append(_figures(total))
    told.append(texts("bast.attached"))
    for place, text in enumerate(told, 1):
        paper.paragraph(text, number=f"{place}.", bold=_PARTIES)
        if place == 1 and rows:
            paper.table(_GOODS_COLUMNS, rows, total=_money_row(total))
    paper.paragraph(texts("bast.closing"))


def _codes(file: VisitFile, found: Sequence[Line]) -> list[str]:
    planned = [each.code for each in file.plan.programmes]
    present = {line.programme.code: None for line in found}
    return [code for code in planned if code in present] + [code for code in present if code not in planned]


def _figures(total: Count) -> str:
    people = number(total.people_targeted)
    if total.not_served:
        figures = texts(
            "bast.figures",
            targeted=number(total.targeted),
            people=people,
            served=number(total.served),
            not_served=number(total.not_served),
            reasons=reasons_in_a_line(total),
        )
    else:
        figures = texts("bast.figures_all", targeted=number(total.targeted), people=people)
    others = [
        (total.by_proxy, texts("bast.by_proxy", number=number(total.by_proxy))),
        (total.by_replacement, texts("bast.by_replacement", number=number(total.by_replacement))),
        (total.at_home, texts("bast.at_home", number=number(total.at_home))),
    ]
    occurring = [words for times, words in others if times]
    return f"{figures} {texts('bast.others', others=_joined(occurring))}" if occurring else figures


def _goods_rows(file: VisitFile, found: Sequence[Line]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for code in _codes(file, found):
        counted = count([line for line in found if line.programme.code == code])
        for each in counted.goods:
            if each.handed.times:
                rows.append((
                    f"{len(rows) + 1}",
                    programme_of(file, code).short,
                    each.goods,
                    number(counted.people_served),
                    _amount(each.handed, each.unit),
                    amount_in_words(each.handed, each.unit),
                ))  # fmt: skip
    return rows


def _amount(amount: Amount, unit: str) -> str:
    paid = rupiah(amount.rupiah) if amount.rupiah else ""
    return "\n".join(each for each in (quantity_words(amount, unit), paid) if each)


def _money_row(total: Count) -> tuple[str, ...]:
    if not total.handed_rupiah:
        return ()
    return "", texts("bast.money"), "", "", rupiah(total.handed_rupiah), rupiah_in_words(total.handed_rupiah)


def _write_signatures(paper: Paper, file: VisitFile, first: Signer, told: BastDetails) -> None:
    place = f"{file.plan.village_name}, {plain_date(file.plan.date)}"
    middle = told.witness and Signature(
        (texts("bast.knowing"), told.witness.position), told.witness.name, _id_line("bast.nip", told.witness)
    )
    paper.signatures(
        Signature(
            ("", texts("bast.second"), told.second.position),
            told.second.name,
            _id_line("bast.nik", told.second),
        ),
        Signature((place, texts("bast.first"), first.position), first.name, _id_line("bast.nip", first)),
        middle,
    )


def _id_line(label: str, signer: Signer) -> str:
    return f"{texts(label)} {signer.id_number}" if signer.id_number else ""


def _write_list(
    paper: Paper,
    file: VisitFile,
    people: Sequence[tuple[Person, list[Line]]],
    programme: str | None,
    masked: bool,
) -> None:
    plan = file.plan
    paper.heading(
        texts("list.title"),
        *([_programme_line(file, programme)] if programme else []),
        texts("list.where", village=plan.village_name, date=plain_date(plan.date), place=plan.place),
    )
    if not people:
        paper.paragraph(texts("list.empty"))
        return
    rows = [
        _list_row(file, place, person, lines, masked, programme is None)
        for place, (person, lines) in enumerate(people, 1)
    ]
    paper.table(_list_columns(), rows, row_mm=SIGNING_ROW_MM)
    _write_thumbprints(paper, file, people)


def _programme_line(file: VisitFile, code: str) -> str:
    name = texts("list.programme", name=programme_of(file, code).name)
    periods = {each.period for each in file.allotments if each.programme == code and each.period}
    return texts("list.period", programme=name, period=", ".join(sorted(periods))) if periods else name


def _list_row(
    file: VisitFile, place: int, person: Person, lines: Sequence[Line], masked: bool, named: bool
) -> tuple[str, ...]:
    handovers = _handovers(lines)
    aid = [f"{line.programme.short}: {items_words(line.allotment.items)}" for line in lines]
    return (
        f"{place}",
        mask_nik(person.nik, dot="*") if masked else person.nik,
        person.name,
        "\n".join(each for each in (person.sex, person.birth_place, _table_date(person.birth_date)) if each),
        person.address,
        "\n".join(aid if named else (items_words(line.allotment.items) for line in lines)),
        "\n".join(dict.fromkeys(table_date(_handed_on(file, entry)) for entry in handovers)),
        _marks(handovers) if handovers else "",
        "\n".join(_notes(file, lines, handovers)),
    )


def _handovers(lines: Sequence[Line]) -> list[Entry]:
    """Give the handovers behind the lines, each once."""
    found = {
        line.standing.entry.place: line.standing.entry
        for line in lines
        if line.served and line.standing.entry
    }
    return list(found.values())


def _handed_on(file: VisitFile, entry: Entry) -> datetime.date:
    # A kiosk whose clock nobody had confirmed may be years off: then the day of the visit says more.
    if entry.content.trust is Trust.UNKNOWN:
        return file.plan.date
    return local_time(entry.at, file.letterhead.timezone).date()


def _marks(handovers: Sequence[Entry]) -> str:
    facts = [(entry, entry.fact) for entry in handovers]
    return "\n".join(
        texts("list.mark", mark=mark_words(fact.mark), number=entry.place)
        for entry, fact in facts
        if isinstance(fact, HandedOver)
    )


def _notes(file: VisitFile, lines: Sequence[Line], handovers: Sequence[Entry]) -> list[str]:
    notes = []
    for entry in handovers:
        receiver = receiver_of(file, entry)
        if isinstance(entry.fact, HandedOver) and receiver:
            key = "list.receiver_relation" if receiver.relation else "list.receiver"
            manner = manner_words(entry.fact.manner)
            notes.append(texts(key, manner=manner, name=receiver.name, relation=receiver.relation))
    several = len(lines) > 1
    for line in lines:
        words = _why_not(line)
        if words:
            notes.append(f"{line.programme.short}: {words}" if several else words)
        elif line.standing.status is Status.AT_HOME:
            notes.append(status_words(Status.AT_HOME))
    return list(dict.fromkeys(notes))


def _why_not(line: Line) -> str:
    if line.served or line.standing.status in (Status.NOT_COME, Status.PRESENT):
        return ""
    status = status_words(line.standing.status)
    reason = unserved_words(line.standing.reason) if line.standing.reason else status
    return reason if reason == status else f"{status} ({reason[:1].lower()}{reason[1:]})"


def _write_thumbprints(paper: Paper, file: VisitFile, people: Sequence[tuple[Person, list[Line]]]) -> None:
    """State what makes a thumbprint count; before anything is handed over, with numbers left to fill in."""
    handovers = [_handovers(lines) for _, lines in people]
    numbers = [place for place, entries in enumerate(handovers, 1) if any(map(_is_thumbprint, entries))]
    if numbers or not any(handovers):
        listed = _joined([str(each) for each in numbers]) or texts("paper.blank")
        signature = Signature(
            (f"{file.plan.village_name}, {plain_date(file.plan.date)}", texts("list.thumb_by"))
        )
        paper.statement(texts("list.thumb_title"), texts("list.thumb", numbers=listed), signature)


def _is_thumbprint(entry: Entry) -> bool:
    return isinstance(entry.fact, HandedOver) and entry.fact.mark is Mark.THUMBPRINT


def _table_date(iso: str) -> str:
    return table_date(datetime.date.fromisoformat(iso)) if iso else ""


def _joined(words: Sequence[str]) -> str:
    """Join as in a sentence: `a`, `a dan b`, `a, b, dan c`."""
    if len(words) < 3:
        return " dan ".join(words)
    return ", ".join(words[:-1]) + f", dan {words[-1]}"


_PARTIES = (texts("bast.first"), texts("bast.second"))
_GOODS_COLUMNS = (
    Column(texts("bast.column_no"), 9, "center"),
    Column(texts("bast.column_programme"), 27),
    Column(texts("bast.column_goods"), 36),
    Column(texts("bast.column_people"), 14, "right"),
    Column(texts("bast.column_amount"), 30, "right"),
    Column(texts("bast.column_words"), 54),
)


def _list_columns() -> tuple[Column, ...]:
    return (
        Column(texts("list.column_no"), 9, "center"),
        Column(texts("list.column_nik"), 33),
        Column(texts("list.column_name"), 46, bold=True),
        Column(texts("list.column_born"), 25, size=8),
        Column(texts("list.column_address"), 34, size=8),
        Column(texts("list.column_aid"), 41, size=8),
        Column(texts("list.column_date"), 20, size=8.5),
        Column(texts("list.column_mark"), 35, foot=True, size=6.5),
        Column(texts("list.column_note"), 30, size=8),
    )

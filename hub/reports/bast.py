"""The berita acara serah terima of a visit as a PDF, with its list of receipts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.reports.goods import Amount, GoodsSum, amount_in_words, quantity_words
from hub.reports.lines import Line, programme_of, unique
from hub.reports.paper import Column, Paper, Signature
from hub.reports.reasons import reasons_in_a_line
from hub.reports.receipt_list import listed, write_list
from hub.reports.tally import Count, count
from hub.reports.words import joined, texts
from hub.visit_file import VisitFile
from ledger.wording import date_in_words, number, plain_date, rupiah, rupiah_in_words


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
    people = listed(file, programme)
    first = told.first or _first_of_team(file)
    paper = Paper(texts("bast.document", village=file.plan.village_name, date=plain_date(file.plan.date)))
    paper.letterhead(file.letterhead.lines)
    paper.heading(texts("bast.title"), texts("bast.number", number=told.number or texts("paper.blank")))
    _write_parties(paper, file, first, told.second)
    _write_basis(paper, file, told.basis)
    _write_agreement(paper, file, [line for _, lines in people for line in lines])
    _write_signatures(paper, file, first, told)
    write_list(paper, file, people, programme, masked=masked)
    return paper.pdf()


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


def _write_agreement(paper: Paper, file: VisitFile, found: Sequence[Line]) -> None:
    handed = _handed(file, found)
    rows = [_goods_row(file, place, *each) for place, each in enumerate(handed, 1)]
    programmes = joined([programme_of(file, code).short for code in _codes(file, found)])
    total = count(found)
    paper.paragraph(texts("bast.agreed"))
    told = [texts("bast.handed" if rows else "bast.handed_nothing", programmes=programmes)]
    if rows:
        told.append(texts("bast.complete"))
    if total.targeted:
        told.append(_figures(total))
    for place, text in enumerate([*told, texts("bast.attached")], 1):
        paper.paragraph(text, number=f"{place}.", bold=_PARTIES)
        if place == 1 and rows:
            paper.table(_GOODS_COLUMNS, rows, total=_money_row([goods for _, goods in handed]))


def _codes(file: VisitFile, found: Sequence[Line]) -> list[str]:
    here = [line.programme.code for line in found]
    return [code for code in unique([*(each.code for each in file.plan.programmes), *here]) if code in here]


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
    return f"{figures} {texts('bast.others', others=joined(occurring))}" if occurring else figures


def _handed(file: VisitFile, found: Sequence[Line]) -> list[tuple[str, GoodsSum]]:
    """Give what was handed over, programme by programme, each with the programme's code."""
    return [
        (code, each)
        for code in _codes(file, found)
        for each in count([line for line in found if line.programme.code == code]).goods
        if each.handed.times
    ]


def _goods_row(file: VisitFile, place: int, code: str, goods: GoodsSum) -> tuple[str, ...]:
    handed = goods.handed
    return (
        f"{place}",
        programme_of(file, code).short,
        goods.goods,
        number(handed.times),
        _amount(handed, goods.unit),
        amount_in_words(handed, goods.unit),
    )


def _amount(amount: Amount, unit: str) -> str:
    paid = rupiah(amount.rupiah) if amount.rupiah else ""
    return "\n".join(each for each in (quantity_words(amount, unit), paid) if each)


def _money_row(handed: Sequence[GoodsSum]) -> tuple[str, ...]:
    paid = [each.handed.rupiah for each in handed if each.handed.rupiah]
    if len(paid) < 2:
        return ()  # it would say again what its only row says
    return "", texts("bast.money"), "", "", rupiah(sum(paid)), rupiah_in_words(sum(paid))


def _write_signatures(paper: Paper, file: VisitFile, first: Signer, told: BastDetails) -> None:
    place = f"{file.plan.village_name}, {plain_date(file.plan.date)}"
    middle = None
    if told.witness:
        above = texts("bast.knowing"), told.witness.position
        middle = Signature(above, told.witness.name, _id_line("bast.nip", told.witness))
    paper.signatures(
        Signature(
            ("", texts("bast.second"), told.second.position),
            told.second.name,
            _id_line("bast.nik", told.second),
        ),
        Signature((place, texts("bast.first"), first.position), first.name, _id_line("bast.nip", first)),
        middle,
        closing=texts("bast.closing"),
    )


def _id_line(label: str, signer: Signer) -> str:
    return f"{texts(label)} {signer.id_number}" if signer.id_number else ""


_PARTIES = (texts("bast.first"), texts("bast.second"))
_GOODS_COLUMNS = (
    Column(texts("bast.column_no"), 9, "center"),
    Column(texts("bast.column_programme"), 27),
    Column(texts("bast.column_goods"), 35),
    Column(texts("bast.column_people"), 18, "right"),
    Column(texts("bast.column_amount"), 30, "right"),
    Column(texts("bast.column_words"), 51),
)

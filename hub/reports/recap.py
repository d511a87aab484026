"""The recap of a visit as a workbook: figures, everyone who was targeted, and what was not handed over and why."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from hub.reports.goods import GoodsSum, items_words, total_rupiah
from hub.reports.lines import Line, by_person, officer_name, programme_of
from hub.reports.reasons import reasons
from hub.reports.tally import Count, Tally, tally
from hub.reports.unsealing import note_of, receiver_of
from hub.reports.words import manner_words, status_words, texts, unserved_words
from hub.visit_file import VisitFile
from ledger.clock import Trust
from ledger.facts import HandedOver
from ledger.nik import mask_nik
from ledger.wording import local_time, long_date

Cell = str | int | float | datetime.date | datetime.datetime | None
FIRST_TABLE_ROW = 3
_DATE, _TIME, _MONEY, _NUMBER, _QUANTITY = "dd-mm-yyyy", 'dd-mm-yyyy hh"."mm', "#,##0", "#,##0", "#,##0.###"


@dataclass(frozen=True)
class _Column:
    heading: str
    width: float
    number_format: str = "@"


def recap_xlsx(file: VisitFile, *, masked: bool = True) -> bytes:
    """Write the workbook, with sheets `Ringkasan`, `Penerima` and `Belum`. NIKs are text, and masked unless not wanted.

    Times are local to the visit. Totals are formulas, with their values for readers that do not calculate.
    """
    data = io.BytesIO()
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(data, {"in_memory": True, **plain_text})
    # The visit's day, so that the same visit gives the same file.
    book.set_properties({"created": datetime.datetime.combine(file.plan.date, datetime.time(), datetime.UTC)})
    formats = _Formats(book)
    found = [line for _, lines in by_person(file) for line in lines]
    _write_summary(book.add_worksheet(texts("recap.summary")), formats, file, tally(file))
    _write_receivers(book.add_worksheet(texts("recap.receivers")), formats, file, found, masked)
    _write_missing(book.add_worksheet(texts("recap.missing")), formats, file, found, masked)
    book.close()
    return data.getvalue()


class _Formats:
    """The looks of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Calibri", "valign": "top", **look})
        return self._made[key]

    @property
    def heading(self) -> Format:
        return self(bold=True, bg_color="#ecebe6", border=1, border_color="#8a8a84", text_wrap=True)


class _Table:
    """A table on a sheet: headings at `top`, then rows, then perhaps totals."""

    def __init__(self, sheet: Worksheet, formats: _Formats, columns: Sequence[_Column], top: int = 0) -> None:
        self._sheet = sheet
        self._formats = formats
        self._columns = columns
        self._first = top + 1
        self.next_row = top + 1
        for place, column in enumerate(columns):
            sheet.write_string(top, place, column.heading, formats.heading)

    def row(self, cells: Sequence[Cell]) -> None:
        for place, (cell, column) in enumerate(zip(cells, self._columns, strict=True)):
            self._write(place, cell, self._formats(num_format=column.number_format))
        self.next_row += 1

    def totals(self, label: str, values: dict[int, int | float], not_summed: dict[int, int] | None = None) -> None:
        """Write sums of columns as formulas, by column, each with its value; `not_summed` are values alone."""
        self._sheet.write_string(self.next_row, 0, label, self._formats(bold=True, top=1))
        for place in range(1, len(self._columns)):
            look = self._formats(bold=True, top=1, num_format=self._columns[place].number_format)
            if place in values:
                self._write_sum(place, values[place], look)
            else:
                self._write(place, (not_summed or {}).get(place), look)
        self.next_row += 1

    def left(self, place: int, minuend: int, subtrahend: int, value: float) -> None:
        """Write, in the row just written, the difference of two of its columns as a formula."""
        row = self.next_row - 1
        formula = f"={xl_rowcol_to_cell(row, minuend)}-{xl_rowcol_to_cell(row, subtrahend)}"
        look = self._formats(num_format=self._columns[place].number_format)
        self._sheet.write_formula(row, place, formula, look, value)

    def _write_sum(self, place: int, value: float, look: Format) -> None:
        if self.next_row == self._first:
            self._sheet.write_number(self.next_row, place, value, look)  # no rows: a sum would be of its own heading
            return
        first, last = xl_rowcol_to_cell(self._first, place), xl_rowcol_to_cell(self.next_row - 1, place)
        # Of the rows that a filter leaves.
        self._sheet.write_formula(self.next_row, place, f"=SUBTOTAL(109,{first}:{last})", look, value)

    def _write(self, place: int, cell: Cell, look: Format) -> None:
        match cell:
            case None | "":
                self._sheet.write_blank(self.next_row, place, None, look)
            case str():
                self._sheet.write_string(self.next_row, place, cell, look)
            case datetime.date():
                self._sheet.write_datetime(self.next_row, place, cell, look)
            case _:
                self._sheet.write_number(self.next_row, place, cell, look)


def _write_summary(sheet: Worksheet, formats: _Formats, file: VisitFile, counted: Tally) -> None:
    sheet.write_string(0, 0, texts("recap.title", village=file.plan.village_name), formats(bold=True, font_size=14))
    sheet.write_string(1, 0, texts("recap.where", date=long_date(file.plan.date), place=file.plan.place))
    columns = [
        _Column(texts("recap.programme"), 26),
        *(_Column(heading, 12, _NUMBER) for heading in _count_headings()),
    ]
    columns.append(_Column(texts("recap.money"), 20, _MONEY))
    _set_widths(sheet, columns)
    table = _Table(sheet, formats, columns, FIRST_TABLE_ROW)
    sheet.freeze_panes(FIRST_TABLE_ROW + 1, 1)
    for code, count in counted.programmes.items():
        table.row([programme_of(file, code).short, *_count_cells(count), count.handed_rupiah])
    total = dict(enumerate([*_count_cells(counted.total), counted.total.handed_rupiah], 1))
    people_column = len(_count_headings())
    people = {people_column: counted.total.people_served}
    table.totals(texts("recap.total"), {at: value for at, value in total.items() if at != people_column}, people)
    sheet.write_string(table.next_row, 0, texts("recap.people_note"), formats(italic=True, font_color="#6b6b66"))
    below = _write_goods(sheet, formats, counted.total.goods, table.next_row + 2)
    _write_reasons(sheet, formats, counted.total, below + 1)


def _count_headings() -> list[str]:
    return [
        texts("recap.targeted"), texts("recap.served"), texts("recap.by_himself"), texts("recap.by_proxy"),
        texts("recap.by_replacement"), texts("recap.at_home"), texts("recap.not_served"), texts("recap.postponed"),
        texts("recap.not_come"), texts("recap.waiting"), texts("recap.failed"), texts("recap.people"),
    ]  # fmt: skip


def _count_cells(count: Count) -> list[int]:
    return [
        count.targeted, count.served, count.by_himself, count.by_proxy, count.by_replacement, count.at_home,
        count.not_served, count.postponed, count.not_come, count.waiting, count.failed, count.people_served,
    ]  # fmt: skip


def _write_goods(sheet: Worksheet, formats: _Formats, goods: Sequence[GoodsSum], top: int) -> int:
    sheet.write_string(top, 0, texts("recap.goods_title"), formats(bold=True))
    columns = [
        _Column(texts("recap.goods"), 26),
        _Column(texts("recap.unit"), 12),
        _Column(texts("recap.goods_targeted"), 12, _QUANTITY),
        _Column(texts("recap.goods_handed"), 12, _QUANTITY),
        _Column(texts("recap.goods_left"), 12, _QUANTITY),
    ]
    table = _Table(sheet, formats, columns, top + 1)
    for each in goods:
        for unit, targeted, handed in _measures(each):
            table.row([each.goods, unit, targeted, handed, None])
            table.left(4, 2, 3, targeted - handed)
    return table.next_row


def _measures(goods: GoodsSum) -> list[tuple[str, float, float]]:
    """Give a sum in each unit in which it counts: its own, rupiah, or services where it has neither."""
    targeted, handed = goods.targeted, goods.handed
    found: list[tuple[str, float, float]] = []
    if targeted.quantity_milli:
        found.append((goods.unit, targeted.quantity_milli / 1000, handed.quantity_milli / 1000))
    if targeted.rupiah:
        found.append(("Rp", targeted.rupiah, handed.rupiah))
    return found or [(texts("goods.service"), targeted.times, handed.times)]


def _write_reasons(sheet: Worksheet, formats: _Formats, total: Count, top: int) -> None:
    sheet.write_string(top, 0, texts("recap.reasons_title"), formats(bold=True))
    columns = [_Column(texts("recap.reason"), 26), _Column(texts("recap.number"), 12, _NUMBER)]
    table = _Table(sheet, formats, columns, top + 1)
    for words, times in reasons(total):
        table.row([words, times])
    table.totals(texts("recap.total"), {1: total.not_served})


def _write_receivers(sheet: Worksheet, formats: _Formats, file: VisitFile, found: Sequence[Line], masked: bool) -> None:
    columns = [
        *_person_columns(),
        _Column(texts("recap.amount"), 14, _MONEY),
        _Column(texts("recap.status"), 24),
        _Column(texts("recap.time"), 18, _TIME),
        _Column(texts("recap.receipt"), 16),
        _Column(texts("recap.receiver"), 30),
        _Column(texts("recap.officer"), 22),
        _Column(texts("recap.note"), 30),
    ]
    table = _start_list(sheet, formats, columns, len(found))
    for place, line in enumerate(found, 1):
        table.row([*_person_cells(place, line, masked), *_handover_cells(file, line)])
    handed = sum(total_rupiah(line.allotment.items) for line in found if line.served)
    table.totals(texts("recap.total"), {len(_person_columns()): handed})


def _handover_cells(file: VisitFile, line: Line) -> list[Cell]:
    status = status_words(line.standing.status)
    entry = line.standing.entry
    if not line.served or entry is None or not isinstance(entry.fact, HandedOver):
        return [0, status, None, None, None, None, None]
    receiver = receiver_of(file, entry)
    at, trust = file.when(entry)
    return [
        total_rupiah(line.allotment.items),
        status,
        local_time(at, file.letterhead.timezone).replace(tzinfo=None),
        str(entry.place),
        ", ".join(part for part in (receiver.name, receiver.relation) if part) if receiver else None,
        officer_name(file, entry.by),
        texts("recap.clock") if trust is Trust.UNKNOWN else manner_words(entry.fact.manner),
    ]


def _write_missing(sheet: Worksheet, formats: _Formats, file: VisitFile, found: Sequence[Line], masked: bool) -> None:
    columns = [
        *_person_columns(),
        _Column(texts("recap.status"), 24),
        _Column(texts("recap.reason"), 26),
        _Column(texts("recap.note"), 40),
    ]
    missing = [line for line in found if not line.served]
    table = _start_list(sheet, formats, columns, len(missing))
    for place, line in enumerate(missing, 1):
        reason = unserved_words(line.standing.reason) if line.standing.reason else None
        note = note_of(file, line.standing.entry) if line.standing.entry else None
        table.row([*_person_cells(place, line, masked), status_words(line.standing.status), reason, note])


def _start_list(sheet: Worksheet, formats: _Formats, columns: Sequence[_Column], rows: int) -> _Table:
    _set_widths(sheet, columns)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, rows, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return _Table(sheet, formats, columns)


def _set_widths(sheet: Worksheet, columns: Sequence[_Column]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)


def _person_columns() -> list[_Column]:
    return [
        _Column(texts("recap.no"), 8, _NUMBER),
        _Column(texts("recap.nik"), 19),
        _Column(texts("recap.name"), 30),
        _Column(texts("recap.sex"), 5),
        _Column(texts("recap.born"), 13, _DATE),
        _Column(texts("recap.address"), 30),
        _Column(texts("recap.programme"), 16),
        _Column(texts("recap.period"), 12),
        _Column(texts("recap.aid"), 34),
    ]


def _person_cells(place: int, line: Line, masked: bool) -> list[Cell]:
    person = line.person
    return [
        place,
        mask_nik(person.nik, dot="*") if masked else person.nik,
        person.name,
        person.sex,
        datetime.date.fromisoformat(person.birth_date) if person.birth_date else None,
        person.address,
        line.programme.short,
        line.allotment.period,
        items_words(line.allotment.items),
    ]

"""Plain workbooks of titles, headings and rows. Text stays text, so that no spreadsheet spoils a NIK."""

import dataclasses
import datetime
import io
import re
from collections.abc import Sequence
from typing import TypeAlias

import xlsxwriter

SHEET_NAME_LENGTH = 31
"""The longest name that spreadsheet programs allow."""

Value: TypeAlias = str | int | float | datetime.date


@dataclasses.dataclass(frozen=True)
class Page:
    """One sheet: title lines, a blank row, headings, rows. Numbers stay numbers, dates dates, text text.

    `widths` are in characters, for the first columns; the others are 20 wide.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    titles: Sequence[str] = ()
    widths: Sequence[int] = ()


def workbook(pages: Sequence[Page]) -> bytes:
    """Write pages as xlsx, at least one. Names of pages are made fit and different."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        writer = _Writer(book)
        for page in pages:
            writer.write(page)
    return out.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._names: set[str] = set()
        look = {"valign": "top", "text_wrap": True}
        self._title = book.add_format({"bold": True})
        self._heading = book.add_format({**look, "bold": True, "num_format": "@", "bg_color": "#E8EEF4", "border": 1})
        self._text = book.add_format({**look, "num_format": "@"})
        self._number = book.add_format({**look, "num_format": "#,##0"})
        self._date = book.add_format({**look, "num_format": "dd-mm-yyyy"})

    def write(self, page: Page) -> None:
        sheet = self._book.add_worksheet(self._fit_name(page.name))
        for row, title in enumerate(page.titles):
            sheet.write_string(row, 0, title, self._title)
        top = len(page.titles) + 1 if page.titles else 0
        for column, heading in enumerate(page.headings):
            sheet.write_string(top, column, heading, self._heading)
            sheet.set_column(column, column, page.widths[column] if column < len(page.widths) else 20)
        for row, values in enumerate(page.rows, start=top + 1):
            for column, value in enumerate(values):
                self._put(sheet, row, column, value)
        sheet.freeze_panes(top + 1, 0)

    def _put(self, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, value, self._text)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, self._date)
        else:
            sheet.write_number(row, column, value, self._number)

    def _fit_name(self, name: str) -> str:
        fit = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:SHEET_NAME_LENGTH] or "Lembar"
        place, unique = 1, fit
        while unique.casefold() in self._names:
            place += 1
            unique = f"{fit[: SHEET_NAME_LENGTH - 3]} {place}"
        self._names.add(unique.casefold())
        return unique

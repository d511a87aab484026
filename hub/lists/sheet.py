"""Sheets of cells out of any file that offices send: xlsx, xls, ods, csv, and web pages that call themselves xls."""

import csv
import dataclasses
import datetime
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import python_calamine as calamine

from hub.lists.errors import NotAList
from hub.lists.html_table import rows_of_html

Cell: TypeAlias = str | float | datetime.date
"""Text (also empty), a number of a cell for numbers, or a date of a cell for dates."""
Row: TypeAlias = tuple[Cell, ...]

MOST_BYTES = 20_000_000
MOST_ROWS = 50_000
MOST_CELLS = 2_000_000


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A sheet that is not empty. `rows[0]` is row 1; `covered` has what merged cells show beyond their first one."""

    file: str
    name: str
    rows: tuple[Row, ...]
    covered: Mapping[tuple[int, int], Cell] = dataclasses.field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """Give a cell by its indexes from 0; beyond the edge all are empty."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""

    def shown(self, row: int, column: int) -> Cell:
        """Give what is seen at a place: a merged cell is seen at all the places that it covers."""
        return self.cell(row, column) or self.covered.get((row, column), "")


def read_sheets(file: str, data: bytes) -> list[Sheet]:
    """Read all sheets that hold anything; a text table is one sheet without a name. Raises `NotAList`."""
    if len(data) > MOST_BYTES:
        raise NotAList(f"{file}: {len(data)} bytes are more than {MOST_BYTES}")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _of_workbook(file, data)
    text = _decoded(data)
    if "\0" in text:
        raise NotAList(f"{file}: neither a workbook nor text")
    html = text.lstrip()[:1] == "<"
    sheet = _tidy(file, "", rows_of_html(text) if html else _of_text(text))
    return [sheet] if sheet.rows else []


def as_text(cell: Cell) -> str:
    """Give a cell as one line of text: whole numbers without a fraction, dates as `dd-mm-yyyy`."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.date):
        return f"{cell:%d-%m-%Y}"
    return " ".join(cell.split())


def _of_workbook(file: str, data: bytes) -> list[Sheet]:
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [each.name for each in workbook.sheets_metadata if _is_shown(each)]
        sheets = [_of_calamine(file, workbook.get_sheet_by_name(name)) for name in visible]
    except (calamine.CalamineError, OSError) as error:
        raise NotAList(f"{file}: {error}") from error
    return [sheet for sheet in sheets if sheet.rows]


def _is_shown(sheet: calamine.SheetMetadata) -> bool:
    return sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible


def _of_calamine(file: str, sheet: calamine.CalamineSheet) -> Sheet:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise NotAList(f"{file}: sheet {sheet.name} is far too large for a list")
    tidy = _tidy(file, sheet.name, sheet.to_python(skip_empty_area=False))
    merges = sheet.merged_cell_ranges or []
    return dataclasses.replace(tidy, covered=_covered(tidy, merges))


def _covered(sheet: Sheet, merges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> dict[tuple[int, int], Cell]:
    covered: dict[tuple[int, int], Cell] = {}
    for (top, left), (bottom, right) in merges:
        value = sheet.cell(top, left)
        if value == "":
            continue
        for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
            covered |= {(row, column): value for column in range(left, right + 1)}
    return covered


def _of_text(text: str) -> list[list[str]]:
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep="):
        delimiter, text = lines[0][4:5] or "\t", "\n".join(lines[1:])
    else:
        delimiter = max(";,\t|", key=lambda each: _columns(lines[:200], each))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotAList(str(error)) from error


def _columns(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Judge a delimiter by how many lines it cuts into one and the same number of columns, more than one."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    width, lines_so_wide = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return lines_so_wide, width


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _tidy(file: str, name: str, rows: Iterable[Iterable[object]]) -> Sheet:
    tidy = [tuple(_cell(value) for value in row) for row in rows]
    while tidy and not any(cell != "" for cell in tidy[-1]):
        tidy.pop()
    if len(tidy) > MOST_ROWS:
        raise NotAList(f"{file}: {len(tidy)} rows are more than {MOST_ROWS}")
    return Sheet(file, name, tuple(tidy))


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return str(value).strip()

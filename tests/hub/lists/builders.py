"""Small lists for tests, written as offices write them."""

import datetime
import io
import itertools
from collections.abc import Callable, Sequence

import xlsxwriter

from hub.lists.judging import Judged, judge
from hub.lists.sheet import Sheet, read_sheets
from hub.lists.survey import Answers, Office, Survey, survey
from hub.profile import load_profile
from hub.programmes import load_programmes

TODAY = datetime.date(2026, 11, 22)
OFFICE = Office(load_profile(), load_programmes())
LIYU, UREN, HAUWAI, HALONG = "63.11.02.2014", "63.11.02.2019", "63.11.02.2001", "63.11.02.2005"
RICE = Answers(LIYU, "BERAS", "Oktober 2026")

Rows = Sequence[Sequence[object]]


def nik(serial: int, born: str = "250492", *, region: str = "631102", woman: bool = False) -> str:
    """A NIK that nobody has."""
    day = int(born[:2]) + (40 if woman else 0)
    return f"{region}{day:02}{born[2:]}{serial:04}"


def xlsx(*sheets: tuple[str, Rows], merges: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """A workbook: text stays text, numbers numbers, dates dates. `merges` are of the first sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(place, column, value, day)
                    elif isinstance(value, int | float):
                        sheet.write_number(place, column, value)
                    elif value:
                        sheet.write_string(place, column, str(value))
        for top, left, bottom, right, text in merges:
            book.worksheets()[0].merge_range(top, left, bottom, right, text)
    return out.getvalue()


def sheet_of(rows: Rows, *, file: str = "daftar.xlsx", name: str = "Sheet1") -> Sheet:
    return read_sheets(file, xlsx((name, rows)))[0]


def surveyed(rows: Rows, *, file: str = "daftar.xlsx", name: str = "Sheet1") -> Survey:
    return survey(sheet_of(rows, file=file, name=name), OFFICE)


def judged(rows: Rows, answers: Answers = RICE) -> Judged:
    return judge(surveyed(rows), answers, TODAY)


def ids() -> Callable[[], bytes]:
    """A maker of ids that are never the same."""
    numbers = itertools.count(1)
    return lambda: next(numbers).to_bytes(8)

"""Dates of birth, in the many forms of lists: day first, month in figures or words, year of four digits or two."""

import datetime
import re

from hub.lists.errors import Unreadable
from hub.lists.sheet import Cell
from ledger.wording import MONTHS

MONTH_WORDS: dict[str, int] = (
    {month.upper(): place for place, month in enumerate(MONTHS, start=1)}
    | {month.upper()[:3]: place for place, month in enumerate(MONTHS, start=1)}
    | {"PEBRUARI": 2, "PEB": 2, "MRT": 3, "AGT": 8, "AGS": 8, "AGST": 8, "AGUST": 8, "AUG": 8, "SEPT": 9}
    | {"OCT": 10, "OCTOBER": 10, "NOPEMBER": 11, "NOP": 11, "DEC": 12, "MAY": 5, "JANUARY": 1, "FEBRUARY": 2}
)
"""Months as lists write them, in capitals: in full, in three letters, in old and in English spelling."""

EXCEL_EPOCH = datetime.date(1899, 12, 30)
OLDEST_YEARS = 125
LATEST_BARE_YEAR = 2100
"""A smaller number in a cell is a year, `1960`, rather than days since 1900."""

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[-/. ]+)(?P<month>\d{1,2}|[A-Z]+)\.?[-/. ]+(?P<year>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_TOGETHER = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_BLANK = frozenset({"", "-", "--", "0", "0000-00-00", "00-00-0000", "?"})


def read_date(cell: Cell, today: datetime.date) -> datetime.date | None:
    """Read a date of birth; None for an empty cell, `Unreadable` for what is no date or lies in the future."""
    if isinstance(cell, str):
        text = _TIME.sub("", cell.strip(" '\"").upper()).strip()
        if text in _BLANK:
            return None
        born = _of_text(text, today)
    elif isinstance(cell, float):
        born = _of_number(cell)
    else:
        born = cell
    if born > today or born.year < today.year - OLDEST_YEARS:
        raise Unreadable(str(cell))
    return born


def read_place_and_date(cell: Cell, today: datetime.date) -> tuple[str, datetime.date | None]:
    """Read `Balangan, 12-03-1960`: the place, and the date as `read_date` does."""
    if not isinstance(cell, str):
        return "", read_date(cell, today)
    found = re.search(r"\d.*$", cell)
    if not found:
        return cell.strip(" ,/-"), None
    return " ".join(cell[: found.start()].strip(" ,/-.").split()), read_date(found.group(), today)


def _of_number(number: float) -> datetime.date:
    if number >= 1_000_000 and (packed := _TOGETHER.fullmatch(f"{number:08.0f}")):
        return _date(int(packed["year"]), int(packed["month"]), int(packed["day"]), str(number))
    if not LATEST_BARE_YEAR < number < 80_000:
        raise Unreadable(str(number))
    return EXCEL_EPOCH + datetime.timedelta(days=int(number))


def _of_text(text: str, today: datetime.date) -> datetime.date:
    found = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _TOGETHER.fullmatch(text)
    if not found:
        raise Unreadable(text)
    year = int(found["year"])
    if len(found["year"]) == 2:
        century = today.year // 100 * 100
        year += century if century + year <= today.year else century - 100
    return _date(year, _month(found["month"]), int(found["day"]), text)


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    if word in MONTH_WORDS:
        return MONTH_WORDS[word]
    raise Unreadable(word)


def _date(year: int, month: int, day: int, text: str) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise Unreadable(text) from error

"""Periods as lists write them, in one spelling: `TAHAP 4 2026` and `Tahap 4 Tahun 2026` are the same period."""

import re

from hub.lists.dates import MONTH_WORDS
from hub.lists.sheet import Cell, as_text
from ledger.wording import MONTHS

_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
_WORDS = {
    "SATU": 1,
    "DUA": 2,
    "TIGA": 3,
    "EMPAT": 4,
    "LIMA": 5,
    "ENAM": 6,
    "PERTAMA": 1,
    "KEDUA": 2,
    "KETIGA": 3,
    "KEEMPAT": 4,
}
_MONTH = "(?:" + "|".join(sorted(MONTH_WORDS, key=len, reverse=True)) + ")"
_YEAR = r"(?:(?:TAHUN|THN|TH|TA|ANGGARAN)\b\.?\s*)*(?P<year>20\d\d)"
_JOIN = r"\s*(?:-|/|&|,|S\.?/?D\.?|SAMPAI(?:\s+DENGAN)?|DAN|\+)\s*"
_STEP = re.compile(
    rf"\b(?P<step>TAHAP|TRIWULAN|TW|TRW|SEMESTER|GELOMBANG|TERMIN)\s*(?:KE\s*-?\s*)?(?P<number>\d+|[A-Z]+)\b\W*{_YEAR}"
)
_MONTHS_OF_YEAR = re.compile(
    rf"(?<!\d )(?<!\d)\b(?P<first>{_MONTH})\b(?:\s*20\d\d)?"
    rf"(?:(?:{_JOIN}{_MONTH}\b)*{_JOIN}(?P<last>{_MONTH})\b)?\W*{_YEAR}"
)
_YEAR_ALONE = re.compile(rf"\b{_YEAR}\b")
_ISO = re.compile(
    r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?:-\d\d.*)?|(?P<month2>0?[1-9]|1[0-2])[-/](?P<year2>20\d\d)"
)
_STEPS = {"TW": "Triwulan", "TRW": "Triwulan"}


def find_period(text: str) -> str | None:
    """Find a period with its year in a title: a numbered step, or months; None when there is none."""
    words = " ".join(text.upper().replace("–", "-").replace("—", "-").split())
    return _of_step(words) or _of_months(words)


def find_year(text: str) -> str | None:
    """Find a bare year, `Tahun 2026`: too little to be sure, enough to suggest."""
    found = _YEAR_ALONE.search(text.upper())
    return f"Tahun {found['year']}" if found else None


def read_period(cell: Cell) -> str:
    """Read a cell of a period column: in our spelling where we know it, else as it stands, in one line."""
    text = as_text(cell)
    if not isinstance(cell, str) and not isinstance(cell, float):
        return f"{MONTHS[cell.month - 1]} {cell.year}"
    iso = _ISO.fullmatch(text)
    if iso:
        return f"{MONTHS[int(iso['month'] or iso['month2']) - 1]} {iso['year'] or iso['year2']}"
    return find_period(text) or (find_year(text) if len(text) <= len("TAHUN 2026") else None) or text


def _of_step(words: str) -> str | None:
    found = _STEP.search(words)
    if not found:
        return None
    number = found["number"]
    value = int(number) if number.isdecimal() else _ROMAN.get(number) or _WORDS.get(number)
    step = _STEPS.get(found["step"], found["step"].capitalize())
    return f"{step} {value} Tahun {found['year']}" if value else None


def _of_months(words: str) -> str | None:
    found = _MONTHS_OF_YEAR.search(words)
    if not found:
        return None
    first, last = _month(found["first"]), _month(found["last"] or found["first"])
    months = first if first == last else f"{first}-{last}"
    return f"{months} {found['year']}"


def _month(word: str) -> str:
    return MONTHS[MONTH_WORDS[word] - 1]

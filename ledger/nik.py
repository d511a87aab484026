"""The NIK, an Indonesian's number: PP KK CC DDMMYY SSSS, and how it is read from what people write.

Nothing is ever guessed: a number that a spreadsheet has damaged is a problem to show, not one to mend.
"""

import dataclasses
import datetime
import enum
import re
import unicodedata

NIK_DIGITS = 16
WOMAN_DAY = 40
"""Added to the day of birth in a woman's NIK."""

PROVINCES = frozenset({
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36", "51", "52", "53",
    "61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76", "81", "82", "91", "92", "93", "94", "95", "96",
})  # fmt: skip


class NikProblem(enum.StrEnum):
    """Why a number cannot be taken as a NIK."""

    NUMERIC = "numeric_nik"
    """It stood in a cell for numbers, which keeps 15 digits: the last one is lost."""
    SCIENTIFIC = "scientific_nik"
    """Like `6.31102E+15`: most of its digits are lost."""
    SHORT = "short_nik"
    LONG = "long_nik"
    LETTERS = "letters_in_nik"
    PROVINCE = "unknown_province"
    REGION = "region_zero"
    DATE = "impossible_date"
    SERIAL = "serial_zero"


class NikNote(enum.StrEnum):
    """What is worth knowing about how a good number, or none, was written."""

    APOSTROPHE = "apostrophe"
    DOTTED = "dotted"
    """Blanks, dots or hyphens stood between the digits."""
    ABSENT = "without_nik"
    TEMPORARY = "temporary_nik"
    """A village's own number for someone without a NIK: 0, the village's code, a serial."""


@dataclasses.dataclass(frozen=True, slots=True)
class NikReading:
    """What a cell says: a good `nik`, or none with a `problem`, or legally none (`NikNote.ABSENT`).

    `digits` are all digits that were seen, for a temporary number too.
    """

    nik: str | None
    digits: str
    problem: NikProblem | None = None
    notes: tuple[NikNote, ...] = ()


def read_nik(cell: object) -> NikReading:
    """Read a NIK from a cell: text, a number (int, float), or nothing."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell)
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell))
    return _from_text(_INVISIBLE.sub("", text).strip())


def nik_problem(digits: str) -> NikProblem | None:
    """Say what is wrong with 1 to n digits as a NIK; None when it could be one."""
    if len(digits) != NIK_DIGITS:
        return NikProblem.SHORT if len(digits) < NIK_DIGITS else NikProblem.LONG
    if digits[:2] not in PROVINCES:
        return NikProblem.PROVINCE
    if digits[2:4] == "00" or digits[4:6] == "00":
        return NikProblem.REGION
    if not _is_possible_date(digits):
        return NikProblem.DATE
    return NikProblem.SERIAL if digits[12:] == "0000" else None


def nik_region(nik: str) -> str:
    """Give the six digits of the kecamatan where it was first registered; they stay when a person moves."""
    return nik[:6]


def nik_birth(nik: str) -> tuple[int, int, int]:
    """Give day, month and two-digit year of birth as the NIK has them. It may be wrong, and is never corrected."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    return (day - WOMAN_DAY if day > WOMAN_DAY else day), month, year


def nik_birth_date(nik: str, today: datetime.date) -> datetime.date:
    """Give the likely date of birth. The century is a guess: a person of 101 reads as a baby."""
    day, month, year = nik_birth(nik)
    century = today.year // 100 * 100
    if century + year > today.year or not _exists(century + year, month, day):
        century -= 100
    if not _exists(century + year, month, day):
        century += 100
    return datetime.date(century + year, month, day)


def nik_sex(nik: str) -> str:
    """Give `L` for a man, `P` for a woman."""
    return "P" if int(nik[6:8]) > WOMAN_DAY else "L"


def mask_nik(nik: str, *, dot: str = "•") -> str:
    """Hide the middle: first six and last four digits stay. Paper takes `dot="*"`. Shorter text is hidden whole."""
    if len(nik) < NIK_DIGITS:
        return dot * len(nik)
    return nik[:6] + dot * (len(nik) - 10) + nik[-4:]


def group_nik(nik: str) -> str:
    """Set digits in fours, as they are read aloud: `6311 0241 0460 0001`."""
    return " ".join(nik[start : start + 4] for start in range(0, len(nik), 4))


_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?\s*[eE]\s*[+-]?\s*\d+")
_NUMBER_OF_EXCEL = re.compile(r"(\d{16})[.,]0+")
_SEPARATORS = re.compile(r"[\s.\-‐-―_/,]")
_QUOTES = "'`´‘’\""
_TEMPORARY = re.compile(r"0(?=\d{15}$)(?P<province>\d{2})(?!00)\d{2}(?!00)\d{2}\d{9}")
_NO_NIK = frozenset(
    {"", "X", "XX", "NIHIL", "KOSONG", "NULL", "NONE", "NAN", "NA", "TIDAKADA", "TDKADA", "BELUMADA", "BLMADA"}
    | {"TIDAKPUNYA", "TDKPUNYA", "BELUMPUNYA", "TIDAKMEMILIKI", "BELUMMEMILIKI", "TANPANIK", "TIDAKADANIK"}
)


def _from_number(number: float) -> NikReading:
    digits = f"{number:.0f}"
    if digits.strip("0-") == "":
        return NikReading(None, digits, notes=(NikNote.ABSENT,))
    if len(digits) < NIK_DIGITS - 1:
        return NikReading(None, digits, NikProblem.SHORT)
    return NikReading(None, digits, NikProblem.NUMERIC)


def _from_text(text: str) -> NikReading:
    bare = text.strip(_QUOTES + " ")
    notes = [NikNote.APOSTROPHE] if text[:1] in _QUOTES and bare else []
    if _SCIENTIFIC.fullmatch(bare):
        return NikReading(None, re.sub(r"\D", "", bare), NikProblem.SCIENTIFIC)
    if _NUMBER_OF_EXCEL.fullmatch(bare):
        return NikReading(None, bare[:NIK_DIGITS], NikProblem.NUMERIC)
    digits = _SEPARATORS.sub("", bare)
    if digits != bare:
        notes.append(NikNote.DOTTED)
    if digits.upper() in _NO_NIK or not digits.strip("0"):
        return NikReading(None, digits if digits.isdecimal() else "", notes=(NikNote.ABSENT,))
    if not (digits.isdecimal() and digits.isascii()):
        return NikReading(None, re.sub(r"[^0-9]", "", digits), NikProblem.LETTERS)
    return _from_digits(digits, tuple(notes))


def _from_digits(digits: str, notes: tuple[NikNote, ...]) -> NikReading:
    temporary = _TEMPORARY.fullmatch(digits)
    if temporary and temporary["province"] in PROVINCES:
        return NikReading(None, digits, notes=(*notes, NikNote.ABSENT, NikNote.TEMPORARY))
    problem = nik_problem(digits)
    return NikReading(None if problem else digits, digits, problem, notes)


def _is_possible_date(digits: str) -> bool:
    day, month, year = nik_birth(digits)
    return _exists(1900 + year, month, day) or _exists(2000 + year, month, day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True

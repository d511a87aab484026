"""What single cells say: sex, yes or no, money, numbers of families and cards. Each reader takes any cell."""

import re

from hub.lists.errors import Unreadable
from hub.lists.sheet import Cell, as_text
from hub.programmes import squeeze

LEAST_RUPIAH = 1_000
"""A smaller figure in a column of amounts counts something else: kilograms, people."""
EXACT_DIGITS = 15
"""A cell for numbers keeps no more digits than these."""

_YES = frozenset({"YA", "Y", "IYA", "YES", "1", "V", "TRUE", "ADA", "AKTIF", "DAPAT", "MENERIMA", "TERIMA", "SUDAH"})
_NO = frozenset(
    {"", "TIDAK", "T", "TDK", "NO", "N", "0", "FALSE", "BELUM", "TIDAKADA", "BUKAN", "TIDAKDAPAT", "TDKADA"}
)
_MARKS = frozenset("√✓✔☑●•*")
_MEN = ("L", "LK", "LAKI", "LAKILAKI", "PRIA", "1", "M", "MALE")
_WOMEN = ("P", "PR", "PEREMPUAN", "WANITA", "2", "F", "FEMALE", "W")
_NO_NUMBER = frozenset({"", "0", "-", "--", "TIDAK ADA", "TDK ADA", "BELUM ADA", "NULL"})


def read_flag(cell: Cell) -> bool:
    """Read yes or no; empty is no. Raises `Unreadable`."""
    text = as_text(cell)
    if text and text[0] in _MARKS:
        return True
    key = squeeze(text)
    if key in _YES or key in _NO:
        return key in _YES
    raise Unreadable(text)


def read_sex(cell: Cell) -> str:
    """Give `L`, `P`, or nothing for an empty cell. Raises `Unreadable`."""
    key = squeeze(as_text(cell))
    if key in _MEN or key.startswith("LAKI"):
        return "L"
    if key in _WOMEN or key.startswith("PEREMPUAN"):
        return "P"
    if not key:
        return ""
    raise Unreadable(as_text(cell))


def read_rupiah(cell: Cell) -> int | None:
    """Read money: `Rp 600.000`, `600000`, `Rp1.200.000,-`; None where no money is meant. Raises `Unreadable`."""
    if isinstance(cell, float):
        return _rupiah(round(cell))
    text = re.sub(r"\s|RP\.?|IDR|RUPIAH", "", as_text(cell).upper())
    text = re.sub(r"(,-+|\.-+|,00?|\.00)$", "", text)
    if text in ("", "-", "0"):
        return None
    if not re.fullmatch(r"\d+|\d{1,3}([.,]\d{3})+", text):
        raise Unreadable(as_text(cell))
    return _rupiah(int(re.sub(r"\D", "", text)))


def read_long_number(cell: Cell) -> str:
    """Read a number of 16 digits, of a family or a card; nothing when there is none.

    Raises `Unreadable` for other lengths and for a cell for numbers, which has lost digits.
    """
    text = as_text(cell).strip("'` ")
    if text.upper() in _NO_NUMBER or not text.strip("0"):
        return ""
    digits = re.sub(r"[\s.\-]", "", text)
    if isinstance(cell, float) or not re.fullmatch(r"\d{16}", digits):
        raise Unreadable(text)
    return digits


def read_label(cell: Cell) -> str:
    """Read a number or code of any form, such as `BLT-001`; nothing when there is none. May raise `Unreadable`."""
    text = as_text(cell).strip("'` ")
    if isinstance(cell, float) and len(text) > EXACT_DIGITS:
        raise Unreadable(text)
    return "" if text.upper() in _NO_NUMBER else text


def _rupiah(amount: int) -> int | None:
    return amount if amount >= LEAST_RUPIAH else None

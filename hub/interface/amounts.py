"""Quantities and money as people type them. What is none raises `ValueError`."""

import re

_QUANTITY = re.compile(r"(?P<whole>\d{1,7})([.,](?P<part>\d{1,3}))?")
_RUPIAH = re.compile(r"(Rp\.?\s*)?(?P<number>\d{1,3}(\.\d{3})+|\d+)(,00|,-)?", re.IGNORECASE)


def read_quantity(text: str) -> int:
    """Read thousandths of a unit: `20` is 20000, `1,5` is 1500."""
    found = _QUANTITY.fullmatch(text.strip())
    if not found:
        raise ValueError(f"no quantity: {text}")
    return int(found["whole"]) * 1000 + int((found["part"] or "0").ljust(3, "0"))


def read_rupiah(text: str) -> int:
    """Read money: `Rp900.000` and `900000` are both 900000."""
    found = _RUPIAH.fullmatch(text.strip())
    if not found:
        raise ValueError(f"no money: {text}")
    return int(found["number"].replace(".", ""))

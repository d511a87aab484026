from collections.abc import Callable

import pytest

from hub.lists.cells import read_flag, read_label, read_long_number, read_rupiah, read_sex
from hub.lists.errors import Unreadable


@pytest.mark.parametrize("cell", ["YA", "ya", "Y", "1", 1.0, "V", "√", "✓", "TRUE", "Ada"])
def test_many_ways_to_say_yes(cell: str | float) -> None:
    assert read_flag(cell)


@pytest.mark.parametrize("cell", ["", "TIDAK", "Tdk", "-", "0", 0.0, "N", "belum", "FALSE"])
def test_many_ways_to_say_no(cell: str | float) -> None:
    assert not read_flag(cell)


@pytest.mark.parametrize("cell", ["L", "Lk.", "Laki - Laki", "pria", 1.0, "1"])
def test_men(cell: str | float) -> None:
    assert read_sex(cell) == "L"


@pytest.mark.parametrize("cell", ["P", "pr", "PEREMPUAN", "wanita", 2.0, "2"])
def test_women(cell: str | float) -> None:
    assert read_sex(cell) == "P"


@pytest.mark.parametrize(
    ("cell", "rupiah"),
    [
        ("Rp 600.000", 600_000),
        ("Rp1.200.000,-", 1_200_000),
        ("Rp. 600.000,00", 600_000),
        ("600000", 600_000),
        (600_000.0, 600_000),
        ("1,200,000", 1_200_000),
        ("", None),
        ("-", None),
        ("Rp 0", None),
        (20.0, None),
    ],
)
def test_money(cell: str | float, rupiah: int | None) -> None:
    assert read_rupiah(cell) == rupiah


def test_numbers_of_families_must_be_whole() -> None:
    assert read_long_number("'6311 0221 1212 0049") == "6311022112120049"
    assert read_long_number("-") == ""
    assert read_long_number(0.0) == ""


def test_labels_are_taken_as_they_are() -> None:
    assert read_label(" BLT-001 ") == "BLT-001"
    assert read_label(17.0) == "17"
    assert read_label("0") == ""


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (read_flag, "mungkin"),
        (read_sex, "X"),
        (read_rupiah, "enam ratus"),
        (read_rupiah, "600.00.0"),
        (read_long_number, 6311022112120049.0),
        (read_long_number, "631102211212"),
        (read_label, 6013089849202551.0),
    ],
)
def test_what_cannot_be_read_is_not_guessed(read: Callable[[object], object], cell: object) -> None:
    with pytest.raises(Unreadable):
        read(cell)

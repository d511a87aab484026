import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.nik import (
    NikNote,
    NikProblem,
    group_nik,
    mask_nik,
    nik_birth,
    nik_birth_date,
    nik_problem,
    nik_region,
    nik_sex,
    read_nik,
)

GOOD = "6311022504929001"


@pytest.mark.parametrize(
    "cell",
    [
        GOOD,
        f"'{GOOD}",
        f"\u2019{GOOD}",
        "63.1102.250492.9001",
        "6311 0225 0492 9001",
        "631102-250492-9001",
        f" {GOOD}\u00a0",
        f"\ufeff{GOOD}\u200b",
        "６３１１０２２５０４９２９００１",
    ],
)
def test_a_good_nik_is_read_through_marks_and_blanks(cell: str) -> None:
    assert read_nik(cell).nik == GOOD


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (6311022504929001.0, NikProblem.NUMERIC),
        (6311022504929000, NikProblem.NUMERIC),
        (631102250492901, NikProblem.NUMERIC),
        ("6311022504929001.0", NikProblem.NUMERIC),
        (63110225.0, NikProblem.SHORT),
        ("6.31102E+15", NikProblem.SCIENTIFIC),
        ("6,31102e+15", NikProblem.SCIENTIFIC),
        ("6.31E15", NikProblem.SCIENTIFIC),
        ("631102250492900", NikProblem.SHORT),
        (GOOD + "1", NikProblem.LONG),
        ("63110225O4929001", NikProblem.LETTERS),
        ("631102250492900?", NikProblem.LETTERS),
        ("631102250492900٣", NikProblem.LETTERS),
        ("9911022504929001", NikProblem.PROVINCE),
        ("6300022504929001", NikProblem.REGION),
        ("6311002504929001", NikProblem.REGION),
        ("6311027002859001", NikProblem.DATE),
        ("6311023113929001", NikProblem.DATE),
        ("6311020004929001", NikProblem.DATE),
        ("6311024004929001", NikProblem.DATE),
        ("6311022504920000", NikProblem.SERIAL),
    ],
)
def test_a_spoilt_nik_is_a_problem_and_never_mended(cell: object, problem: NikProblem) -> None:
    reading = read_nik(cell)
    assert reading.problem is problem
    assert reading.nik is None


@pytest.mark.parametrize(
    "cell", ["", None, "0", 0.0, 0, "-", "'", "'0", "0000000000000000", "Tidak ada", "belum punya"]
)
def test_having_no_nik_is_legal(cell: object) -> None:
    reading = read_nik(cell)
    assert reading.problem is None
    assert reading.nik is None
    assert NikNote.ABSENT in reading.notes


def test_a_villages_temporary_number_is_no_nik_but_is_kept() -> None:
    reading = read_nik("0631102201490019")
    assert (reading.nik, reading.problem, reading.digits) == (None, None, "0631102201490019")
    assert NikNote.TEMPORARY in reading.notes
    assert read_nik("0001102201490019").problem is NikProblem.PROVINCE


def test_notes_say_how_it_was_written() -> None:
    assert read_nik(GOOD).notes == ()
    assert read_nik(f"'{GOOD}").notes == (NikNote.APOSTROPHE,)
    assert read_nik("63.1102.250492.9001").notes == (NikNote.DOTTED,)


def test_a_leap_day_is_possible_when_either_century_has_it() -> None:
    assert nik_problem("6311022902009001") is None  # 2000 had one, 1900 had none
    assert nik_problem("6311022902729001") is None
    assert nik_problem("6311022902739001") is NikProblem.DATE


def test_what_a_nik_says_of_its_owner() -> None:
    woman = "6311026504929001"
    assert nik_region(woman) == "631102"
    assert (nik_sex(GOOD), nik_sex(woman)) == ("L", "P")
    assert nik_birth(woman) == (25, 4, 92)
    today = datetime.date(2026, 3, 3)
    assert nik_birth_date(woman, today) == datetime.date(1992, 4, 25)
    assert nik_birth_date("6311020303269001", today) == datetime.date(2026, 3, 3)
    assert nik_birth_date("6311022902009001", datetime.date(2026, 1, 1)) == datetime.date(2000, 2, 29)


def test_a_mask_hides_the_middle_and_never_shows_a_fragment() -> None:
    assert mask_nik(GOOD) == "631102••••••9001"
    assert mask_nik(GOOD, dot="*") == "631102******9001"
    assert mask_nik("631102250") == "•" * 9
    assert mask_nik("") == ""


def test_digits_are_grouped_in_fours() -> None:
    assert group_nik(GOOD) == "6311 0225 0492 9001"
    assert group_nik("63110") == "6311 0"


@given(st.one_of(st.text(max_size=24), st.floats(allow_nan=False, allow_infinity=False), st.integers()))
def test_any_cell_can_be_read_and_a_nik_is_always_sound(cell: object) -> None:
    reading = read_nik(cell)
    if reading.nik is not None:
        assert isinstance(cell, str)
        assert nik_problem(reading.nik) is None
        assert reading.nik.isascii()
    else:
        assert reading.problem or NikNote.ABSENT in reading.notes


@given(st.dates(datetime.date(1927, 1, 1), datetime.date(2026, 1, 1)), st.booleans(), st.integers(1, 9999))
def test_what_is_written_into_a_nik_is_read_out_of_it(born: datetime.date, woman: bool, serial: int) -> None:
    number = f"631102{born.day + 40 * woman:02}{born:%m%y}{serial:04}"
    assert nik_problem(number) is None
    assert nik_birth_date(number, datetime.date(2026, 6, 1)) == born
    assert nik_sex(number) == ("P" if woman else "L")

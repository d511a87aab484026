import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.lists.dates import read_date, read_place_and_date
from hub.lists.errors import Unreadable
from ledger.wording import MONTHS
from tests.hub.lists.builders import TODAY

BORN = datetime.date(1960, 3, 12)


@pytest.mark.parametrize(
    "cell",
    [
        "12-03-1960",
        "12/03/1960",
        "12.03.1960",
        "12 03 1960",
        "12-3-1960",
        "1960-03-12",
        "1960/03/12",
        "1960-03-12 00:00:00",
        "1960-03-12T00:00:00",
        "12 Maret 1960",
        "12-MAR-1960",
        "12 mar 60",
        "12-03-60",
        "12031960",
        "'12-03-1960",
        12031960.0,
        21987.0,
        BORN,
    ],
)
def test_a_birthday_is_read_in_every_form(cell: object) -> None:
    assert read_date(cell, TODAY) == BORN  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["", "-", "0", "0000-00-00"])
def test_no_birthday_is_none(cell: str) -> None:
    assert read_date(cell, TODAY) is None


@pytest.mark.parametrize(
    "cell", ["31-02-1960", "12-13-1960", "lupa", "12 Marit 1960", "1960", 0.5, 1960.0, "01-01-2030", "12-03-1760"]
)
def test_what_is_no_birthday_is_not_guessed(cell: object) -> None:
    with pytest.raises(Unreadable):
        read_date(cell, TODAY)  # type: ignore[arg-type]


def test_two_digits_of_a_year_never_lie_in_the_future() -> None:
    assert read_date("01-01-26", TODAY) == datetime.date(2026, 1, 1)
    assert read_date("01-01-27", TODAY) == datetime.date(1927, 1, 1)


def test_place_and_date_in_one_cell() -> None:
    assert read_place_and_date("Balangan, 12-03-1960", TODAY) == ("Balangan", BORN)
    assert read_place_and_date("HULU SUNGAI UTARA / 12 Maret 1960", TODAY) == ("HULU SUNGAI UTARA", BORN)
    assert read_place_and_date("Balangan", TODAY) == ("Balangan", None)
    assert read_place_and_date(BORN, TODAY) == ("", BORN)


@given(st.dates(datetime.date(1927, 11, 23), TODAY))
def test_all_forms_agree_on_every_day(day: datetime.date) -> None:
    forms = [f"{day:%d-%m-%Y}", f"{day:%d/%m/%y}", f"{day:%Y-%m-%d}", f"{day.day} {MONTHS[day.month - 1]} {day.year}"]
    assert {read_date(each, TODAY) for each in forms} == {day}

"""Quantities and money as people type them."""

import pytest

from hub.interface.amounts import read_quantity, read_rupiah


@pytest.mark.parametrize(
    ("text", "milli"), [("20", 20_000), ("1,5", 1_500), (" 0.25 ", 250), ("10,125", 10_125), ("0", 0)]
)
def test_a_quantity_is_read(text: str, milli: int) -> None:
    assert read_quantity(text) == milli


@pytest.mark.parametrize("text", ["", "banyak", "-1", "1,2345", "1.000,5", "20 kg"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no quantity"):
        read_quantity(text)


@pytest.mark.parametrize("text", ["900000", "900.000", "Rp900.000", "rp 900.000,00", "Rp. 900.000,-"])
def test_money_is_read(text: str) -> None:
    assert read_rupiah(text) == 900_000


@pytest.mark.parametrize("text", ["", "90.00", "sembilan ratus", "-5", "1,5", "900.000,50"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no money"):
        read_rupiah(text)

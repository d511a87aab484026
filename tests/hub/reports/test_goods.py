import pytest

from hub.reports.goods import Amount, amount_in_words, item_words, quantity_in_words, quantity_words
from ledger.aid import Item


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item("Beras", 20_000, "kg"), "20 kg beras"),
        (Item("Uang tunai", rupiah=600_000), "Rp600.000"),
        (Item("Kartu atau reaktivasi jaminan kesehatan"), "Kartu atau reaktivasi jaminan kesehatan"),
        (Item("BBM", 1_500, "liter"), "1,5 liter BBM"),
        (Item("Kursi roda", 1_000, "buah", 2_000_000), "1 buah kursi roda (Rp2.000.000)"),
    ],
)
def test_an_item_as_people_say_it(item: Item, words: str) -> None:
    assert item_words(item) == words


@pytest.mark.parametrize(
    ("amount", "unit", "words", "spelled"),
    [
        (Amount(37, 740_000), "kg", "740 kg", "tujuh ratus empat puluh kilogram"),
        (Amount(37, 0, 17_500_000), "", "", "tujuh belas juta lima ratus ribu rupiah"),
        (Amount(3), "", "3 layanan", "tiga layanan"),
        (Amount(), "kg", "0 layanan", "nol layanan"),
    ],
)
def test_amounts(amount: Amount, unit: str, words: str, spelled: str) -> None:
    assert (quantity_words(amount, unit), amount_in_words(amount, unit)) == (words, spelled)


@pytest.mark.parametrize(
    ("milli", "words"),
    [(1_500, "satu koma lima liter"), (2_050, "dua koma nol lima liter"), (250, "nol koma dua lima liter")],
)
def test_parts_of_a_unit_are_spelled_digit_by_digit(milli: int, words: str) -> None:
    assert quantity_in_words(milli, "liter") == words

"""Goods and money, summed, and written as people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.reports.words import texts
from ledger.aid import Allotment, Item
from ledger.indonesia import spelled
from ledger.wording import number, quantity, rupiah, rupiah_in_words


@dataclass(frozen=True)
class Amount:
    """How much of one thing: so many `times`, thousandths of its unit together, money together."""

    times: int = 0
    quantity_milli: int = 0
    rupiah: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.times + other.times, self.quantity_milli + other.quantity_milli, self.rupiah + other.rupiah)


@dataclass(frozen=True)
class GoodsSum:
    """One kind of goods in one unit: how much was to be handed over, and how much was."""

    goods: str
    unit: str
    targeted: Amount
    handed: Amount


def goods_sums(allotments: Iterable[tuple[Allotment, bool]]) -> tuple[GoodsSum, ...]:
    """Sum the items of allotments, each with whether it was handed over; in the order of first sight."""
    sums: dict[tuple[str, str], tuple[Amount, Amount]] = {}
    for allotment, handed in allotments:
        for item in allotment.items:
            targeted_so_far, handed_so_far = sums.get((item.goods, item.unit), (Amount(), Amount()))
            one = Amount(1, item.quantity_milli, item.rupiah)
            sums[item.goods, item.unit] = targeted_so_far + one, handed_so_far + (one if handed else Amount())
    return tuple(GoodsSum(goods, unit, *both) for (goods, unit), both in sums.items())


def total_rupiah(items: Iterable[Item]) -> int:
    """Sum the money among items."""
    return sum(item.rupiah for item in items)


def item_words(item: Item) -> str:
    """Write an item: `20 kg beras`, `Rp600.000`, or only its name where it is neither counted nor paid."""
    counted = quantity(item.quantity_milli, item.unit) if item.quantity_milli else ""
    paid = rupiah(item.rupiah) if item.rupiah else ""
    if counted:
        return f"{counted} {_inside(item.goods)}" + (f" ({paid})" if paid else "")
    return paid or item.goods


def items_words(items: Sequence[Item]) -> str:
    """Write items in one line: `20 kg beras, 4 liter minyak goreng`."""
    return ", ".join(item_words(item) for item in items)


def quantity_words(amount: Amount, unit: str) -> str:
    """Write how much: `740 kg`; what has no quantity is counted: `37 layanan`; money is not: empty."""
    if amount.quantity_milli:
        return quantity(amount.quantity_milli, unit)
    return "" if amount.rupiah else f"{number(amount.times)} {texts('goods.service')}"


def quantity_in_words(quantity_milli: int, unit: str) -> str:
    """Spell thousandths of a unit: `tujuh ratus empat puluh kilogram`, `satu koma lima liter`."""
    whole, rest = divmod(quantity_milli, 1000)
    digits = f"{rest:03d}".rstrip("0")
    comma = " koma " + " ".join(spelled(int(digit)) for digit in digits) if digits else ""
    return f"{spelled(whole)}{comma} {_UNITS_IN_FULL.get(unit, unit)}".rstrip()


def amount_in_words(amount: Amount, unit: str) -> str:
    """Spell money where there is some, else the quantity, else how many services."""
    if amount.rupiah:
        return rupiah_in_words(amount.rupiah)
    if amount.quantity_milli:
        return quantity_in_words(amount.quantity_milli, unit)
    return f"{spelled(amount.times)} {texts('goods.service')}"


_UNITS_IN_FULL = {"kg": "kilogram", "g": "gram", "l": "liter", "L": "liter", "ml": "mililiter", "m": "meter"}


def _inside(goods: str) -> str:
    """Give the name of goods within a sentence: small, unless it is an abbreviation."""
    return goods if goods[:2].isupper() else goods[:1].lower() + goods[1:]

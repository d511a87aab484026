"""One programme that a visit may bring: whether it does, and what each receiver gets."""

from collections.abc import Callable, Sequence

from nicegui import ui

from hub.interface.amounts import read_quantity, read_rupiah
from hub.interface.theme import box, words
from hub.planning import Offered
from ledger.aid import Item, Kind, Programme
from ledger.catalogue import Catalogue
from ledger.facts import PlannedProgramme
from ledger.wording import number, quantity


class WishPanel:
    """A programme and period still owed to people of the village; to `served` others it was handed over before."""

    def __init__(
        self,
        t: Catalogue,
        offered: Offered,
        served: int,
        programme: Programme,
        planned: PlannedProgramme | None,
        changed: Callable[[], None],
    ) -> None:
        self._t = t
        self.offered = offered
        self._programme = programme
        self._lines: list[_ItemLine] = []
        with box("wish"):
            with box("line wrap"):
                self._chosen = ui.checkbox(programme.name, value=planned is not None, on_change=changed)
                self._chosen.classes("bold").mark(f"programme-{offered.programme}")
                words(offered.period, "soft")
                with box("line end"):
                    if served:
                        words(t("plan_page.served", count=number(served)), "soft")
                    words(t("plan_page.people", count=number(offered.people)), "bold")
            with box("items stack tight") as self._items:
                if programme.kind is Kind.CASH:
                    words(t("plan_page.amount_of_list"), "soft small")
                for item in planned.items if planned else programme.items:
                    self._add(item)
                more = ui.button(t("plan_page.add_item"), icon="add", on_click=lambda: self._add(Item("")))
                more.props("flat dense").style("align-self: flex-start")
            more.set_visibility(programme.kind is Kind.GOODS)
            self._items.bind_visibility_from(self._chosen, "value")

    @property
    def chosen(self) -> bool:
        """Whether the visit brings it."""
        return bool(self._chosen.value)

    def is_right(self) -> bool:
        """Check all fields; what is wrong is told at each."""
        answers = [line.is_right() for line in self._lines]
        return all(answers)

    def planned(self) -> PlannedProgramme:
        """Give it as it is planned; call `is_right` before."""
        items = tuple(line.item() for line in self._lines)
        return PlannedProgramme(self.offered.programme, self.offered.period, items)

    def _add(self, item: Item) -> None:
        with self._items:
            line = _ItemLine(self._t, item, self._programme.kind, self._remove)
        line.holder.move(target_index=len(self._lines) + (self._programme.kind is Kind.CASH))
        self._lines.append(line)

    def _remove(self, line: "_ItemLine") -> None:
        self._lines.remove(line)
        line.holder.delete()


class _ItemLine:
    """Goods with quantity and unit, money, or a service that has neither."""

    def __init__(self, t: Catalogue, item: Item, kind: Kind, removed: Callable[["_ItemLine"], None]) -> None:
        self._kind = kind
        self._fields: list[ui.input] = []
        with box("item-line") as self.holder:
            self._goods = self._field(t("plan_page.goods"), item.goods, _is_named, t("plan_page.goods_wrong"))
            if kind is Kind.CASH:
                shown = number(item.rupiah)
                self._rupiah = self._field(t("plan_page.rupiah"), shown, _is_rupiah, t("plan_page.rupiah_wrong"))
                self._rupiah.props("prefix=Rp inputmode=numeric")
            elif kind is Kind.GOODS:
                shown = quantity(item.quantity_milli, "") if item.quantity_milli else ""
                self._quantity = self._field(
                    t("plan_page.quantity"), shown, _is_quantity, t("plan_page.quantity_wrong")
                )
                self._quantity.props("inputmode=decimal")
                self._unit = self._field(t("plan_page.unit"), item.unit, _is_named, t("plan_page.unit_wrong"))
                remove = ui.button(icon="close", on_click=lambda: removed(self), color=None).props("flat round")
                remove.props(f'aria-label="{t("plan_page.remove_item")}"')

    def is_right(self) -> bool:
        answers = [field.validate() for field in self._fields]
        return all(answers)

    def item(self) -> Item:
        goods = str(self._goods.value).strip()
        match self._kind:
            case Kind.CASH:
                return Item(goods, rupiah=read_rupiah(str(self._rupiah.value)))
            case Kind.GOODS:
                return Item(goods, read_quantity(str(self._quantity.value)), str(self._unit.value).strip())
        return Item(goods)

    def _field(self, label: str, value: str, is_right: Callable[[str], bool], wrong: str) -> ui.input:
        field = ui.input(label, value=value, validation={wrong: is_right}).props("outlined dense autocomplete=off")
        self._fields.append(field)
        return field.without_auto_validation()


def chosen(wishes: Sequence[WishPanel]) -> list[WishPanel]:
    """Give those that the visit brings."""
    return [each for each in wishes if each.chosen]


def _is_named(text: str) -> bool:
    return bool((text or "").strip())


def _is_quantity(text: str) -> bool:
    return _reads(read_quantity, text)


def _is_rupiah(text: str) -> bool:
    return _reads(read_rupiah, text)


def _reads(read: Callable[[str], int], text: str) -> bool:
    try:
        return read(text or "") > 0
    except ValueError:
        return False

"""Tables of the office: sticky head, right-aligned figures, links in cells, state told by icon and word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nicegui import ui

from hub.interface.theme import box, words
from ledger.catalogue import Catalogue
from ledger.wording import number

Row = Mapping[str, object]
PAGE_ROWS = 50
# One template for all cells: beside the value of a cell `x`, a row may hold `x_url`, `x_icon` and `x_tone`.
_CELL = """
<q-td :props="props" :class="props.row[props.col.name + '_tone']">
  <div :class="{ told: props.row[props.col.name + '_icon'] }">
    <q-icon v-if="props.row[props.col.name + '_icon']" :name="props.row[props.col.name + '_icon']" />
    <a v-if="props.row[props.col.name + '_url']" :href="props.row[props.col.name + '_url']">{{ props.value }}</a>
    <span v-else>{{ props.value }}</span>
  </div>
</q-td>
"""


@dataclass(frozen=True)
class Column:
    """A column: a `figure` stands right-aligned, what is kept `whole` is never broken, what is `wide` gets room."""

    name: str
    label: str
    figure: bool = False
    whole: bool = False
    wide: bool = False


def table(columns: Sequence[Column], rows: Sequence[Row], empty: str, *, tall: bool = False) -> ui.table:
    """Make a table; its rows hold `id`. Assign `rows` anew to show others: every row keeps its place.

    `empty` says what to do where there is none; a `tall` one scrolls within the window under its head.
    """
    element = ui.table(columns=[_as_quasar(each) for each in columns], rows=[dict(row) for row in rows], row_key="id")
    element.props["no-data-label"] = empty
    element.add_slot("body-cell", _CELL)
    return element.classes("tall" if tall else "")


def state(name: str, word: str, icon: str, tone: str = "") -> dict[str, object]:
    """Give the parts of a row for a cell that tells a state."""
    return {name: word, f"{name}_icon": icon, f"{name}_tone": tone}


class Pager:
    """Leafs through many rows, `PAGE_ROWS` at a time; calls `turned` when another part is to be shown."""

    def __init__(self, t: Catalogue, turned: Callable[[], None]) -> None:
        self._t = t
        self._turned = turned
        self._first = 0
        self._total = 0
        with box("pager"):
            self._told = words("")
            self._before = ui.button(t("common.before"), icon="chevron_left", on_click=lambda: self._turn(-1))
            self._after = ui.button(t("common.after"), icon="chevron_right", on_click=lambda: self._turn(1))
            for button in (self._before, self._after):
                button.props("flat")

    def start(self) -> None:
        """Begin from the first row."""
        self._first = 0

    def part(self, rows: Sequence[Row]) -> list[dict[str, object]]:
        """Give those of all rows that are to be shown, and say which they are."""
        self._total = len(rows)
        self._first = max(0, min(self._first, (self._total - 1) // PAGE_ROWS * PAGE_ROWS))
        last = min(self._first + PAGE_ROWS, self._total)
        self._told.set_text(
            self._t("common.part", first=number(self._first + 1), last=number(last), total=number(self._total))
            if self._total > PAGE_ROWS
            else self._t("common.rows", total=number(self._total))
        )
        self._before.set_visibility(self._total > PAGE_ROWS)
        self._after.set_visibility(self._total > PAGE_ROWS)
        self._before.set_enabled(self._first > 0)
        self._after.set_enabled(last < self._total)
        return [dict(row) for row in rows[self._first : last]]

    def _turn(self, pages: int) -> None:
        self._first += pages * PAGE_ROWS
        self._turned()


def _as_quasar(column: Column) -> dict[str, object]:
    classes = "keep" if column.whole or column.figure else "wide" if column.wide else ""
    return {
        "name": column.name,
        "label": column.label,
        "field": column.name,
        "align": "right" if column.figure else "left",
        "classes": classes,
    }

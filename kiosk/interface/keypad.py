"""Digits for fingers that have never typed. What stands is masked; only the last four show, once all are there."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from kiosk.interface.theme import box
from ledger.catalogue import Catalogue
from ledger.nik import NIK_DIGITS


class Keypad:
    """A keypad and the digits typed on it; `touched` is called at every key, `go` with 16 digits."""

    def __init__(
        self, t: Catalogue, show: ui.label, go: Callable[[str], Awaitable[None]], touched: Callable[[], None]
    ) -> None:
        self.digits = ""
        self._show = show
        self._go = go
        self._touched = touched
        with box("keypad"):
            for digit in "123456789":
                self._key(digit)
            ui.button(t("villager.erase"), on_click=self._erase, color=None).classes("word").props("unelevated")
            self._key("0")
            self._next = ui.button(t("villager.next"), on_click=self._finish, color=None).classes("word go asleep")
            self._next.props("unelevated")
        self._refresh()

    def _key(self, digit: str) -> None:
        ui.button(digit, on_click=lambda: self._type(digit), color=None).props("unelevated")

    def _type(self, digit: str) -> None:
        if len(self.digits) < NIK_DIGITS:
            self.digits += digit
            self._refresh()

    def _erase(self) -> None:
        self.digits = self.digits[:-1]
        self._refresh()

    async def _finish(self) -> None:
        if len(self.digits) == NIK_DIGITS:
            await self._go(self.digits)

    def _refresh(self) -> None:
        self._touched()
        self._show.set_text(masked(self.digits))
        self._next.classes(**({"remove": "asleep"} if len(self.digits) == NIK_DIGITS else {"add": "asleep"}))


def masked(digits: str) -> str:
    """Show how many digits stand, in fours; the last four in clear once all 16 are there."""
    shown = "•" * len(digits)
    if len(digits) == NIK_DIGITS:
        shown = shown[:-4] + digits[-4:]
    shown = shown.ljust(NIK_DIGITS, "·")
    return " ".join(shown[start : start + 4] for start in range(0, NIK_DIGITS, 4))

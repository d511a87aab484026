"""Continuing a visit from the stick of a box that died: on a box that belongs to nobody yet, beside enrolling."""

from collections.abc import Callable

from nicegui import ui

from kiosk.interface.live import attempt, beside, say
from kiosk.interface.sayings import Sayings
from kiosk.interface.scanner import on_scan
from kiosk.interface.theme import box, notice, words
from kiosk.sticks import Mirrored
from kiosk.system import System

LOOK_S = 3.0


class StandInGate:
    """Looks for sticks by itself; offers their visits, asks for the phrase, and then this box is the stand-in."""

    def __init__(self, system: System, sayings: Sayings, done: Callable[[], None]) -> None:
        self._system = system
        self._sayings = sayings
        self._done = done
        self._offered: list[Mirrored] | None = None
        self._chosen: Mirrored | None = None
        t = sayings.t
        on_scan(self._take_over)
        with box("panel") as self._panel:
            words(t("stand_in.title"), tag="h2")
            words(t("stand_in.how"), "soft")
            self._list = box("choices-list")
            with box("stack") as self._asked:
                self._phrase = ui.input(t("gate.phrase")).props("autocomplete=off autocapitalize=none")
                self._phrase.on("keydown.enter", self._typed)
                ui.button(t("stand_in.do"), icon="medical_services", on_click=self._typed).props("unelevated")
        self._asked.set_visibility(False)
        ui.timer(LOOK_S, self._look, immediate=True)

    async def _look(self) -> None:
        offered = await beside(self._system.visits_on_sticks)
        if self._offered is not None and [each.folders for each in offered] == [e.folders for e in self._offered]:
            return
        self._offered = offered
        self._panel.classes(**({"add": "first"} if offered else {"remove": "first"}))  # who has a stick is in a hurry
        self._choose(offered[0] if len(offered) == 1 else None)

    def _choose(self, mirrored: Mirrored | None) -> None:
        self._chosen = mirrored
        self._asked.set_visibility(mirrored is not None)
        self._list.clear()
        with self._list:
            for each in self._offered or []:
                self._line(each, chosen=each is mirrored)
            if not self._offered:
                notice(self._sayings.t("stand_in.none"), "usb")

    def _line(self, mirrored: Mirrored, *, chosen: bool) -> None:
        header = mirrored.header
        with box("officer tap" + (" chosen" if chosen else "")).on("click", lambda: self._choose(mirrored)):
            words(header.village_name, tag="h2")
            told = {"date": self._sayings.date(header.date), "series": header.series}
            words(self._sayings.t("stand_in.visit", **told), "soft")

    async def _typed(self) -> None:
        await self._take_over(self._phrase.value or "")

    async def _take_over(self, secret: str) -> None:
        if self._chosen is None or not secret.strip():
            return
        say(self._sayings.t("stand_in.doing"))
        taken = await attempt(self._sayings, self._system.stand_in, self._chosen, secret)
        if taken is None:
            return
        await attempt(self._sayings, self._system.start)
        if taken.missing:
            await self._told(self._sayings.t("stand_in.missing", count=taken.missing))
        self._done()

    async def _told(self, what: str) -> None:
        """Say something that must be read before anything goes on."""
        with ui.dialog().props("persistent") as dialog, box("dialog panel"):
            notice(what)
            ui.button(self._sayings.t("stand_in.go_on"), on_click=lambda: dialog.submit(None)).props("unelevated")
        await dialog

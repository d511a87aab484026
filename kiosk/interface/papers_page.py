"""The simulated printer's paper, as pictures; and its troubles, to try what staff are told."""

from nicegui import app, ui
from starlette.responses import Response

from kiosk.interface.live import beside, follow
from kiosk.interface.sayings import Sayings
from kiosk.interface.theme import box, notice, words
from kiosk.system import System
from printer.simulated import Fault, SimulatedPrinter


def register_pictures(system: System) -> None:
    """Serve the pictures of papers."""

    @app.get("/kertas/{number}.png")
    async def picture(number: int) -> Response:
        printer = system.kiosk.simulated if system.enrolled else None
        if printer is None or number not in printer.papers:
            return Response(status_code=404)
        kept_nowhere = {"Cache-Control": "no-store"}  # it names somebody
        return Response(await beside(printer.picture, number), media_type="image/png", headers=kept_nowhere)


class PapersPage:
    """Newest paper first."""

    def __init__(self, system: System, sayings: Sayings) -> None:
        self._sayings = sayings
        self._printer = system.kiosk.simulated if system.enrolled else None
        self._shown: set[int] = set()
        t = sayings.t
        with box("page").style("max-width: 1400px"):
            with box("line wrap"):
                words(t("papers.title"), "grow", "h1")
                ui.button(t("overview.to_desk"), icon="badge", on_click=lambda: ui.navigate.to("/petugas")).props(
                    "flat"
                )
            if self._printer is None:
                notice(t("papers.not_simulated"), "print")
                return
            self._faults(self._printer)
            self._empty = words(t("papers.none"), "soft")
            self._papers = box("papers")
        self._show()
        follow(system.kiosk.printing.CHANGED, self._show)

    def _faults(self, printer: SimulatedPrinter) -> None:
        t = self._sayings.t
        with box("line wrap"):
            words(t("papers.faults"), "soft")
            for fault in Fault:
                ticked = ui.checkbox(t(f"papers.fault.{fault.value}"), value=fault in printer.faults)
                ticked.on_value_change(lambda event, fault=fault: printer.set_fault(fault, active=event.value))

    def _show(self) -> None:
        if self._printer is None:
            return
        numbers = list(self._printer.papers)
        self._empty.set_visibility(not numbers)
        for number in numbers:
            if number not in self._shown:
                self._shown.add(number)
                with self._papers, box("stack tight") as paper:
                    words(self._sayings.t("papers.number", number=number), "soft")
                    box("", "img").props(f'src="/kertas/{number}.png" alt="{number}"')
                paper.move(target_index=0)

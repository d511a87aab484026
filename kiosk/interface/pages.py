"""Addresses and what stands there."""

from nicegui import app, ui
from starlette.responses import Response

from kiosk.interface.desk_page import DeskPage
from kiosk.interface.gate import EnrolGate, UnlockGate, VisitGate, WhoGate, browser
from kiosk.interface.merge_page import MergePage
from kiosk.interface.overview_page import OverviewPage
from kiosk.interface.papers_page import PapersPage, register_pictures
from kiosk.interface.sayings import Sayings
from kiosk.interface.stopped import StoppedBanner
from kiosk.interface.theme import dress_page, register_static
from kiosk.interface.villager import VillagerScreen
from kiosk.system import System
from ledger.aid import Officer


def register(system: System) -> None:
    """Put every page in its place."""
    register_static()
    register_pictures(system)
    _register_for_all(system)
    _register_for_staff(system)


def _register_for_all(system: System) -> None:
    @app.get("/api/health")
    def health() -> Response:
        stopped = system.enrolled and system.kiosk.log.stopped is not None
        return Response("stopped" if stopped else "ok", status_code=503 if stopped else 200)

    @ui.page("/", title="Pak Sotarsa")
    def villager() -> None:
        VillagerScreen(system)

    @ui.page("/kertas", title="Kertas · Pak Sotarsa")
    def papers() -> None:
        PapersPage(system, _dressed(system))


def _register_for_staff(system: System) -> None:
    @ui.page("/petugas", title="Petugas · Pak Sotarsa")
    def desk() -> None:
        sayings = _dressed(system)
        officer = _officer(system, sayings)
        if officer:
            DeskPage(system, sayings, officer)

    @ui.page("/ringkasan", title="Ringkasan · Pak Sotarsa")
    def visit_overview() -> None:
        sayings = _dressed(system)
        if _officer(system, sayings):
            OverviewPage(system, sayings)

    @ui.page("/gabung", title="Gabung · Pak Sotarsa")
    def merge() -> None:
        sayings = _dressed(system)
        if system.enrolled:
            MergePage(system, sayings)
        else:
            EnrolGate(system, sayings, ui.navigate.reload)


def _officer(system: System, sayings: Sayings) -> Officer | None:
    """Give who is at this browser; shows the first gate that is still shut, and gives None, if there is one."""
    again = ui.navigate.reload
    if not system.enrolled:
        EnrolGate(system, sayings, again)
        return None
    village = system.kiosk.village
    officer = system.kiosk.sessions.officer(browser())
    if village.chosen is None:
        VisitGate(system, sayings, again)
    elif village.visit is None:
        UnlockGate(system, sayings, again, lambda: _put_down(system))
    elif officer is None:
        WhoGate(system, sayings, again)
    else:
        return officer
    return None


def _dressed(system: System) -> Sayings:
    dress_page()
    StoppedBanner(system, system.texts)
    return Sayings(system, system.texts)


def _put_down(system: System) -> None:
    system.kiosk.village.put_down()
    ui.navigate.reload()

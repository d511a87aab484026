"""Addresses and what stands there. A page's own code comes in when it is first opened: the start stays quick."""

from nicegui import ui

from hub.errors import UnknownPerson, UnknownVisit
from hub.interface.door import Door
from hub.interface.kiosks_page import Addresses
from hub.interface.sessions import Sessions
from hub.interface.theme import register_static
from hub.system import System

TITLE = "Pak Sotarsa"


def register(system: System, addresses: Addresses) -> None:
    """Put every page in its place. `addresses` gives where kiosks find this hub."""
    register_static()
    door = Door(system, Sessions())
    _register_lists(door)
    _register_visits(door)
    _register_reports(door)
    _register_others(door, addresses)


def _register_lists(door: Door) -> None:
    @ui.page("/sasaran", title=f"Sasaran · {TITLE}")
    async def people(desa: str = "", program: str = "") -> None:
        from hub.interface.people_page import PeoplePage

        await door.open("people", lambda visitor: PeoplePage(visitor, desa, program).show())

    @ui.page("/sasaran/orang/{person}", title=f"Sasaran · {TITLE}")
    async def person(person: str) -> None:
        from hub.interface.person_page import show_person

        await door.open("people", lambda visitor: show_person(visitor, _id(person, UnknownPerson)))

    @ui.page("/sasaran/daftar", title=f"Daftar · {TITLE}")
    async def lists() -> None:
        from hub.interface.lists_page import ListsPage

        await door.open("people", lambda visitor: ListsPage(visitor).show())

    @ui.page("/sasaran/masukkan", title=f"Masukkan daftar · {TITLE}")
    async def take() -> None:
        from hub.interface.import_page import ImportPage

        await door.open("people", lambda visitor: ImportPage(visitor).show())


def _register_visits(door: Door) -> None:
    @ui.page("/kunjungan", title=f"Kunjungan · {TITLE}")
    async def visits() -> None:
        from hub.interface.visits_page import VisitsPage

        await door.open("visits", lambda visitor: VisitsPage(visitor).show())

    @ui.page("/kunjungan/rencana", title=f"Rencana kunjungan · {TITLE}")
    async def plan(desa: str = "") -> None:
        from hub.interface.plan_page import PlanPage

        await door.open("visits", lambda visitor: PlanPage(visitor, village=desa).show())

    @ui.page("/kunjungan/{visit}/ubah", title=f"Rencana kunjungan · {TITLE}")
    async def change(visit: str) -> None:
        from hub.interface.plan_page import PlanPage

        await door.open("visits", lambda visitor: PlanPage(visitor, visit=_id(visit, UnknownVisit)).show())

    @ui.page("/kunjungan/{visit}", title=f"Kunjungan · {TITLE}")
    async def visit(visit: str) -> None:
        from hub.interface.visit_page import VisitPage

        await door.open("visits", lambda visitor: VisitPage(visitor, _id(visit, UnknownVisit)).show())


def _register_reports(door: Door) -> None:
    @ui.page("/laporan", title=f"Laporan · {TITLE}")
    async def reports() -> None:
        from hub.interface.reports_page import ReportsPage

        await door.open("reports", lambda visitor: ReportsPage(visitor).show())

    @ui.page("/laporan/musim", title=f"Semua desa · {TITLE}")
    async def season() -> None:
        from hub.interface.season_page import SeasonPage

        await door.open("reports", lambda visitor: SeasonPage(visitor).show())

    @ui.page("/laporan/{visit}", title=f"Laporan kunjungan · {TITLE}")
    async def report(visit: str) -> None:
        from hub.interface.report_page import ReportPage

        await door.open("reports", lambda visitor: ReportPage(visitor, _id(visit, UnknownVisit)).show())

    @ui.page("/laporan/{visit}/penerima", title=f"Penerima · {TITLE}")
    async def rows(visit: str, program: str = "", keadaan: str = "", alasan: str = "") -> None:
        from hub.interface.receivers_page import ReceiversPage

        chosen = (program, keadaan, alasan)
        await door.open("reports", lambda visitor: ReceiversPage(visitor, _id(visit, UnknownVisit), *chosen).show())

    @ui.page("/laporan/{visit}/struk", title=f"Tanda terima · {TITLE}")
    async def receipts(visit: str) -> None:
        from hub.interface.receipts_page import ReceiptsPage

        await door.open("reports", lambda visitor: ReceiptsPage(visitor, _id(visit, UnknownVisit)).show())


def _register_others(door: Door, addresses: Addresses) -> None:
    @ui.page("/", title=TITLE)
    async def home() -> None:
        from hub.interface.home_page import HomePage

        await door.open("home", lambda visitor: HomePage(visitor).show())

    @ui.page("/gabung", title=f"Gabung · {TITLE}")
    async def kiosks() -> None:
        from hub.interface.kiosks_page import KiosksPage

        await door.open("kiosks", lambda visitor: KiosksPage(visitor, addresses).show())

    @ui.page("/gabung/struk", title=f"Pulihkan dari struk · {TITLE}")
    async def restore() -> None:
        from hub.interface.restore_page import RestorePage

        await door.open("kiosks", lambda visitor: RestorePage(visitor).show())

    @ui.page("/kasus", title=f"Kasus · {TITLE}")
    async def cases() -> None:
        from hub.interface.cases_page import CasesPage

        await door.open("cases", lambda visitor: CasesPage(visitor).show())

    @ui.page("/pengaturan", title=f"Pengaturan · {TITLE}")
    async def settings() -> None:
        from hub.interface.settings_page import SettingsPage

        await door.open("settings", lambda visitor: SettingsPage(visitor).show())


def _id(told: str, error: type[UnknownVisit] | type[UnknownPerson]) -> bytes:
    """Read an id out of an address; raises `error` for what is none."""
    try:
        return bytes.fromhex(told)
    except ValueError:
        raise error(f"no id {told}", visit=told) from None

"""Before the desk: enrolling the box, choosing the visit, unlocking it, saying who one is."""

from collections.abc import Callable
from functools import partial

from nicegui import app, events, ui

from kiosk.interface.live import attempt, follow, say, tell
from kiosk.interface.sayings import Sayings
from kiosk.interface.scanner import on_scan
from kiosk.interface.stand_in_gate import StandInGate
from kiosk.interface.theme import box, notice, words
from kiosk.system import System
from ledger.packs import MAX_PACK_BYTES, PackHeader

Next = Callable[[], None]


class EnrolGate:
    """This box belongs to nobody yet."""

    def __init__(self, system: System, sayings: Sayings, done: Next) -> None:
        self._system = system
        self._sayings = sayings
        self._done = done
        t = sayings.t
        with box("page narrow"):
            words(t("gate.enrol_title"), tag="h1")
            words(t("gate.enrol_how"), "soft")
            with box("panel"):
                self._address = ui.input(t("gate.hub_address"), placeholder=t("gate.hub_address_hint"))
                self._address.value = system.settings.hub
                ui.button(t("gate.find"), icon="wifi_find", on_click=self._find).props("outline")
                self._found = box("choices-list")
                self._code = ui.input(t("gate.code")).props("autocapitalize=characters autocomplete=off")
                self._name = ui.input(t("gate.device_name"), value="Kiosk 1")
                ui.button(t("gate.enrol"), icon="how_to_reg", on_click=self._enrol).props("unelevated")
            if system.settings.sticks:
                StandInGate(system, sayings, done)

    async def _find(self) -> None:
        say(self._sayings.t("gate.finding"))
        nearby = await attempt(self._sayings, self._system.hubs_nearby)
        if nearby is None:
            return
        self._found.clear()
        if not nearby:
            tell(self._sayings.t("gate.found_none"))
        elif len(nearby) == 1:
            self._address.set_value(nearby[0].address)
        with self._found:
            for hub in nearby:
                choose = ui.button(f"{hub.name} · {hub.address}", icon="domain").props("flat align=left")
                choose.on_click(lambda hub=hub: self._address.set_value(hub.address))

    async def _enrol(self) -> None:
        name = self._name.value.strip() or "Kiosk"
        if await attempt(self._sayings, self._system.enrol, self._address.value, self._code.value, name):
            await attempt(self._sayings, self._system.start)
            self._done()


class VisitGate:
    """Which visit?"""

    def __init__(self, system: System, sayings: Sayings, done: Next) -> None:
        self._system = system
        self._sayings = sayings
        self._done = done
        with box("page narrow"):
            words(sayings.t("gate.visit_title"), tag="h1")
            self._list = box("stack tight")
            with box("panel"):
                ui.button(sayings.t("gate.fetch"), icon="cloud_download", on_click=self._fetch).props("unelevated")
                upload = ui.upload(on_upload=self._load, auto_upload=True, max_file_size=MAX_PACK_BYTES)
                upload.props("accept=.pack").style("display: none")
                choose = ui.button(sayings.t("gate.load_file"), icon="folder_open").props("outline")
                choose.on_click(lambda: upload.run_method("pickFiles"))
        self._show()

    def _show(self) -> None:
        self._list.clear()
        packs = self._system.kiosk.shelf.packs()
        with self._list:
            for pack in packs:
                self._line(pack.header)
            if not packs:
                notice(f"{self._sayings.t('gate.no_pack')} {self._sayings.t('gate.no_pack_how')}", "inventory_2")

    def _line(self, header: PackHeader) -> None:
        with box("officer line tap").on("click", partial(self._choose, header)):
            with box("stack tight grow"):
                words(header.village_name, tag="h2")
                words(self._sayings.date(header.date), "soft")
            words(self._sayings.t(f"gate.{self._system.kiosk.state_of(header)}"), "soft")
            ui.icon("chevron_right").style("font-size: 32px")

    async def _choose(self, header: PackHeader) -> None:
        await attempt(self._sayings, self._system.kiosk.choose, header.visit)
        self._done()

    async def _fetch(self) -> None:
        headers = await attempt(self._sayings, self._fetched)
        if headers is not None:
            t = self._sayings.t
            say(t("gate.fetched", count=len(headers)) if headers else t("gate.fetched_none"))
        self._show()  # some may have come before one was refused

    def _fetched(self) -> list[PackHeader]:
        return self._system.kiosk.fetch_packs(self._system.kiosk.reach())

    async def _load(self, event: events.UploadEventArguments) -> None:
        if event.file.size() > MAX_PACK_BYTES:
            tell(self._sayings.t("error.PackRefused_damaged"))
            return
        data = await event.file.read()
        header = await attempt(self._sayings, self._system.kiosk.load_pack, data)
        if header:
            say(self._sayings.t("gate.loaded", village=header.village_name))
            self._show()


class UnlockGate:
    """The visit is chosen and sealed."""

    def __init__(self, system: System, sayings: Sayings, done: Next, other: Next) -> None:
        self._system = system
        self._sayings = sayings
        self._done = done
        self._book = system.kiosk.village.book
        header = system.kiosk.village.header()
        t = sayings.t
        on_scan(self._unlock)
        with box("page narrow"):
            words(t("gate.unlock_title"), tag="h1")
            words(f"{header.village_name} · {sayings.date(header.date)}", tag="h2")
            with box("panel"):
                words(t("gate.unlock_how"), "soft")
                self._tried = words("", "amber")
                self._phrase = ui.input(t("gate.phrase")).props("autofocus autocomplete=off autocapitalize=none")
                self._phrase.on("keydown.enter", self._typed)
                ui.button(t("gate.unlock"), icon="lock_open", on_click=self._typed).props("unelevated")
            ui.button(t("gate.other_visit"), icon="arrow_back", on_click=other).props("flat")
        self._show_tries()
        follow(system.kiosk.village.HAPPENED, self._show_tries)

    def _show_tries(self) -> None:
        """Say how often somebody tried in vain, for staff to know when it was not they."""
        first = self._book.first_wrong_unlock
        self._tried.set_visibility(first is not None)
        if first:
            since = self._sayings.when(self._sayings.at(first))
            self._tried.set_text(self._sayings.t("gate.tried", count=self._book.wrong_unlocks, since=since))

    async def _typed(self) -> None:
        await self._unlock(self._phrase.value)

    async def _unlock(self, secret: str) -> None:
        if not secret.strip():
            return
        if await attempt(self._sayings, self._system.kiosk.village.unlock, secret):
            self._done()


class WhoGate:
    """Who acts from here on?"""

    def __init__(self, system: System, sayings: Sayings, done: Next) -> None:
        self._system = system
        self._sayings = sayings
        self._done = done
        self._code = ""
        self._tiles: dict[str, ui.element] = {}
        visit = system.kiosk.village.unlocked_or_over()
        t = sayings.t
        with box("page"):
            words(f"{visit.pack.village_name} · {sayings.date(visit.pack.date)}", "soft")
            words(t("gate.who_title"), tag="h1")
            with box("officers"):
                for officer in visit.pack.officers:
                    with box("officer tap").on("click", lambda code=officer.code: self._pick(code)) as tile:
                        words(officer.name, tag="h2")
                        words(officer.role, "soft")
                    self._tiles[officer.code] = tile
            with box("panel") as self._panel:
                self._pin = ui.input(t("gate.pin"), password=True).props("inputmode=numeric autocomplete=off")
                self._pin.on("keydown.enter", self._enter)
                ui.button(t("gate.enter"), icon="login", on_click=self._enter).props("unelevated")
            self._panel.set_visibility(False)

    def _pick(self, code: str) -> None:
        self._code = code
        for each, tile in self._tiles.items():
            tile.classes(**({"add": "chosen"} if each == code else {"remove": "chosen"}))
        self._panel.set_visibility(True)
        self._pin.set_value("")
        self._pin.run_method("focus")

    async def _enter(self) -> None:
        entered = await attempt(
            self._sayings, self._system.kiosk.sessions.enter, browser(), self._code, self._pin.value
        )
        self._pin.set_value("")
        if entered:
            self._done()


def browser() -> str:
    """Name the browser whose page is being built or used."""
    return str(app.storage.browser["id"])

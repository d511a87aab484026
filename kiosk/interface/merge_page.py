"""Coming home: what waits, what was sent, what the hub has confirmed. It says "all" only when heads agree."""

from nicegui import ui

from kiosk.homecoming import Merged
from kiosk.interface.live import attempt, follow, say, tell
from kiosk.interface.sayings import Sayings
from kiosk.interface.status_line import StatusLine
from kiosk.interface.theme import box, notice, words
from kiosk.system import System
from ledger.bundle import SUFFIX
from ledger.packs import PackHeader


class MergePage:
    """Merging over the network, or into a file."""

    def __init__(self, system: System, sayings: Sayings) -> None:
        self._system = system
        self._sayings = sayings
        t = sayings.t
        identity = system.kiosk.identity
        with box("desk").style("height: auto; min-height: 100dvh"):
            StatusLine(system, sayings)
            with box("page narrow"):
                words(t("merge.title"), tag="h1")
                self._state = box("stack")
                with box("panel"):
                    words(t("merge.hub", name=identity.hub_name), tag="h2")
                    self._address = ui.input(t("merge.address"), value=system.settings.hub or identity.hub_address)
                    with box("line wrap"):
                        ui.button(t("merge.find"), icon="wifi_find", on_click=self._find).props("outline")
                        self._button = ui.button(t("merge.do"), icon="cloud_upload", on_click=self._merge)
                        self._button.props("unelevated").classes("end")
                    self._result = box("stack tight")
                with box("panel"):
                    words(t("merge.file_how"), "soft")
                    ui.button(t("merge.file"), icon="save_alt", on_click=self._save).props("outline")
        self._show_state()
        follow(system.kiosk.village.HAPPENED, self._show_state)

    def _show_state(self) -> None:
        home = self._system.kiosk.homecoming
        count = home.confirmed + home.waiting
        self._state.clear()
        with self._state:
            if not home.waiting:
                notice(self._sayings.t("merge.state_all", count=count), "cloud_done", "green")
            elif home.confirmed:
                notice(self._sayings.t("merge.state_waiting", waiting=home.waiting, count=count), "cloud_queue")
            else:
                notice(self._sayings.t("merge.state_unknown", count=count), "cloud_queue")
            if sealed := home.sealed:
                notice(self._sayings.t("merge.state_sealed", count=sealed), "lock")
                to_unlock = ui.button(self._sayings.t("gate.unlock_title"), icon="lock_open").props("outline")
                to_unlock.on_click(lambda: ui.navigate.to("/petugas"))

    async def _find(self) -> None:
        say(self._sayings.t("gate.finding"))
        nearby = await attempt(self._sayings, self._system.hubs_nearby)
        if nearby:
            self._address.set_value(nearby[0].address)
            say(self._sayings.t("merge.found", name=nearby[0].address))
        elif nearby is not None:
            tell(self._sayings.t("gate.found_none"))

    async def _merge(self) -> None:
        self._button.set_enabled(False)
        self._result.clear()
        with self._result:
            words(self._sayings.t("merge.merging"), "soft")
        try:
            merged = await attempt(self._sayings, self._merged, self._address.value)
        finally:
            self._button.set_enabled(True)
            self._result.clear()
        if merged:
            self._show_result(*merged)
        self._show_state()

    def _merged(self, address: str) -> tuple[Merged, list[PackHeader]]:
        kiosk = self._system.kiosk
        client = kiosk.client(address)
        merged = kiosk.merge(client)
        return merged, kiosk.fetch_packs(client)

    def _show_result(self, merged: Merged, packs: list[PackHeader]) -> None:
        t = self._sayings.t
        with self._result:
            words(t("merge.done", sent=merged.sent, hub=merged.hubs.seq, mine=merged.mine.seq))
            if merged.sealed:
                words(t("merge.sealed", count=merged.sealed), "amber")
            else:
                words(t("merge.agreed" if merged.agreed else "merge.not_agreed"), "green" if merged.agreed else "amber")
            if merged.forked:
                words(t("merge.forked"), "amber")
            if packs:
                words(t("merge.packs", names=", ".join(each.village_name for each in packs)))

    async def _save(self) -> None:
        data = await attempt(self._sayings, self._system.kiosk.homecoming.bundle)
        if data:
            name = f"{self._system.kiosk.identity.name.replace(' ', '-')}{SUFFIX}".lower()
            ui.download(data, name)

"""The top line, the same on every staff page, and the truth: each badge opens what is wrong and what to do."""

from nicegui import ui

from kiosk.interface.gate import browser
from kiosk.interface.live import attempt, follow, say
from kiosk.interface.sayings import Sayings
from kiosk.interface.theme import box, words
from kiosk.system import System
from ledger.clock import Trust
from ledger.mirror import MirrorState
from printer.status import Condition

REFRESH_S = 10.0
JUMP_MS = 120_000
"""From here on, a machine whose clock was put forward or back is told to staff; ours has run on."""
_FINE = (Condition.READY, Condition.SILENT)


class StatusLine:
    """Where, when, printer, log, hub, and who is here."""

    def __init__(self, system: System, sayings: Sayings, here: str = "") -> None:
        self._system = system
        self._sayings = sayings
        self._t = sayings.t
        self._browser = browser()
        self._officer = system.kiosk.sessions.officer(self._browser)
        with box("topline", "header"):
            self._where = words("", "where")
            self._time = self._badge("schedule", self._show_clock)
            with box("line wrap end").style("gap: 0 8px"):
                self._printer = self._badge("print", self._show_printer)
                self._log = self._badge("save", self._show_log)
                if system.settings.sticks:
                    self._mirror = self._badge("usb", self._show_mirror)
                self._hub = self._badge("cloud", lambda: ui.navigate.to("/gabung"))
                self._links(here)
        self._refresh()
        follow(system.kiosk.printing.CHANGED, self._refresh)
        follow(system.kiosk.village.HAPPENED, self._refresh)
        follow(system.kiosk.village.RENEWED, self._refresh)
        follow(system.kiosk.homecoming.CONFIRMED, self._refresh)
        follow(system.kiosk.sessions.LEFT, self._refresh)
        follow(system.kiosk.MIRRORED, self._refresh)
        ui.timer(REFRESH_S, self._refresh)

    def _links(self, here: str) -> None:
        if here != "desk":
            ui.button(self._t("desk.short"), icon="badge", on_click=lambda: ui.navigate.to("/petugas")).props("flat")
        if here != "overview":
            go = lambda: ui.navigate.to("/ringkasan")  # noqa: E731
            ui.button(self._t("desk.overview"), icon="list_alt", on_click=go).props("flat")
        officer = self._officer
        if officer:
            with ui.button(officer.name.split()[0], icon="person").props("flat"), ui.menu():
                ui.menu_item(self._t("desk.papers"), lambda: ui.navigate.to("/kertas")).classes("menu")
                ui.menu_item(self._t("desk.merge"), lambda: ui.navigate.to("/gabung"))
                ui.menu_item(self._t("desk.leave"), self._leave)

    def _leave(self) -> None:
        self._system.kiosk.sessions.leave(self._browser)
        ui.navigate.to("/petugas")

    def _badge(self, icon: str, opened: object) -> ui.label:
        with box("badge tap").on("click", opened).props("role=button tabindex=0"):  # type: ignore[arg-type]
            ui.icon(icon)
            return words("", "word")

    def _refresh(self) -> None:
        if self._officer and self._system.kiosk.sessions.officer(self._browser) is None:
            ui.navigate.reload()  # nobody acts in the name of one who has left
            return
        header = self._system.kiosk.village.chosen
        self._where.set_text(f"{header.village_name} · {self._sayings.plain_date(header.date)}" if header else "")
        now = self._system.clock.now()
        unsure = now.trust is Trust.UNKNOWN
        jumped = abs(self._system.clock.jumped_ms) >= JUMP_MS
        sure = self._t("status.time_jumped" if jumped else "status.time_unsure" if unsure else "status.time_sure")
        _say(self._time, f"{self._sayings.time(now.at)} · {sure}", "amber" if unsure or jumped else "")
        self._refresh_printer()
        self._refresh_mirror()
        self._refresh_log()
        left = self._system.kiosk.homecoming.waiting
        waiting = self._t("status.hub_waiting", count=left)
        _say(self._hub, waiting if left else self._t("status.hub_all"), "" if left else "ok")

    def _refresh_log(self) -> None:
        kiosk = self._system.kiosk
        key, tone = ("log_behind", "amber") if kiosk.lost_its_end else ("ok", "ok")
        if kiosk.log.stopped:
            key, tone = "log_stopped", "red"
        _say(self._log, f"{self._t('status.log')}: {self._t(f'status.{key}')}", tone)

    def _refresh_printer(self) -> None:
        printing = self._system.kiosk.printing
        state = printing.state
        told = self._t(f"printer.condition.{state.status.condition.value}") if state else self._t("printer.none")
        waiting = f" · {state.waiting}" if state and state.waiting else ""
        unknown = " ?" if printing.unknown() or printing.failed else ""
        fine = state is not None and state.status.condition in _FINE and not unknown
        _say(self._printer, f"{self._t('status.printer')}: {told}{waiting}{unknown}", "ok" if fine else "amber")

    def _refresh_mirror(self) -> None:
        if not self._system.settings.sticks:
            return
        status = self._system.kiosk.mirror.status
        told = self._t(f"mirror.state.{status.state}", lag=status.lag)
        fine = status.state in (MirrorState.CURRENT, MirrorState.COPYING)
        grave = status.state is MirrorState.AHEAD
        _say(self._mirror, f"{self._t('mirror.short')}: {told}", "ok" if fine else "red" if grave else "amber")

    def _show_mirror(self) -> None:
        status = self._system.kiosk.mirror.status
        with ui.dialog() as dialog, box("dialog panel"):
            words(f"{self._t('mirror.title')}: {self._t(f'mirror.state.{status.state}', lag=status.lag)}", tag="h2")
            words(self._t(f"mirror.remedy.{status.state}"))
            if status.lag:
                words(self._t("mirror.lag", lag=status.lag, seconds=round(status.lag_s)))
            words(self._t("mirror.why"), "soft")
            ui.button(self._t("desk.cancel"), on_click=dialog.close).props("flat")
        dialog.open()

    def _show_clock(self) -> None:
        now = self._system.clock.now()
        with ui.dialog() as dialog, box("dialog panel"):
            words(self._t("status.clock_help", time=self._sayings.time(now.at)))

            async def take() -> None:
                right_ms = int(await ui.run_javascript("Date.now()"))
                by = self._officer.code if self._officer else ""
                if await attempt(self._sayings, self._system.kiosk.confirm_time, right_ms, by) is not None:
                    say(self._t("status.clock_done"))
                    self._refresh()
                    dialog.close()

            button = ui.button(icon="check", on_click=take).props("unelevated")
            button.set_visibility(self._officer is not None)
            ui.button(self._t("desk.cancel"), on_click=dialog.close).props("flat")

        async def label() -> None:
            at_ms = int(await ui.run_javascript("Date.now()"))
            button.set_text(self._t("status.clock_right", time=self._sayings.time(at_ms)))

        dialog.open()
        ui.timer(0.01, label, once=True)

    def _show_log(self) -> None:
        kiosk = self._system.kiosk
        with ui.dialog() as dialog, box("dialog panel"):
            if kiosk.log.stopped:
                words(self._t("status.log_stopped_help"), "red")
            else:
                words(self._t("status.log_help", count=len(kiosk.log)))
            if kiosk.lost_its_end:
                words(self._t("status.log_behind_help"), "amber")
            if kiosk.log.dropped_bytes:
                words(self._t("status.log_dropped"), "amber")
            ui.button(self._t("desk.cancel"), on_click=dialog.close).props("flat")
        dialog.open()

    def _show_printer(self) -> None:
        printing = self._system.kiosk.printing
        state = printing.state
        with ui.dialog() as dialog, box("dialog panel"):
            if state is None:
                words(self._t("printer.none_help"))
            else:
                condition = state.status.condition.value
                words(f"{self._t('status.printer')}: {self._t(f'printer.condition.{condition}')}", tag="h2")
                words(self._t(f"printer.remedy.{condition}"))
                if state.waiting:
                    words(self._t("printer.waiting", count=state.waiting), "soft")
            self._show_failed()
            self._ask_unknown(dialog)
            ui.button(self._t("desk.cancel"), on_click=dialog.close).props("flat")
        dialog.open()

    def _show_failed(self) -> None:
        printing = self._system.kiosk.printing
        if printing.failed:
            words(self._t("printer.failed", names=", ".join(printing.failed.values())), "amber")
            ui.button(self._t("printer.try_again"), icon="print", on_click=self._try_again).props("outline")

    async def _try_again(self) -> None:
        await attempt(self._sayings, self._system.kiosk.printing.add_due)

    def _ask_unknown(self, dialog: ui.dialog) -> None:
        printing = self._system.kiosk.printing
        officer = self._officer
        unknown = printing.unknown()
        if not unknown or officer is None:
            return
        words(self._t("printer.unknown_title"), tag="h2")
        for sheet, entry in unknown:
            with box("line wrap") as line:
                words(f"{entry.place} · {self._sayings.time(self._sayings.at(entry))}", "grow")

                async def out(sheet: object = sheet, line: ui.element = line) -> None:
                    await attempt(self._sayings, printing.answer, sheet, officer.code)
                    line.delete()

                async def again(place: object = entry.place, line: ui.element = line) -> None:
                    await attempt(self._sayings, printing.again, place, officer.code)
                    line.delete()

                ui.button(self._t("printer.came_out"), on_click=out).props("outline")
                ui.button(self._t("printer.print_again"), on_click=again).props("flat")
        dialog.on("hide", self._refresh)


def _say(label: ui.label, text: str, tone: str) -> None:
    """Say how something is; `tone` is `ok`, `amber`, `red`, or nothing for a plain fact."""
    label.set_text(text)
    if label.parent_slot:
        label.parent_slot.parent.classes(remove="ok amber red", add=tone)

"""The visit at a glance: how far each programme is, what was handed over, who was refused and why, and its end."""

from nicegui import ui

from kiosk.interface.gate import browser
from kiosk.interface.live import attempt, follow
from kiosk.interface.sayings import Sayings
from kiosk.interface.status_line import StatusLine
from kiosk.interface.theme import box, notice, words
from kiosk.overview import overview, refusals
from kiosk.system import System
from ledger.facts import HandedOver

SHOWN = 50


class OverviewPage:
    """For staff only: it says names and reasons."""

    def __init__(self, system: System, sayings: Sayings) -> None:
        self._system = system
        self._sayings = sayings
        with box("desk").style("height: auto; min-height: 100dvh"):
            StatusLine(system, sayings, here="overview")
            with box("page"):
                words(sayings.t("overview.title"), tag="h1")
                self._body = box("stack")
        self._show()
        follow(system.kiosk.village.HAPPENED, self._show)
        follow(system.kiosk.village.RENEWED, self._show)

    def _show(self) -> None:
        self._body.clear()
        with self._body:
            self._programmes()
            words(self._sayings.t("overview.handed_title"), tag="h2")
            self._handovers()
            words(self._sayings.t("overview.refused_title"), tag="h2")
            self._refused()
            if self._system.kiosk.village.is_over:
                notice(self._sayings.t("overview.closed"), "event_available", "green")
                home = ui.button(self._sayings.t("merge.do"), icon="cloud_upload")
                home.props("unelevated").style("align-self: flex-start").on_click(lambda: ui.navigate.to("/gabung"))
                other = ui.button(self._sayings.t("overview.other"), icon="event", on_click=self._put_down)
                other.props("outline").style("align-self: flex-start")
            else:
                close = ui.button(self._sayings.t("overview.close"), on_click=self._ask_close)
                close.props("outline color=negative").style("align-self: flex-start")

    def _programmes(self) -> None:
        t = self._sayings.t
        columns = ("targeted", "served", "proxy", "not_served", "open")
        with box("plain", "table"):
            with box("", "tr"):
                words(t("overview.programme"), tag="th")
                for column in columns:
                    words(t(f"overview.{column}"), "figure", "th")
            for line in overview(self._system.kiosk.village):
                with box("", "tr"):
                    words(line.programme.short, tag="td")
                    for column in columns:
                        words(str(getattr(line, column)), "figure", "td")

    def _handovers(self) -> None:
        kiosk = self._system.kiosk
        visit = kiosk.village.unlocked_or_over()
        handed = sorted(kiosk.village.book.handovers.values(), key=lambda each: each.place, reverse=True)
        if not handed:
            words(self._sayings.t("overview.handed_none"), "soft")
            return
        with box("plain", "table"):
            for entry in handed[:SHOWN]:
                fact = entry.fact
                assert isinstance(fact, HandedOver)  # noqa: S101 - it is from the handovers
                stands = kiosk.village.book.stands(entry.place)
                programmes = visit.handed(fact)
                with box("", "tr"):
                    words(self._sayings.time(self._sayings.at(entry)), tag="td")
                    words(visit.people[fact.person].name, tag="td")
                    words(", ".join(visit.programmes[each.programme].short for each in programmes), tag="td")
                    words(str(entry.place) if stands else self._sayings.t("desk.undone"), "" if stands else "red", "td")

    def _refused(self) -> None:
        lines = refusals(self._system.kiosk.village)
        if not lines:
            words(self._sayings.t("overview.refused_none"), "soft")
            return
        with box("plain", "table"):
            for line in lines[:SHOWN]:
                with box("", "tr"):
                    words(self._sayings.time(self._sayings.at(line.entry)), tag="td")
                    words(line.shown, tag="td")
                    words(self._sayings.t(f"desk.way.{line.way.name.lower()}"), tag="td")
                    words(self._sayings.refusal(line), tag="td")

    def _put_down(self) -> None:
        self._system.kiosk.village.put_down()
        ui.navigate.to("/petugas")

    def _ask_close(self) -> None:
        t = self._sayings.t
        officer = self._system.kiosk.sessions.officer(browser())
        with ui.dialog() as dialog, box("dialog panel"):
            words(t("overview.close_title"), tag="h2")
            left = sum(line.open for line in overview(self._system.kiosk.village))
            waiting = sum(not each.done for each in self._system.kiosk.desk.queue())
            if left or waiting:
                notice(t("overview.close_left", waiting=waiting, left=left))
            words(t("overview.close_how"), "soft")

            async def close() -> None:
                by = officer.code if officer else ""
                await attempt(self._sayings, self._system.kiosk.village.close, by)
                dialog.close()
                self._show()

            with box("line"):
                ui.button(t("desk.cancel"), on_click=dialog.close).props("flat")
                ui.button(t("overview.close_do"), on_click=close).props("unelevated color=negative").classes("end")
        dialog.open()

"""The villager's screen: pictures, large words, one question at a time, no name and no reason."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from kiosk.errors import KioskError, TooManyAttempts
from kiosk.interface.keypad import Keypad
from kiosk.interface.live import beside, follow
from kiosk.interface.scanner import on_scan
from kiosk.interface.theme import box, dress_page, words
from kiosk.reception import Answer, Reception, Reply
from kiosk.system import System
from ledger.book import Arrival
from ledger.catalogue import FIRST_LANGUAGE
from ledger.errors import LedgerError

STAY_S = 12
LONG_STAY_S = 60
PATIENCE_S = 90
"""How long a half-typed number waits before the screen is given to the next person."""


class VillagerScreen:
    """One visitor's screen. Which step it shows is all that it knows."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._t = system.texts
        self._timer: ui.timer | None = None
        self._asking = False
        dress_page()
        on_scan(self._scanned)
        with box("villager"):
            with box("", "header"):
                self._languages()
                words(self._t("villager.title"), "name")
                self._help = ui.button(icon="pan_tool", on_click=self._ask_help).props("flat")
            self._main = box("", "main")
        self.start()
        if system.enrolled:
            follow(system.kiosk.village.UNLOCKED, self.start)
            follow(system.kiosk.village.HAPPENED, self._visit_may_have_changed)
            follow(system.kiosk.village.STOPPED, self.start)
        else:
            follow(system.ENROLLED, lambda: ui.navigate.reload())

    def start(self) -> None:
        """Show the first step."""
        self._step()
        self._shown_open = self._is_open
        self._help.set_text(self._t("villager.help"))
        self._help.set_visibility(self._is_open)
        with self._main:
            if self._system.enrolled and self._system.kiosk.village.stopped:
                self._stopped()
            elif not self._is_open:
                self._closed()
            elif self._system.kiosk.village.visit is None:
                self._words_above("villager.locked")
                with box("choices"):
                    self._choice("confirmation_number", "villager.take", self._nameless, first=True)
            else:
                self._words_above("villager.take_number")
                with box("choices"):
                    self._choice("qr_code_scanner", "villager.scan", self._show_scan)
                    self._choice("dialpad", "villager.type_nik", self._show_keypad)
                    self._choice("pan_tool", "villager.help", self._nameless)

    @property
    def _reception(self) -> Reception:
        return self._system.kiosk.reception

    @property
    def _is_open(self) -> bool:
        if not self._system.enrolled:
            return False
        village = self._system.kiosk.village
        return village.is_open and village.stopped is None

    def _languages(self) -> None:
        for language in ("id", "en"):
            ui.button(language.upper(), on_click=lambda _, language=language: self._speak(language)).props("flat")

    def _speak(self, language: str) -> None:
        self._t = self._t.in_language(language)
        self.start()
        if language != FIRST_LANGUAGE:
            self._return_after(PATIENCE_S)

    def _begin_anew(self) -> None:
        """Give the screen to the next person, who may speak another language."""
        self._t = self._system.texts
        self.start()

    def _visit_may_have_changed(self) -> None:
        if self._shown_open != self._is_open:
            self.start()

    def _step(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._main.clear()

    def _closed(self) -> None:
        over = self._system.enrolled and self._system.kiosk.village.is_over
        key = "over" if over else "not_open"
        with box("center"):
            ui.icon("event_available" if over else "hourglass_empty").classes("soft").style("font-size: 120px")
            words(self._t(f"villager.{key}"), "headline")
            words(self._t(f"villager.{key}_more"), "body")

    def _stopped(self) -> None:
        """No number can be given: nobody is sent away, and nobody is told why."""
        with box("center"):
            ui.icon("support_agent").classes("green").style("font-size: min(34vh, 260px)")
            words(self._t("villager.to_the_desk"), "headline")
            words(self._t("villager.stopped_more"), "body soft")

    def _words_above(self, key: str) -> None:
        words(self._t("villager.welcome"), "headline", "h1")
        words(self._t(key), "body soft")

    def _choice(self, icon: str, key: str, chosen: Callable[[], Any], *, first: bool = False) -> None:
        with box("choice tap" + (" first" if first else "")).on("click", chosen).props("role=button tabindex=0"):
            ui.icon(icon)
            words(self._t(key), "word")

    def _show_scan(self) -> None:
        self._step()
        with self._main:
            with box("center"):
                ui.icon("qr_code_scanner").classes("green").style("font-size: min(34vh, 260px)")
                words(self._t("villager.scan_how"), "headline")
            self._foot()
        self._return_after(LONG_STAY_S)

    def _show_keypad(self) -> None:
        self._step()
        with self._main, box("keypad-step"):
            with box("stack"):
                words(self._t("villager.nik_title"), "headline", "h1").style("font-size: clamp(28px, 5.6vh, 44px)")
                show = words("", "typed")
                words(self._t("villager.nik_where"), "soft").style("font-size: 24px")
                with box("foot").style("margin-top: auto"):
                    ui.button(self._t("villager.back"), icon="arrow_back", on_click=self.start).props("outline")
            Keypad(self._t, show, self._by_nik, touched=lambda: self._return_after(PATIENCE_S))

    def _foot(self) -> None:
        with box("foot"):
            ui.button(self._t("villager.back"), icon="arrow_back", on_click=self.start).props("outline")

    async def _by_nik(self, nik: str) -> None:
        await self._answered(self._reception.by_nik, nik)

    async def _scanned(self, code: str) -> None:
        if self._is_open and self._system.kiosk.village.visit:
            await self._answered(self._reception.by_invitation, code)

    async def _answered(self, ask: Callable[[str], Reply], shown: str) -> None:
        if self._asking:
            return  # a finger that taps twice asks once
        self._asking = True
        try:
            reply = await beside(ask, shown)
        except TooManyAttempts:
            self._show_desk("villager.wait_a_moment")
        except KioskError:
            self._show_desk("villager.to_the_desk_more")
        except LedgerError:
            self._show_desk("villager.trouble")
        else:
            if reply.answer is Answer.NUMBER and reply.arrival:
                self._show_number(reply.arrival, again=reply.again)
            else:
                self._show_desk("villager.to_the_desk_more")
        finally:
            self._asking = False

    async def _ask_help(self) -> None:
        if self._is_open:
            await self._nameless()

    async def _nameless(self) -> None:
        if self._asking:
            return
        self._asking = True
        try:
            arrival = await beside(self._reception.nameless)
        except (KioskError, LedgerError):
            self._show_desk("villager.trouble")
        else:
            self._show_number(arrival, again=False)
        finally:
            self._asking = False

    def _show_number(self, arrival: Arrival, *, again: bool) -> None:
        self._step()
        with self._main:
            with box("center"):
                words(self._t("villager.again" if again else "villager.your_number"), "body soft")
                words(arrival.label, "numeral")
                words(self._t("villager.sit_down"), "body")
            self._leaving()

    def _show_desk(self, more: str) -> None:
        self._step()
        with self._main:
            with box("center"):
                ui.icon("support_agent").classes("green").style("font-size: min(34vh, 260px)")
                words(self._t("villager.to_the_desk"), "headline")
                words(self._t(more), "body soft")
            self._leaving()

    def _leaving(self) -> None:
        with box("foot") as foot:
            box("running").style(f"animation-duration: {STAY_S}s")
            ui.button(self._t("villager.stay"), on_click=lambda: self._stay(foot)).props("outline")
            ui.button(self._t("villager.done"), icon="check", on_click=self._begin_anew).props("unelevated")
        self._return_after(STAY_S)

    def _stay(self, foot: ui.element) -> None:
        foot.clear()
        with foot:
            box("running").style(f"animation-duration: {LONG_STAY_S}s")
            ui.button(self._t("villager.done"), icon="check", on_click=self._begin_anew).props("unelevated")
        self._return_after(LONG_STAY_S)

    def _return_after(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        with self._main:
            self._timer = ui.timer(seconds, self._begin_anew, once=True)

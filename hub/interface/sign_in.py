"""Before the office: saying who one is, and on the first day registering the first officer."""

from collections.abc import Callable

from nicegui import ui

from hub.interface.live import attempt, tell
from hub.interface.officer_form import OfficerForm
from hub.interface.sayings import Sayings
from hub.interface.theme import box, words
from hub.system import System
from ledger.aid import Officer

Entered = Callable[[Officer], None]
Spoken = Callable[[str], None]


class SignIn:
    """Asks for officer and PIN; `entered` is called with whoever is right."""

    def __init__(self, system: System, sayings: Sayings, entered: Entered, spoken: Spoken) -> None:
        self._system = system
        self._sayings = sayings
        self._entered = entered
        t = sayings.t
        with box("entrance"), box("panel"):
            words(system.name, "soft")
            if len(system.officers):
                words(t("entrance.title"), tag="h1")
                self._ask()
            else:
                words(t("entrance.first_title"), tag="h1")
                words(t("entrance.first_how"), "soft")
                OfficerForm(sayings, system.registering.register_first, done=entered, button=t("entrance.first_do"))
            languages(sayings.language, spoken)

    def _ask(self) -> None:
        t = self._sayings.t
        names = {each.code: f"{each.name} ({each.code})" for each in self._system.officers.everyone()}
        only = next(iter(names)) if len(names) == 1 else None
        self._code = ui.select(names, label=t("entrance.who"), value=only).props("outlined").mark("who")
        self._pin = ui.input(t("entrance.pin"), password=True).props("outlined inputmode=numeric autocomplete=off")
        self._pin.mark("pin").on("keydown.enter", self._enter)
        self._button = ui.button(t("entrance.enter"), icon="login", on_click=self._enter).props("unelevated")
        words(t("entrance.forgotten"), "soft small")

    async def _enter(self) -> None:
        if not self._code.value or not self._pin.value:
            tell(self._sayings.t("entrance.incomplete"))
            return
        self._button.set_enabled(False)
        officer = await attempt(self._sayings, self._system.officers.check, self._code.value, self._pin.value)
        self._button.set_enabled(True)
        self._pin.set_value("")
        if officer:
            self._entered(officer)


def languages(language: str, spoken: Spoken) -> None:
    """Offer the languages."""
    with box("line"):
        for each, name in (("id", "ID"), ("en", "EN")):
            button = ui.button(name, color=None, on_click=lambda _, each=each: spoken(each)).props("flat dense no-caps")
            button.classes("bold green" if each == language else "soft").mark(f"speak-{each}")

"""Registering an officer, or giving one a new PIN; what is wrong is told at its field."""

from collections.abc import Callable
from typing import Protocol

from nicegui import ui

from hub.errors import HubError, OfficerExists, OfficerIncomplete, PinTooWeak
from hub.interface.live import beside, tell
from hub.interface.sayings import Sayings
from hub.registering import LEAST_PIN_DIGITS, MOST_PIN_DIGITS
from ledger.aid import Officer
from ledger.errors import LedgerError


class Save(Protocol):
    """One of the ways of `Registering`."""

    def __call__(self, code: str, name: str, role: str, pin: str, nip: str) -> Officer:
        """Write an officer down; raises as `Registering` says."""


class OfficerForm:
    """Fields of one officer, for `save` to write down. With `known` they are filled in, and the code stands."""

    def __init__(
        self,
        sayings: Sayings,
        save: Save,
        done: Callable[[Officer], None],
        button: str,
        known: Officer | None = None,
    ) -> None:
        self._sayings = sayings
        self._save_officer = save
        self._done = done
        t = sayings.t
        hint = t("officer_form.code_hint")
        self._code = ui.input(t("officer_form.code"), placeholder=hint, value=known.code if known else "")
        self._code.set_enabled(known is None)
        self._name = ui.input(t("officer_form.name"), value=known.name if known else "")
        self._role = ui.input(t("officer_form.role"), value=known.role if known else "")
        self._nip = ui.input(t("officer_form.nip"), value=known.nip if known else "")
        self._pin = ui.input(
            t("officer_form.pin", least=LEAST_PIN_DIGITS, most=MOST_PIN_DIGITS),
            password=True, password_toggle_button=True,
        )  # fmt: skip
        self._again = ui.input(t("officer_form.again"), password=True).on("keydown.enter", self._save)
        for field, mark in (
            *((self._code, "code"), (self._name, "name"), (self._role, "role"), (self._nip, "nip")),
            *((self._pin, "pin"), (self._again, "again")),
        ):
            field.props("outlined autocomplete=off").mark(mark)
        self._pin.props("inputmode=numeric")
        self._again.props("inputmode=numeric")
        ui.button(button, icon="how_to_reg", on_click=self._save).props("unelevated").mark("save-officer")

    async def _save(self) -> None:
        for field in (self._code, self._name, self._pin, self._again):
            field.error = None
        if self._pin.value != self._again.value:
            self._again.error = self._sayings.t("officer_form.differs")
            return
        told = (self._code.value, self._name.value, self._role.value, self._pin.value, self._nip.value)
        try:
            officer = await beside(self._save_officer, *told)
        except OfficerIncomplete as error:
            field = self._name if (self._code.value or "").strip() else self._code
            field.error = self._sayings.of_error(error)
        except OfficerExists as error:
            self._code.error = self._sayings.of_error(error)
        except PinTooWeak as error:
            self._pin.error = self._sayings.of_error(error)
        except (HubError, LedgerError) as error:
            tell(self._sayings.of_error(error))
        else:
            self._done(officer)

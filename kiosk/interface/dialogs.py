"""Questions that the desk asks before something unusual is written."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from kiosk.draft import Draft
from kiosk.interface.live import attempt
from kiosk.interface.sayings import Sayings
from kiosk.interface.theme import box, words
from kiosk.overview import RefusalLine
from kiosk.system import System
from ledger.aid import Person
from ledger.entry import Entry
from ledger.facts import Unserved
from ledger.nik import mask_nik

Changed = Callable[[Entry], None]
SHOWN = 50
Picked = Callable[[Person], Awaitable[None]]


def ask_not_served(system: System, sayings: Sayings, officer: str, draft: Draft, changed: Changed) -> None:
    """Ask why the chosen allotments are not handed over, and write it."""
    t = sayings.t
    with ui.dialog() as dialog, box("dialog panel"):
        words(t("desk.not_served_title"), tag="h2")
        reasons = {reason: t(f"desk.reason.{reason.name.lower()}") for reason in Unserved}
        reason = ui.radio(reasons).classes("choices-list")
        note = ui.input(t("desk.note")).props("autocomplete=off")

        async def save() -> None:
            asked = (draft.dossier.person.id, tuple(draft.chosen), reason.value, note.value)
            entry = await attempt(sayings, system.kiosk.desk.not_served, *asked, officer)
            if entry:
                dialog.close()
                changed(entry)

        with box("line"):
            ui.button(t("desk.cancel"), on_click=dialog.close).props("flat")
            button = ui.button(t("desk.save"), on_click=save).props("unelevated").classes("end")
        button.bind_enabled_from(reason, "value", backward=lambda value: value is not None)
    dialog.open()


def ask_undo(system: System, sayings: Sayings, officer: str, entry: Entry, changed: Changed) -> None:
    """Ask for a reason, and write that a handover did not stand."""
    t = sayings.t
    with ui.dialog() as dialog, box("dialog panel"):
        words(t("desk.undo_title", number=entry.place), tag="h2")
        words(t("desk.undo_how"), "soft")
        reason = ui.input(t("desk.undo_reason")).props("autofocus autocomplete=off")

        async def undo() -> None:
            done = await attempt(sayings, system.kiosk.desk.undo, entry.place, reason.value, officer)
            if done:
                dialog.close()
                changed(done)

        with box("line"):
            ui.button(t("desk.cancel"), on_click=dialog.close).props("flat")
            button = ui.button(t("desk.undo_do"), on_click=undo).props("unelevated color=negative").classes("end")
        button.bind_enabled_from(reason, "value", backward=lambda value: bool((value or "").strip()))
    dialog.open()


def ask_person(system: System, sayings: Sayings, title: str, picked: Picked) -> None:
    """Look for someone by name or number."""
    t = sayings.t
    with ui.dialog() as dialog, box("dialog panel"):
        words(title, tag="h2")
        asked = ui.input(t("desk.find_hint")).props("autofocus clearable debounce=150 autocomplete=off")
        found = box("choices-list").style("min-height: 320px")

        async def pick(person: Person) -> None:
            dialog.close()
            await picked(person)

        def search() -> None:
            found.clear()
            text = (asked.value or "").strip()
            if len(text) < 2:
                return
            people = system.kiosk.village.unlocked_or_over().search(text)
            with found:
                for person in people:
                    _person_row(person, sayings, pick)
                if not people:
                    words(t("desk.find_none"), "soft")

        asked.on_value_change(search)
        ui.button(t("desk.cancel"), on_click=dialog.close).props("flat")
    dialog.open()


def show_refusals(lines: Sequence[RefusalLine], sayings: Sayings) -> None:
    """Show who was sent to the desk, newest first, with what they showed and why."""
    t = sayings.t
    with ui.dialog() as dialog, box("dialog panel"):
        words(t("overview.refused_title"), tag="h2")
        with box("choices-list").style("max-height: 60vh; overflow-y: auto"):
            for line in lines[:SHOWN]:
                with box("owed"):
                    words(sayings.time(sayings.at(line.entry)), "soft")
                    words(line.shown or "–", "what")
                    words(t(f"desk.way.{line.way.name.lower()}"), "soft")
                    words(sayings.refusal(line), "sub")
        ui.button(t("desk.cancel"), on_click=dialog.close).props("flat")
    dialog.open()


def _person_row(person: Person, sayings: Sayings, pick: Picked) -> None:
    with box("officer tap").style("min-height: 64px; padding: 8px 16px").on("click", lambda: pick(person)):
        words(person.name).style("font-weight: 600")
        nik = mask_nik(person.nik) if person.nik else sayings.t("desk.no_nik")
        words(" · ".join(filter(None, (nik, person.address))), "soft").style("font-size: 16px")

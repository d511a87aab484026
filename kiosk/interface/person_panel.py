"""Who stands at the desk: what the list says, and what to look at twice."""

from nicegui import ui

from kiosk.desk import Dossier
from kiosk.interface.sayings import Sayings
from kiosk.interface.theme import box, notice, words
from ledger.aid import Person
from ledger.nik import group_nik, mask_nik


def show_person(dossier: Dossier, sayings: Sayings) -> None:
    """Lay out the person of a dossier."""
    t = sayings.t
    person = dossier.person
    with box("stack"):
        if dossier.arrival:
            words(dossier.arrival.label, "big")
        words(person.name, "name", "h1")
        if person.other_names:
            words(t("desk.other_names", names=", ".join(person.other_names)), "soft")
        _identity(person, sayings)
        needs = sayings.needs(person)
        if needs:
            notice(" · ".join(needs), "accessible", "green")
        for other in dossier.alike:
            notice(t("desk.alike", name=other.name, where=other.address or mask_nik(other.nik)), "group")
        if dossier.household:
            with box("stack tight"):
                words(t("desk.household"), "soft")
                for member in dossier.household:
                    words(member.name)


def _identity(person: Person, sayings: Sayings) -> None:
    t = sayings.t
    with box("stack tight"):
        with box("line"):
            masked = mask_nik(person.nik) if person.nik else t("desk.no_nik")
            shown = words(masked)
            if person.nik:
                _reveal(shown, person.nik, masked, sayings)
        age = sayings.age(person)
        if age is not None:
            words(t("desk.born", date=sayings.short_date(person.birth_date), age=age))
        if person.address:
            words(person.address)


def _reveal(shown: ui.label, nik: str, masked: str, sayings: Sayings) -> None:
    def turn() -> None:
        clear = shown.text == masked
        shown.set_text(group_nik(nik) if clear else masked)
        button.set_text(sayings.t("desk.hide_nik" if clear else "desk.show_nik"))

    button = ui.button(sayings.t("desk.show_nik"), on_click=turn).props("flat dense").style("min-width: 64px")

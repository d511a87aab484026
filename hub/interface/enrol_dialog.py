"""The code that makes a box our kiosk, shown large, with where the kiosk finds us and until when."""

from nicegui import ui

from hub.interface.live import follow
from hub.interface.theme import box, dialog, notice, words
from hub.interface.visitor import Visitor
from ledger.facts import DeviceEnrolled, EnrolmentOffered
from ledger.secrets import show_code


def ask_kiosk_in(visitor: Visitor, offer: EnrolmentOffered, addresses: list[str]) -> None:
    """Show an offer until it is used or closed."""
    t = visitor.t
    with dialog(t("enrol.title")) as asked:
        words(t("enrol.how"), "soft")
        words(t("enrol.address"), "soft small")
        for address in addresses:
            words(address, "secret")
        words(t("enrol.code"), "soft small")
        words(show_code(offer.code), "code")
        told = box("stack tight")
        with told:
            words(t("enrol.until", time=visitor.sayings.time(offer.expires_at)))
        with box("line wrap"):
            ui.button(t("common.close"), on_click=asked.close).props("unelevated").classes("end")

    async def look() -> None:
        used = {each.offer: fact for each, fact in visitor.system.devices.used_offers()}.get(offer.offer)
        if used and not told.is_deleted:
            told.clear()
            with told:
                notice(t("enrol.done", name=used.name), "task_alt", "green")

    follow(visitor.system.changes, frozenset({DeviceEnrolled}), look)

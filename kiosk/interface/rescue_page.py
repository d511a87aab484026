"""Instead of every other page, while the log is damaged: what it means, what to do, and the one button that does it."""

import asyncio
from collections.abc import Callable

from nicegui import app, ui
from starlette.responses import Response

from kiosk.interface.theme import box, dress_page, notice, register_static, words
from kiosk.rescue import Rescue
from ledger.catalogue import Catalogue
from ledger.errors import LedgerError
from ledger.salvaged import Salvaged


def register_rescue(rescue: Rescue, texts: Catalogue, restart: Callable[[], None]) -> None:
    """Show it at every address; `restart` starts the program anew."""
    register_static()

    @app.get("/api/health")
    def health() -> Response:
        return Response("damaged", status_code=503)

    @ui.page("/", title="Pak Sotarsa")
    def villager() -> None:
        dress_page()
        with box("villager"), box("center"):
            ui.icon("support_agent").classes("green").style("font-size: min(34vh, 260px)")
            words(texts("villager.to_the_desk"), "headline")
            words(texts("villager.stopped_more"), "body soft")
            ui.link(texts("rescue.staff"), "/petugas")

    @ui.page("/{_page}", title="Pak Sotarsa")
    def staff(_page: str) -> None:
        dress_page()
        RescuePage(rescue, texts, restart)


class RescuePage:
    """For staff: no names, as nothing is unlocked here."""

    def __init__(self, rescue: Rescue, texts: Catalogue, restart: Callable[[], None]) -> None:
        self._rescue = rescue
        self._t = texts
        self._restart = restart
        with box("page narrow"):
            words(texts("rescue.title"), tag="h1")
            words(texts("rescue.how"))
            stick = "rescue.with_stick" if rescue.mirrors else "rescue.without_stick"
            notice(texts(stick), "usb")
            with box("stack") as self._body:
                button = ui.button(texts("rescue.do"), icon="healing", on_click=self._save).props("unelevated")
            self._button = button
            words(rescue.told, "soft").style("font-size: 14px; word-break: break-word")

    async def _save(self) -> None:
        self._button.set_enabled(False)
        try:
            saved = await asyncio.to_thread(self._rescue.save)
        except (LedgerError, OSError) as error:
            with self._body:
                notice(self._t("rescue.failed", error=error), "error_outline", "red")
            self._button.set_enabled(True)
        else:
            self._show(saved)

    def _show(self, saved: Salvaged) -> None:
        t = self._t
        self._body.clear()
        with self._body:
            refilled = sum(count for _, count in saved.refilled)
            notice(t("rescue.saved", saved=saved.saved, refilled=refilled), "task_alt", "green")
            missing = sum(gap.last - gap.first + 1 for gap in saved.missing)
            if missing:
                notice(t("rescue.missing", count=missing))
            ui.button(t("rescue.restart"), icon="restart_alt", on_click=self._restart).props("unelevated")

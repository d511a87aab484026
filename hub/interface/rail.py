"""The frame of every page: the rail in the order of the work, and beside it the leaf that one works on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from hub.interface.sign_in import languages
from hub.interface.theme import box, words
from hub.interface.visitor import Visitor

STOPS = (
    ("home", "/", "home"),
    ("people", "/sasaran", "groups"),
    ("visits", "/kunjungan", "event"),
    ("kiosks", "/gabung", "sync"),
    ("cases", "/kasus", "balance"),
    ("reports", "/laporan", "bar_chart"),
    ("settings", "/pengaturan", "settings"),
)


@contextmanager
def frame(visitor: Visitor, here: str, spoken: Callable[[str], None], left: Callable[[], None]) -> Iterator[ui.element]:
    """Build the rail, then the leaf around what the block builds."""
    t = visitor.t
    with box("office"):
        with box("rail", "nav"):
            words("Pak Sotarsa", "name")
            words(visitor.system.name, "whose")
            for key, url, icon in STOPS:
                with ui.link(target=url).classes("stop" + (" here" if key == here else "")):
                    ui.icon(icon)
                    words(t(f"rail.{key}"), tag="span")
            with box("foot"):
                words(visitor.officer.name, "small bold")
                languages(visitor.sayings.language, spoken)
                ui.button(t("rail.leave"), icon="logout", on_click=left, color=None).props("flat align=left")
        with box("leaf", "main") as leaf:
            yield leaf

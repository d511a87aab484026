"""The medium refuses: said on every page of the office, with what to do, while everything can still be read."""

from nicegui import ui

from hub.interface.theme import box, notice
from hub.interface.visitor import Visitor

LOOK_S = 3.0


class StoppedNotice:
    """Hidden as long as the log can be written."""

    def __init__(self, visitor: Visitor) -> None:
        self._log = visitor.system.log
        with box() as self._box:
            notice(visitor.t("home_page.log_stopped"), "dangerous", "red")
        self._look()
        ui.timer(LOOK_S, self._look)

    def _look(self) -> None:
        self._box.set_visibility(self._log.stopped is not None)

"""Nothing can be written any more: said on every page, with what to do, while everything can still be read."""

import errno

from nicegui import ui

from kiosk.interface.live import follow
from kiosk.interface.theme import box, words
from kiosk.system import System
from ledger.catalogue import Catalogue

_KINDS = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "read_only"}


class StoppedBanner:
    """Hidden as long as the log can be written."""

    def __init__(self, system: System, texts: Catalogue) -> None:
        self._system = system
        self._t = texts
        if not system.enrolled:
            return
        self._box = box("stopped").props("role=alert")
        self._show()
        follow(system.kiosk.village.STOPPED, self._show)

    def _show(self) -> None:
        stopped = self._system.kiosk.village.stopped
        self._box.clear()
        self._box.set_visibility(stopped is not None)
        if stopped is None:
            return
        with self._box:
            ui.icon("report")
            with box("stack tight grow"):
                words(self._t("stopped.title"), tag="h2")
                words(self._t(f"stopped.{kind_of(stopped)}"))
                words(self._t("stopped.meanwhile"))


def kind_of(stopped: OSError) -> str:
    """Say in one word why a medium refuses: `full`, `read_only` or `broken`."""
    return _KINDS.get(stopped.errno or 0, "broken")

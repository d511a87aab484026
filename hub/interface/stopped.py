"""The medium refuses: said on every page of the office, with what to do, while everything can still be read."""

import asyncio

from nicegui import ui

from hub.interface.theme import box, notice
from hub.interface.visitor import Visitor


class StoppedNotice:
    """Hidden as long as the log can be written."""

    def __init__(self, visitor: Visitor) -> None:
        journal = visitor.system.log.journal
        with box() as shown:
            notice(visitor.t("home_page.log_stopped"), "dangerous", "red")
        shown.set_visibility(journal.stopped is not None)
        loop = asyncio.get_running_loop()

        def hop() -> None:
            """From the writer's thread to the page's own loop."""
            loop.call_soon_threadsafe(shown.set_visibility, True)

        journal.STOPPED.append(hop)
        ui.context.client.on_delete(lambda: journal.STOPPED.remove(hop))

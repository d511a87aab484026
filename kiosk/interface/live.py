"""From the program's threads to a visitor's page, and back: the only place that knows about both."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

from nicegui import ui
from nicegui.client import Client

from kiosk.errors import KioskError
from kiosk.events import Event
from kiosk.interface.sayings import Sayings
from ledger.errors import LedgerError

T = TypeVar("T")
TOGETHER_S = 0.05
_messages: WeakKeyDictionary[Client, ui.notification] = WeakKeyDictionary()


def follow(event: Event[Any], update: Callable[[], None]) -> None:
    """Call `update` on this visitor's page, in the page's own loop, soon after `event` happens.

    Several events at once cause one update, and the answer to the touch that caused them goes first.
    """
    client: Client = ui.context.client
    loop = asyncio.get_running_loop()
    due: list[asyncio.TimerHandle] = []

    def refresh() -> None:
        due.clear()
        if not client.is_deleted:
            with client:
                update()

    def soon() -> None:
        if not due:
            due.append(loop.call_later(TOGETHER_S, refresh))

    def hop(_: Any) -> None:
        loop.call_soon_threadsafe(soon)

    client.on_delete(event.listen(hop))


async def beside(work: Callable[..., T], *args: Any) -> T:
    """Do slow work on a thread, so that no other screen waits; raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args))


async def attempt(sayings: Sayings, work: Callable[..., T], *args: Any) -> T | None:
    """Do slow work beside the screens; what goes wrong is told to the visitor in words, and gives None."""
    try:
        return await beside(work, *args)
    except (KioskError, LedgerError, OSError) as error:
        tell(sayings.of_error(error))
        return None


def say(text: str) -> None:
    """Show a short word that goes by itself, and take the last message away: what it said is over."""
    _one_message()
    ui.notify(text, type="positive", position="bottom-left")


def tell(text: str, *, grave: bool = True) -> None:
    """Show a message that stays until it is touched, in the place of the one before."""
    _one_message()
    kind: Literal["negative", "warning"] = "negative" if grave else "warning"
    _messages[ui.context.client] = ui.notification(
        text, type=kind, position="top", timeout=None, close_button="OK", multi_line=True
    )


def _one_message() -> None:
    before = _messages.pop(ui.context.client, None)
    if before:
        before.dismiss()

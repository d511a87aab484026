"""From the program's threads to a visitor's page, and back: the only place that knows about both."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from nicegui import background_tasks, ui
from nicegui.client import Client

from hub.changes import Changes, Kinds
from hub.errors import HubError
from hub.interface.sayings import Sayings
from hub.lists.errors import ListError
from ledger.errors import LedgerError

T = TypeVar("T")
SETTLE_S = 0.2
"""A feed arrives in many chunks: what comes within this time is shown at once."""


def follow(changes: Changes, kinds: Kinds, update: Callable[[], Awaitable[None]]) -> None:
    """Call `update` on this visitor's page, in the page's own loop, soon after facts of these kinds were written."""
    client: Client = ui.context.client
    loop = asyncio.get_running_loop()
    waiting = False

    async def refresh() -> None:
        nonlocal waiting
        await asyncio.sleep(SETTLE_S)
        waiting = False
        if not client.is_deleted:
            with client:
                await update()

    def begin() -> None:
        nonlocal waiting
        if not waiting:
            waiting = True
            background_tasks.create(refresh(), name="page follows")

    def heard(news: Kinds) -> None:
        if news & kinds:
            loop.call_soon_threadsafe(begin)

    changes.listeners.append(heard)
    client.on_delete(lambda: changes.listeners.remove(heard))


async def beside(work: Callable[..., T], *args: Any) -> T:
    """Do slow work on a thread, so that no other screen waits; raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args))


async def attempt(sayings: Sayings, work: Callable[..., T], *args: Any) -> T | None:
    """Do slow work beside the screens; what goes wrong is told to the visitor in words, and gives None."""
    try:
        return await beside(work, *args)
    except (HubError, ListError, LedgerError) as error:
        tell(sayings.of_error(error))
        return None


async def download(sayings: Sayings, name: str, make: Callable[[], bytes]) -> None:
    """Make a file beside the screens and hand it to the browser."""
    content = await attempt(sayings, make)
    if content is not None:
        ui.download(content, name)


def say(text: str) -> None:
    """Show a short word that goes by itself."""
    ui.notify(text, type="positive", position="top")


def tell(text: str) -> None:
    """Show a message that stays until it is touched."""
    ui.notify(text, type="negative", position="top", timeout=0, close_button="OK", multi_line=True)

"""Codes from a scanner that types like a keyboard."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from kiosk.interface.theme import STATIC_URL


def on_scan(handler: Callable[[str], Awaitable[None]]) -> None:
    """Call `handler` with each code that is scanned on this page."""
    ui.add_head_html(f'<script defer src="{STATIC_URL}/scanner.js"></script>')

    async def scanned(event: object) -> None:
        await handler(str(getattr(event, "args", "")))

    ui.on("scanned", scanned)

"""Screenshots of a scenario, kept where `SOTARSA_PICTURES` names a folder. The README's pictures are made this way."""

import os
from pathlib import Path

from playwright.sync_api import Page


def picture(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    folder = os.environ.get("SOTARSA_PICTURES")
    if folder:
        page.wait_for_timeout(400)  # let what fades finish fading
        page.screenshot(path=Path(folder) / f"{name}.png")

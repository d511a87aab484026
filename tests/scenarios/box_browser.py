"""The browser of a kiosk as it runs in the village: with a profile on the card, which is looked at afterwards."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.conftest import requires
from tests.screens import FLAGS

KIOSK_FLAGS = (*FLAGS, "--kiosk", "--no-default-browser-check", "--password-store=basic", "--headless=new")
# What a test's browser does otherwise to leave less behind than the browser of a kiosk does.
LEFT_OUT = (
    "--disable-back-forward-cache",
    "--disable-breakpad",
    "--disable-field-trial-config",
    "--disable-hang-monitor",
    "--disable-prompt-on-repost",
    "--enable-automation",
    "--metrics-recording-only",
)


@contextlib.contextmanager
def box_browser(profile: Path) -> Iterator[BrowserContext]:
    """Give the browser, and end it as somebody who closes it does: more is written to the profile then."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=requires("chromium"),
            args=[*KIOSK_FLAGS, f"--crash-dumps-dir={profile / 'crashes'}", f"--disk-cache-dir={profile / 'cache'}"],
            ignore_default_args=list(LEFT_OUT),
            headless=False,  # the flag above is of the browser itself
            viewport={"width": 1280, "height": 800},
            has_touch=True,
            accept_downloads=True,
            downloads_path=profile / "downloads",
        )
        context.set_default_timeout(15_000)
        try:
            yield context
        finally:
            context.close()

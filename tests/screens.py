"""A real browser at our screens, as a villager and an officer use them: Debian's Chromium, touched, by Playwright."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TOUCHSCREEN = (800, 480)
LAPTOP = (1280, 800)


@contextlib.contextmanager
def chromium(path: str | Path = CHROMIUM) -> Iterator[Browser]:
    """Give a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, size: tuple[int, int]) -> Page:
    """Open an empty page of a new visitor, on a touchscreen of this size."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=True, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def unlock(page: Page, kiosk: str, phrase: str) -> None:
    """Unlock the visit at the desk."""
    page.goto(f"{kiosk}/petugas")
    page.get_by_label("Frasa tim").fill(phrase)
    page.get_by_role("button", name="Buka", exact=True).tap()
    expect(page.get_by_text("Siapa Anda?")).to_be_visible()


def sign_in(page: Page, kiosk: str, officer: str, pin: str) -> None:
    """Say who one is, at an unlocked desk."""
    page.goto(f"{kiosk}/petugas")
    page.get_by_text(officer).tap()
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Masuk", exact=True).tap()
    expect(page.get_by_role("button", name="Panggil berikutnya")).to_be_visible()


def type_nik(page: Page, nik: str) -> None:
    """Type a NIK on the keypad that is shown."""
    for digit in nik:
        page.locator(".keypad").get_by_role("button", name=digit, exact=True).tap()


def scan(page: Page, code: str) -> None:
    """Do what a keyboard-wedge scanner does: type fast, and Enter."""
    for letter in code:
        page.keyboard.press(letter)
    page.keyboard.press("Enter")


def shown_number(page: Page) -> str:
    """Give the number that fills the villager's screen."""
    numeral = page.locator(".numeral")
    expect(numeral).to_be_visible()
    return numeral.inner_text()

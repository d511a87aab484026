"""From a touch to the changed page, in a real browser, the durable write included: check-in and handover.

The kiosk has 2,000 people on its list. Each touch is a click event inside the page; the clock stops in the first
animation frame after the page has what it waits for. Medians are printed beside the 95th percentiles.
"""

import tempfile
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page

from tests.bench.report import Report
from tests.bench.served import bare_button, kiosk
from tests.bench.start import PEOPLE
from tests.bench.village import prepare_kiosk
from tests.screens import LAPTOP, TOUCHSCREEN, chromium, new_page, sign_in, type_nik, unlock
from tests.village import PHRASE, PIN, nik

_TOUCH = """([touched, awaited]) => new Promise((resolve) => {
    const there = () => document.querySelector(awaited);
    const start = performance.now();
    const observer = new MutationObserver(() => {
        if (there()) { observer.disconnect(); requestAnimationFrame(() => resolve(performance.now() - start)); }
    });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
    document.querySelector(touched).click();
})"""


def run(report: Report, *, quick: bool) -> None:
    rounds = 8 if quick else 60
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        prepare_kiosk(folder / "kiosk", people=PEOPLE, entries=0)
        with kiosk(folder / "kiosk") as served, bare_button(folder) as peer:
            button = _button(browser, peer.url, rounds)
            desk = new_page(browser, LAPTOP)
            unlock(desk, served.url, PHRASE)
            check_in = _check_in(browser, served.url, rounds)
            sign_in(desk, served.url, "Rahma Wati", PIN)
            hand_over = _hand_over(desk, rounds)
            button += _button(browser, peer.url, rounds)
    for name, cost in (("check-in", check_in), ("handover", hand_over)):
        report(f"tap {name} median", median(cost), median(button), "bare NiceGUI button", "ms")
        report(f"tap {name} p95", p95(cost), p95(button), "bare NiceGUI button", "ms")


def p95(costs: list[float]) -> float:
    return quantiles(costs, n=20)[-1]


def _button(browser: Browser, url: str, rounds: int) -> list[float]:
    page = new_page(browser, TOUCHSCREEN)
    costs = []
    for _ in range(rounds):
        page.goto(url)
        page.wait_for_timeout(150)
        costs.append(page.evaluate(_TOUCH, [".before", ".after"]))
    return costs


def _check_in(browser: Browser, url: str, rounds: int) -> list[float]:
    page = new_page(browser, TOUCHSCREEN)
    page.goto(url)
    costs = []
    for number in range(1, rounds + 1):
        page.get_by_text("Ketik NIK").tap()
        type_nik(page, nik(number))
        page.locator(".go:not(.asleep)").wait_for()
        costs.append(page.evaluate(_TOUCH, [".keypad .go", ".numeral"]))
        page.get_by_role("button", name="Selesai").tap()
    return costs


def _hand_over(desk: Page, rounds: int) -> list[float]:
    costs = []
    for _ in range(rounds):
        desk.get_by_role("button", name="Panggil berikutnya").tap()
        desk.locator(".actions .main").wait_for()
        for tick in desk.locator(".ticks .q-checkbox").all():
            tick.tap()
        desk.locator(".actions .main:not([disabled])").wait_for()
        costs.append(desk.evaluate(_TOUCH, [".actions .main", ".actions .notice.green"]))
    return costs

"""Resident memory after a page load: the unlocked kiosk with 2,000 people and 1,000 entries, and hello-world."""

import tempfile
from pathlib import Path

from tests.bench.report import Report
from tests.bench.served import hello_world, kiosk
from tests.bench.start import ENTRIES, PEOPLE
from tests.bench.village import prepare_kiosk
from tests.screens import LAPTOP, chromium, new_page, sign_in, unlock
from tests.village import PHRASE, PIN


def run(report: Report, *, quick: bool) -> None:
    """One round in any case: memory hardly differs from start to start."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare_kiosk(folder / "kiosk", people=PEOPLE, entries=ENTRIES)
        with kiosk(folder / "kiosk") as served, chromium() as browser:
            desk = new_page(browser, LAPTOP)
            unlock(desk, served.url, PHRASE)
            sign_in(desk, served.url, "Rahma Wati", PIN)
            ours = served.rss_mb()
        with hello_world(folder) as served:
            peer = served.rss_mb()
    report("memory", ours, peer, "NiceGUI hello-world", "MB")

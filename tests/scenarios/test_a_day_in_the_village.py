"""A whole day of Pak Sotarsa: real programs, real browsers that are touched, paper through a pty, a merge over a socket.

The printer is emupos, which nobody here wrote. Pictures of each step are kept where `SOTARSA_PICTURES` says.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ledger.codes import PREFIX, read_receipt_code
from ledger.facts import HandedOver
from ledger.keys import load_or_make_key
from tests.conftest import requires
from tests.emupos import Emupos, running_emupos, until
from tests.scenarios import office, programs
from tests.scenarios.pictures import picture
from tests.screens import (
    LAPTOP, TOUCHSCREEN, chromium, new_page, scan, shown_number, sign_in, type_nik, unlock,
)  # fmt: skip

pytestmark = pytest.mark.browser


@dataclass
class Day:
    """What the people of this day share."""

    folder: Path
    browser: Browser
    emupos: Emupos
    hub: str
    kiosk: str
    plan: office.Plan

    def villager(self) -> Page:
        page = new_page(self.browser, TOUCHSCREEN)
        page.goto(self.kiosk)
        expect(page.get_by_text("Selamat datang")).to_be_visible()
        return page

    def paper(self, count: int) -> list[str]:
        """Give the lines of the newest paper, once there are so many."""
        until(lambda: len(self.emupos.receipts("pty")) >= count)
        return self.emupos.text("pty")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    emupos_folder = folder / "emupos"
    emupos_folder.mkdir()
    with (
        chromium(requires("chromium")) as browser,
        running_emupos(emupos_folder) as emupos,
        programs.hub(folder / "hub") as hub,
    ):
        plan = office.prepare_a_visit(browser, hub.url)
        with programs.kiosk(folder / "kiosk", hub.url, printer=emupos.addresses["pty"]) as kiosk:
            yield Day(folder, browser, emupos, hub.url, kiosk.url, plan)


def test_a_day_in_the_village(day: Day) -> None:
    desk = _the_kiosk_becomes_ours_and_gets_its_pack(day)
    _villagers_check_in(day)
    receipt = _the_desk_hands_over(day, desk)
    _a_handover_is_undone_and_done_again(day, desk)
    _a_proxy_collects(day, desk)
    _someone_comes_twice(day, desk)
    _the_receipt_proves_the_entry(day, receipt)
    _the_kiosk_comes_home(day, desk)
    office.sees_it(day.browser, day.hub, day.plan)

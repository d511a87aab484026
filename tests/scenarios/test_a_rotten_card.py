"""The card rots over night. In the morning the box says so on its screen, and a touch saves what is good."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.sticks import mark_as_stick
from ledger.disk.frames import BLOCK_BYTES
from tests.scenarios import programs
from tests.scenarios.pictures import picture
from tests.screens import TOUCHSCREEN, chromium, new_page
from tests.village import PHRASE, PIN, make_village, open_kiosk


@pytest.mark.browser
def test_a_damaged_log_is_saved_at_a_touch(tmp_path: Path) -> None:
    data, stick = tmp_path / "kiosk", tmp_path / "stick"
    mark_as_stick(stick)
    system = open_kiosk(data, make_village())
    kiosk = system.kiosk
    for person in kiosk.village.unlocked().pack.people[:5]:
        kiosk.reception.by_staff(person.id, "RHM")
    frames = kiosk.log.journal.frames
    system.close()
    segment = data / "log" / "000001.segment"
    with segment.open("r+b") as file:
        file.seek((frames - 2) * BLOCK_BYTES + 60)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))

    with programs.kiosk(data, "127.0.0.1:9") as served, chromium() as browser:
        page = new_page(browser, TOUCHSCREEN)
        page.goto(served.url)
        expect(page.get_by_text("Silakan ke petugas")).to_be_visible()
        page.get_by_role("link", name="Petugas").tap()
        expect(page.get_by_text("Catatan di kartu rusak")).to_be_visible()
        assert page.request.get(f"{served.url}/api/health").status == 503
        picture(page, "kiosk-rescue")
        page.get_by_role("button", name="Selamatkan catatan").tap()
        expect(page.get_by_text(re.compile("Diselamatkan .* catatan"))).to_be_visible()
        expect(page.get_by_text(re.compile("Masih hilang 1 catatan"))).to_be_visible()
        page.get_by_role("button", name="Nyalakan lagi").tap()
        _wait_until_well(page, served.url)
        page.goto(f"{served.url}/petugas")
        page.get_by_label("Frasa tim").fill(PHRASE)
        page.get_by_role("button", name="Buka", exact=True).tap()
        page.get_by_text("Rahma Wati").tap()
        page.get_by_label("PIN").fill(PIN)
        page.get_by_role("button", name="Masuk").tap()
        expect(page.get_by_text("Panggil berikutnya")).to_be_visible()
        expect(page.get_by_text("A5", exact=True)).to_be_visible()


def _wait_until_well(page: Page, url: str) -> None:
    for _ in range(100):
        try:
            if page.request.get(f"{url}/api/health").status == 200:
                return
        except Exception:  # noqa: BLE001 - it is being started
            pass
        page.wait_for_timeout(100)
    raise AssertionError("it did not start again")

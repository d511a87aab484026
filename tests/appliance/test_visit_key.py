"""Under a real systemd: who is asked for the phrase, and where the key of the visit is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kiosk.system import Settings, System
from ledger.disk.frames import BLOCK_BYTES
from ledger.facts import Unlocked
from ledger.log import Log
from tests.appliance.booted import PATIENCE_S, Booted, booted
from tests.screens import LAPTOP, chromium, new_page, unlock
from tests.village import PHRASE, Village, enrolled_folder, make_village, pack_file

pytestmark = [pytest.mark.browser, pytest.mark.root]
UNIT = "sotarsa-kiosk.service"
KIOSK = "http://127.0.0.1:8081"


@pytest.fixture
def village() -> Village:
    return make_village()


@pytest.fixture
def data(tmp_path: Path, village: Village) -> Path:
    """The data of a kiosk with its pack, as the unit finds them."""
    data = tmp_path / "state" / "pak-sotarsa-kiosk"
    data.mkdir(parents=True)
    key = enrolled_folder(data, village)
    system = System(Settings(data))
    system.kiosk.load_pack(pack_file(village, key.public))
    system.close()
    return data


@pytest.fixture
def machine(tmp_path: Path, data: Path) -> Iterator[Booted]:
    with booted(tmp_path) as machine:
        machine.run("systemctl", "start", UNIT)
        yield machine


def shown(machine: Booted, name: str) -> str:
    return machine.run("systemctl", "show", "--value", f"--property={name}", UNIT)


def wait_for_restart(machine: Booted, times: int) -> None:
    """Wait until the unit was restarted so often by itself, and serves again."""
    machine.run("timeout", str(int(PATIENCE_S)), "sh", "-c", f"""
        until [ "$(systemctl show --value -p NRestarts {UNIT})" = {times} ] && systemctl -q is-active {UNIT}
        do sleep 0.1; done""")  # fmt: skip


def asks_for_the_phrase(browser: Browser) -> bool:
    """Whether the desk's first page asks a newcomer for the phrase; if not, it asks who one is.

    A page that was open before loads itself anew when the program is back, in the middle of whatever one does there.
    """
    page = new_page(browser, LAPTOP)
    page.goto(f"{KIOSK}/petugas")
    phrase = page.get_by_text("Buka kunjungan")
    expect(phrase.or_(page.get_by_text("Siapa Anda?"))).to_be_visible()
    asks = phrase.is_visible()
    page.context.close()
    return asks


def test_a_crash_asks_nobody_and_a_power_cut_asks_for_the_phrase(
    machine: Booted, tmp_path: Path, data: Path, village: Village
) -> None:
    with chromium(machine.browser(tmp_path)) as browser:
        page = new_page(browser, LAPTOP)
        assert asks_for_the_phrase(browser)
        unlock(page, KIOSK, PHRASE)
        assert shown(machine, "NFileDescriptorStore") == "1"
        for times in (1, 2):
            machine.run("systemctl", "kill", "--kill-whom=main", "--signal=SIGKILL", UNIT)
            wait_for_restart(machine, times)
            assert not asks_for_the_phrase(browser)
        machine.run("systemctl", "restart", UNIT)
        assert not asks_for_the_phrase(browser)
        assert shown(machine, "NFileDescriptorStore") == "1"
        assert "Kiosk siap di" in shown(machine, "StatusText")
        told = machine.run("journalctl", "--output=cat", "--no-pager")
    machine.cut_the_power()

    key = village.key.secret
    assert [path.name for path in (tmp_path / "state").rglob("*") if path.is_file() and key in path.read_bytes()] == []
    assert PHRASE not in told
    with booted(tmp_path) as again:
        again.run("systemctl", "start", UNIT)
        with chromium(again.browser(tmp_path)) as browser:
            page = new_page(browser, LAPTOP)
            assert asks_for_the_phrase(browser)
            unlock(page, KIOSK, PHRASE)
            again.run("systemctl", "stop", UNIT)
            again.run("systemctl", "start", UNIT)
            assert asks_for_the_phrase(browser), "who stops the service on purpose takes the key away"
    assert ways(data) == ["phrase", "restart", "restart", "restart", "phrase"]


def test_a_damaged_log_is_saved_and_the_visit_goes_on_unlocked(machine: Booted, tmp_path: Path, data: Path) -> None:
    with chromium(machine.browser(tmp_path)) as browser:
        page = new_page(browser, LAPTOP)
        unlock(page, KIOSK, PHRASE)
        machine.run("systemctl", "kill", "--kill-whom=main", "--signal=SIGSTOP", UNIT)
        rot(data / "log" / "000001.segment")
        machine.run("systemctl", "kill", "--kill-whom=main", "--signal=SIGKILL", UNIT)
        wait_for_restart(machine, 1)
        page.context.close()
        page = new_page(browser, LAPTOP)
        page.goto(f"{KIOSK}/petugas")
        page.get_by_role("button", name="Selamatkan catatan").tap()
        page.get_by_role("button", name="Nyalakan lagi").tap()
        wait_for_restart(machine, 2)
        assert not asks_for_the_phrase(browser)
    machine.cut_the_power()
    assert ways(data)[-1:] == ["restart"]


def rot(segment: Path) -> None:
    """Turn a bit of the last frame but one."""
    frame = segment.read_bytes().rstrip(b"\0")
    with segment.open("r+b") as file:
        file.seek((len(frame) // BLOCK_BYTES - 1) * BLOCK_BYTES + 60)
        bit = bytes([file.read(1)[0] ^ 1])
        file.seek(-1, 1)
        file.write(bit)


def ways(data: Path) -> list[str]:
    """How the visit was unlocked, each time."""
    log = Log(data / "log", read_only=True)
    found = [entry.fact.way for entry in log.table.entries() if isinstance(entry.fact, Unlocked)]
    log.close()
    return found

"""Somebody takes the box home after a day's work: every byte that it wrote is searched for everybody.

Real programs, a real browser with its profile on the card, the sample's people. The power goes in the middle of it.
"""

import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kiosk.identity import load_identity
from kiosk.sticks import mark_as_stick
from ledger.aid import Person
from ledger.device_key import DeviceKey
from ledger.packs import Pack, check_pack
from tests.bench.served import ROOT, Served
from tests.scenarios import programs
from tests.scenarios.box_browser import box_browser
from tests.screens import scan, shown_number, sign_in, type_nik, unlock
from tests.secrecy import Secrets, files_of, leaks, secrets_of, words_of

pytestmark = pytest.mark.browser
PROXY, PROXY_NIK, RELATION = "Zubaidah Noorhalimah", "6311024101700077", "kemenakan"
WHY = "Katanya menginap di rumah Basuni"
UNDO = "Tertukar dengan Noorjanah tetangganya"
SCANNED = "BASUNI-081298765432"
SEARCHED = "zubaid"
ORDINARY = {"Katanya", "rumah", "dengan"}


@dataclass
class Card:
    """What a thief has: everything that programs and browser wrote, in folders of one card."""

    folder: Path
    sample: dict[str, Any]
    secrets: Secrets = field(default_factory=Secrets)
    people: tuple[Person, ...] = ()

    @property
    def data(self) -> Path:
        return self.folder / "kiosk"

    @property
    def profile(self) -> Path:
        return self.folder / "browser"

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def officer(self) -> dict[str, str]:
        told: dict[str, str] = self.sample["officers"][0]
        return told

    def leaks(self) -> list[str]:
        return leaks(self.secrets, self.folder)

    def say(self, command: str, said: str) -> None:
        """Keep what a program said: on a real box that is the journal, or somebody's screen."""
        with (self.folder / "said.txt").open("a") as file:
            file.write(f"$ {command}\n{said}\n")


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Card]:
    folder = Path(tempfile.mkdtemp(prefix="card"))  # the browser's sockets lie in it, and their paths must be short
    for variable, name in (("HOME", "home"), ("TMPDIR", "tmp"), ("XDG_CACHE_HOME", "cache")):
        (folder / name).mkdir(parents=True)
        monkeypatch.setenv(variable, str(folder / name))
    mark_as_stick(folder / "stick")
    yield Card(folder, programs.told("hub", "prepare-sample", "--data", tmp_path / "office"))
    shutil.rmtree(folder)


def test_a_stolen_card_names_nobody(card: Card, tmp_path: Path) -> None:
    with programs.hub(tmp_path / "office") as hub:
        programs.run("kiosk", "enrol", "--hub", hub.url, "--code", card.sample["enrolment_code"], "--data", card.data)
        seed = DeviceKey(card.data / "keys" / "device.key")._stored.seed
        assert len(seed) == 32
        programs.run("kiosk", "fetch", "--data", card.data)
        _learn_everything(card, seed)
        _leave_out_what_the_house_says_anyway(card, hub)
        _a_day_and_a_power_cut(card, hub)
        assert card.leaks() == []
        _whoever_holds_it_tries_the_tools(card, hub)
        assert card.leaks() == []
    assert not (ROOT / ".nicegui").exists()
    assert len(files_of(card.profile)) > 50, "the browser did keep a profile"
    assert len(files_of(card.data)) > 8
    assert len(files_of(card.stick)) > 3, "the mirror did mirror"


def _learn_everything(card: Card, seed: bytes) -> None:
    """What the office sealed, what will be typed, and what opens and signs."""
    (file,) = (card.data / "packs").glob("*.pack")
    hub = load_identity(card.data / "identity").hub
    pack, key = check_pack(file.read_bytes(), hub, None).unlock(card.sample["phrase"])
    typed = Secrets(
        texts=frozenset({PROXY, WHY, UNDO, SCANNED, card.sample["phrase"], card.sample["card"]}),
        words=frozenset(words_of(PROXY, WHY, UNDO, SCANNED, RELATION, SEARCHED)),
        numbers=frozenset({PROXY_NIK, _stranger(pack), card.officer["pin"], "999111"}),
        keys=frozenset({seed}),
    )
    card.people = pack.people
    card.secrets = (typed | secrets_of(pack, key.secret)).without(ORDINARY)
    assert len(card.secrets.words) > 50
    assert len(card.secrets.numbers) > 80
    assert len(card.secrets.keys) == 4  # visit, box, stand-in, signature


def _stranger(pack: Pack) -> str:
    """A NIK that is on no list, and right."""
    taken = {each.nik for each in pack.people}
    return next(nik for number in range(1, 9999) if (nik := f"631102150385{number:04}") not in taken)


def _leave_out_what_the_house_says_anyway(card: Card, hub: Served) -> None:
    """A word that programs and browser say before anything was unlocked does not come from the list."""
    with _kiosk(card, hub) as kiosk, box_browser(card.folder.parent / "before") as browser:
        for path in ("/", "/petugas", "/gabung", "/kertas"):
            page = browser.new_page()
            page.goto(kiosk.url + path)
            page.wait_for_timeout(300)
    places = (card.folder, card.folder.parent / "before")
    said = {leak.partition(": ")[2] for leak in leaks(card.secrets, *places)}
    assert said <= card.secrets.words, "no whole name, no number and no key"
    assert len(said) < len(card.secrets.words) / 10
    card.secrets = card.secrets.without(said)
    assert card.leaks() == []


@contextmanager
def _kiosk(card: Card, hub: Served) -> Iterator[Served]:
    with programs.kiosk(card.data, hub.url, printer="simulated", sticks=card.stick) as kiosk:
        yield kiosk
    said = card.data.with_suffix(".log")
    card.say("sotarsa-kiosk serve", said.read_text())


def _a_day_and_a_power_cut(card: Card, hub: Served) -> None:
    with _kiosk(card, hub) as kiosk, box_browser(card.profile) as browser:
        desk = _staff_unlock(card, browser, kiosk.url)
        _villagers_come(card, browser, kiosk.url)
        _the_desk_works(card, desk)
        _everything_is_looked_at(card, browser, desk, kiosk.url)
        _some_stop_in_the_middle_of_typing(card, browser, kiosk.url)
        _nothing_is_written_elsewhere(card, kiosk)
        desk.wait_for_timeout(2000)  # let the browser write what it writes late
        os.killpg(kiosk.process.pid, signal.SIGKILL)


def _staff_unlock(card: Card, browser: BrowserContext, url: str) -> Page:
    desk = browser.new_page()
    desk.goto(f"{url}/petugas")
    desk.get_by_label("Frasa tim").fill(card.sample["phrase"] + " x")
    desk.get_by_role("button", name="Buka", exact=True).tap()
    expect(desk.get_by_text("Frasa atau kartu tidak cocok")).to_be_visible()
    unlock(desk, url, card.sample["phrase"])
    desk.get_by_text(card.officer["name"]).tap()
    desk.get_by_label("PIN").fill("999111")
    desk.get_by_role("button", name="Masuk", exact=True).tap()
    expect(desk.get_by_text("PIN tidak cocok")).to_be_visible()
    sign_in(desk, url, card.officer["name"], card.officer["pin"])
    return desk


def _villagers_come(card: Card, browser: BrowserContext, url: str) -> None:
    page = browser.new_page()
    page.goto(url)
    for number in (
        card.sample["try"]["nik"],
        next(nik for nik in sorted(card.secrets.numbers) if nik[6:12] == "150385"),
    ):
        page.get_by_text("Ketik NIK").tap()
        type_nik(page, number)
        page.get_by_role("button", name="Lanjut").tap()
        expect(page.locator(".numeral").or_(page.get_by_text("Silakan ke petugas"))).to_be_visible()
        page.get_by_role("button", name="Selesai").tap()
    for code in (card.sample["try"]["invitation"], SCANNED):
        expect(page.get_by_text("Selamat datang")).to_be_visible()
        scan(page, code)
        expect(page.locator(".numeral").or_(page.get_by_text("Silakan ke petugas"))).to_be_visible()
        page.get_by_role("button", name="Selesai").tap()
    expect(page.get_by_text("Selamat datang")).to_be_visible()
    page.locator(".choice", has_text="Bantu saya").tap()
    assert shown_number(page) == "A2"


def _the_desk_works(card: Card, desk: Page) -> None:
    desk.bring_to_front()
    _call(desk, card.sample["try"]["name"])
    desk.get_by_role("button", name="lihat").tap()  # the whole NIK on the screen
    _hand_over(desk)
    desk.get_by_role("button", name="Cetak ulang").tap()
    desk.get_by_role("button", name="Batalkan…").tap()
    desk.get_by_label("Alasan pembatalan").fill(UNDO)
    desk.get_by_role("button", name="Batalkan penyerahan").tap()
    expect(desk.get_by_text(re.compile(r"^Dibatalkan .* dapat diserahkan lagi"))).to_be_visible()
    helped, missed = [each for each in card.people if each.name != card.sample["try"]["name"] and each.nik][:2]
    desk.get_by_role("button", name="Panggil berikutnya").tap()
    _find(desk, helped, SEARCHED, helped.nik[-6:])
    desk.get_by_role("button", name="Wakil", exact=True).tap()
    desk.get_by_label("Nama wakil").fill(PROXY)
    desk.get_by_label("NIK wakil").fill(PROXY_NIK)
    desk.get_by_label("Hubungan").fill(RELATION)
    _hand_over(desk)
    desk.get_by_role("button", name="Cari orang").tap()
    _find(desk, missed, missed.name, missed.nik)
    desk.get_by_role("button", name="Tidak diserahkan…").tap()
    desk.get_by_text("Tidak ditemukan").tap()
    desk.get_by_label("Catatan").fill(WHY)
    desk.get_by_role("button", name="Simpan").tap()
    expect(desk.get_by_text("Tercatat: Tidak ditemukan")).to_be_visible()


def _call(desk: Page, name: str) -> None:
    desk.get_by_role("button", name="Panggil berikutnya").tap()
    expect(desk.get_by_role("heading", name=name)).to_be_visible()


def _find(desk: Page, person: Person, *typed: str) -> None:
    for text in typed:
        desk.get_by_label("Nama, angka terakhir NIK").fill(text)
        desk.wait_for_timeout(400)
    desk.locator(".choices-list .officer").first.tap()
    expect(desk.get_by_role("heading", name=person.name, exact=True)).to_be_visible()


def _hand_over(desk: Page) -> None:
    for tick in desk.locator(".ticks .q-checkbox").all():
        tick.tap()
    desk.locator(".actions .main").tap()
    expect(desk.locator(".notice", has_text="Tersimpan").first).to_be_visible()


def _everything_is_looked_at(card: Card, browser: BrowserContext, desk: Page, url: str) -> None:
    desk.get_by_role("button", name=re.compile(r"\d diarahkan ke petugas")).tap()
    desk.wait_for_timeout(300)
    desk.keyboard.press("Escape")
    papers = browser.new_page()
    papers.goto(f"{url}/kertas")
    expect(papers.locator(".papers img").first).to_be_visible()
    papers.wait_for_function("[...document.images].every((each) => each.complete)")
    for shown in papers.locator(".papers img").all():  # pictures name people too, in dots
        picture = papers.request.get(url + (shown.get_attribute("src") or "")).body()
        card.secrets |= Secrets(keys=frozenset({picture[len(picture) // 2 :][:64]}))
    for path in ("/ringkasan", "/gabung", "/petugas"):
        desk.goto(url + path)
        desk.wait_for_timeout(300)
    desk.goto(f"{url}/gabung")
    with desk.expect_download() as file:
        desk.get_by_role("button", name="Simpan ke berkas").tap()
    assert file.value.path().stat().st_size > 500
    desk.go_back()
    desk.wait_for_timeout(300)


def _some_stop_in_the_middle_of_typing(card: Card, browser: BrowserContext, url: str) -> None:
    """A browser keeps what stands in the fields of a page, to have it again after a crash."""
    someone = next(each for each in reversed(card.people) if each.nik)
    served = next(each for each in card.people if each.nik == card.sample["try"]["nik"])
    for person, button, label, text in (
        (someone, "Wakil", "Nama wakil", PROXY),
        (someone, "Wakil", "NIK wakil", PROXY_NIK),
        (someone, "Wakil", "Hubungan", RELATION),
        (someone, "Tidak diserahkan…", "Catatan", WHY),
        (served, "", "", ""),
    ):
        page = browser.new_page()
        page.goto(f"{url}/petugas")
        page.get_by_role("button", name="Cari orang").tap()
        _find(page, person, person.nik)
        if button:
            page.get_by_role("button", name=button, exact=True).tap()
            page.get_by_label(label).fill(text)
        else:
            _hand_over(page)
            page.get_by_role("button", name="Batalkan…").first.tap()
            page.get_by_label("Alasan pembatalan").fill(UNDO)
    page = browser.new_page()
    page.goto(f"{url}/petugas")
    page.get_by_role("button", name="Cari orang").tap()
    page.get_by_label("Nama, angka terakhir NIK").fill(SEARCHED)
    page.wait_for_timeout(3000)


def _nothing_is_written_elsewhere(card: Card, kiosk: Served) -> None:
    """Every file that the program holds open for writing is on the card that is searched."""
    for link in Path(f"/proc/{kiosk.process.pid}/fd").iterdir():
        target = link.readlink()
        flags = re.search(r"flags:\s*(\d+)", (link.parents[1] / "fdinfo" / link.name).read_text())
        assert flags
        if target.is_file() and int(flags[1], 8) & (os.O_WRONLY | os.O_RDWR):
            assert target.is_relative_to(card.folder), target


def _whoever_holds_it_tries_the_tools(card: Card, hub: Served) -> None:
    """Also with the phrase: what is said at the shell names nobody then either."""
    export = card.folder / "export.jsonl"
    for command in (["verify"], ["show"], ["stat"], ["export", str(export)], ["salvage"]):
        verb, *more = command
        for options in ([], ["--json"]):
            export.unlink(missing_ok=True)
            _try(card, "ledger", verb, str(card.data), *more, *options)
    here = ("--data", str(card.data))
    for words in (["status"], ["status", "--json"], ["list"]):
        _try(card, "kiosk", *words, *here)
    assert "catatan menunggu: kunci alat ini tersegel" in _try(card, "kiosk", "merge", "--hub", hub.url, *here)
    told = _try(card, "kiosk", "merge", "--unlock", "--hub", hub.url, *here, typed=card.sample["phrase"])
    assert "tersegel" not in told
    assert re.search(r"Terkirim [1-9]\d*; ", told)


def _try(card: Card, program: str, *words: str, typed: str = "") -> str:
    command = [sys.executable, "-m", program, *words]
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,  # without a terminal: what asks unseen reads what is typed here
    )
    assert done.returncode in (0, 2, 3), done.stdout + done.stderr
    card.say(f"{program} {' '.join(words)}", done.stdout + done.stderr)
    return done.stdout


# What the search is worth


class _Careless(http.server.BaseHTTPRequestHandler):
    """A page like ours by somebody who did not mind."""

    def do_GET(self) -> None:
        body = f"<title>Antrean {PROXY}</title><h1>{WHY}</h1><input name=nama value=''>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The test's output is not the place."""


def test_the_profile_of_a_careless_page_would_tell(tmp_path: Path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with box_browser(tmp_path) as browser:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{PROXY_NIK}")
        page.locator("input").fill(UNDO)
        page.wait_for_timeout(3000)
    server.shutdown()
    careless = Secrets(texts=frozenset({PROXY, WHY, UNDO}), numbers=frozenset({PROXY_NIK}))
    told = {leak.partition(": ")[2] for leak in leaks(careless, tmp_path)}
    assert {PROXY, WHY, PROXY_NIK} <= told  # when what was typed goes into the session's file, only the browser knows

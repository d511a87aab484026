"""A whole day of Pak Sotarsa: real programs, real browsers that are touched, paper through a pty, real sockets.

The printer is emupos, which nobody here wrote. Pictures of each step are kept where `SOTARSA_PICTURES` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.lists.candidate import Candidate
from hub.profile import load_profile
from ledger.codes import CodeReader
from ledger.device_key import DeviceKey
from ledger.facts import HandedOver
from tests.conftest import requires
from tests.emupos import Emupos, running_emupos, until
from tests.scenarios import office, programs
from tests.scenarios.pictures import picture
from tests.screens import (
    LAPTOP,
    TOUCHSCREEN,
    chromium,
    new_page,
    scan,
    shown_number,
    sign_in,
    type_nik,
    unlock,
)  # fmt: skip

pytestmark = pytest.mark.browser


@dataclass
class Day:
    """What the people of this day share. The guests are of the lists: see their names."""

    folder: Path
    browser: Browser
    emupos: Emupos
    hub: str
    kiosk: str
    plan: office.Plan
    office: Page
    both: Candidate
    invited: Candidate
    helped: Candidate
    elsewhere: Candidate
    elsewhere_village: str

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
    (folder / "emupos").mkdir()
    with (
        chromium(requires("chromium")) as browser,
        running_emupos(folder / "emupos") as emupos,
        programs.hub(folder / "hub") as hub,
    ):
        plan = office.prepare_a_visit(browser, hub.url)
        page = office.signed_in(browser, hub.url)
        with programs.kiosk(folder / "kiosk", hub.url, printer=emupos.addresses["pty"]) as kiosk:
            yield Day(folder, browser, emupos, hub.url, kiosk.url, plan, page, *_guests())


def _guests() -> tuple[Candidate, Candidate, Candidate, Candidate, str]:
    """Choose who comes: owed rice and cash, invited for rice, helped at the desk, and someone of another village."""
    rice, cash = office.guests("bnba-beras-liyu.xlsx"), office.guests("opensid-blt-liyu.csv")
    paid = {each.nik for each in cash}
    both = next(each for each in rice if each.nik in paid)
    invited, helped = [each for each in rice if each.nik not in paid and _is_only(each, rice)][:2]
    villages = {village.code: village.name for village in load_profile().villages}
    elsewhere = next(each for each in office.guests("siks-ng-halong.xlsx") if villages[each.village] == "Uren")
    return both, invited, helped, elsewhere, "Uren"


def _is_only(guest: Candidate, people: list[Candidate]) -> bool:
    return [_name(each) for each in people].count(_name(guest)) == 1


def test_a_day_in_the_village(day: Day) -> None:
    desk = _the_kiosk_becomes_ours_and_gets_its_pack(day)
    _villagers_check_in(day)
    _several_programmes_are_handed_over_at_once(day, desk)
    _an_invitation_is_served_and_undone_and_served_again(day, desk)
    _someone_without_words_is_found_by_name_and_her_son_collects(day, desk)
    _whoever_comes_twice_is_sent_to_the_desk(day, desk)
    _the_kiosk_comes_home(day, desk)
    _the_rest_comes_home_in_a_file(day, desk)
    office.sees_it(day.office, day.hub, day.folder, [day.both.name, day.invited.name])


def _the_kiosk_becomes_ours_and_gets_its_pack(day: Day) -> Page:
    desk = new_page(day.browser, LAPTOP)
    desk.goto(f"{day.kiosk}/petugas")
    code_page, code = office.offer_enrolment(day.office, day.hub)
    desk.get_by_label("Alamat pusat").fill("")
    desk.get_by_role("button", name="Cari pusat").tap()  # by zeroconf
    desk.get_by_role("button", name=re.compile(day.hub.removeprefix("http://"))).tap()
    expect(desk.get_by_label("Alamat pusat")).to_have_value(day.hub.removeprefix("http://"))
    desk.get_by_label("Kode pendaftaran").fill(code.lower().replace("-", " "))
    desk.get_by_role("button", name="Daftarkan", exact=True).tap()
    expect(desk.get_by_text("Pilih kunjungan")).to_be_visible()
    expect(code_page.get_by_text("Kiosk 1 sudah terdaftar.")).to_be_visible()
    desk.get_by_role("button", name="Ambil dari pusat").tap()
    desk.locator(".officer", has_text="Liyu").tap()
    expect(desk.get_by_text("Buka kunjungan")).to_be_visible()
    locked = new_page(day.browser, TOUCHSCREEN)
    locked.goto(day.kiosk)
    expect(locked.get_by_text("Pelayanan belum dibuka")).to_be_visible()
    desk.get_by_label("Frasa tim").fill("bukan ini")
    desk.get_by_role("button", name="Buka", exact=True).tap()
    expect(desk.get_by_text("Frasa atau kartu tidak cocok")).to_be_visible()
    desk.get_by_role("button", name="OK").tap()
    unlock(desk, day.kiosk, day.plan.phrase)
    expect(locked.get_by_text("Silakan ambil nomor antrean.")).to_be_visible()  # the touchscreen noticed by itself
    picture(locked, "kiosk-welcome")
    sign_in(desk, day.kiosk, office.OFFICER, office.PIN)
    return desk


def _villagers_check_in(day: Day) -> None:
    first, second = day.villager(), day.villager()
    for page in (first, second):
        page.get_by_text("Ketik NIK").tap()
    type_nik(first, day.both.nik or "")
    type_nik(second, day.elsewhere.nik or "")
    expect(first.locator(".typed")).to_have_text(f"•••• •••• •••• {(day.both.nik or '')[-4:]}")
    expect(second.locator(".typed")).to_have_text(f"•••• •••• •••• {(day.elsewhere.nik or '')[-4:]}")
    picture(first, "kiosk-keypad")
    first.get_by_role("button", name="Lanjut").tap()
    assert shown_number(first) == "A1"
    picture(first, "kiosk-number")
    assert [line.strip() for line in day.paper(1) if line.strip() in ("NOMOR ANTREAN", "A1")] == ["NOMOR ANTREAN", "A1"]
    second.get_by_role("button", name="Lanjut").tap()
    expect(second.get_by_text("Silakan ke petugas")).to_be_visible()
    for name in (day.both.name, day.elsewhere.name):
        assert name not in first.content() + second.content()
    picture(second, "kiosk-to-the-desk")
    second.get_by_role("button", name="Selesai").tap()
    second.get_by_role("button", name="ID", exact=True).tap()  # it stays, with the focus: Enter would touch it again
    scan(second, day.plan.invitations[_name(day.invited)])
    assert shown_number(second) == "A2"
    first.get_by_role("button", name="Selesai").tap()
    first.locator(".choice", has_text="Bantu saya").tap()
    assert shown_number(first) == "A3"
    first.context.close()
    second.context.close()


def _several_programmes_are_handed_over_at_once(day: Day, desk: Page) -> None:
    desk.get_by_role("button", name="1 diarahkan ke petugas").tap()
    expect(desk.get_by_text(f"Terdaftar di desa {day.elsewhere_village}")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Panggil berikutnya").tap()
    expect(desk.get_by_role("heading", name=day.both.name)).to_be_visible()
    expect(desk.locator(".owed")).to_have_count(2)
    expect(desk.get_by_role("button", name="Serahkan 2 bantuan dan cetak")).to_be_disabled()
    _see_papers(desk)
    picture(desk, "kiosk-desk")
    papers = len(day.emupos.receipts("pty"))
    desk.get_by_role("button", name="Serahkan 2 bantuan dan cetak").tap()
    saved = desk.locator(".notice", has_text="Tersimpan")
    expect(saved).to_be_visible()
    number = saved.inner_text().rpartition("nomor ")[2]
    receipt = day.paper(papers + 1)
    told = "\n".join(receipt)
    assert "TANDA TERIMA BANTUAN" in told
    assert f"NIK {(day.both.nik or '')[:6]}******{(day.both.nik or '')[-4:]}" in told
    assert "Rp900.000" in told
    assert "(sembilan ratus ribu rupiah)" in told
    assert number in told
    _the_code_proves_the_entry(day, told, number)


def _the_code_proves_the_entry(day: Day, receipt: str, number: str) -> None:
    code = re.search(r"\[qr ([^\]]+)\]", receipt)
    assert code, receipt
    signed = CodeReader().take(code[1])
    assert signed
    signed.check(DeviceKey(day.folder / "kiosk" / "keys" / "device.key").public)
    entry = signed.entry
    assert str(entry.place) == number.split()[0]
    assert isinstance(entry.fact, HandedOver)
    assert len(entry.fact.allotments) == 2


def _an_invitation_is_served_and_undone_and_served_again(day: Day, desk: Page) -> None:
    desk.get_by_role("button", name="Panggil berikutnya").tap()
    expect(desk.get_by_role("heading", name=day.invited.name)).to_be_visible()
    _see_papers(desk)
    desk.locator(".actions .main").tap()
    desk.get_by_role("button", name="Batalkan…").tap()
    desk.get_by_label("Alasan pembatalan").fill("salah orang")
    picture(desk, "kiosk-undo")
    desk.get_by_role("button", name="Batalkan penyerahan").tap()
    expect(desk.locator(".actions .main")).to_be_visible()
    _see_papers(desk)
    desk.locator(".actions .main").tap()
    expect(desk.locator(".notice", has_text="Tersimpan")).to_be_visible()
    papers = len(day.emupos.receipts("pty"))
    desk.get_by_role("button", name="Cetak ulang").tap()
    assert "SALINAN 1" in "\n".join(until(lambda: _after(day, papers, "SALINAN")))


def _someone_without_words_is_found_by_name_and_her_son_collects(day: Day, desk: Page) -> None:
    desk.get_by_role("button", name="Panggil berikutnya").tap()
    expect(desk.get_by_text("Nomor A3: cari orangnya")).to_be_visible()
    desk.get_by_label("Nama, angka terakhir NIK").fill((day.helped.nik or "")[-6:])
    desk.locator(".choices-list .officer").first.tap()
    expect(desk.get_by_role("heading", name=day.helped.name)).to_be_visible()
    expect(desk.locator(".person .big")).to_have_text("A3")
    desk.get_by_role("button", name="Wakil", exact=True).tap()
    desk.get_by_label("Nama wakil").fill("Anang Putra")
    desk.get_by_label("Hubungan").fill("anak")
    _see_papers(desk)
    papers = len(day.emupos.receipts("pty"))
    desk.locator(".actions .main").tap()
    expect(desk.locator(".notice", has_text="Tersimpan")).to_be_visible()
    assert "Anang Putra (anak)" in "\n".join(until(lambda: _after(day, papers, "wakil")))


def _whoever_comes_twice_is_sent_to_the_desk(day: Day, desk: Page) -> None:
    again = day.villager()
    scan(again, day.plan.invitations[_name(day.invited)])
    expect(again.get_by_text("Silakan ke petugas")).to_be_visible()
    desk.get_by_role("button", name="2 diarahkan ke petugas").tap()
    expect(desk.get_by_text(re.compile(f"Sudah menerima .*, oleh {office.OFFICER}, di Liyu"))).to_be_visible()
    picture(desk, "kiosk-refused")
    desk.keyboard.press("Escape")
    again.context.close()


def _the_kiosk_comes_home(day: Day, desk: Page) -> None:
    desk.goto(f"{day.kiosk}/gabung")
    expect(desk.get_by_text("Belum pernah digabungkan.")).to_be_visible()
    for expected in (r"Terkirim [1-9]\d* catatan", r"Terkirim 0 catatan"):
        desk.get_by_role("button", name="Gabungkan sekarang").tap()
        expect(desk.get_by_text(re.compile(expected))).to_be_visible()
        expect(desk.get_by_text("Semua tergabung.", exact=True)).to_be_visible()
    picture(desk, "kiosk-merge")


def _the_rest_comes_home_in_a_file(day: Day, desk: Page) -> None:
    desk.goto(f"{day.kiosk}/ringkasan")
    picture(desk, "kiosk-overview")
    desk.get_by_role("button", name="Tutup kunjungan…").tap()
    desk.get_by_role("button", name="Tutup kunjungan", exact=True).tap()
    expect(desk.get_by_text("Kunjungan sudah ditutup.")).to_be_visible()
    desk.goto(f"{day.kiosk}/gabung")
    expect(desk.get_by_text(re.compile(r"^1 dari \d+ catatan belum dipastikan pusat"))).to_be_visible()
    with desk.expect_download() as file:
        desk.get_by_role("button", name="Simpan ke berkas").tap()
    bundle = day.folder / file.value.suggested_filename
    file.value.save_as(bundle)
    for told in ("1 catatan baru diterima dan tersimpan.", "Semua isinya sudah diterima sebelumnya."):
        day.office.goto(f"{day.hub}/gabung")
        day.office.locator("input[type=file]").set_input_files(bundle)
        expect(day.office.get_by_text(told)).to_be_visible()
    picture(day.office, "hub-merge")
    desk.get_by_role("button", name="Gabungkan sekarang").tap()
    expect(desk.get_by_text("Terkirim 0 catatan")).to_be_visible()


def _see_papers(desk: Page) -> None:
    for tick in desk.locator(".ticks .q-checkbox").all():
        tick.tap()


def _after(day: Day, papers: int, word: str) -> list[str] | None:
    """Give the newest paper once there are more than before and it holds this word."""
    if len(day.emupos.receipts("pty")) <= papers:
        return None
    lines = day.emupos.text("pty")
    return lines if any(word in line for line in lines) else None


def _name(guest: Candidate) -> str:
    return " ".join(guest.name.split()).upper()

"""What the office does at its screens: lists come in, a visit is planned, a kiosk is let in, results are read."""

import datetime
import re
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Download, Page, expect

from hub.lists.candidate import Candidate
from hub.lists.judging import judge
from hub.lists.sheet import Sheet, read_sheets
from hub.lists.survey import Office, survey
from hub.profile import load_profile
from hub.programmes import load_programmes
from tests.bench.served import ROOT
from tests.conftest import requires
from tests.scenarios.pictures import picture
from tests.screens import LAPTOP, new_page

SAMPLE = ROOT / "deploy" / "sample"
PIN = "135790"
OFFICER = "Rahma Wati"
PERIOD = "Tahap 4 Tahun 2026"


@dataclass
class Plan:
    """What the team takes along: the way to unlock, the printed invitations by name, and the page of the visit."""

    phrase: str
    invitations: dict[str, str]
    visit_url: str


def prepare_a_visit(browser: Browser, hub: str) -> Plan:
    """Register the first officer, take two lists in, plan a visit to Liyu for today, print the invitations."""
    page = new_page(browser, LAPTOP)
    _first_officer(page, hub)
    _take_list(page, hub, "bnba-beras-liyu.xlsx")
    _take_list(page, hub, "opensid-blt-liyu.csv", period=PERIOD)
    _take_list(page, hub, "siks-ng-halong.xlsx")
    _plan_visit(page, hub)
    page.get_by_role("button", name="Tampilkan").tap()
    phrase = page.locator(".secret").first
    expect(phrase).not_to_contain_text("•")
    told = Plan(phrase.inner_text(), _invitations(page), page.url)
    page.get_by_role("button", name="Sembunyikan").tap()
    picture(page, "hub-visit")
    page.context.close()
    return told


def signed_in(browser: Browser, hub: str) -> Page:
    """Open the office's first page as the officer."""
    page = new_page(browser, LAPTOP)
    page.goto(hub)
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Masuk", exact=True).tap()
    expect(page.get_by_text("Selamat bekerja")).to_be_visible()
    return page


def offer_enrolment(page: Page, hub: str) -> tuple[Page, str]:
    """Ask for an enrolment code; gives the page that shows it, and the code."""
    page.goto(f"{hub}/gabung")
    page.get_by_role("button", name="Daftarkan kiosk").first.tap()
    code = page.locator(".code")
    expect(code).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    picture(page, "hub-enrol")
    return page, code.inner_text()


def text_of_pdf(download: Download, folder: Path) -> str:
    """Read a downloaded PDF with a tool that is not ours."""
    path = folder / download.suggested_filename
    download.save_as(path)
    read = subprocess.run([requires("pdftotext"), "-layout", path, "-"], capture_output=True, text=True, check=True)
    return read.stdout


def _first_officer(page: Page, hub: str) -> None:
    page.goto(hub)
    for label, value in (("Kode", "RHM"), ("Nama lengkap", OFFICER), ("Jabatan", "TKSK")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label(re.compile("^PIN,")).fill(PIN)
    page.get_by_label("Ketik PIN sekali lagi").fill(PIN)
    page.get_by_role("button", name="Daftarkan dan masuk").tap()
    expect(page.get_by_text("Selamat bekerja")).to_be_visible()


def _take_list(page: Page, hub: str, file: str, period: str = "") -> None:
    page.goto(f"{hub}/sasaran/masukkan")
    page.locator("input[type=file]").set_input_files(SAMPLE / file)
    expect(page.get_by_role("heading", name=file)).to_be_visible()
    look = page.get_by_role("button", name="Periksa dengan jawaban ini")
    if look.count():
        if period:
            page.get_by_placeholder("misalnya Tahap 4 Tahun 2026").fill(period)
        look.tap()
    take = page.get_by_role("button", name=re.compile(r"^(how_to_reg )?Masukkan \d+ baris"))
    expect(take).to_be_visible()
    if file.startswith("bnba"):
        expect(page.get_by_text("baris ditolak")).to_be_visible()
        picture(page, "hub-import")
    take.tap()
    expect(page.get_by_text(f"{file} sudah masuk dan tersimpan.")).to_be_visible()


def _plan_visit(page: Page, hub: str) -> None:
    page.goto(f"{hub}/kunjungan/rencana")
    page.get_by_label("Desa", exact=True).fill("Liyu")
    page.get_by_role("option", name="Liyu", exact=True).tap()
    page.get_by_label("Tempat", exact=True).fill("Balai Desa Liyu")
    page.get_by_text("Bantuan Pangan Beras").first.tap()
    page.get_by_text("Bantuan Langsung Tunai Desa").first.tap()
    picture(page, "hub-plan")
    page.get_by_role("button", name=re.compile("Rencanakan kunjungan ke Liyu")).tap()
    expect(page.get_by_role("heading", name=re.compile("^Liyu, "))).to_be_visible()


def _invitations(page: Page) -> dict[str, str]:
    with page.expect_download() as downloading:
        page.get_by_role("button", name=re.compile("Undangan")).tap()
    path = downloading.value.path()
    read = subprocess.run([requires("pdftotext"), "-raw", path, "-"], capture_output=True, text=True, check=True)
    return dict(_names_and_codes(read.stdout))


def _names_and_codes(text: str) -> list[tuple[str, str]]:
    """Read the cards: a code, some words, then the name between `Kepada Yth.` and the address."""
    found = []
    for card in text.split("UNDANGAN\n")[1:]:
        code = re.search(r"^([0-9A-Z]{4}-[0-9A-Z]{4})$", card, re.MULTILINE)
        name = re.search(r"Kepada Yth\.\n(.*?)\n(?:RT |Hari, tanggal)", card, re.DOTALL)
        assert code, card
        assert name, card
        found.append((" ".join(name[1].split()).upper(), code[1]))
    return found


def guests(file: str) -> list[Candidate]:
    """Give the people with a NIK on a sample list, as somebody would read them off the paper."""
    office = Office(load_profile(), load_programmes())
    (sheet,) = read_sheets(file, (SAMPLE / file).read_bytes())
    looked = survey(sheet, office)
    likely = {each.about: each.suggestion for each in looked.questions}
    answers = replace(looked.answers, **(likely | {"period": PERIOD} if "period" in likely else likely))
    judged = judge(looked, answers, datetime.date(2026, 11, 22))
    return [each for each in judged.candidates if each.nik]


def sees_it(page: Page, hub: str, folder: Path, served: list[str]) -> None:
    """Read the report of the visit: figures, every receipt, the BAST, the recap, the message, the chart."""
    page.goto(f"{hub}/laporan")
    picture(page, "hub-reports")
    page.get_by_role("link", name=re.compile("Liyu")).first.tap()
    expect(page.get_by_text("orang terlayani")).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    picture(page, "hub-report")
    with page.expect_download() as bast:
        page.get_by_role("button", name=re.compile("BAST")).tap()
        page.get_by_role("button", name="Unduh BAST").tap()
    told = text_of_pdf(bast.value, folder).upper()
    assert "BERITA ACARA" in told
    for name in served:
        assert name.split()[0] in told
    with page.expect_download() as recap:
        page.get_by_role("button", name=re.compile("Rekap")).tap()
    recap.value.save_as(folder / "rekap.xlsx")
    assert {"Ringkasan", "Penerima", "Belum"} <= {sheet.name for sheet in _sheets(folder / "rekap.xlsx")}
    expect(page.get_by_text("Teks untuk grup WhatsApp")).to_be_visible()
    page.get_by_role("link", name="Tanda terima", exact=True).tap()
    expect(page.get_by_text(re.compile(r"Dibatalkan .* salah orang"))).to_be_visible()
    picture(page, "hub-receipts")


def _sheets(path: Path) -> list[Sheet]:
    return read_sheets(path.name, path.read_bytes())

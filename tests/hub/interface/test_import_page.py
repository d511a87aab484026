"""Masukkan daftar: looked at first, taken only when agreed to, and mended where it must be."""

import io

from nicegui import ui
from python_calamine import CalamineWorkbook

from hub.interface.import_page import MOST_BYTES
from hub.system import System
from tests.hub.interface.visitor import Screens
from tests.hub.office import HAUWAI, nik, sheet

GOOD = sheet([f"{nik(7)};GALUH", f"{nik(8)};UTUH"], village="HAUWAI")
MIXED = sheet([f"{nik(7)};GALUH", "631102;IJUM", f"{nik(9)};"], village="HAUWAI")


async def test_a_list_is_looked_at_and_taken(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/sasaran/masukkan")
    await visitor.brings("hauwai.csv", GOOD)
    await visitor.sees("Daftar nama penerima (BNBA)", "Hauwai", "PKH", "Yang masuk: 2 baris tentang 2 orang.")
    assert len(system.roster) == 3, "nothing is written by looking"
    await visitor.tap("Masukkan 2 baris")
    await visitor.sees("hauwai.csv sudah masuk dan tersimpan.")
    assert {person.name for person in system.roster.of_village(HAUWAI)} >= {"GALUH", "UTUH"}
    assert system.roster.lists()[0].by == "PT1"


async def test_the_same_file_again_changes_nothing_and_says_so(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/sasaran/masukkan")
    await visitor.brings("hauwai.csv", GOOD)
    await visitor.tap("Masukkan 2 baris")
    await visitor.tap("Masukkan daftar lain")
    entries = len(system.log)
    await visitor.brings("hauwai.csv", GOOD)
    await visitor.sees("Berkas ini sudah masuk pada")
    await visitor.tap("Masukkan 2 baris")
    await visitor.sees("Tidak ada yang berubah, dan tidak ada yang perlu dilakukan.")
    assert len(system.log) == entries


async def test_refused_rows_say_why_and_can_be_taken_home(screens: Screens) -> None:
    visitor = await screens.officer("/sasaran/masukkan")
    await visitor.brings("campur.csv", MIXED)
    await visitor.sees("2 baris ditolak dan tidak ikut masuk.", "NIK kurang dari 16 digit (631102).")
    assert [row["verdict"] for row in visitor.rows("verdict")] == ["Ditolak", "Ditolak"]
    await visitor.tap("Semua baris")
    assert [row["name"] for row in visitor.rows("verdict")] == ["GALUH", "IJUM", "–"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(await visitor.downloads("Unduh 2 baris yang ditolak")))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert any("NIK kurang dari 16 digit" in str(cell) for cell in cells)
    await visitor.tap("Masukkan 1 baris")
    await visitor.sees("campur.csv sudah masuk dan tersimpan.")


async def test_what_the_file_does_not_say_is_asked(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/sasaran/masukkan")
    await visitor.brings("daftar.csv", f"NO;NIK;NAMA\n1;{nik(7)};GALUH".encode())
    await visitor.sees("Daftar ini untuk desa mana?", "Daftar ini untuk program apa?")
    await visitor.tap("Periksa dengan jawaban ini")
    fields = [*visitor.elements(ui.select), *visitor.elements(ui.input)]
    await visitor.until(lambda: [each.error for each in fields].count("Jawab ini dahulu.") == 3, "what is missing")
    assert "Masukkan 1 baris" not in visitor.page
    await visitor.choose("Desa", HAUWAI)
    await visitor.choose("Program", "BERAS")
    await visitor.write("Tahap atau bulan", "tahap 4 2026")
    await visitor.tap("Periksa dengan jawaban ini")
    await visitor.tap("Masukkan 1 baris")
    await visitor.sees("daftar.csv sudah masuk dan tersimpan.")
    person = system.roster.with_nik(nik(7))
    owed = system.roster.entitlements_of(person.id)[0]
    assert (person.village, owed.programme, owed.period) == (HAUWAI, "BERAS", "Tahap 4 Tahun 2026")


async def test_a_heading_that_was_explained_is_known_from_then_on(screens: Screens, system: System) -> None:
    first = sheet([f"{nik(7)};GALUH;RT 3 Dusun Atas"], village="HAUWAI", more=";RUMAHNYA")
    visitor = await screens.officer("/sasaran/masukkan")
    await visitor.brings("satu.csv", first)
    await visitor.sees("RUMAHNYA", "Isinya: RT 3 Dusun Atas")
    await visitor.choose("RUMAHNYA", "address")
    await visitor.no_longer_sees("Masukkan 1 baris")
    await visitor.tap("Periksa dengan jawaban ini")
    await visitor.tap("Masukkan 1 baris")
    await visitor.sees("satu.csv sudah masuk")
    assert system.roster.with_nik(nik(7)).address == "RT 3 Dusun Atas"
    await visitor.tap("Masukkan daftar lain")
    await visitor.brings("dua.csv", sheet([f"{nik(8)};UTUH;RT 4"], village="HAUWAI", more=";RUMAHNYA"))
    await visitor.sees("Masukkan 1 baris")
    assert "Isinya: RT 4" not in visitor.page


async def test_a_file_that_is_no_list_is_said_and_nothing_is_lost(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/sasaran/masukkan")
    entries = len(system.log)
    await visitor.brings("foto.xlsx", b"\x89PNG....")
    await visitor.sees("foto.xlsx: ", "Tidak ada yang disimpan.")
    await visitor.brings("besar.csv", bytes(MOST_BYTES + 1))
    await visitor.sees("Berkas ini bukan daftar (.xlsx, .xls, .ods, .csv), atau lebih besar dari 20 MB.")
    await visitor.brings("hauwai.csv", GOOD)
    await visitor.sees("Masukkan 2 baris")
    assert len(system.log) == entries


async def test_two_officers_each_have_their_own_file(screens: Screens) -> None:
    first, second = await screens.officer("/sasaran/masukkan"), await screens.officer("/sasaran/masukkan")
    await first.brings("hauwai.csv", GOOD)
    await second.brings("campur.csv", MIXED)
    await first.sees("hauwai.csv", "Masukkan 2 baris")
    await second.sees("campur.csv", "Masukkan 1 baris")
    assert "campur.csv" not in first.page
    assert "hauwai.csv" not in second.page

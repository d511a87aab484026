"""Before the desk: every gate that is still shut is shown, and nothing behind it."""

from pathlib import Path

import pytest

from kiosk.system import Settings, System
from tests.kiosk.box import CARD, MINUTE_MS, Box, MakeBox
from tests.kiosk.interface.visitor import Screens, screens_of
from tests.village import PHRASE, PIN


async def test_a_bare_box_asks_to_be_enrolled(tmp_path: Path) -> None:
    system = System(Settings(tmp_path))
    async with screens_of(system) as screens:
        for path in ("/petugas", "/ringkasan", "/gabung"):
            visitor = await screens.visit(path)
            await visitor.sees("Daftarkan alat ini")
        await visitor.write("Alamat pusat", "127.0.0.1:9")
        await visitor.write("Kode pendaftaran", "0000-0000")
        await visitor.tap("Daftarkan")
        await visitor.sees("Pusat tidak menjawab. Tidak ada yang hilang")
    system.close()


async def test_without_a_pack_it_says_so(make_box: MakeBox) -> None:
    async with screens_of(make_box().system) as screens:
        visitor = await screens.visit("/petugas")
        await visitor.sees("Pilih kunjungan", "Belum ada paket kunjungan di alat ini.")
        await visitor.tap("Ambil dari pusat")
        await visitor.sees("Pusat tidak menjawab.")


async def test_a_locked_visit_asks_for_the_phrase_and_then_who(sealed: Box) -> None:
    async with screens_of(sealed.system) as screens:
        visitor = await screens.visit("/petugas")
        await visitor.sees("Buka kunjungan", "Liyu · Minggu, 22 November 2026")
        assert "Rahma" not in visitor.page
        await visitor.write("Frasa tim", "padi hijau")
        await visitor.tap("Buka")
        await visitor.sees("Frasa atau kartu tidak cocok.")
        await visitor.write("Frasa tim", PHRASE)
        await visitor.tap("Buka")
        await visitor.sees("Siapa Anda?", "Rahma Wati", "Budi Santoso")
        await visitor.tap("Rahma Wati")
        await visitor.write("PIN", "000000")
        await visitor.tap("Masuk")
        await visitor.sees("PIN tidak cocok. Coba lagi.")
        await visitor.write("PIN", PIN)
        await visitor.tap("Masuk")
        await visitor.sees("Antrean")


async def test_staff_are_told_how_often_somebody_tried_in_vain(sealed: Box) -> None:
    async with screens_of(sealed.system) as screens:
        visitor = await screens.visit("/petugas")
        await visitor.sees("Buka kunjungan")
        assert "kali dicoba" not in visitor.page
        for count in (1, 2):
            await visitor.write("Frasa tim", "padi hijau")
            await visitor.tap("Buka")
            await visitor.sees(f"Sejak 11.00 WITA sudah {count} kali dicoba dengan frasa atau kartu yang salah.")
            sealed.time.ms += 5 * MINUTE_MS
        sealed.restart()
    async with screens_of(sealed.system) as screens:
        visitor = await screens.visit("/petugas")
        await visitor.sees("Sejak 11.00 WITA sudah 2 kali dicoba")
        await visitor.write("Frasa tim", PHRASE)
        await visitor.tap("Buka")
        await visitor.sees("Siapa Anda?")
        sealed.village.put_down()
        sealed.kiosk.choose(sealed.office.pack.visit)
        visitor = await screens.visit("/petugas")
        await visitor.sees("Buka kunjungan")
        assert "kali dicoba" not in visitor.page


async def test_a_card_is_scanned_to_unlock(sealed: Box) -> None:
    async with screens_of(sealed.system) as screens:
        visitor = await screens.visit("/petugas")
        await visitor.scan(CARD.replace("-", ""))
        await visitor.sees("Siapa Anda?")


@pytest.mark.parametrize("path", ["/petugas", "/ringkasan"])
async def test_no_name_is_shown_to_whom_nobody_knows(box: Box, screens: Screens, path: str) -> None:
    box.reception.by_nik(box.person(1).nik)
    visitor = await screens.visit(path)
    await visitor.sees("Siapa Anda?")
    assert box.person(1).name not in visitor.page


async def test_an_officer_is_known_to_one_browser_only(box: Box, screens: Screens) -> None:
    await screens.someone().enter("Rahma Wati")
    other = await screens.visit("/petugas")
    await other.sees("Siapa Anda?")


async def test_leaving_shuts_the_desk(box: Box, screens: Screens) -> None:
    desk = await screens.someone().enter("Rahma Wati")
    await desk.tap("Keluar")
    await desk.sees("Siapa Anda?")


async def test_staff_lay_a_visit_aside_to_choose_another(sealed: Box) -> None:
    async with screens_of(sealed.system) as screens:
        visitor = await screens.visit("/petugas")
        await visitor.tap("Kunjungan lain")
        await visitor.sees("Pilih kunjungan", "belum dibuka")
        await visitor.tap("Liyu")
        await visitor.sees("Buka kunjungan")

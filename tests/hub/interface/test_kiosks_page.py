"""Gabung: kiosks become ours, come home, and are told honestly what was taken of what they brought."""

from collections.abc import Callable

from hub.system import System
from ledger.secrets import clean_code
from tests.hub.interface.visitor import ADDRESS, Screens
from tests.hub.office import Box, planned


async def test_a_kiosk_is_enrolled_with_the_code_that_is_shown(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    visitor = await screens.officer("/gabung")
    await visitor.sees("Belum ada kiosk.")
    await visitor.tap("Daftarkan kiosk")
    await visitor.sees(ADDRESS, "Berlaku sampai 12.15 WITA.")
    code = system.devices.open_offers(system.clock.now().at)[0].code
    shown = next(text for text in visitor.texts if clean_code(text) == code)
    box("Kiosk 1").enrol(clean_code(shown))
    await visitor.sees("Kiosk 1 sudah terdaftar.", "1 kiosk terdaftar.", "Belum pernah bergabung")


async def test_a_file_comes_home_once_however_often_it_is_brought(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    plan, kiosk = planned(system), box("Kiosk 1").enrol()
    kiosk.open(plan.visit)
    visitor = await screens.officer("/gabung")
    await visitor.brings("kiosk-1.sotarsa", kiosk.bundle())
    await visitor.sees("2 catatan baru diterima dan tersimpan.", "Kiosk 1: sampai catatan ke-2 sudah ada di sini.")
    await visitor.sees("Terakhir bergabung 23-11-2026 12.00 dari berkas", "2 catatan sudah sampai")
    await visitor.brings("kiosk-1.sotarsa", kiosk.bundle())
    await visitor.sees("Semua isinya sudah diterima sebelumnya.")
    assert system.log.head(kiosk.feed.id).seq == 2


async def test_what_is_refused_is_held_with_its_reason(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    kiosk = box("Kiosk Hilang").enrol()
    visitor = await screens.officer("/gabung")
    await visitor.tap("Cabut…")
    await visitor.write("Alasan", "dicuri di pasar")
    await visitor.tap("Cabut Kiosk Hilang")
    await visitor.sees("Dicabut 23-11-2026 12.00: dicuri di pasar", "0 kiosk terdaftar.")
    await visitor.brings("hilang.sotarsa", kiosk.bundle())
    await visitor.sees("Sebagian ditolak: dari kiosk yang sudah dicabut.")
    assert [row["reason"] for row in visitor.rows("digest")] == ["dari kiosk yang sudah dicabut"]
    assert not system.log.head(kiosk.feed.id).seq


async def test_a_broken_file_is_said_and_changes_nothing(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    visitor = await screens.officer("/gabung")
    entries = len(system.log)
    await visitor.brings("separuh.sotarsa", box("Kiosk 1").enrol().bundle()[:-10])
    await visitor.sees("Berkas kiosk ini tidak utuh atau bukan berkas kiosk.")
    assert len(system.log) == entries + 2, "an offer and an enrolment, and nothing of the file"

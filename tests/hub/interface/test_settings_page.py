"""Pengaturan: officers are registered and given new PINs."""

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from hub.errors import WrongPin
from hub.system import System
from tests.hub.interface.visitor import Screens, Visitor


async def save(visitor: Visitor, pin: str) -> None:
    await visitor.write("PIN, 4 sampai 8 angka", pin)
    await visitor.write("Ketik PIN sekali lagi", pin)
    await visitor.tap("Simpan")


async def test_an_officer_is_registered(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/pengaturan")
    await visitor.tap("Daftarkan petugas")
    await visitor.write("Kode", "pt2")
    await visitor.write("Nama lengkap", "Siti Norhayati")
    await save(visitor, "12")
    await visitor.sees("PIN harus 4 sampai 8 angka.")
    await save(visitor, "5678")
    await visitor.sees("Siti Norhayati sudah disimpan.")
    await visitor.until(lambda: len(visitor.rows("code")) == 2, "both officers")
    assert system.officers.check("PT2", "5678").name == "Siti Norhayati"


async def test_a_code_that_is_taken_is_told_at_its_field(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/pengaturan")
    await visitor.tap("Daftarkan petugas")
    await visitor.write("Kode", "pt1")
    await visitor.write("Nama lengkap", "Siti Norhayati")
    await save(visitor, "5678")
    await visitor.sees("Kode PT1 sudah dipakai petugas lain. Pilih kode lain.")
    assert system.officers.check("PT1", "1234").name == "Rahmat"


async def test_an_officer_gets_a_new_pin(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/pengaturan")
    table = next(each for each in visitor.elements(ui.table) if any(one["name"] == "code" for one in each.columns))
    UserInteraction(visitor.user, {table}, None).trigger("change", "PT1")
    await visitor.sees("Ubah Rahmat")
    await save(visitor, "8642")
    await visitor.sees("Rahmat sudah disimpan.")
    assert system.officers.check("PT1", "8642").role == "Ketua tim"
    with pytest.raises(WrongPin):
        system.officers.check("PT1", "1234")


async def test_the_office_is_shown(screens: Screens) -> None:
    visitor = await screens.officer("/pengaturan")
    await visitor.sees("Halong (63.11.02)", "24 desa", "Program Keluarga Harapan", "Baik: semua yang tampak tersimpan")

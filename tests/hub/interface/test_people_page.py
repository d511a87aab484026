"""Sasaran: found by name or NIK, and never more of a NIK on a screen than is asked for."""

from hub.interface.tables import PAGE_ROWS
from hub.system import System
from tests.hub.interface.visitor import Screens
from tests.hub.office import HAUWAI, nik, sheet, take


async def test_people_are_searched_and_filtered(screens: Screens) -> None:
    visitor = await screens.officer("/sasaran")
    await visitor.sees("3 orang dari 3 daftar.")
    assert [row["nik"] for row in visitor.rows("nik")] == [f"631102••••••{serial:04}" for serial in (1, 3, 2)]
    await visitor.write("Cari nama atau NIK", "soentoso")
    await visitor.until(lambda: len(visitor.rows("name")) == 1, "Budi alone")
    assert visitor.rows("name")[0]["owed"] == "PKH, Beras"
    await visitor.write("Cari nama atau NIK", nik(3))
    await visitor.until(lambda: visitor.rows("name")[0]["name"] == "MADE JAYA", "Made")
    await visitor.write("Cari nama atau NIK", "")
    await visitor.choose("Desa", HAUWAI)
    await visitor.until(lambda: [row["name"] for row in visitor.rows("name")] == ["MADE JAYA"], "those of Hauwai")
    await visitor.choose("Program", "BERAS")
    await visitor.until(lambda: not visitor.rows("name"), "nobody")


async def test_many_people_are_leafed_through(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/sasaran")
    take(system, sheet([f"{nik(100 + each)};WARGA {each:03}" for each in range(PAGE_ROWS)], village="HAUWAI"))
    await visitor.sees(f"1–50 dari {PAGE_ROWS + 3} baris")
    await visitor.tap("Berikutnya")
    await visitor.sees(f"51–53 dari {PAGE_ROWS + 3} baris")
    assert len(visitor.rows("name")) == 3


async def test_a_person_and_the_nik_when_asked_for(screens: Screens, system: System) -> None:
    person = system.roster.with_nik(nik(1))
    visitor = await screens.officer(f"/sasaran/orang/{person.id.hex()}")
    await visitor.sees("BUDI SANTOSO", "631102••••••0001", "Belum diserahkan")
    assert "6311 0201 0170 0001" not in visitor.page
    await visitor.tap("Tampilkan")
    await visitor.sees("6311 0201 0170 0001")


async def test_lists_say_what_became_of_their_rows(screens: Screens, system: System) -> None:
    take(system, sheet([f"{nik(7)};GALUH", "123;IJUM"]), "campur.csv")
    visitor = await screens.officer("/sasaran/daftar")
    row = visitor.rows("refused")[0]
    assert [row[key] for key in ("name", "rows", "taken", "refused")] == ["campur.csv", "2", "1", "1"]

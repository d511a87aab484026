"""Nobody gets in who does not say who he is; and whoever is in shares nothing with the browser beside him."""

from hub.system import System
from tests.hub.interface.visitor import Screens
from tests.hub.office import planned

PAGES = (
    *("/", "/sasaran", "/sasaran/daftar", "/sasaran/masukkan", "/kunjungan", "/kunjungan/rencana", "/gabung"),
    *("/kasus", "/laporan", "/laporan/musim", "/pengaturan"),
)


async def test_every_page_asks_first_and_then_is_there(screens: Screens) -> None:
    for path in PAGES:
        visitor = await screens.visit(path)
        await visitor.sees("Silakan masuk")
        assert "BUDI" not in visitor.page
        assert not visitor.links()
    visitor = await screens.officer()
    for path in PAGES:
        await visitor.open(path)
        await visitor.sees("Keluar", "Rahmat")
        assert "Silakan masuk" not in visitor.page


async def test_the_pages_of_a_visit_and_a_person_ask_too(screens: Screens, system: System) -> None:
    visit, person = planned(system).visit.hex(), system.roster.everyone()[0]
    for path in (
        *(f"/kunjungan/{visit}", f"/kunjungan/{visit}/ubah", f"/laporan/{visit}", f"/laporan/{visit}/penerima"),
        *(f"/laporan/{visit}/struk", f"/sasaran/orang/{person.id.hex()}"),
    ):
        visitor = await screens.visit(path)
        await visitor.sees("Silakan masuk")
        assert person.name not in visitor.page


async def test_a_wrong_pin_is_told_and_the_right_one_opens(screens: Screens) -> None:
    visitor = await screens.visit()
    await visitor.enter(pin="9999")
    await visitor.sees("Kode dan PIN tidak cocok.")
    assert "Keluar" not in visitor.page
    await visitor.enter()
    await visitor.sees("Selamat bekerja, Rahmat")


async def test_whoever_guesses_has_to_wait(screens: Screens) -> None:
    visitor = await screens.visit()
    for _ in range(4):
        visitor.told.clear()
        await visitor.enter(pin="9999")
        await visitor.sees("Kode dan PIN tidak cocok.")
    await visitor.enter()
    await visitor.sees("Terlalu banyak percobaan.")
    assert "Keluar" not in visitor.page


async def test_on_the_first_day_the_first_officer_registers_himself(first_day: Screens, empty: System) -> None:
    visitor = await first_day.visit()
    await visitor.sees("Daftarkan petugas pertama")
    await visitor.write("Kode", "rhm")
    await visitor.write("PIN, 4 sampai 8 angka", "2468")
    await visitor.write("Ketik PIN sekali lagi", "2469")
    await visitor.tap("Daftarkan dan masuk")
    await visitor.sees("Kedua PIN tidak sama.")
    await visitor.write("Ketik PIN sekali lagi", "2468")
    await visitor.tap("Daftarkan dan masuk")
    await visitor.sees("Kode dan nama petugas harus diisi.")
    await visitor.write("Nama lengkap", "Rahma Wati")
    await visitor.tap("Daftarkan dan masuk")
    await visitor.sees("Selamat bekerja, Rahma Wati", "Masukkan daftar penerima")
    assert empty.officers.check("RHM", "2468").name == "Rahma Wati"


async def test_a_page_from_before_the_first_officer_lets_nobody_in_afterwards(
    first_day: Screens, empty: System
) -> None:
    stale = await first_day.visit()
    await stale.sees("Daftarkan petugas pertama")
    empty.registering.register_first("PT1", "Rahmat", "Ketua tim", "1234")
    for label, text in (("Kode", "PT1"), ("Nama lengkap", "Penyusup"), ("PIN, 4 sampai 8 angka", "0000")):
        await stale.write(label, text)
    await stale.write("Ketik PIN sekali lagi", "0000")
    await stale.tap("Daftarkan dan masuk")
    await stale.sees("Petugas pertama sudah terdaftar.")
    assert "Keluar" not in stale.page
    assert empty.officers.check("PT1", "1234").name == "Rahmat"


async def test_two_visitors_share_nothing(screens: Screens, system: System) -> None:
    system.registering.register("PT2", "Siti", "Petugas", "5678")
    first, second, third = await screens.officer(), await screens.officer(code="PT2", pin="5678"), await screens.visit()
    assert "Selamat bekerja, Rahmat" in first.page
    assert "Selamat bekerja, Siti" in second.page
    await third.sees("Silakan masuk")
    await second.tap("EN")
    await second.open("/")
    await second.sees("Welcome, Siti")
    await first.open("/")
    await first.sees("Selamat bekerja, Rahmat")
    await second.tap("Sign out")
    await second.open("/")
    await second.sees("Please sign in")
    await first.open("/sasaran")
    await first.sees("BUDI SANTOSO")


async def test_what_is_not_there_leads_back(screens: Screens) -> None:
    visitor = await screens.officer()
    for path in ("/kunjungan/abcd", "/kunjungan/tidak-ada", "/laporan/abcd", "/sasaran/orang/abcd"):
        await visitor.open(path)
        await visitor.sees("Ke Beranda")

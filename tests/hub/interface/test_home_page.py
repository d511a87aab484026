"""Beranda says the one thing to do next, in the order of the work."""

from pathlib import Path

from hub.system import System
from tests.hub.interface.visitor import Screens
from tests.hub.office import Box, planned, with_lists, with_officer


async def test_the_next_step_follows_the_work(first_day: Screens, empty: System, tmp_path: Path) -> None:
    with_officer(empty)
    visitor = await first_day.officer()
    await visitor.sees("Masukkan daftar penerima")
    with_lists(empty)
    await visitor.sees("Daftarkan kiosk", "3")
    kiosk = Box(empty, tmp_path).enrol()
    await visitor.sees("Rencanakan kunjungan")
    plan = planned(empty)
    await visitor.sees("Siapkan paket untuk Liyu, Senin, 23 November 2026")
    kiosk.fetch()
    await visitor.sees("Kunjungan Liyu, Senin, 23 November 2026: paket sudah siap")
    kiosk.open(plan.visit)
    kiosk.come_home()
    await visitor.sees("Kunjungan Liyu sedang berlangsung")
    kiosk.close(plan.visit)
    kiosk.come_home(after=2)
    await visitor.sees("Buat laporan Liyu")
    kiosk.log.close()
    assert f"/laporan/{plan.visit.hex()}" in visitor.links()


async def test_every_stop_of_the_rail_leads_somewhere(screens: Screens) -> None:
    visitor = await screens.officer()
    stops = sorted(visitor.links())
    assert {"/", "/sasaran", "/kunjungan", "/gabung", "/kasus", "/laporan", "/pengaturan"} <= set(stops)
    for stop in stops:
        await visitor.open(stop)
        await visitor.sees("Keluar")

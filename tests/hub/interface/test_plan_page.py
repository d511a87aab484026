"""Planning: what the lists hold is offered, mistakes are told at their field, and nothing typed is lost."""

import datetime
from collections.abc import Callable

from hub.system import System
from ledger.facts import HandedOver, Manner, Mark
from tests.hub.interface.visitor import Screens, Visitor
from tests.hub.office import LIYU, TODAY, Box, planned

PKH, RICE = "Program Keluarga Harapan", "Bantuan Pangan Beras"


async def planner(screens: Screens) -> Visitor:
    visitor = await screens.officer("/kunjungan/rencana")
    await visitor.sees("Pilih desa dahulu.")
    await visitor.choose("Desa", LIYU)
    await visitor.sees(PKH, "1 orang", RICE, "2 orang")
    return visitor


async def test_a_visit_is_planned(screens: Screens, system: System) -> None:
    visitor = await planner(screens)
    await visitor.write("Tempat", "Balai Desa")
    await visitor.tick(RICE)
    await visitor.write("Banyaknya", "10,5")
    await visitor.tap("Rencanakan kunjungan ke Liyu: 2 bantuan")
    await visitor.sees("Liyu, Senin, 23 November 2026", "Direncanakan, belum ada paket · 2 orang")
    plan = system.plans.visits()[0]
    assert (plan.village, plan.date, plan.place, plan.team) == (LIYU, TODAY, "Balai Desa", ("PT1",))
    assert [each.code for each in plan.programmes] == ["BERAS"]
    assert plan.programmes[0].items[0].quantity_milli == 10_500
    assert visitor.where == f"/kunjungan/{plan.visit.hex()}"


async def test_every_mistake_is_told_and_what_was_typed_stays(screens: Screens, system: System) -> None:
    visitor = await planner(screens)
    await visitor.write("Tempat", "Balai Desa")
    await visitor.tap("Rencanakan kunjungan")
    await visitor.sees("Pilih paling sedikit satu program")
    await visitor.tick(PKH)
    await visitor.write("Jumlah", "banyak")
    await visitor.tap("Rencanakan kunjungan ke Liyu: 1 bantuan")
    await visitor.sees("Isi jumlah uang, misalnya 600.000.")
    await visitor.write("Jumlah", "725.000")
    await visitor.write("Tanggal", "99-99-2026")
    await visitor.tap("Rencanakan kunjungan ke Liyu: 1 bantuan")
    await visitor.sees("Tanggal tidak terbaca.")
    await visitor.write("Tanggal", "01-03-2026")
    await visitor.tap("Rencanakan kunjungan ke Liyu: 1 bantuan")
    await visitor.sees("Tanggal 1 Maret 2026 sudah lewat.")
    await visitor.write("Tanggal", "30-11-2026")
    await visitor.choose("Petugas yang berangkat", [])
    await visitor.tap("Rencanakan kunjungan ke Liyu: 1 bantuan")
    await visitor.sees("Pilih paling sedikit satu petugas")
    assert not system.plans.visits()
    await visitor.choose("Petugas yang berangkat", ["PT1"])
    await visitor.tap("Rencanakan kunjungan ke Liyu: 1 bantuan")
    await visitor.sees("Liyu, Senin, 30 November 2026")
    plan = system.plans.visits()[0]
    assert (plan.place, plan.date) == ("Balai Desa", datetime.date(2026, 11, 30))
    assert plan.programmes[0].items[0].rupiah == 725_000


async def test_a_plan_is_changed(screens: Screens, system: System) -> None:
    plan = planned(system)
    visitor = await screens.officer(f"/kunjungan/{plan.visit.hex()}/ubah")
    await visitor.sees("Ubah rencana kunjungan")
    await visitor.write("Tempat", "Halaman masjid")
    await visitor.tap("Simpan perubahan: Liyu, 3 bantuan")
    await visitor.sees("Liyu, Senin, 23 November 2026")
    assert [each.place for each in system.plans.visits()] == ["Halaman masjid"]


async def test_who_has_received_is_not_counted_again(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    plan = planned(system)
    first = next(each for each in system.planning.allotments_of(plan) if each.programme == "BERAS")
    kiosk = box("Kiosk 1").enrol()
    kiosk.write(HandedOver(plan.visit, first.person, (first.id,), Manner.SELF, Mark.SIGNATURE))
    kiosk.come_home()
    visitor = await screens.officer(f"/kunjungan/rencana?desa={LIYU}")
    await visitor.sees("(1 sudah menerima)")
    await visitor.tick(RICE)
    await visitor.sees("Rencanakan kunjungan ke Liyu: 1 bantuan")


async def test_a_village_without_lists_says_what_to_do_first(screens: Screens, system: System) -> None:
    empty = next(code for code in system.planning.village_names if not system.roster.of_village(code))
    visitor = await screens.officer(f"/kunjungan/rencana?desa={empty}")
    await visitor.sees("Belum ada daftar untuk desa ini.")
    assert "/sasaran/masukkan" in visitor.links()

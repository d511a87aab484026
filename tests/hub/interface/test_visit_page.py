"""A visit's page: targets, packs, papers; and secrets that nobody sees who did not ask."""

from collections.abc import Callable

from hub.system import System
from ledger.packs import check_pack
from ledger.secrets import show_code
from tests.hub.interface.visitor import Screens
from tests.hub.office import Box, planned


async def test_secrets_are_shown_when_asked_for(screens: Screens, system: System) -> None:
    plan = planned(system)
    secrets = system.plans.secrets(plan.visit)
    visitor = await screens.officer(f"/kunjungan/{plan.visit.hex()}")
    await visitor.sees("Pembuka data kunjungan")
    assert secrets.phrase not in visitor.page
    assert show_code(secrets.card) not in visitor.page
    await visitor.tap("Tampilkan")
    await visitor.sees(secrets.phrase, show_code(secrets.card), show_code(secrets.recovery))
    await visitor.tap("Sembunyikan")
    await visitor.no_longer_sees(secrets.phrase)


async def test_the_pack_for_a_kiosk_is_a_file_it_accepts(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    plan, kiosk = planned(system), box("Kiosk 1").enrol()
    visitor = await screens.officer(f"/kunjungan/{plan.visit.hex()}")
    await visitor.sees("Kiosk 1", "Belum ada paket")
    pack = check_pack(await visitor.downloads("Berkas paket"), system.key.public, kiosk.device)
    assert pack.header.visit == plan.visit
    assert pack.unlock(system.plans.secrets(plan.visit).phrase)[0].village_name == "Liyu"
    await visitor.sees("Seri A · 3 bantuan · dibuat 23-11-2026 12.00", "Paket sudah dibuat · 2 orang")


async def test_a_kiosk_that_comes_later_appears_by_itself(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    plan = planned(system)
    visitor = await screens.officer(f"/kunjungan/{plan.visit.hex()}")
    await visitor.sees("Belum ada kiosk terdaftar.")
    kiosk = box("Kiosk Baru").enrol()
    await visitor.sees("Kiosk Baru", "Belum ada paket; dibuat saat diambil atau diunduh")
    kiosk.fetch()
    await visitor.sees("Seri A · 3 bantuan")


async def test_papers_are_pdf(screens: Screens, system: System) -> None:
    visitor = await screens.officer(f"/kunjungan/{planned(system).visit.hex()}")
    for paper in ("Undangan", "Kartu tim", "Isi amplop", "Daftar tanda terima"):
        assert (await visitor.downloads(paper)).startswith(b"%PDF"), paper


async def test_once_the_team_has_begun_the_plan_is_not_offered_for_change(
    screens: Screens, system: System, box: Callable[[str], Box]
) -> None:
    plan = planned(system)
    change = f"/kunjungan/{plan.visit.hex()}/ubah"
    visitor = await screens.officer(f"/kunjungan/{plan.visit.hex()}")
    assert change in visitor.links()
    kiosk = box("Kiosk 1").enrol()
    kiosk.open(plan.visit)
    kiosk.come_home()
    await visitor.open(f"/kunjungan/{plan.visit.hex()}")
    await visitor.sees("Berlangsung · 2 orang")
    assert change not in visitor.links()


async def test_visits_stand_in_a_table_that_opens_them(screens: Screens, system: System) -> None:
    visitor = await screens.officer("/kunjungan")
    await visitor.sees("Belum ada kunjungan. Rencanakan yang pertama.")
    plan = planned(system)
    await visitor.until(lambda: bool(visitor.rows("village")), "the visit")
    assert visitor.address_of("village") == f"/kunjungan/{plan.visit.hex()}"
    await visitor.sees("1 kunjungan, 1 di antaranya hari ini atau sesudahnya.")

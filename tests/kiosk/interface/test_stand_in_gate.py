"""A fresh box with the stick of a dead one in it: the phrase makes it the stand-in; staff see how the stick is."""

import time
from dataclasses import replace
from pathlib import Path

from kiosk.sticks import mark_as_stick
from kiosk.system import Settings, System
from ledger.clock import Clock
from ledger.mirror import MirrorState
from tests.hub.office import NOON
from tests.kiosk.interface.visitor import screens_of
from tests.scenarios.together import together


async def test_a_fresh_box_takes_over_at_its_screen(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    mark_as_stick(stick)
    with together(tmp_path) as us:
        box = us.box("Kiosk 1")
        box.settings = replace(box.settings, sticks=stick)
        box.restart().unlock()
        served = box.serve(0)
        while box.kiosk.mirror.status.state is not MirrorState.CURRENT or box.kiosk.mirror.status.lag:
            time.sleep(0.01)
        box.system.close()
        fresh = System(Settings(tmp_path / "drawer", sticks=stick), Clock(wall_ms=lambda: NOON))
        try:
            async with screens_of(fresh) as screens:
                staff = await screens.visit("/petugas")
                await staff.sees("Lanjutkan kunjungan dari stik", us.plan.village_name)
                await staff.write("Frasa tim", "kata yang salah")
                await staff.tap("Gantikan alat itu")
                await staff.sees("Frasa atau kartu tidak cocok.")
                assert not fresh.enrolled
                await staff.write("Frasa tim", us.phrase)
                await staff.tap("Gantikan alat itu")
                while not fresh.enrolled:
                    await staff._until(lambda: fresh.enrolled, "the stand-in")
                await staff.open("/petugas")
                await staff.sees("Siapa Anda?")
                person = served.fact.allotments[0]
                assert fresh.kiosk.village.served(person)
        finally:
            fresh.close()


async def test_without_sticks_there_is_nothing_to_continue(tmp_path: Path) -> None:
    system = System(Settings(tmp_path))
    async with screens_of(system) as screens:
        staff = await screens.visit("/petugas")
        await staff.sees("Daftarkan alat ini")
        assert "Lanjutkan kunjungan dari stik" not in staff.page
    system.close()

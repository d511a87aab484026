"""The simulated printer's paper on a screen, and what staff are asked when a paper is unknown."""

from collections.abc import AsyncIterator

import httpx
import pytest
from nicegui import core

from printer.simulated import Fault
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.interface.visitor import Screens, screens_of


@pytest.fixture
def printing(make_box: MakeBox) -> Box:
    """A kiosk whose simulated printer runs."""
    box = make_box(printer="simulated").load().unlock()
    box.system.start()
    return box


@pytest.fixture
async def screens(printing: Box) -> AsyncIterator[Screens]:
    async with screens_of(printing.system) as screens:
        yield screens


async def picture(number: int) -> httpx.Response:
    transport = httpx.ASGITransport(core.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(f"/kertas/{number}.png")


async def test_the_very_paper_appears_as_a_picture(printing: Box, screens: Screens) -> None:
    visitor = await screens.visit("/kertas")
    await visitor.sees("Belum ada kertas.")
    printing.serve(1)
    await visitor.sees("Kertas 1")
    answer = await picture(1)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert (await picture(2)).status_code == 404


async def test_a_trouble_of_the_printer_is_told_at_the_desk_with_what_to_do(printing: Box, screens: Screens) -> None:
    desk = await screens.someone().enter("Rahma Wati")
    assert printing.kiosk.simulated
    printing.kiosk.simulated.set_fault(Fault.PAPER_OUT)
    printing.serve(1)
    await desk.sees("kertas habis")
    printing.kiosk.simulated.set_fault(Fault.PAPER_OUT, active=False)
    await desk.sees("siap")


async def test_an_officer_answers_for_a_paper_that_nobody_knows_of(printing: Box, screens: Screens) -> None:
    assert printing.kiosk.simulated
    printing.kiosk.simulated.set_fault(Fault.SILENT)
    printing.serve(1)
    desk = await screens.someone().enter("Rahma Wati")
    await desk.sees("tidak diketahui ?")
    await desk.tap_showing("tidak diketahui")
    await desk.sees("Apakah tanda terima ini keluar?")
    await desk.tap("Ya, keluar")
    await desk.no_longer_sees("tidak diketahui ?")
    assert printing.kiosk.printing.unknown() == []


async def test_without_a_simulated_printer_it_says_so(box: Box) -> None:
    async with screens_of(box.system) as screens:
        visitor = await screens.visit("/kertas")
        await visitor.sees("Printer alat ini bukan simulasi")
    assert box.kiosk.simulated is None

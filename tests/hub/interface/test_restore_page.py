"""Pulihkan dari struk: a hand scanner types into a field, pictures are brought, and every code has its line."""

from collections.abc import Callable

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from hub.system import System
from ledger.codes import receipt_codes, sign_entry
from ledger.entry import Entry
from ledger.facts import HandedOver, Manner, Mark
from tests.hub.interface.visitor import Screens, Visitor
from tests.hub.office import Box, planned
from tests.hub.receipts import picture

PAGE = "/gabung/struk"


@pytest.fixture
def kiosk(system: System, box: Callable[[str], Box]) -> Box:
    kiosk = box("Kiosk 1").enrol()
    planned(system)
    kiosk.fetch()
    return kiosk


def served(system: System, kiosk: Box, number: int) -> Entry:
    plan = system.plans.visits()[0]
    allotment = system.planning.allotments_of(plan)[number]
    return kiosk.hand_over(plan.visit, allotment.person, [allotment.id])


def codes(kiosk: Box, entry: Entry) -> tuple[str, ...]:
    return receipt_codes(sign_entry(entry, kiosk.key))


async def scan(visitor: Visitor, code: str) -> None:
    """Type as a keyboard-wedge scanner does, which ends with the enter key."""
    await visitor.write("Kode struk", code)
    field = next(each for each in visitor.elements(ui.input) if each.props.get("label") == "Kode struk")
    UserInteraction(visitor.user, {field}, None).trigger("keydown.enter")
    await visitor.until(lambda: not visitor.written("Kode struk"), "an empty field for the next code")


def fates(visitor: Visitor) -> list[str]:
    """What became of each code, the latest first."""
    return [str(row["fate"]) for row in visitor.rows("fate")]


async def test_codes_one_after_another_each_have_their_line(screens: Screens, system: System, kiosk: Box) -> None:
    first, second = served(system, kiosk, 0), served(system, kiosk, 1)
    visitor = await screens.officer("/gabung")
    assert PAGE in visitor.links()
    await visitor.open(PAGE)
    for code in (*codes(kiosk, first), *codes(kiosk, second), *codes(kiosk, first), "BUKAN STRUK"):
        await scan(visitor, code)
    await visitor.until(lambda: len(fates(visitor)) == 4, "four lines")
    assert fates(visitor) == ["tidak terbaca", "sudah ada", "pulih", "pulih"]
    await visitor.sees("2 penyerahan pulih, 1 sudah ada sebelumnya.", str(first.place))
    assert isinstance(first.fact, HandedOver)
    await visitor.sees(system.roster.person(first.fact.person).name)
    assert {entry.hash for visit in system.book.visits() for entry in visit.handovers.values()} == {
        first.hash,
        second.hash,
    }


async def test_a_large_receipt_is_united_from_scanner_and_picture(screens: Screens, system: System, kiosk: Box) -> None:
    plan = system.plans.visits()[0]
    many = tuple(bytes([number]) * 8 for number in range(30))
    entry = kiosk.write(HandedOver(plan.visit, b"person 1", many, Manner.SELF, Mark.SIGNATURE))
    first, second = codes(kiosk, entry)
    visitor = await screens.officer(PAGE)
    await scan(visitor, second)
    await visitor.sees("pindai juga kode nomor 1")
    await visitor.brings("struk.jpg", picture(first, kind="JPEG"))
    await visitor.sees("1 penyerahan pulih, 0 sudah ada sebelumnya.")
    await visitor.no_longer_sees("pindai juga kode nomor 1")


async def test_a_picture_without_a_code_is_named_and_changes_nothing(
    screens: Screens, system: System, kiosk: Box
) -> None:
    visitor = await screens.officer(PAGE)
    for name, data in (("gelap.jpg", picture(kind="JPEG")), ("surat.pdf", b"%PDF-1.7")):
        await visitor.brings(name, data)
        await visitor.sees(f"{name} bukan gambar struk")
    assert fates(visitor) == []

"""The villager's screen: one question at a time, no name and no reason, and nothing of the person before."""

import asyncio

import pytest
from nicegui import ui

from kiosk.interface.villager import PATIENCE_S, STAY_S
from ledger.facts import CheckedIn, CheckInRefused
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.interface.visitor import Screens, Visitor, screens_of
from tests.ledger.disk.test_journal import files_no_larger_than
from tests.village import nik


async def type_nik(visitor: Visitor, digits: str) -> None:
    await visitor.tap("Ketik NIK")
    for digit in digits:
        await visitor.tap(digit)


def timers(visitor: Visitor) -> list[ui.timer]:
    assert visitor.user.client
    found = [each for each in visitor.user.client.layout.descendants() if isinstance(each, ui.timer)]
    return [each for each in found if not each._is_canceled]


def wait_for(visitor: Visitor, seconds: float) -> None:
    """Let the screen's time run out, without waiting."""
    (timer,) = timers(visitor)
    assert timer.interval == seconds
    with visitor.user:
        timer.callback()  # type: ignore[misc]


async def test_a_nik_is_masked_as_it_is_typed(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    await visitor.sees("Selamat datang", "Pindai undangan", "Ketik NIK", "Bantu saya")
    person = box.person(1)
    await type_nik(visitor, person.nik[:5])
    await visitor.sees("•••• •··· ···· ····")
    await visitor.tap("Hapus")
    await visitor.sees("•••• ···· ···· ····")
    for digit in person.nik[4:]:
        await visitor.tap(digit)
    await visitor.sees(f"•••• •••• •••• {person.nik[-4:]}")
    assert person.nik not in visitor.page.replace(" ", "")
    await visitor.tap("Lanjut")
    await visitor.sees("Nomor Anda", "A1", "Silakan duduk. Nomor Anda akan dipanggil.")


async def test_nothing_goes_before_sixteen_digits_and_nothing_beyond_them(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    await type_nik(visitor, box.person(1).nik[:15])
    await visitor.tap("Lanjut")
    await visitor.tap(box.person(1).nik[15])
    await visitor.tap("9")
    await visitor.sees(f"•••• •••• •••• {box.person(1).nik[-4:]}")
    assert box.facts(CheckedIn) == []


@pytest.mark.parametrize(
    "shown", [nik(9001), nik(9002), nik(4711), "6311023013460001"], ids=["elsewhere", "deceased", "stranger", "typo"]
)
async def test_the_villager_is_never_told_why(box: Box, screens: Screens, shown: str) -> None:
    visitor = await screens.visit()
    await type_nik(visitor, shown)
    await visitor.tap("Lanjut")
    await visitor.sees("Silakan ke petugas", "Petugas akan membantu Anda.")
    words = visitor.page.lower()
    for reason in ("daftar", "desa", "uren", "meninggal", "salah", "sudah", "tidak", shown[-4:]):
        assert reason not in words


async def test_who_was_served_is_told_as_little(box: Box, screens: Screens) -> None:
    box.serve(1)
    visitor = await screens.visit()
    await visitor.scan("LIYU0001")
    await visitor.sees("Silakan ke petugas")
    assert "menerima" not in visitor.page


async def test_no_step_ever_shows_a_name(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    pages = [visitor.page]
    await visitor.tap("Pindai undangan")
    pages.append(visitor.page)
    await visitor.scan("liyu-0001")
    await visitor.sees("A1")
    pages.append(visitor.page)
    await visitor.tap("Tetap di sini")
    pages.append(visitor.page)
    await visitor.tap("Selesai")
    await type_nik(visitor, box.person(1).nik)
    pages.append(visitor.page)
    await visitor.tap("Lanjut")
    await visitor.sees("Anda sudah punya nomor.", "A1")
    pages.append(visitor.page)
    shown = "\n".join(pages).upper()
    for person in box.office.people:
        assert not any(word in shown for word in person.name.split())
        assert person.nik not in shown.replace(" ", "")


async def test_two_visitors_share_neither_digits_nor_step_nor_language(box: Box, screens: Screens) -> None:
    one, two = await screens.visit(), await screens.visit()
    await type_nik(one, box.person(1).nik[:7])
    await two.tap("EN")
    await two.sees("Welcome", "Type your NIK")
    await two.tap("Type your NIK")
    for digit in box.person(2).nik[:3]:
        await two.tap(digit)
    await one.sees("•••• •••· ···· ····", "Ketik 16 angka NIK Anda")
    await two.sees("•••· ···· ···· ····", "Type the 16 digits of your NIK")
    for digit in box.person(1).nik[7:]:
        await one.tap(digit)
    for digit in box.person(2).nik[3:]:
        await two.tap(digit)
    await two.tap("Next")
    await two.sees("A1", "Your number will be called.")
    assert "A1" not in one.page
    await one.tap("Lanjut")
    await one.sees("A2")
    assert "A2" not in two.page
    people = [fact.person for fact in box.facts(CheckedIn) if isinstance(fact, CheckedIn)]
    assert people == [box.person(2).id, box.person(1).id]


async def test_the_screen_goes_back_by_itself_and_speaks_indonesian_again(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    await visitor.tap("EN")
    await visitor.scan("LIYU0001")
    await visitor.sees("Your number")
    wait_for(visitor, STAY_S)
    await visitor.sees("Selamat datang")
    assert "A1" not in visitor.page
    assert timers(visitor) == []


async def test_half_a_number_left_behind_is_forgotten(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    await type_nik(visitor, box.person(1).nik[:9])
    wait_for(visitor, PATIENCE_S)
    await visitor.tap("Ketik NIK")
    await visitor.sees("···· ···· ···· ····")


async def test_one_touch_stays(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    await visitor.scan("LIYU0001")
    await visitor.tap("Tetap di sini")
    (timer,) = timers(visitor)
    assert timer.interval > STAY_S
    await visitor.sees("A1")


async def test_a_nervous_finger_takes_one_number(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    visitor.tap_twice("Bantu saya")
    await visitor.sees("A1")
    await asyncio.sleep(0.05)
    assert len(box.facts(CheckedIn)) == 1


async def test_a_wrong_number_touched_twice_counts_once(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    await type_nik(visitor, nik(4711))
    visitor.tap_twice("Lanjut")
    await visitor.sees("Silakan ke petugas")
    await asyncio.sleep(0.05)
    assert len(box.facts(CheckInRefused)) == 1


async def test_after_many_wrong_numbers_the_screen_asks_for_patience(box: Box, screens: Screens) -> None:
    for guess in range(6):
        box.reception.by_nik(nik(5000 + guess))
    visitor = await screens.visit()
    await visitor.scan("LIYU9999")
    await visitor.sees("Silakan ke petugas", "Layar ini menerima NIK lagi sebentar nanti.")


async def test_when_the_medium_fails_no_number_is_shown(box: Box, screens: Screens) -> None:
    visitor = await screens.visit()
    with files_no_larger_than(0):
        await visitor.scan("LIYU0001")
        await visitor.sees("Silakan ke petugas", "Petugas akan mencatat dengan kertas.")
    assert "A1" not in visitor.page
    assert "Bantu saya" not in [each.text for each in visitor.elements(ui.button) if each.visible]


async def test_the_screen_opens_and_closes_with_the_visit(sealed: Box) -> None:
    async with screens_of(sealed.system) as screens:
        visitor = await screens.visit()
        await visitor.sees("Pelayanan belum dibuka")
        await visitor.scan("LIYU0001")
        sealed.unlock()
        await visitor.sees("Ketik NIK")
        sealed.village.close("RHM")
        await visitor.sees("Pelayanan hari ini sudah selesai")
        assert "Ketik NIK" not in visitor.page
    assert sealed.facts(CheckedIn) == []


async def test_after_a_power_cut_numbers_are_still_given(box: Box) -> None:
    box.restart()
    async with screens_of(box.system) as screens:
        visitor = await screens.visit()
        await visitor.sees("Silakan ambil nomor. Petugas akan membantu Anda.")
        assert "Ketik NIK" not in visitor.page
        await visitor.tap("Ambil nomor")
        await visitor.sees("A1")


async def test_a_bare_box_says_that_it_is_not_open(make_box: MakeBox) -> None:
    async with screens_of(make_box().system) as screens:
        visitor = await screens.visit()
        await visitor.sees("Pelayanan belum dibuka")

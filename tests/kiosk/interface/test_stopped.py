"""The card refuses: every screen says so at once, nobody is told that anything was saved, and reading goes on."""

import errno
import os
from pathlib import Path

import pytest

from kiosk.interface.stopped import kind_of
from kiosk.system import Settings, System
from ledger.clock import Clock
from ledger.disk.disk import REAL, Disk
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.interface.visitor import Screens, screens_of
from tests.ledger.disk.test_journal import files_no_larger_than

STOPPED = "BERHENTI MENCATAT: kartu tidak dapat ditulis"
PAGES = ("/petugas", "/ringkasan", "/gabung", "/kertas")


async def test_every_page_says_so_while_it_is_open_and_when_it_is_opened(box: Box, screens: Screens) -> None:
    villager, desk = await screens.visit(), await screens.someone().enter("Rahma Wati")
    assert STOPPED not in desk.page
    with files_no_larger_than(0):
        await villager.tap("Bantu saya")
        await villager.sees("Silakan ke petugas", "Petugas akan mencatat dengan kertas.")
    assert "kartu" not in villager.page.lower()  # what is wrong is for staff
    await desk.sees(STOPPED, "pakai daftar kertas")
    for page in PAGES:
        await desk.open(page)
        await desk.sees(STOPPED)
    another = await screens.visit("/petugas")
    await another.sees(STOPPED)


async def test_what_was_tapped_is_not_called_saved_and_the_list_can_still_be_read(box: Box, screens: Screens) -> None:
    served = box.serve(1)
    box.reception.by_nik(box.person(2).nik)
    desk = await screens.someone().enter("Rahma Wati")
    await desk.tap(box.person(2).name)
    for proof in ("KTP", "Undangan"):
        await desk.tap(proof)
    with files_no_larger_than(0):
        await desk.tap("Serahkan 1 bantuan dan cetak")
        await desk.sees(STOPPED)
    assert "Tersimpan" not in desk.page
    assert box.village.served(box.owed(2)[0]) is None
    await desk.open("/ringkasan")
    await desk.sees(str(served.place), box.person(1).name)


async def test_a_card_that_is_write_protected_at_the_start_is_opened_for_reading(
    make_box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make_box().load().unlock()
    served = box.serve(1)
    box.system.close()
    monkeypatch.setattr(Disk, "open", _write_protected)
    monkeypatch.setattr(Disk, "lock", lambda *_: _write_protected(REAL, Path(), os.O_RDWR))
    system = System(Settings(box.folder), Clock(wall_ms=box.time))
    async with screens_of(system) as screens:
        box.system = system
        box.unlock()
        villager, desk = await screens.visit(), await screens.someone().enter("Rahma Wati")
        await villager.sees("Silakan ke petugas")
        await desk.sees(STOPPED, "terkunci hanya-baca")
        await desk.open("/ringkasan")
        await desk.sees(str(served.place))


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EROFS, "read_only"), (errno.EIO, "broken"), (0, "broken")],
)
def test_each_refusal_has_its_own_remedy(number: int, kind: str) -> None:
    assert kind_of(OSError(number, "no")) == kind


def _write_protected(disk: Disk, path: Path, flags: int) -> int:
    if flags & (os.O_WRONLY | os.O_RDWR):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
    return os.open(path, flags)

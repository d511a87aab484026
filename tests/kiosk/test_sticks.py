"""Where a stick is, and where there is only a folder that looks like one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.sticks import MARK, find_stick, mark_as_stick, visits_on
from ledger.disk.files import write_whole
from ledger.keys import SigningKey
from ledger.mirror import FOLDER
from tests.kiosk.box import Box, MakeBox, light_pack
from tests.kiosk.stick import mirror, with_stand_in


def test_a_mount_point_with_nothing_mounted_is_no_stick(tmp_path: Path) -> None:
    (tmp_path / "usb0").mkdir()
    assert find_stick(tmp_path) is None
    assert find_stick(tmp_path / "not there") is None
    assert find_stick(None) is None


def test_a_marked_folder_is_one(tmp_path: Path) -> None:
    mark_as_stick(tmp_path / "stick")
    assert (tmp_path / "stick" / MARK).exists()
    assert find_stick(tmp_path / "stick") == tmp_path / "stick"
    assert find_stick(tmp_path) is None


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    if os.geteuid():
        pytest.skip("mounting needs root")
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", *options, "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.root
def test_what_is_mounted_below_is_found_as_deep_as_desktops_put_it(tmp_path: Path) -> None:
    with mounted(tmp_path / "pi" / "SANDISK") as stick:
        assert find_stick(tmp_path) == stick
    assert find_stick(tmp_path) is None


@pytest.mark.root
def test_one_to_write_on_is_preferred_and_one_that_is_locked_is_told_all_the_same(tmp_path: Path) -> None:
    """A locked stick is no missing one: staff are told to move its switch, and a visit on it can be continued."""
    with mounted(tmp_path / "a", "-o", "ro") as locked:
        assert find_stick(tmp_path) == locked
        with mounted(tmp_path / "b") as other:
            assert find_stick(tmp_path) == other


class Died:
    """A box whose visit can be continued from its stick."""

    def __init__(self, box: Box, stick: Path) -> None:
        self.box = box
        self.stick = stick
        box.load(with_stand_in(box.office, box.key.public)).unlock()
        self.folder = mirror(box.kiosk, stick)

    @property
    def pack(self) -> Path:
        (pack,) = (self.folder / "packs").iterdir()
        return pack


@pytest.fixture
def died(make_box: MakeBox, tmp_path: Path) -> Died:
    return Died(make_box(), tmp_path / "stick")


def test_the_visits_on_a_stick_are_those_whose_packs_are_whole(died: Died) -> None:
    (found,) = visits_on(died.stick)
    assert (found.header.village_name, found.header.device) == ("Liyu", died.box.key.public)
    assert (found.folders, found.files) == ((died.folder,), (died.pack,))
    died.pack.write_bytes(died.pack.read_bytes()[:-1])
    assert visits_on(died.stick) == []
    assert visits_on(None) == []


def test_a_newer_pack_of_the_visit_is_the_one_that_counts(died: Died) -> None:
    pack = with_stand_in(died.box.office, died.box.key.public)
    died.box.load(msgspec.structs.replace(pack, id=b"newer", made_at=pack.made_at + 1))
    mirror(died.box.kiosk, died.stick)
    (found,) = visits_on(died.stick)
    assert [each.header.pack for each in found.packs] == [pack.id, b"newer"]
    assert found.header.pack == b"newer"


def test_a_forged_pack_hides_no_real_one(died: Died) -> None:
    """Whoever had the stick may have put a pack on it that says to be newer. It is another office's."""
    office = replace(died.box.office, hub=SigningKey(b"\7" * 32))
    pack = with_stand_in(office, died.box.key.public)
    forged = light_pack(office, died.box.key.public, msgspec.structs.replace(pack, made_at=pack.made_at + 1))
    write_whole(died.stick / FOLDER / "forged" / "packs" / "x.pack", forged)
    assert {each.header.hub for each in visits_on(died.stick)} == {office.hub.public, died.box.office.hub.public}

"""A copied, moved or restored card is told from the one that wrote the log."""

import os
import shutil
from pathlib import Path

import pytest

from ledger.machine import machine_digest


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """The files by which a Pi with an SD card tells who it is."""
    root = tmp_path / "root"
    for name, text in {
        "sys/firmware/devicetree/base/serial-number": "10000000abcd\0",
        "etc/machine-id": "m1\n",
    }.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    device = (tmp_path).stat().st_dev
    disk = root / "sys/devices/mmc0/block/mmcblk0"
    (disk / "mmcblk0p2").mkdir(parents=True)
    (disk / "device").mkdir()
    (disk / "device/cid").write_text("27504853443332\n")
    numbers = root / "sys/dev/block" / f"{os.major(device)}:{os.minor(device)}"
    numbers.parent.mkdir(parents=True)
    numbers.symlink_to(disk / "mmcblk0p2")
    return root


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_the_same_box_is_the_same(pi: Path, data: Path) -> None:
    assert machine_digest(data, pi) == machine_digest(data, pi)
    assert len(machine_digest(data, pi)) == 8


@pytest.mark.parametrize(
    "mark",
    ["sys/firmware/devicetree/base/serial-number", "etc/machine-id", "sys/devices/mmc0/block/mmcblk0/device/cid"],
)
def test_another_board_installation_or_card_is_another(pi: Path, data: Path, mark: str) -> None:
    before = machine_digest(data, pi)
    (pi / mark).write_text("another")
    assert machine_digest(data, pi) != before


def test_a_copy_of_the_folder_is_another(pi: Path, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    assert machine_digest(copy, pi) != machine_digest(data, pi)


def test_a_machine_that_tells_nothing_is_told_by_its_folder(tmp_path: Path, data: Path) -> None:
    assert machine_digest(data, tmp_path / "nothing") == machine_digest(data, tmp_path / "nothing")
    assert machine_digest(data) == machine_digest(data)

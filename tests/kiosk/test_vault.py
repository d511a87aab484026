"""Who is asked for the phrase again: nobody after a crash of the program, everybody after a power cut."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import VisitLocked
from ledger.facts import Unlocked
from ledger.sealing import VisitKey
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.manager import Manager, running_manager
from tests.secrecy import bytes_of, files_of

NAME = f"visit-{b'visit-01'.hex()}"


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with running_manager(tmp_path) as manager:
        yield manager


@pytest.fixture
def box(sealed: Box, manager: Manager) -> Box:
    """A kiosk that systemd runs, in the middle of its visit."""
    sealed.manager = manager
    return sealed.restart().unlock()


def ways(box: Box) -> list[str]:
    return [fact.way for fact in box.facts(Unlocked) if isinstance(fact, Unlocked)]


def kept(manager: Manager) -> list[str]:
    manager.hear()
    return list(manager.kept)


def sealed_memory(data: bytes, seals: int = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_WRITE) -> int:
    descriptor = os.memfd_create("test", os.MFD_ALLOW_SEALING)
    os.write(descriptor, data)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    return descriptor


def test_a_program_started_anew_asks_nobody(box: Box, manager: Manager) -> None:
    for _ in range(3):
        box.restart()
        assert box.village.unlocked().people
        assert box.key.is_open
    assert ways(box) == ["phrase", "restart", "restart", "restart"]
    assert kept(manager) == [NAME]
    assert [len(each) for each in manager.kept.values()] == [1]
    box.serve(1)


def test_a_power_cut_asks(box: Box, manager: Manager) -> None:
    manager.cut_the_power()
    box.restart()
    with pytest.raises(VisitLocked):
        box.village.unlocked()
    assert not box.key.is_open
    box.unlock().restart()
    assert ways(box) == ["phrase", "phrase", "restart"]


def test_without_systemd_every_start_asks(box: Box, manager: Manager) -> None:
    box.manager = None
    assert box.restart().village.visit is None


def test_a_visit_laid_down_is_locked_for_every_program_that_follows(box: Box, manager: Manager) -> None:
    box.village.put_down()
    assert kept(manager) == []
    assert not box.key.is_open, "nor does anything sign any more"
    assert box.restart().village.chosen
    assert box.village.visit is None


def test_another_visit_takes_the_first_ones_key_away(box: Box, manager: Manager) -> None:
    box.load(msgspec.structs.replace(box.office.pack, id=b"pack-02!", visit=b"visit-02"))
    box.kiosk.choose(b"visit-02")
    assert kept(manager) == []
    box.unlock()
    assert kept(manager) == [f"visit-{b'visit-02'.hex()}"]
    box.kiosk.choose(b"visit-01")
    assert kept(manager) == []


def test_the_key_of_a_visit_that_is_over_goes_with_the_program(box: Box, manager: Manager) -> None:
    box.village.close("RHM")
    assert box.restart().village.chosen is None
    assert kept(manager) == []


def test_a_key_opens_only_the_visit_that_it_is_named_after(box: Box, manager: Manager) -> None:
    (descriptor,) = manager.kept.pop(NAME) if kept(manager) else ()
    manager.kept["visit-" + b"visit-02".hex()] = [descriptor]
    assert box.restart().village.visit is None
    assert kept(manager) == []


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda key: sealed_memory(bytes(32)), id="another key"),
        pytest.param(lambda key: sealed_memory(key[:31]), id="half a key"),
        pytest.param(lambda key: sealed_memory(key + b"!"), id="more than a key"),
        pytest.param(lambda key: sealed_memory(key, fcntl.F_SEAL_SEAL), id="memory that can be changed"),
        pytest.param(lambda key: os.open("/dev/null", os.O_RDONLY), id="no memory"),
        pytest.param(lambda key: os.open("/", os.O_RDONLY), id="a folder"),
    ],
)
def test_what_is_no_key_opens_nothing_and_is_given_up(box: Box, manager: Manager, make: object) -> None:
    for descriptor in manager.kept.pop(NAME) if kept(manager) else ():
        os.close(descriptor)
    manager.kept[NAME] = [make(box.office.key.secret)]  # type: ignore[operator]
    assert box.restart().village.visit is None
    assert kept(manager) == []
    assert box.unlock().restart().village.visit


def test_the_key_lies_in_memory_that_nobody_can_change_and_in_no_folder(box: Box, manager: Manager) -> None:
    assert kept(manager) == [NAME]
    (descriptor,) = manager.kept[NAME]
    assert str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith("/memfd:")
    assert os.pread(descriptor, 99, 0) == box.office.key.secret
    for change in (lambda: os.pwrite(descriptor, b"!", 0), lambda: os.ftruncate(descriptor, 0)):
        with pytest.raises(PermissionError):
            change()
    assert not [path for path in files_of(box.folder) if box.office.key.secret in bytes_of(path)]


def test_where_systemd_does_not_listen_the_visit_goes_on(make_box: MakeBox, tmp_path: Path) -> None:
    box = make_box().load()
    with running_manager(tmp_path) as manager:
        box.manager = manager
        box.restart()
        (tmp_path / "notify").unlink()
        box.unlock().serve(1)
        assert not manager.kept
        box.village.put_down()
        box.manager = None


def test_a_pack_that_came_meanwhile_and_has_another_key_is_asked_for(box: Box, manager: Manager) -> None:
    office = msgspec.structs.replace(box.office.pack, id=b"renewed!", made_at=box.office.pack.made_at + 1)
    box.system.close()
    box.office.key, before = VisitKey(bytes(32)), box.office.key
    try:
        (box.folder / "packs" / "other.pack").write_bytes(box.pack(office))
    finally:
        box.office.key = before
    box.system = box._system()
    assert box.village.visit is None
    assert kept(manager) == []

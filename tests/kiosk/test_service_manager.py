"""What systemd is told, and what it gives back."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.service_manager import ServiceManager
from tests.kiosk.manager import Manager, running_manager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with running_manager(tmp_path) as manager:
        yield manager


def test_it_hears_how_the_program_fares(manager: Manager) -> None:
    told = manager.start()
    told.ready("Kiosk siap")
    told.stopping()
    assert manager.hear() == ["READY=1\nSTATUS=Kiosk siap", "STOPPING=1"]


def test_a_socket_without_a_place_in_a_folder_is_reached_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0sotarsa test {os.getpid()}")
        ServiceManager({"NOTIFY_SOCKET": f"@sotarsa test {os.getpid()}"}).stopping()
        assert line.recv(100) == b"STOPPING=1"


def test_outside_systemd_nothing_happens(manager: Manager) -> None:
    for nobody in (ServiceManager(), ServiceManager({})):
        nobody.ready("Kiosk siap")
        nobody.keep("visit-1", 0)
        nobody.drop("visit-1")
        nobody.stopping()
        assert nobody.given == []
    assert manager.hear() == []


def test_what_was_kept_comes_back_under_its_name(manager: Manager) -> None:
    first = manager.start()
    for name in ("one", "two"):
        reading, writing = os.pipe()
        os.write(writing, name.encode())
        first.keep(name, reading)
        os.close(reading)
        os.close(writing)
    given = {each.name: each.descriptor for each in manager.start().given}
    assert {name: os.read(descriptor, 10) for name, descriptor in given.items()} == {"one": b"one", "two": b"two"}
    for descriptor in given.values():
        os.close(descriptor)
    first.drop("one")
    manager.hear()
    assert list(manager.kept) == ["two"]


def test_children_speak_for_nobody_and_hold_nothing(manager: Manager) -> None:
    reading, writing = os.pipe()
    manager.start().keep("one", reading)
    (given,) = manager.start().given
    assert manager.environment == {"OTHER": "stays"}
    look = f"import os; os.fstat({given.descriptor})"
    child = subprocess.run([sys.executable, "-c", look], close_fds=False, capture_output=True, check=False, text=True)
    assert "Bad file descriptor" in child.stderr
    for descriptor in (reading, writing, given.descriptor):
        os.close(descriptor)


def test_what_was_meant_for_another_program_is_left_alone() -> None:
    environment = {"LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDS": "2", "LISTEN_FDNAMES": "one:two"}
    assert ServiceManager(environment).given == []
    assert environment == {}

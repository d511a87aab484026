"""Stories of `./run`, told with real processes; only the two programs are stand-ins."""

import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.try_out import ROOT

LAST_LINE = "begins anew."


class Start:
    """One start of the launcher."""

    def __init__(self, data: Path, ports: tuple[int, int], *extra: str, hub: str = "-", kiosk: str = "-") -> None:
        self.hub_port, self.kiosk_port = ports
        options = ["--data", str(data), "--hub-port", str(self.hub_port), "--kiosk-port", str(self.kiosk_port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.deploy.launch", hub, kiosk, *options, *extra],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    def told(self) -> str:
        """Everything printed up to the end of the welcome."""
        lines: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            lines.append(line)
            if LAST_LINE in line:
                return "".join(lines)
        assert self.process.stderr
        raise AssertionError(self.process.stderr.read())

    def end(self, number: int | None = None) -> tuple[int, str]:
        """The exit code, and what was said on stderr; after sending a signal, if one is given."""
        if number is not None:
            os.kill(self.process.pid, number)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors


Launch = Callable[..., Start]


@pytest.fixture
def ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture
def launch(tmp_path: Path, ports: tuple[int, int]) -> Iterator[Launch]:
    starts: list[Start] = []

    def begin(*extra: str, hub: str = "-", kiosk: str = "-") -> Start:
        starts.append(Start(tmp_path / "data", ports, *extra, hub=hub, kiosk=kiosk))
        return starts[-1]

    yield begin
    for start in starts:
        if start.process.poll() is None:
            start.end(signal.SIGTERM)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_first_start_tells_the_addresses_and_what_to_try(launch: Launch, tmp_path: Path) -> None:
    start = launch()
    told = start.told()
    assert f"http://127.0.0.1:{start.hub_port}/" in told
    for path in ("/", "/petugas", "/kertas"):
        assert f"http://127.0.0.1:{start.kiosk_port}{path}\n" in told
    for secret in ("padi kapas sungai", "Rahmah (P1), PIN 2468", "6311010101800001", "AB12-CD34"):
        assert secret in told
    assert "KODE-SEKALI" not in told
    assert (tmp_path / "data/kiosk/pack").exists()
    assert stat.S_IMODE((tmp_path / "data/sample.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_both_programs_and_is_no_failure(launch: Launch, number: int) -> None:
    start = launch()
    start.told()
    assert is_listening(start.hub_port)
    assert is_listening(start.kiosk_port)
    assert start.end(number) == (0, "")
    assert not is_listening(start.hub_port)
    assert not is_listening(start.kiosk_port)


def test_a_stop_during_the_preparation_ends_it(launch: Launch, tmp_path: Path) -> None:
    start = launch(hub="hangs-at-prepare-sample")
    log = tmp_path / "data/logs/hub-prepare-sample.log"
    while not (log.exists() and log.read_text()):
        assert start.process.poll() is None
    assert start.end(signal.SIGINT) == (0, "")


def test_data_survives_and_the_second_start_tells_the_same(launch: Launch, tmp_path: Path) -> None:
    first = launch()
    told = first.told()
    first.end(signal.SIGINT)
    second = launch()
    assert second.told() == told.replace("Menyiapkan data contoh ... / Preparing the sample data ...\n", "")
    second.end(signal.SIGINT)
    assert (tmp_path / "data/hub/log").read_text() == "sample\nserved\nserved\n"


def test_a_kiosk_starts_later_though_the_hub_takes_its_time(launch: Launch) -> None:
    first = launch()
    first.told()
    first.end(signal.SIGINT)
    later = launch(hub="hangs-at-serve")
    while not is_listening(later.kiosk_port):
        assert later.process.poll() is None
    assert not is_listening(later.hub_port)


def test_a_first_start_cut_short_is_begun_again(launch: Launch, tmp_path: Path) -> None:
    code, errors = launch(kiosk="fails-at-fetch").end()
    assert code == 1
    assert "The kiosk fetch failed (exit code 1)" in errors
    assert "kiosk fetch: something is wrong here" in errors
    launch().told()
    assert (tmp_path / "data/hub/log").read_text() == "sample\nserved\n"


def test_fresh_begins_anew_and_leaves_what_is_not_ours(launch: Launch, tmp_path: Path) -> None:
    first = launch()
    first.told()
    first.end(signal.SIGINT)
    mine = tmp_path / "data/notes-of-mine.txt"
    mine.touch()
    launch("--fresh").told()
    assert (tmp_path / "data/hub/log").read_text() == "sample\nserved\n"
    assert mine.exists()


@pytest.mark.parametrize("extra", [(), ("--fresh",)])
def test_a_folder_of_somebody_else_is_left_alone(launch: Launch, tmp_path: Path, extra: tuple[str]) -> None:
    photo = tmp_path / "data/hub/photo.jpg"
    photo.parent.mkdir(parents=True)
    photo.touch()
    code, errors = launch(*extra).end()
    assert (code, errors.count("\n")) == (1, 1)
    assert f"{tmp_path}/data was not made by ./run" in errors
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == [photo]


@pytest.mark.parametrize("option", ["--hub-port", "--kiosk-port"])
def test_a_taken_port_is_told_before_anything_is_started(
    launch: Launch, tmp_path: Path, ports: tuple[int, int], option: str
) -> None:
    port = ports[option == "--kiosk-port"]
    with socket.create_server(("127.0.0.1", port)):
        code, errors = launch().end()
    assert code == 1
    assert errors == f"Port {port} on 127.0.0.1 is taken by another program: choose another with {option}.\n"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--kiosk-port", "8080", "--hub-port", "8080"], "different numbers"),
        (["--host", "192.0.2.1"], "192.0.2.1 is not an address of this computer"),
        (["--host", "not an address"], "not an address is not an address"),
    ],
)
def test_an_address_that_cannot_be_had_is_told(launch: Launch, extra: list[str], words: str) -> None:
    code, errors = launch(*extra).end()
    assert (code, errors.count("\n")) == (1, 1)
    assert words in errors


def test_a_second_start_over_the_same_folder_is_refused(launch: Launch) -> None:
    launch().told()
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        free = one.getsockname()[1], other.getsockname()[1]
    code, errors = launch("--hub-port", str(free[0]), "--kiosk-port", str(free[1])).end()
    assert code == 1
    assert "Another ./run is using" in errors


@pytest.mark.parametrize("name", ["hub", "kiosk"])
def test_when_one_program_dies_it_is_named_and_the_other_is_stopped(launch: Launch, name: str) -> None:
    start = launch()
    start.told()
    port = start.hub_port if name == "hub" else start.kiosk_port
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", data=b"die")
    code, errors = start.end()
    assert code == 1
    assert f"The {name} ended by itself (killed by SIGKILL)" in errors
    assert f"logs/{name}.log" in errors
    assert "dying of a POST" in errors
    assert not is_listening(start.hub_port)
    assert not is_listening(start.kiosk_port)


def test_a_program_that_never_serves_is_named(launch: Launch) -> None:
    code, errors = launch(kiosk="fails-at-serve").end()
    assert code == 1
    assert "The kiosk ended by itself (exit code 1)" in errors
    assert "kiosk serve: something is wrong here" in errors

"""Against emupos, a printer simulator that nobody here wrote. It runs in an environment of its own (Python 3.13+)."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from printer.address import open_transport
from printer.layout import Row, lay_out
from printer.print_queue import Job, Outcome, PrintQueue
from printer.profiles import EPSON_TM, GENERIC_58, PLAIN_80, Profile
from printer.status import Condition, read_status
from printer.transport import Transport
from tests.conftest import requires
from tests.printer.papers import PAYLOAD, RECEIPT, TICKET

T = TypeVar("T")

DOCUMENTS = {"ticket": TICKET, "receipt": RECEIPT}
PATIENCE_S = 20.0
CONFIG = """
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - {{ id: tcp, type: printer, profile: epson-tm-t20iii, connections: [ {{ tcp: {{ port: {tcp} }} }} ] }}
  - {{ id: pty, type: printer, profile: epson-tm-t20iii, connections: [ {{ serial: {{ pty: true }} }} ] }}
"""


@dataclass(frozen=True)
class Emupos:
    """A running simulator with two printers, `tcp` and `pty`."""

    api: str
    addresses: dict[str, str]

    def ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self.api}/api/v1/devices/{path}", method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            body: bytes = answer.read()
        return body

    def receipts(self, printer: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self.ask(f"{printer}/receipts"))
        return listed

    def text(self, printer: str) -> list[str]:
        return self.ask(f"{printer}/receipts/latest/text").decode().splitlines()

    def fault(self, printer: str, fault: str, active: bool = True) -> None:
        self.ask(f"{printer}/faults/{fault}", "PUT" if active else "DELETE")


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emupos]:
    program = os.environ.get("SOTARSA_EMUPOS") or str(requires("emupos"))
    folder = tmp_path_factory.mktemp("emupos")
    api, tcp = _free_ports(2)
    (folder / "emupos.yaml").write_text(CONFIG.format(api=api, tcp=tcp))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "run", "--config", "emupos.yaml"],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield until(lambda: _running(f"http://127.0.0.1:{api}", tcp), (folder / "log").read_text)
    finally:
        process.terminate()
        process.wait(10)


def _running(api: str, tcp: int) -> Emupos | None:
    try:
        with urllib.request.urlopen(f"{api}/api/v1/devices", timeout=5) as answer:
            devices = {device["id"]: device for device in json.load(answer)}
    except (urllib.error.URLError, ConnectionError):
        return None
    pty = devices["pty"]["connections"][0]["device_path"]
    return Emupos(api, {"tcp": f"tcp:127.0.0.1:{tcp}", "pty": f"serial:{pty}"}) if pty else None


def _free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def until(look: Callable[[], T | None], complain: Callable[[], str] = lambda: "") -> T:
    """Wait for another program to get there."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail(f"not within {PATIENCE_S} s. {complain()}")


@dataclass
class Desk:
    """A queue on one of the simulator's printers, stepped by hand."""

    emupos: Emupos
    name: str
    transport: Transport
    profile: Profile = EPSON_TM

    def __post_init__(self) -> None:
        self.fates: list[tuple[str, Outcome]] = []
        self.queue = PrintQueue(
            self.transport,
            self.profile,
            DOCUMENTS.__getitem__,
            on_finished=lambda job, outcome, error: self.fates.append((job.reference, outcome)),
        )
        self.before = len(self.emupos.receipts(self.name))

    @property
    def condition(self) -> Condition:
        return self.queue.state.status.condition

    def add(self, *references: str) -> None:
        for reference in references:
            self.queue.add(Job(reference, reference))

    def step_until(self, there: Callable[[], bool]) -> None:
        def step() -> bool:
            self.queue.step()
            return there()

        until(step, lambda: f"{self.fates} {self.queue.state}")

    def printed(self, count: int) -> bool:
        until(lambda: len(self.emupos.receipts(self.name)) >= self.before + count)
        return len(self.emupos.receipts(self.name)) == self.before + count


@pytest.fixture(params=["tcp", "pty"])
def desk(request: pytest.FixtureRequest, emupos: Emupos) -> Iterator[Desk]:
    transport = open_transport(emupos.addresses[request.param])
    yield Desk(emupos, request.param, transport)
    transport.close()


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("profile", [EPSON_TM, GENERIC_58, PLAIN_80], ids=lambda profile: profile.name)
def test_paper_reads_as_it_was_laid_out(desk: Desk, name: str, profile: Profile) -> None:
    # A printer without a cutter tears nothing: the simulator ends such a paper by a pause. All are cut here.
    cut = Profile(profile.name, 80, profile.dots, profile.columns, profile.native_qr, True, True)
    desk = Desk(desk.emupos, desk.name, desk.transport, cut)
    desk.add(name)
    desk.step_until(lambda: bool(desk.fates))
    assert desk.fates == [(name, Outcome.CONFIRMED)]
    assert desk.printed(1)
    expected = [part.text for part in lay_out(DOCUMENTS[name], cut.columns) if isinstance(part, Row) and part.text]
    paper = desk.emupos.text(desk.name)
    assert [line.strip() for line in paper if line.strip() and line[0] != "["] == [text.strip() for text in expected]
    if name == "receipt" and cut.native_qr:
        assert f"[qr {PAYLOAD}]" in [line.strip() for line in paper]


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        ("paper-near-end", Condition.PAPER_NEAR_END),
        ("paper-out", Condition.PAPER_OUT),
        ("cover-open", Condition.COVER_OPEN),
        ("offline", Condition.OFFLINE),
    ],
)
def test_its_faults_are_seen_and_pass(desk: Desk, fault: str, condition: Condition) -> None:
    desk.emupos.fault(desk.name, fault)
    assert read_status(desk.transport, EPSON_TM).condition is condition
    desk.emupos.fault(desk.name, fault, active=False)
    assert read_status(desk.transport, EPSON_TM).condition is Condition.READY


@pytest.mark.parametrize("fault", ["paper-out", "cover-open", "offline"])
def test_fault_between_receipts_loses_none_and_doubles_none(desk: Desk, fault: str) -> None:
    desk.add("ticket", "receipt", "ticket")
    desk.step_until(lambda: len(desk.fates) == 1)
    desk.emupos.fault(desk.name, fault)
    desk.step_until(lambda: not desk.condition.can_print)
    desk.emupos.fault(desk.name, fault, active=False)
    desk.step_until(lambda: len(desk.fates) == 3)
    assert {outcome for _, outcome in desk.fates} == {Outcome.CONFIRMED}
    assert desk.printed(3)

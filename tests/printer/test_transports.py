"""Real lines: pseudo terminals and sockets, stalled, torn and gone."""

import contextlib
import os
import socket
import termios
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from printer.device_file import DeviceFile
from printer.errors import PrinterForbidden, PrinterStalled, PrinterUnreachable
from printer.serial_line import SerialLine
from printer.tcp_port import TcpPort
from printer.transport import Wire

IMPATIENT_S = 0.05
ALL_BYTES = bytes(range(256)) * 2


@dataclass
class Far:
    """The printer's end of a line."""

    fd: int

    def receive(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += os.read(self.fd, count - len(data))
        return data

    def drain(self) -> bytes:
        os.set_blocking(self.fd, False)
        data = b""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.fd, 65536):
                data += chunk
        os.set_blocking(self.fd, True)
        return data

    def hang_up(self) -> None:
        os.close(self.fd)
        self.fd = -1


@dataclass
class Line:
    near: Wire
    far: Far


@pytest.fixture(params=["file", "serial", "tcp"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    made = _tcp() if request.param == "tcp" else _pty(request.param)
    yield made
    made.near.close()
    if made.far.fd >= 0:
        made.far.hang_up()


def _pty(kind: str) -> Line:
    ours, theirs = os.openpty()
    tty.setraw(ours)
    path = os.ttyname(theirs)
    near: Wire = (
        DeviceFile(Path(path), IMPATIENT_S)
        if kind == "file"
        else SerialLine(path, 115200, write_patience_s=IMPATIENT_S)
    )
    near.write(b"")
    os.close(theirs)
    return Line(near, Far(ours))


def _tcp() -> Line:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = TcpPort("127.0.0.1", listener.getsockname()[1], IMPATIENT_S)
        near.write(b"")
        caller, _ = listener.accept()
        return Line(near, Far(caller.detach()))


def test_every_byte_arrives_unchanged(line: Line) -> None:
    line.near.write(ALL_BYTES)
    assert line.far.receive(len(ALL_BYTES)) == ALL_BYTES


def test_answer_is_read_and_silence_ends(line: Line) -> None:
    assert line.near.read(0.01) == b""
    os.write(line.far.fd, b"\x12\x1e")
    assert line.near.read(1.0) == b"\x12\x1e"


def test_stalled_reader_stops_us_and_we_know_how_far_we_came(line: Line) -> None:
    data = os.urandom(1000) * 20000
    with pytest.raises(PrinterStalled) as stalled:
        line.near.write(data)
    sent = stalled.value.bytes_sent
    assert 0 < sent < len(data)
    assert line.far.receive(sent) == data[:sent]


def test_line_goes_on_after_a_stall(line: Line) -> None:
    data = os.urandom(1000) * 20000
    with pytest.raises(PrinterStalled):
        line.near.write(data)
    line.far.drain()
    line.near.write(b"lanjut")
    tail = b""
    while not tail.endswith(b"lanjut"):
        tail = tail[-10:] + os.read(line.far.fd, 65536)


def test_line_that_hung_up_is_unreachable_with_nothing_sent(line: Line) -> None:
    line.far.hang_up()
    for attempt in (lambda: line.near.write(b""), lambda: line.near.read(0.5)):
        with pytest.raises(PrinterUnreachable) as lost:
            attempt()
        assert lost.value.bytes_sent == 0


def test_closing_twice_is_harmless(line: Line) -> None:
    line.near.close()
    line.near.close()


def test_line_opens_itself_again(tmp_path: Path) -> None:
    """The address is a link that udev moves: pulled, nothing is there; plugged again, it prints."""
    link, printer = tmp_path / "printer", DeviceFile(tmp_path / "printer")
    with pytest.raises(PrinterUnreachable):
        printer.write(b"x")
    ours, theirs = os.openpty()
    link.symlink_to(os.ttyname(theirs))
    printer.write(b"x")
    assert os.read(ours, 10) == b"x"
    for fd in (ours, theirs):
        os.close(fd)
    link.unlink()
    with pytest.raises(PrinterUnreachable):
        printer.write(b"y")


def test_unplugged_printer_never_becomes_a_plain_file(tmp_path: Path) -> None:
    with pytest.raises(PrinterUnreachable):
        DeviceFile(tmp_path / "lp0").write(b"x")
    assert not (tmp_path / "lp0").exists()


def test_plain_file_keeps_the_bytes_and_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "struk.bin"
    path.touch()
    printer = DeviceFile(path)
    printer.write(b"satu")
    printer.write(b"dua")
    assert printer.read(60) == b""
    assert path.read_bytes() == b"satudua"
    printer.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_forbidden_printer_says_so(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    path.touch(mode=0)
    with pytest.raises(PrinterForbidden):
        DeviceFile(path).write(b"x")


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PrinterUnreachable):
        TcpPort("127.0.0.1", port).write(b"x")


def test_serial_line_is_set_up_as_asked() -> None:
    ours, theirs = os.openpty()
    printer = SerialLine(os.ttyname(theirs), 19200, rtscts=True)
    printer.write(b"")
    settings = termios.tcgetattr(theirs)
    assert settings[5] == termios.B19200
    assert settings[2] & termios.CRTSCTS
    printer.close()
    for fd in (ours, theirs):
        os.close(fd)


def test_missing_serial_device_is_unreachable() -> None:
    with pytest.raises(PrinterUnreachable):
        SerialLine("/dev/ttyNowhere").write(b"x")

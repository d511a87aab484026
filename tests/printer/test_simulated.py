import threading
from collections.abc import Iterator

import pytest

from printer.address import open_transport
from printer.errors import PrinterStalled, PrinterUnreachable
from printer.escpos_bytes import render
from printer.profiles import GENERIC_58
from printer.server import PrinterServer, serve_pty, serve_tcp
from printer.simulated import Fault, SimulatedPrinter
from printer.status import Condition, read_status
from tests.printer.papers import PAYLOAD, RECEIPT, TICKET


def test_papers_are_numbered_and_the_oldest_are_forgotten() -> None:
    printer = SimulatedPrinter(kept=2)
    for _ in range(3):
        printer.write(render(TICKET, GENERIC_58))
    assert list(printer.papers) == [2, 3]
    assert printer.picture(3).startswith(b"\x89PNG")
    with pytest.raises(KeyError):
        printer.picture(1)


def test_stopped_printer_takes_what_its_memory_holds_and_prints_it_later() -> None:
    printer = SimulatedPrinter()
    printer.set_fault(Fault.COVER_OPEN)
    with pytest.raises(PrinterStalled) as stalled:
        printer.write(b"x" * 5000)
    assert stalled.value.bytes_sent == 4096
    assert printer.papers == {}
    printer.set_fault(Fault.COVER_OPEN, False)
    printer.write(b"\x1dV\x00")
    assert len(printer.papers[1].text.replace("\n", "")) == 4096


def test_image_larger_than_the_memory_prints_while_it_comes() -> None:
    printer = SimulatedPrinter()
    printer.write(b"\x1dv0\x00\x30\x00\xc8\x00" + bytes(48 * 200) + b"\x1dV\x00")
    assert len(printer.papers) == 1


def test_unplugged_printer_forgets_what_it_held() -> None:
    printer = SimulatedPrinter()
    printer.write(b"half a receipt")
    printer.set_fault(Fault.UNPLUGGED)
    with pytest.raises(PrinterUnreachable):
        printer.write(b"x")
    printer.set_fault(Fault.UNPLUGGED, False)
    printer.write(b"whole\n\x1dV\x00")
    assert printer.papers[1].text == "whole"


def test_question_torn_into_two_writes_is_answered() -> None:
    printer = SimulatedPrinter()
    printer.write(b"\x10")
    printer.write(b"\x04\x01")
    assert printer.read(0) == b"\x12"


@pytest.fixture(params=["tcp", "pty"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[SimulatedPrinter, PrinterServer]]:
    printer = SimulatedPrinter(GENERIC_58)
    server = serve_tcp(printer, 0) if request.param == "tcp" else serve_pty(printer)
    yield printer, server
    server.close()


def test_twin_is_found_where_real_printers_are(served: tuple[SimulatedPrinter, PrinterServer]) -> None:
    printer, server = served
    done = threading.Event()
    printer.on_paper = lambda number: done.set()
    transport = open_transport(server.address)
    assert read_status(transport, GENERIC_58).condition is Condition.READY
    transport.write(render(RECEIPT, GENERIC_58))
    assert done.wait(10)
    assert printer.papers[1].codes == (PAYLOAD,)
    printer.set_fault(Fault.PAPER_OUT)
    assert read_status(transport, GENERIC_58).condition is Condition.PAPER_OUT
    transport.close()


def test_next_caller_is_served_too(served: tuple[SimulatedPrinter, PrinterServer]) -> None:
    _, server = served
    for _ in range(2):
        transport = open_transport(server.address)
        assert read_status(transport, GENERIC_58).condition is Condition.READY
        transport.close()

from pathlib import Path

import pytest
from typer.testing import CliRunner

from printer.devices import candidates
from printer.main import app
from printer.profiles import GENERIC_80, PROFILES, Profile
from printer.server import serve_tcp
from printer.simulated import Fault, SimulatedPrinter
from printer.status import Condition
from printer.trial import trial_page
from printer.wording import texts
from tests.printer.papers import printed

RUN = CliRunner().invoke


def test_status_and_trial_page_of_a_printer_on_the_network() -> None:
    printer = SimulatedPrinter(GENERIC_80)
    server = serve_tcp(printer, 0)
    try:
        well = RUN(app, ["status", server.address, "--profile", "generic-80"])
        assert (well.exit_code, well.output[:13]) == (0, "Printer siap.")
        assert RUN(app, ["test", server.address, "--profile", "generic-80"]).exit_code == 0
        printer.set_fault(Fault.PAPER_OUT)
        out = RUN(app, ["test", server.address, "--profile", "generic-80"])
        assert (out.exit_code, out.output[:13]) == (1, "Kertas habis.")
    finally:
        server.close()


def test_printer_that_is_not_there() -> None:
    result = RUN(app, ["status", "file:/dev/usb/none"])
    assert result.exit_code == 1
    assert result.output.startswith("Printer tidak terhubung.")


def test_simulate_wants_one_place() -> None:
    assert RUN(app, ["simulate"]).exit_code == 2
    assert RUN(app, ["simulate", "--tcp", "0", "--pty"]).exit_code == 2


@pytest.mark.parametrize("condition", Condition)
def test_every_condition_has_words_for_staff(condition: Condition) -> None:
    assert texts(f"condition.{condition.value}")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_ruler_of_the_trial_page_fills_one_line(profile: Profile) -> None:
    rulers = [
        line for line in printed(trial_page(profile, "tcp:printer"), profile).lines if line.startswith("1234567890")
    ]
    assert [len(ruler) for ruler in rulers] == [profile.columns]


def test_usb_printers_come_before_serial_lines(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    for name in ("usb/lp0", "ttyUSB0", "rfcomm0", "tty1", "null"):
        (tmp_path / name).touch()
    found = [candidate.address for candidate in candidates(tmp_path) if str(tmp_path) in candidate.address]
    assert found == [f"file:{tmp_path}/usb/lp0", f"serial:{tmp_path}/ttyUSB0", f"serial:{tmp_path}/rfcomm0"]

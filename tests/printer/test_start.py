import subprocess
import sys

from tests.conftest import ROOT

HEAVY = "escpos PIL segno serial typer"
LOOK = f"""
import sys
import printer.address, printer.print_queue, printer.simulated, printer.trial
print(*[name for name in "{HEAVY}".split() if name in sys.modules])
"""


def test_a_kiosk_that_prints_nothing_loads_no_library() -> None:
    found = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []

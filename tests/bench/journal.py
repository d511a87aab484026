"""The log: durable appends, bytes that reach the device, opening, memory, and questions, each beside a peer.

What is written is the mix (`tests.bench.mix`). Reported costs are microseconds an entry (10 is 100,000 entries a
second), KiB that the device took for an entry, seconds to open, bytes of memory an entry, milliseconds a question.
"""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.appending import filled_log, run_appends
from tests.bench.asking import run_questions
from tests.bench.device import run_device_bytes
from tests.bench.opening import LOG, prepare_files, run_memory, run_opening
from tests.bench.report import Report

OPENED = 250_000
QUICK_OPENED = 20_000


def run(report: Report, *, quick: bool) -> None:
    """Write, then open what a hub has after a season."""
    run_appends(report, quick=quick)
    run_device_bytes(report, quick=quick)
    entries, rounds = (QUICK_OPENED, 3) if quick else (OPENED, 5)
    with TemporaryDirectory() as name:
        folder = Path(name)
        with closing(filled_log(folder / LOG, entries)) as log:
            entries = len(log)
            prepare_files(folder, log)
            run_questions(report, log, rounds)
        run_opening(report, folder, entries, rounds)
        run_memory(report, folder, entries)

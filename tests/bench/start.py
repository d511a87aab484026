"""From process start to the first page served: the kiosk with 2,000 people and 1,000 entries, and hello-world."""

import tempfile
from pathlib import Path

from tests.bench.report import Report, medians_in_turn
from tests.bench.served import hello_world, kiosk
from tests.bench.village import prepare_kiosk

PEOPLE, ENTRIES = 2_000, 1_000


def run(report: Report, *, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare_kiosk(folder / "kiosk", people=PEOPLE, entries=ENTRIES)
        ours, peer = medians_in_turn(
            lambda: _kiosk_start_s(folder / "kiosk"), lambda: _hello_start_s(folder), rounds=1 if quick else 5
        )
    report("start", ours, peer, "NiceGUI hello-world", "s")


def _kiosk_start_s(data: Path) -> float:
    with kiosk(data) as served:
        return served.start_s


def _hello_start_s(folder: Path) -> float:
    with hello_world(folder) as served:
        return served.start_s

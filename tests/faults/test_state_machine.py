from pathlib import Path

import pytest

from ledger.chunks import SOFT_CHUNK_ENTRIES
from ledger.keys import SigningKey
from tests.faults.simulated_box import Kiosk, Line, Office, Time, Written
from tests.faults.state_machine import HARNESS, QUICK, live
from tests.ledger.boxes import handover


@pytest.mark.parametrize("variant", HARNESS.variants)
def test_what_is_broken_on_purpose_is_caught(variant: str) -> None:
    assert not HARNESS.variants[variant]().is_clean


def test_on_days_when_everything_goes_wrong_every_promise_is_kept() -> None:
    live(QUICK, shrink=True)


def test_a_branch_that_comes_in_several_chunks_is_kept_whole(tmp_path: Path) -> None:
    """Two copies of one card wrote on, and the one that comes home second has more than fits a chunk."""
    written, time, key = Written(), Time(), SigningKey(b"k" * 32)

    def folder(name: str) -> Path:
        (tmp_path / name).mkdir()
        return tmp_path / name

    office = Office(folder("office"), written, [key.public])
    kiosk, twin = (Kiosk(folder(name), key, written, time, b"board 01") for name in ("kiosk", "twin"))
    for machine in (office, kiosk):
        machine.start()
    kiosk.stop()
    twin.put_back(kiosk.copied(folder("copy")))
    for each, entries in ((kiosk, 5), (twin, 2 * SOFT_CHUNK_ENTRIES)):
        each.start()
        each.write(*map(handover, range(entries)))
        assert each.merge(Line(office, key.public)).agreed
    assert {entry.hash for each in (kiosk, twin) for entry in each.own} <= office.brought.keys()
    for machine in (office, kiosk, twin):
        machine.stop()

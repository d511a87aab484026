"""A card that cannot read some of its blocks any more, for a real program: `strace` lets the system say so."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, requires
from tests.ledger.rotting import ENTRIES, Day


def on_a_worn_card(day: Day, bad_block: int, *words: str) -> tuple[int, str]:
    """What `sotarsa-ledger` exits with and says where one block of the segment is bad."""
    injected = ("inject=read:error=EIO", f"inject=pread64:error=EIO:when={bad_block}")
    strace = [str(requires("strace")), "-f", "-qq", "-o", os.devnull, "-P", str(day.segment)]
    strace += [part for each in injected for part in ("-e", each)]
    program = [sys.executable, "-m", "ledger", words[0], str(day.data), *words[1:]]
    result = subprocess.run([*strace, *program], capture_output=True, text=True, cwd=ROOT)
    return result.returncode, result.stdout + result.stderr


def test_a_block_that_cannot_be_read_costs_the_entry_in_it_and_no_other(tmp_path: Path) -> None:
    day = Day(tmp_path / "data")
    before = day.segment.read_bytes()
    code, said = on_a_worn_card(day, 4, "verify", "--language", "en")
    assert (code, "000001.segment cannot be read" in said) == (1, True)
    assert day.segment.read_bytes() == before
    code, said = on_a_worn_card(day, 4, "salvage", "--yes", "--json")
    told = json.loads(said)
    assert (code, told["saved"]) == (3, ENTRIES - 1), told
    assert day.evidence() == day.without(4)


def test_an_unreadable_end_is_not_taken_for_an_unfinished_write(tmp_path: Path) -> None:
    """Power cuts leave blocks that can be read: clearing these would destroy what another try may still read."""
    day = Day(tmp_path / "data")
    code, said = on_a_worn_card(day, ENTRIES, "verify", "--language", "en")
    assert (code, "cannot be read" in said) == (1, True)
    code, _ = on_a_worn_card(day, ENTRIES, "salvage", "--yes", "--json")
    assert day.evidence() == day.without(ENTRIES)

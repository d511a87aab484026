"""A box whose log is damaged: nothing is written and nothing is thrown away; what is good can be saved at a touch."""

import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.sticks import find_stick
from ledger.mirror import FOLDER
from ledger.salvage import salvage
from ledger.salvaged import Salvaged


@dataclass(frozen=True)
class Rescue:
    """The folder of data, where sticks are mounted, and what the log said of its damage."""

    data: Path
    sticks: Path | None
    told: str

    @property
    def mirrors(self) -> list[Path]:
        """The mirrors on a stick in the box, from which what is missing is refilled."""
        stick = find_stick(self.sticks)
        return sorted(path for path in (stick / FOLDER).glob("*") if path.is_dir()) if stick else []

    def save(self) -> Salvaged:
        """Save every good entry, refill what is missing, and move the damaged log aside; may be run again."""
        return salvage(self.data, self.mirrors, time.time_ns() // 1_000_000)

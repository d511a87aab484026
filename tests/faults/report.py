"""What a harness found, in one line that is the same for all: `cuts=… acknowledged=… lost=… altered=… undetected=…`."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass
class Tally:
    """Counts over all harm done by one harness.

    After `cuts`, `acknowledged` entries were looked for again, of which `lost` were not there and `altered` were not
    what was written, or were too many; `undetected` is harm that nothing told of. `further` has what this harness
    alone counts.
    """

    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    altered: int = 0
    undetected: int = 0
    further: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        sums = (getattr(self, name) + getattr(other, name) for name in COUNTED)
        return Tally(*sums, self.further + other.further)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, altered or left untold."""
        return not (self.lost or self.altered or self.undetected)

    def line(self, name: str, caught: str = "") -> str:
        """Give the one line."""
        counts = {each: getattr(self, each) for each in COUNTED} | self.further
        return " ".join([name, *(f"{each}={count}" for each, count in counts.items()), caught]).rstrip()


COUNTED = ("cuts", "acknowledged", "lost", "altered", "undetected")


class Harness(NamedTuple):
    """A way of doing harm: `shipped` does it to the code that ships, each of `variants` to code broken on purpose.

    `missing` says in words what this machine lacks for it, if anything.
    """

    shipped: Callable[[bool], Tally]
    """Takes whether to be quick."""
    variants: Mapping[str, Callable[[], Tally]]
    missing: Callable[[], str] = lambda: ""


def is_proven(name: str, harness: Harness, *, quick: bool, say: Callable[[str], None]) -> bool:
    """Run a harness, say its one line; tell whether it caught every variant and found nothing in what ships."""
    missed = [variant for variant, run in harness.variants.items() if run().is_clean]
    tally = harness.shipped(quick)
    caught = len(harness.variants) - len(missed)
    say(tally.line(name, f"variants_caught={caught}/{len(harness.variants)}"))
    for variant in missed:
        say(f"{name} did not catch the variant that {variant}")
    return tally.is_clean and not missed

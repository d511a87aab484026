"""What a power cut spares of that which was not flushed: nothing, everything, whole writes, or pieces of them."""

import enum
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

SECTOR_BYTES = 512
_DENSITIES = (0.0, 1.0, 0.5, 0.1, 0.9)


class Grain(enum.Enum):
    """How an un-flushed write falls apart."""

    WRITE = enum.auto()
    """Not at all: it is there or it is not."""
    SECTORS = enum.auto()
    """Any of its sectors may be there."""
    FRONT = enum.auto()
    """Its first sectors are there."""
    BACK = enum.auto()
    """Its last sectors are there."""


_GRAINS = tuple(Grain)


@dataclass(frozen=True)
class Fate:
    """Each un-flushed thing survives by a chance of `density`. Later ones may survive earlier ones."""

    chance: Random
    density: float
    grain: Grain

    @classmethod
    def drawn(cls, chance: Random) -> "Fate":
        """Draw one of many kinds."""
        return cls(chance, chance.choice(_DENSITIES), chance.choice(_GRAINS))

    def spares(self) -> bool:
        """Tell whether one change of a name, a length or a whole write survives."""
        return self.chance.random() < self.density

    def spared(self, offset: int, length: int) -> Iterator[tuple[int, int]]:
        """Give the places (start, end in the file) of what survives of a write of `length` bytes at `offset`."""
        end = offset + length
        if self.grain is Grain.WRITE or self.density in (0, 1):
            if self.spares():
                yield offset, end
            return
        cuts = [offset, *range(offset - offset % SECTOR_BYTES + SECTOR_BYTES, end, SECTOR_BYTES), end]
        if self.grain is Grain.FRONT:
            yield offset, self.chance.choice(cuts)
        elif self.grain is Grain.BACK:
            yield self.chance.choice(cuts), end
        else:
            yield from (place for place in itertools.pairwise(cuts) if self.spares())


NOTHING = Fate(Random(0), 0.0, Grain.WRITE)
"""All that was not flushed is gone: what a program may count on."""
EVERYTHING = Fate(Random(0), 1.0, Grain.WRITE)

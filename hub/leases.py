"""What a visit's packs leased to it: reports tell what stood in the pack in force, never what lists say today."""

from collections import ChainMap
from collections.abc import Mapping, Sequence

from ledger.aid import Allotment
from ledger.book import VisitBook
from ledger.facts import HandedOver, PackMade


class Leases:
    """Every version of every allotment that one visit ever leased. `packs` are all its packs, oldest first."""

    def __init__(self, packs: Sequence[PackMade] = ()) -> None:
        last = {pack.device: pack for pack in packs}
        self._standing = [pack for pack in packs if last[pack.device] is pack]
        self._versions = {pack.pack: {each.id: each for each in pack.allotments} for pack in packs}
        self._newest = {each.id: each for pack in packs for each in pack.allotments}

    def __bool__(self) -> bool:
        """Whether there is any pack."""
        return bool(self._versions)

    def targeted(self, book: VisitBook) -> tuple[Allotment, ...]:
        """Give what the visit answers for: what the newest pack of each device holds, and whatever was handed over.

        Each stands once: as the pack had it that the earliest standing handover names, else as the newest pack has it.
        """
        told = {each.id: each for pack in self._standing for each in pack.allotments}
        for allotment in self._newest:
            for entry in book.handovers_of(allotment)[:1]:
                assert isinstance(entry.fact, HandedOver)  # noqa: S101 - the book gives no other
                told[allotment] = self.as_in(entry.fact.pack)[allotment]
        return tuple(told.values())

    def as_in(self, pack: bytes) -> Mapping[bytes, Allotment]:
        """Give allotments by id: as this pack has them, those that it has not as the newest pack that has them."""
        return ChainMap(self._versions.get(pack, {}), self._newest)

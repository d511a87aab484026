"""Handovers of a lost box, restored from its receipts: each verified, kept as evidence, and counted once."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hub.testimony import Testimony
from ledger.codes import CodeReader
from ledger.entry import Entry
from ledger.errors import BadEntry, EvidenceRefused
from ledger.scanned import take_line


class Fate(enum.StrEnum):
    """What became of a code."""

    NEW = "new"
    """Its entry was not known here, and is now."""
    KNOWN = "known"
    """Its entry was here already."""
    PART = "part"
    """Other codes of the same receipt are still missing."""
    STRANGE = "strange"
    """No box of ours signed it, or the box was revoked."""
    UNREADABLE = "unreadable"
    """It is no code of a receipt, or was not read whole."""


@dataclass(frozen=True)
class Restored:
    """A code and what became of it, with the entry that it proves, if any. `source` says where it was read."""

    source: str
    fate: Fate
    entry: Entry | None = None
    code: str = ""


class Restoring:
    """One sitting in which receipts are read, from whatever sources, parts in any order."""

    def __init__(self, testimony: Testimony) -> None:
        self._testimony = testimony
        self._reader = CodeReader()

    @property
    def missing(self) -> list[tuple[int, ...]]:
        """Give, of each receipt that was read in part, the numbers of the codes still missing."""
        return self._reader.missing

    def take(self, source: str, codes: Iterable[str]) -> Iterator[Restored]:
        """Take codes in one after another; waits for the medium."""
        for code in (each for each in codes if each.strip()):
            yield self._taken(source, code)

    def _taken(self, source: str, code: str) -> Restored:
        try:
            signed = take_line(self._reader, code)
        except BadEntry:
            return Restored(source, Fate.UNREADABLE, code=code)
        if signed is None:
            return Restored(source, Fate.PART, code=code)
        try:
            told = self._testimony.take_receipt(signed)
        except EvidenceRefused:
            return Restored(source, Fate.STRANGE, signed.entry, code)
        return Restored(source, Fate.NEW if told.new else Fate.KNOWN, told.entry, code)

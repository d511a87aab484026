"""What a salvage did, told to people and to programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.catalogue import Catalogue
from ledger.evidence import Gap
from ledger.findings import REMARKS, WELL
from ledger.judging import Refused
from ledger.telling import gap_json, gap_words


@dataclass(frozen=True)
class Salvaged:
    """What a salvage did.

    `saved` good entries were found in what was damaged; `proven` of these in frames that are not whole, `unfinished` of
    these in a write that nobody was ever told of. What is not good: `unreadable` records, `contradicting` entries,
    `spoilt_bytes`. `refilled` says how many entries each source gave, `passed_over` what in the sources is of no use.
    `missing` is what something that is here still knows of. `moved_to` is where the damaged lies now.
    """

    saved: int = 0
    proven: int = 0
    unfinished: int = 0
    unreadable: int = 0
    contradicting: int = 0
    spoilt_bytes: int = 0
    refilled: tuple[tuple[str, int], ...] = ()
    passed_over: tuple[Refused, ...] = ()
    missing: tuple[Gap, ...] = ()
    moved_to: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a script is told."""
        return REMARKS if self.missing or self.passed_over or self.unreadable or self.contradicting else WELL

    def as_json(self) -> dict[str, Any]:
        """Give all of it for programs."""
        return {
            "saved": self.saved,
            "proven": self.proven,
            "unfinished": self.unfinished,
            "unreadable": self.unreadable,
            "contradicting": self.contradicting,
            "spoilt_bytes": self.spoilt_bytes,
            "refilled": [{"source": name, "entries": entries} for name, entries in self.refilled],
            "passed_over": [{"reason": reason, "what": what} for reason, what in self.passed_over],
            "missing": [gap_json(gap) for gap in self.missing],
            "moved_to": [str(path) for path in self.moved_to],
        }

    def in_words(self, texts: Catalogue) -> Iterator[str]:
        """Give all of it for people, a sentence a line."""
        if self.moved_to:
            yield from self._saved_in_words(texts)
        else:
            yield texts("salvage.nothing")
        yield from (texts("salvage.refilled", source=name, entries=entries) for name, entries in self.refilled)
        yield from (texts(f"salvage.passed_{reason}", what=what) for reason, what in self.passed_over)
        yield from (gap_words(gap, texts) for gap in self.missing)
        yield texts("salvage.missing_how" if self.missing else "salvage.missing_none")
        if self.moved_to:
            yield texts("salvage.go_on")

    def _saved_in_words(self, texts: Catalogue) -> Iterator[str]:
        yield texts("salvage.saved", entries=self.saved)
        for word in ("proven", "unfinished", "unreadable", "contradicting", "spoilt_bytes"):
            count = getattr(self, word)
            if count:
                yield texts(f"salvage.{word}", count=count)
        yield from (texts("salvage.moved", folder=path) for path in self.moved_to)

"""What is found when a log is verified, told to people and to programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.catalogue import Catalogue
from ledger.entry import Place
from ledger.evidence import Gap
from ledger.telling import gap_json, gap_words
from ledger.watermarks import Told

WELL, DAMAGED, CANNOT, REMARKS = 0, 1, 2, 3
"""How the program exits."""


class Bad(NamedTuple):
    """An entry that cannot be read, and why: the `number`-th of the log, or evidence where that is 0."""

    number: int
    place: Place
    error: str


@dataclass(frozen=True)
class Findings:
    """Everything that was found."""

    entries: int
    feeds: int
    unfinished_bytes: int = 0
    spoilt_bytes: int = 0
    evidence: int = 0
    bad: tuple[Bad, ...] = ()
    missing: tuple[Gap, ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a script is told."""
        if self.bad or any(each.standing.is_loss for each in self.told):
            return DAMAGED
        odd = any(each.standing.is_odd for each in self.told)
        return REMARKS if odd or self.unfinished_bytes or self.spoilt_bytes or self.missing else WELL

    def as_json(self) -> dict[str, Any]:
        """Give all of it for programs."""
        return {
            "well": self.exit_code == WELL,
            "damaged": None,
            "entries": self.entries,
            "feeds": self.feeds,
            "unfinished_bytes": self.unfinished_bytes,
            "spoilt_bytes": self.spoilt_bytes,
            "evidence": self.evidence,
            "bad": [{"number": n or None, "entry": str(place), "error": error} for n, place, error in self.bad],
            "missing": [gap_json(gap) for gap in self.missing],
            "watermarks": [
                {"kind": each.kind, "what": each.what, "is": each.standing.value, "behind": each.behind}
                for each in self.told
            ],
        }

    def in_words(self, texts: Catalogue) -> Iterable[str]:
        """Give all of it for people, a sentence a line."""
        if self.bad:
            for number, place, error in self.bad:
                key = "verify.bad_entry" if number else "verify.bad_evidence"
                yield texts(key, number=number, place=place, error=error)
        else:
            yield texts("verify.whole", entries=self.entries, feeds=self.feeds)
        if self.evidence:
            yield texts("verify.evidence", entries=self.evidence)
        if self.unfinished_bytes:
            yield texts("verify.unfinished", bytes=self.unfinished_bytes)
        if self.spoilt_bytes:
            yield texts("verify.spoilt", bytes=self.spoilt_bytes)
        yield from (gap_words(gap, texts) for gap in self.missing)
        for each in self.told:  # of the many heads that a box has signed only those are told that are not here
            if each.kind == "heads" and not each.standing.is_odd:
                continue
            yield texts(f"watermark.{each.kind}_{each.standing}", what=each.what, behind=each.behind, ahead=each.ahead)
        if any(each.standing.is_loss for each in self.told):
            yield texts("watermark.what_to_do")

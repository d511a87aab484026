"""What is to be told of a log: by itself, and when others are asked who may have seen more of it.

A log that lost its last entries cannot know that. Whoever saw them can tell: a receipt, or a mirror.
"""

from pathlib import Path

from ledger.catalogue import Catalogue
from ledger.codes import CodeReader
from ledger.entry import Place
from ledger.errors import BadEntry
from ledger.evidence import Evidence, Gap, gaps
from ledger.log import Log
from ledger.run import Run
from ledger.salvage import LOG, frames_in

DAMAGED, REMARKS = 1, 3


class Findings:
    """Gathers what is found; `exit_code` is 0 when there is nothing to tell."""

    def __init__(self, log: Log, evidence: Evidence | None) -> None:
        self._log = log
        self._evidence = evidence
        self._missing = missing_of(log, evidence)
        self._receipts: list[tuple[str, str]] = []
        self._ahead: int | None = None
        self._reader = CodeReader()

    @property
    def exit_code(self) -> int:
        """What a script is told."""
        lost = any(word != "here" for _, word in self._receipts) or (self._ahead or 0) > 0
        if lost:
            return DAMAGED
        remarks = self._log.dropped_bytes or self._log.journal.spoilt_bytes or self._missing
        return REMARKS if remarks else 0

    def ask_receipt(self, code: str) -> None:
        """Ask a receipt; one in several codes is asked when the last of them has come."""
        try:
            signed = self._reader.take(code)
        except BadEntry as error:
            self._receipts.append((str(error), "bad"))
            return
        if signed is None:
            return
        entry = signed.entry
        here = self._log.entry(entry.feed, entry.seq)
        known = bool(here and here.hash == entry.hash) or bool(self._evidence and entry.hash in self._evidence)
        self._receipts.append((str(entry.place), "here" if known else "lost"))

    def ask_mirror(self, folder: Path) -> None:
        """Ask a mirror of this log: how many entries does it know more than are here?"""
        inner = folder / LOG
        theirs = {
            Place(run.feed, seq)
            for frame in frames_in(inner if inner.is_dir() else folder)
            for run in map(Run.from_record, frame.records)
            for seq in range(run.first, run.first + len(run))
        }
        mine = {Place(feed, seq) for feed, head in self._log.heads().items() for seq in range(1, head.seq + 1)}
        self._ahead = len(theirs - mine) or -len(mine - theirs)

    def as_json(self) -> dict[str, object]:
        """Give all of it for programs."""
        return {
            "entries": len(self._log),
            "feeds": len(self._log.heads()),
            "unfinished_bytes": self._log.dropped_bytes,
            "spoilt_bytes": self._log.journal.spoilt_bytes,
            "evidence": len(self._evidence) if self._evidence else 0,
            "missing": [{"feed": gap.feed.hex(), "first": gap.first, "last": gap.last} for gap in self._missing],
            "receipts": [{"receipt": what, "is": word} for what, word in self._receipts],
            "mirror_ahead": self._ahead,
            "well": self.exit_code == 0,
        }

    def in_words(self, texts: Catalogue) -> list[str]:
        """Give all of it for people, a sentence a line."""
        lines = [texts("verify.whole", entries=len(self._log), feeds=len(self._log.heads()))]
        if self._log.dropped_bytes:
            lines.append(texts("verify.unfinished", bytes=self._log.dropped_bytes))
        if self._log.journal.spoilt_bytes:
            lines.append(texts("verify.spoilt", bytes=self._log.journal.spoilt_bytes))
        if self._evidence:
            lines.append(texts("verify.evidence", entries=len(self._evidence)))
        lines += [texts("verify.missing", feed=gap.feed.hex(), first=gap.first, last=gap.last) for gap in self._missing]
        lines += [texts(f"verify.receipt_{word}", place=what, error=what) for what, word in self._receipts]
        if self._ahead is not None:
            word = "ahead" if self._ahead > 0 else "behind" if self._ahead < 0 else "same"
            lines.append(texts(f"verify.mirror_{word}", entries=abs(self._ahead)))
        return lines


def missing_of(log: Log, evidence: Evidence | None) -> list[Gap]:
    """Give the entries of which something later is known, in log or evidence, and which are in neither."""
    found: list[Gap] = []
    for feed in sorted(evidence.feeds()) if evidence else []:
        assert evidence is not None  # noqa: S101 - narrows
        numbers = {entry.seq for entry in evidence.of_feed(feed)}
        end = log.head(feed).seq
        found += gaps(feed, {*numbers, *range(1, end + 1)}, max([*numbers, end]))
    return found

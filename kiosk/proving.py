"""A receipt that is shown at the desk: is it true, and does the log still have what it proves?

A log that lost its end, or an old card that was put back, cannot notice that by itself. A receipt can: it carries the
entry, signed by this box. What the log has no more is kept as evidence at once, and this box goes on as a new feed.
"""

import enum
from dataclasses import dataclass
from functools import partial

from ledger.codes import CodeReader, SignedEntry
from ledger.entry import Entry
from ledger.errors import BadSignature
from ledger.evidence import Evidence, Kept
from ledger.facts import Cause
from ledger.scanned import take_line
from ledger.writer import Writer


class Verdict(enum.Enum):
    """What is known of a receipt."""

    TRUE = "true"
    """The entry is here, as the receipt has it."""
    RESTORED = "restored"
    """This box wrote it and had lost it; now it is kept again."""
    FORKED = "forked"
    """This box wrote it, and something else under the same number: both are kept."""
    OTHER_BOX = "other_box"
    """Another box may have written it; only the office can tell."""


@dataclass(frozen=True)
class Proved:
    """A receipt and what is known of it."""

    verdict: Verdict
    entry: Entry


class Proving:
    """Reads receipts for one desk; the parts of one in several codes may come in any order."""

    def __init__(self, writer: Writer, evidence: Evidence, devices: frozenset[bytes]) -> None:
        self._writer = writer
        self._evidence = evidence
        self._devices = devices
        self._reader = CodeReader()

    def check(self, code: str) -> Proved | None:
        """Say what is known of a receipt, and keep what was lost; None while other codes of it are missing.

        Waits for the medium. Raises `BadEntry` for what is no receipt's code, `LogStopped`.
        """
        signed = take_line(self._reader, code)
        if signed is None:
            return None
        entry = signed.entry
        here = self._here(entry)
        if here and here.hash == entry.hash:
            return Proved(Verdict.TRUE, here)
        if not self._is_ours(signed):
            return Proved(Verdict.OTHER_BOX, entry)
        self._writer.run(partial(self._restore, signed, Cause.FORKED if here else Cause.BEHIND)).result()
        return Proved(Verdict.FORKED if here else Verdict.RESTORED, entry)

    @property
    def missing(self) -> int:
        """How many codes of receipts that were begun are still missing."""
        return sum(len(numbers) for numbers in self._reader.missing)

    def _here(self, entry: Entry) -> Entry | None:
        known = self._evidence.at(entry.place)
        same = [each for each in known if each.hash == entry.hash]
        return next(iter([*same, *filter(None, [self._writer.feed.log.entry(entry.feed, entry.seq)]), *known]), None)

    def _is_ours(self, signed: SignedEntry) -> bool:
        for device in self._devices:
            try:
                signed.check(device)
            except BadSignature:
                continue
            return True
        return False

    def _restore(self, signed: SignedEntry, cause: Cause) -> None:
        feed = self._writer.feed
        self._evidence.add([Kept.of_receipt(signed, feed.now_ms)])
        if signed.entry.feed == feed.id:
            feed.begin(cause, feed.as_parent())

"""Verifying a log: frames, chains, the form and content of every entry, and what others saw of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ledger.entry import MAX_PAYLOAD_BYTES, Content, Entry, check_canonical, seal_digest
from ledger.errors import BadEntry
from ledger.evidence import Evidence
from ledger.findings import Bad, Findings
from ledger.kin import Kin
from ledger.missing import missing, parents, places_before
from ledger.reading import Reading, Watch, nobody
from ledger.run import Run
from ledger.watermarks import Watermarks

MOST_BAD = 20
_decode = msgspec.msgpack.Decoder(Content).decode
_encode = msgspec.msgpack.Encoder().encode


def verify(log: Path, evidence: Evidence | None, marks: Watermarks, watch: Watch = nobody) -> Findings:
    """Read all of a log and say what is found; raises `LogDamaged` where it cannot be read to its end.

    Of the entries that are bad the first `MOST_BAD` are named.
    """
    beside = list(evidence.entries()) if evidence else []
    reading = Reading(log, watch, marks.numbers | {place.seq for place in places_before(beside)})
    bad: list[Bad] = []
    for number, run in reading.runs():
        if not _is_plain(run):
            bad += _bad_in(run.entries(), number)
    for kept in evidence.kept() if evidence else ():
        if not _is_plain(kept.run):
            bad += _bad_in(kept.run.entries())
    kin = Kin.of(reading.openings, beside)
    seen = [*marks.places(kin), *parents(kin.openings.values())]
    return Findings(
        reading.size, len(reading.heads), reading.unfinished_bytes, reading.spoilt_bytes, len(beside),
        tuple(bad[:MOST_BAD]), missing(reading.heads, reading.noted, beside, seen), marks.ask(reading, evidence, kin),
    )  # fmt: skip


def _is_plain(run: Run) -> bool:
    """Tell at little cost that all is well, as it nearly always is: what is read and written again is the same."""
    for payload, sealed in zip(run.payloads, run.each_sealed(), strict=True):
        try:
            content = _decode(payload)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return False
        digest = getattr(content.fact, "sealed", b"")
        if (digest or sealed) and (not sealed or digest != seal_digest(sealed)):
            return False
        if len(payload) + len(sealed) > MAX_PAYLOAD_BYTES or _encode(content) != payload:
            return False
    return True


def _bad_in(entries: Iterable[Entry], number: int = 0) -> Iterator[Bad]:
    """Give the entries that are bad; those of a log have numbers and must be whole."""
    for count, entry in enumerate(entries):
        try:
            check_canonical(entry.payload)
            entry.check(whole=bool(number))
        except BadEntry as error:
            yield Bad(number + count if number else 0, entry.place, str(error))

"""Sources from which a log that lost entries is refilled: a mirror, a bundle, a file of the hub, or receipts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger.bundle import MAGIC as BUNDLE_MAGIC
from ledger.bundle import read_bundle
from ledger.chunks import read_chunk
from ledger.codes import CodeReader
from ledger.errors import BadEntry, BundleRefused, ChunkRefused
from ledger.evidence import Kept, Proof, Source
from ledger.evidence_file import MAGIC as EVIDENCE_MAGIC
from ledger.evidence_file import read_evidence
from ledger.kin import opening_of
from ledger.scanned import take_line
from ledger.wreck import Wreck, logs_in, record_reader


@dataclass
class Offer:
    """What a source holds. `doubtful` is good only where something proves it (`ledger.wreck`).

    `is_medium` tells that it is a copy of the log on a medium of our own. `unreadable` names what could not be read, by
    where it stands: never by what it says. `partial` has the numbers of the codes that a receipt lacks.
    """

    name: str
    kept: list[Kept] = field(default_factory=list)
    doubtful: list[Kept] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    is_medium: bool = False

    def owners(self) -> Iterator[tuple[bytes, bytes]]:
        """Give the feeds whose beginning it holds, each with the device that writes it."""
        for kept in self.kept:
            opened = opening_of(next(kept.run.entries())) if kept.run.first == 1 else None
            if opened:
                yield kept.run.feed, opened.device


def read_source(path: Path, now_ms: int) -> Offer:
    """Read a source, whatever it is; raises `OSError`.

    It may be a folder with a copy of a log in it or below it, a bundle, a file of evidence, or a text with the codes of
    receipts, one a line.
    """
    if path.is_dir():
        return _mirror(path, now_ms)
    data = path.read_bytes()
    try:
        if data.startswith(EVIDENCE_MAGIC):
            return Offer(path.name, [kept for kept in read_evidence(data) if _is_legible(kept)])
        if data.startswith(BUNDLE_MAGIC):
            return Offer(path.name, list(_of_bundle(data, now_ms)))
    except (BadEntry, BundleRefused, ChunkRefused):
        return Offer(path.name, unreadable=[path.name])
    return _receipts(path.name, data.decode(errors="replace").splitlines(), now_ms)


def _mirror(folder: Path, now_ms: int) -> Offer:
    offer = Offer(folder.name, is_medium=True)
    for log in logs_in(folder):
        wreck = Wreck(log, record_reader(Source.MIRROR, now_ms))
        offer.kept += wreck.kept
        offer.doubtful += wreck.doubtful
        offer.unreadable += [f"{log.name}: {wreck.unreadable}"] if wreck.unreadable else []
    if not offer.kept:
        offer.unreadable.append(folder.name)
    return offer


def _of_bundle(data: bytes, now_ms: int) -> Iterator[Kept]:
    for chunk in map(read_chunk, read_bundle(data)):
        kept = Kept(chunk.run, Source.MIRROR, Proof.HEAD, chunk.signature, now_ms)
        if _is_legible(kept):
            yield kept


def _receipts(name: str, lines: Sequence[str], now_ms: int) -> Offer:
    offer, reader = Offer(name), CodeReader()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            signed = take_line(reader, line)
        except BadEntry:
            offer.unreadable.append(f"{name}:{number}")
        else:
            offer.kept += [Kept.of_receipt(signed, now_ms)] if signed else []
    if not offer.kept and not reader.missing:
        offer.unreadable = [name]  # no text with receipts at all
    offer.partial = [f"{name}: {', '.join(map(str, numbers))}" for numbers in reader.missing]
    return offer


def _is_legible(kept: Kept) -> bool:
    kept.run.checked(whole=False)
    return bool(len(kept.run)) and kept.run.first > 0

"""What a box left on a stick, read without it: its entries, with what proves them, also where the stick has rotted."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.data_folder import EVIDENCE, HEADS, LOG
from ledger.entry import Entry, Place
from ledger.errors import BadEntry, BadSignature
from ledger.evidence import Kept, Proof, Source
from ledger.run import Run, runs_of
from ledger.vouching import EVERY, read_heads
from ledger.wire import SignedHead, check_head
from ledger.wreck import Wreck, proven, record_reader


@dataclass(frozen=True)
class Left:
    """What a box left: its entries as evidence, and the places that it signed for, whether they are there or not."""

    kept: tuple[Kept, ...]
    seen: frozenset[Place]


def read_mirror(
    folder: Path, devices: Collection[bytes], now_ms: int, known: Callable[[Entry], bool] = lambda _: False
) -> Left:
    """Give what a mirror holds and is not `known`, with the signed heads of `devices` as proof where they reach."""
    heads = _heads(folder / HEADS, devices)
    log, evidence = (Wreck(folder / name, record_reader(Source.MIRROR, now_ms)) for name in (LOG, EVIDENCE))
    named = {head.hash for head in heads.values()} | {kept.run.prev for kept in log.kept}
    found: defaultdict[bytes, dict[bytes, Entry]] = defaultdict(dict)
    for kept in [*log.kept, *proven(log.doubtful, named)]:
        found[kept.run.feed] |= {entry.hash: entry for entry in kept.run.entries() if not known(entry)}
    of_log = [kept for entries in found.values() for kept in _proved(entries.values(), heads, now_ms)]
    beside = [kept for kept in evidence.kept if not all(map(known, kept.run.entries()))]
    return Left((*of_log, *beside), frozenset(heads))


def _proved(entries: Iterable[Entry], heads: Mapping[Place, SignedHead], now_ms: int) -> Iterator[Kept]:
    """Cut entries where a signed head vouches for what is before it; what follows the last one stands for itself."""
    for run in runs_of(sorted(entries, key=lambda each: (each.seq, each.hash))):
        waiting: list[Entry] = []
        for entry in run.entries():
            waiting.append(entry)
            head = heads.get(entry.place)
            if head and head.hash == entry.hash:
                yield Kept(Run.of(waiting), Source.MIRROR, Proof.HEAD, head.signature, now_ms)
                waiting = []
            elif len(waiting) == EVERY:
                yield Kept(Run.of(waiting), Source.MIRROR, at=now_ms)
                waiting = []
        if waiting:
            yield Kept(Run.of(waiting), Source.MIRROR, at=now_ms)


def _heads(path: Path, devices: Collection[bytes]) -> dict[Place, SignedHead]:
    try:
        heads = read_heads(path.read_bytes())
    except (OSError, BadEntry):  # not there, or spoilt: what the mirror holds then stands for itself
        return {}
    return {Place(head.feed, head.seq): head for head in heads if any(_is_by(each, head) for each in devices)}


def _is_by(device: bytes, head: SignedHead) -> bool:
    try:
        check_head(device, head)
    except BadSignature:
        return False
    return True

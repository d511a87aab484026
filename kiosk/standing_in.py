"""Another box takes over: a fresh one continues a visit from the mirror on the stick of the one that died.

The visit's pack holds a key made for this, certified by the hub for this one visit. What the dead box wrote is taken as
evidence; what this box writes is a feed of its own. Who knows the phrase and has the stick needs nothing else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import NoStandIn, WrongPhrase
from kiosk.identity import Identity
from kiosk.sticks import Mirrored
from ledger.certificates import read_certificate
from ledger.entry import Entry
from ledger.errors import BadEntry, BadSignature, CannotUnseal
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.facts import FeedOpened, Parent
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.mirror_copy import LOG
from ledger.run import Run, runs_of
from ledger.sealing import VisitKey
from ledger.vouching import read_heads
from ledger.wire import SignedHead, check_head


@dataclass(frozen=True)
class StandingIn:
    """What makes a fresh box the stand-in: who it is, its signing key, and the visit's key with the way it came by."""

    identity: Identity
    device: SigningKey
    key: VisitKey
    way: str


def open_mirrored(mirrored: Mirrored, secret: str) -> StandingIn:
    """Unlock a mirrored visit, and check that the hub has certified a stand-in for it.

    Raises `WrongPhrase`, or `NoStandIn` where the pack holds none, or one that is not in order.
    """
    pack = mirrored.packs[-1]
    header = pack.header
    try:
        key, way = pack.key_for(secret)
        stand_in = pack.open(key).stand_in
    except CannotUnseal as error:
        raise WrongPhrase(str(error)) from error
    if stand_in is None:
        raise NoStandIn("the pack of this visit allows no stand-in")
    device = SigningKey(stand_in.seed)
    try:
        certificate = read_certificate(stand_in.certificate, header.hub)
    except (BadEntry, BadSignature) as error:
        raise NoStandIn(f"the stand-in of this pack is not certified: {error}") from error
    if (certificate.device, certificate.visit, certificate.stands_in_for) != (
        device.public,
        header.visit,
        header.device,
    ):
        raise NoStandIn("the stand-in of this pack is for something else")
    identity = Identity(certificate.name, stand_in.certificate, header.hub, "", "", header.device)
    return StandingIn(identity, device, key, way)


def evidence_of_mirror(folder: Path, devices: Collection[bytes], now_ms: int) -> list[Kept]:
    """Give what a mirror holds, with the signed heads of `devices` as proof where they reach.

    Raises `LogDamaged` for a mirror that is rotten in its middle, `NoLog` where there is none.
    """
    log = Log(folder / LOG, read_only=True)
    try:
        heads = _heads(folder / "heads", devices)
        return [kept for feed in log.heads() for kept in _proved(list(log.entries(feed)), heads, now_ms)]
    finally:
        log.close()


def end_of_feed(evidence: Evidence, device: bytes) -> Parent | None:
    """Give the end of the feed that a device wrote last, as far as the evidence tells."""
    opened = [e for e in evidence.entries() if isinstance(e.fact, FeedOpened) and e.fact.device == device]
    if not opened:
        return None
    last = evidence.of_feed(max(opened, key=lambda each: (each.at, each.feed)).feed)[-1]
    return Parent(last.feed, last.seq, last.hash)


def _proved(entries: list[Entry], heads: dict[tuple[bytes, int], SignedHead], now_ms: int) -> list[Kept]:
    """Cut entries where a signed head vouches for what is before it; what follows the last one stands for itself."""
    kept: list[Kept] = []
    run: list[Entry] = []
    for entry in entries:
        run.append(entry)
        head = heads.get((entry.feed, entry.seq))
        if head and head.hash == entry.hash:
            kept.append(Kept(Run.of(run), Source.MIRROR, Proof.HEAD, head.signature, now_ms))
            run = []
    kept += [Kept(each, Source.MIRROR, at=now_ms) for each in runs_of(run)]
    return kept


def _heads(path: Path, devices: Collection[bytes]) -> dict[tuple[bytes, int], SignedHead]:
    try:
        heads = read_heads(path.read_bytes())
    except (FileNotFoundError, BadEntry):
        return {}
    return {(head.feed, head.seq): head for head in heads if any(_is_by(each, head) for each in devices)}


def _is_by(device: bytes, head: SignedHead) -> bool:
    try:
        check_head(device, head)
    except BadSignature:
        return False
    return True

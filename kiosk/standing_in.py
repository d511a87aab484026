"""Another box takes over: a fresh one continues a visit from the mirror on the stick of the one that died.

The visit's pack holds a key made for this, certified by the hub for this one visit. What the dead box wrote is taken as
evidence; what this box writes is a feed of its own. Who knows the phrase and has the stick needs nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.errors import NoStandIn, WrongPhrase
from kiosk.identity import Identity
from kiosk.sticks import Mirrored
from ledger.certificates import read_certificate
from ledger.entry import Place
from ledger.errors import BadEntry, BadSignature, CannotUnseal
from ledger.evidence import Evidence
from ledger.facts import Parent
from ledger.keys import SigningKey
from ledger.kin import opening_of
from ledger.missing import missing
from ledger.sealing import VisitKey


@dataclass(frozen=True)
class StandingIn:
    """What makes a fresh box the stand-in: who it is, its signing key, and the visit's key with the way it came by."""

    identity: Identity
    device: SigningKey
    key: VisitKey
    way: str


@dataclass(frozen=True)
class TakenOver:
    """Who this box is now, and how many entries of the dead one are missing although something here knows of them."""

    identity: Identity
    missing: int


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


def end_of_feed(evidence: Evidence, device: bytes) -> Parent | None:
    """Give the end of the feed that a device wrote last, as far as the evidence tells."""
    begun = {
        entry.feed: (entry.at, opened)
        for entry in evidence.entries()
        if (opened := opening_of(entry)) and opened.device == device
    }
    continued = {opened.parent.feed for _, opened in begun.values() if opened.parent}
    last = max(begun.keys() - continued or begun, key=lambda feed: (begun[feed][0], feed), default=None)
    if last is None:
        return None
    end = evidence.of_feed(last)[-1]
    return Parent(last, end.seq, end.hash)


def count_missing(evidence: Evidence, seen: Iterable[Place]) -> int:
    """Count the entries that the other boxes must have written and that are not among the evidence."""
    gaps = missing({}, {}, evidence.entries(), seen)
    return sum(gap.last - gap.first + 1 for gap in gaps)

"""A pack: who is owed what at one visit, signed by the hub and sealed under the visit key.

The file is `b"PSPACK1\\n"` and a msgpack array of header, the hub's signature over the header, and the sealed content.
The header is open: for whom it is, and how the visit key can be unlocked. The content is zlib-packed msgpack.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from ledger.aid import Allotment, Officer, Person, Programme
from ledger.device_key import digest_of
from ledger.errors import BadEntry, BadSignature, PackRefused
from ledger.keys import SigningKey, check_signature
from ledger.outside import read_value
from ledger.sealing import VisitKey
from ledger.secrets import Wrap, unwrap

MAGIC = b"PSPACK1\n"
MAX_PACK_BYTES = 16 * 1024 * 1024
NIK_DIGEST_BYTES = 8


class Letterhead(msgspec.Struct, frozen=True, array_like=True):
    """Who we are, on screens and paper."""

    lines: tuple[str, ...]
    kecamatan: str
    timezone: str


class Elsewhere(msgspec.Struct, frozen=True, array_like=True):
    """Someone who is known but not served at this visit: by a digest of the NIK, with the reason.

    `reason` is a `ledger.facts.Refusal`: another village, deceased, inactive, or already served at another visit.
    `village` is the name of the village where the person belongs or, if already served, was served; then `when_ms`
    (milliseconds UTC) and `by` (the officer's name) say when and by whom.
    """

    nik_digest: bytes
    reason: int
    village: str = ""
    when_ms: int = 0
    by: str = ""


class Invitation(msgspec.Struct, frozen=True, array_like=True):
    """The code on a person's invitation."""

    code: str
    person: bytes


class StandIn(msgspec.Struct, frozen=True, array_like=True):
    """What lets another box take this kiosk's place at this one visit: the seed of a key, and the hub's certificate."""

    seed: bytes
    certificate: bytes


class Pack(msgspec.Struct, frozen=True, array_like=True):
    """Everything a kiosk needs for one visit. Dates are `YYYY-MM-DD`, times milliseconds UTC.

    `box_key` opens the kiosk's own signing key (`ledger.device_key`).
    """

    id: bytes
    visit: bytes
    series: str
    village: str
    village_name: str
    date: str
    place: str
    letterhead: Letterhead
    programmes: tuple[Programme, ...]
    officers: tuple[Officer, ...]
    people: tuple[Person, ...]
    allotments: tuple[Allotment, ...]
    invitations: tuple[Invitation, ...]
    elsewhere: tuple[Elsewhere, ...]
    made_at: int
    box_key: bytes = b""
    stand_in: StandIn | None = None


class PackHeader(msgspec.Struct, frozen=True, array_like=True):
    """The open part of a pack: enough to choose the visit, and to give out numbers while it is locked."""

    pack: bytes
    visit: bytes
    series: str
    village_name: str
    date: str
    device: bytes
    hub: bytes
    made_at: int
    wraps: tuple[Wrap, ...]
    content_digest: bytes
    box_digest: bytes = b""


@dataclass(frozen=True)
class SealedPack:
    """A pack whose origin has been checked and whose content is still sealed."""

    header: PackHeader
    sealed: bytes

    def unlock(self, secret: str) -> tuple[Pack, VisitKey]:
        """Open with a phrase, card or recovery code; raises `CannotUnseal` for a wrong one."""
        key, _way = self.key_for(secret)
        return self.open(key), key

    def key_for(self, secret: str) -> tuple[VisitKey, str]:
        """Find the visit key under a phrase, card or recovery code; gives it and which of these it was.

        Raises `CannotUnseal` for a wrong one.
        """
        return unwrap(self.header.wraps, secret)

    def open(self, key: VisitKey) -> Pack:
        """Open with the visit key itself."""
        packed = key.unseal("pack", self.sealed)
        try:
            unpacker = zlib.decompressobj()
            plain = unpacker.decompress(packed, MAX_PACK_BYTES)
            return read_value(Pack, plain)
        except (zlib.error, BadEntry) as error:
            raise PackRefused("damaged", f"the content of the pack cannot be read: {error}") from error


def seal_pack(pack: Pack, device: bytes, key: VisitKey, wraps: Sequence[Wrap], hub: SigningKey) -> bytes:
    """Make the file of a pack for one device."""
    sealed = key.seal("pack", zlib.compress(msgspec.msgpack.encode(pack)))
    header = PackHeader(
        pack=pack.id,
        visit=pack.visit,
        series=pack.series,
        village_name=pack.village_name,
        date=pack.date,
        device=device,
        hub=hub.public,
        made_at=pack.made_at,
        wraps=tuple(wraps),
        content_digest=hashlib.sha256(sealed).digest(),
        box_digest=digest_of(pack.box_key) if pack.box_key else b"",
    )
    told = msgspec.msgpack.encode(header)
    return MAGIC + msgspec.msgpack.encode((told, hub.sign("pack", told), sealed))


def check_pack(data: bytes, hub: bytes, device: bytes | None) -> SealedPack:
    """Read the file of a pack for `device` by the hub with public key `hub`; with None for any kiosk.

    Raises `PackRefused` with reason `damaged`, `stranger` (not by our hub) or `other_kiosk`.
    """
    if not data.startswith(MAGIC) or len(data) > MAX_PACK_BYTES:
        raise PackRefused("damaged", "this is not a pack, or a piece of one")
    try:
        told, signature, sealed = read_value(tuple[bytes, bytes, bytes], data[len(MAGIC) :])
        header = read_value(PackHeader, told)
    except BadEntry as error:
        raise PackRefused("damaged", f"the pack cannot be read: {error}") from error
    try:
        check_signature(hub, "pack", told, signature)
    except BadSignature as error:
        raise PackRefused("stranger", "the pack is not by our hub") from error
    if hashlib.sha256(sealed).digest() != header.content_digest:
        raise PackRefused("damaged", "the content of the pack was changed")
    if device is not None and header.device != device:
        raise PackRefused("other_kiosk", "the pack is for another kiosk")
    return SealedPack(header, sealed)


def peek_header(data: bytes) -> PackHeader:
    """Read the open part of a pack whose hub is not known yet; nothing is checked. Raises `PackRefused` (`damaged`)."""
    if not data.startswith(MAGIC) or len(data) > MAX_PACK_BYTES:
        raise PackRefused("damaged", "this is not a pack, or a piece of one")
    try:
        told, _, _ = read_value(tuple[bytes, bytes, bytes], data[len(MAGIC) :])
        return read_value(PackHeader, told)
    except BadEntry as error:
        raise PackRefused("damaged", f"the pack cannot be read: {error}") from error


def nik_digest(nik: str) -> bytes:
    """Give the digest by which a NIK is known in `Elsewhere`."""
    return hashlib.sha256(b"sotarsa nik\0" + nik.encode()).digest()[:NIK_DIGEST_BYTES]

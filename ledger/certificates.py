"""A certificate is the hub's word that a device is ours."""

import msgspec

from ledger.errors import BadSignature
from ledger.keys import SigningKey, check_signature
from ledger.outside import Millis, read_value

YEARS_VALID = 3


class Certificate(msgspec.Struct, frozen=True, array_like=True):
    """What the hub says of a device; times are milliseconds UTC.

    The certificate of a stand-in names the only `visit` that it may write of, and the device whose place it takes.
    """

    device: bytes
    name: str
    hub: bytes
    issued_at: Millis
    expires_at: Millis
    visit: bytes = b""
    stands_in_for: bytes = b""


def certify(
    hub: SigningKey, device: bytes, name: str, now_ms: int, *, visit: bytes = b"", stands_in_for: bytes = b""
) -> bytes:
    """Make and sign a certificate for a device's public key, or for a stand-in at one visit."""
    expires_at = now_ms + YEARS_VALID * 365 * 86_400_000
    certificate = Certificate(device, name, hub.public, now_ms, expires_at, visit, stands_in_for)
    told = msgspec.msgpack.encode(certificate)
    return hub.sign("certificate", told) + told


def read_certificate(signed: bytes, hub: bytes) -> Certificate:
    """Read a certificate; raises `BadSignature` unless the hub with public key `hub` signed it.

    `expires_at` is for the caller to judge, who has a clock.
    """
    check_signature(hub, "certificate", signed[64:], signed[:64])
    certificate = read_value(Certificate, signed[64:])
    if certificate.hub != hub:
        raise BadSignature("a certificate of another hub")
    return certificate

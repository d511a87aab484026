import msgspec
import pytest

from ledger.certificates import Certificate, certify, read_certificate
from ledger.errors import BadEntry, BadSignature
from ledger.keys import SigningKey
from tests.ledger.boxes import HUB, NOW_MS

DEVICE = b"d" * 32


def test_a_certificate_says_whose_and_until_when() -> None:
    found = read_certificate(certify(HUB, DEVICE, "Kiosk 1", NOW_MS), HUB.public)
    assert found == Certificate(DEVICE, "Kiosk 1", HUB.public, NOW_MS, NOW_MS + 3 * 365 * 86_400_000)


def test_another_hub_vouches_for_nobody_here() -> None:
    other = SigningKey(b"o" * 32)
    with pytest.raises(BadSignature):
        read_certificate(certify(other, DEVICE, "Kiosk 1", NOW_MS), HUB.public)
    told = msgspec.msgpack.encode(Certificate(DEVICE, "Kiosk 1", other.public, 0, 1))
    with pytest.raises(BadSignature, match="another hub"):
        read_certificate(HUB.sign("certificate", told) + told, HUB.public)


def test_no_byte_of_it_can_be_changed() -> None:
    signed = certify(HUB, DEVICE, "Kiosk 1", NOW_MS)
    for at in range(len(signed)):
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        with pytest.raises(BadSignature):
            read_certificate(changed, HUB.public)


def test_what_the_hub_signed_must_be_a_certificate() -> None:
    with pytest.raises(BadEntry, match="not a Certificate"):
        read_certificate(HUB.sign("certificate", b"\x90") + b"\x90", HUB.public)

"""The keys with which another box may take a kiosk's place at one visit: they follow from the visit's own key."""

import hmac
from collections.abc import Iterator
from functools import lru_cache

from hub.plans import Plans
from ledger.keys import SigningKey


def stand_in_key(visit_key: bytes, device: bytes) -> SigningKey:
    """Give the key of the stand-in for a kiosk: always the same for visit and kiosk."""
    return SigningKey(hmac.digest(visit_key, b"sotarsa stand-in\0" + device, "sha256"))


def stand_ins(plans: Plans) -> Iterator[tuple[bytes, bytes]]:
    """Give the public key of every stand-in for which a pack was made, with the kiosk whose place it may take."""
    for plan in plans.visits():
        for pack in plans.packs(plan.visit):
            yield _public(plans.secrets(plan.visit).key, pack.device), pack.device


# It is asked for at every piece of evidence, and costs as much as to check one.
@lru_cache(maxsize=4096)
def _public(visit_key: bytes, device: bytes) -> bytes:
    return stand_in_key(visit_key, device).public

import os
from collections.abc import Callable

import pytest

from hub.enrolling import MOST_WRONG
from hub.errors import DeviceIsRevoked, NonceUnknown, NoSuchOffer, OffersVoid
from hub.nonces import MOST, VALID_S, Nonces
from hub.system import System
from ledger.certificates import read_certificate
from ledger.errors import BadSignature
from ledger.wire import Enrol, PacksAsked, asking_proof, check_enrolment, enrolment_proof
from tests.hub.office import Box, Time

MakeBox = Callable[..., Box]


def test_a_kiosk_that_knows_the_code_is_ours(system: System, box: MakeBox) -> None:
    kiosk = box().enrol()
    (device,) = system.devices.everyone()
    fact = kiosk.log.entry(kiosk.feed.id, 1).fact  # type: ignore[union-attr]
    assert (device.device, device.name) == (kiosk.device, "Kiosk 1")
    assert read_certificate(fact.certificate, system.key.public).device == kiosk.device  # type: ignore[union-attr]


def test_a_code_works_once_and_for_a_while(system: System, box: MakeBox, time: Time) -> None:
    used, old = system.enrolling.offer(), system.enrolling.offer()
    box("Kiosk 1").enrol(used.code)
    with pytest.raises(NoSuchOffer):
        box("Kiosk 2").enrol(used.code)
    time.ms = old.expires_at
    with pytest.raises(NoSuchOffer):
        box("Kiosk 3").enrol(old.code)


def test_a_kiosk_that_lost_the_answer_gets_it_again(system: System, box: MakeBox) -> None:
    offer = system.enrolling.offer()
    kiosk = box().enrol(offer.code)
    written = len(system.log)
    kiosk.enrol(offer.code)
    assert len(system.log) == written
    assert len(system.devices.everyone()) == 1


def test_guessing_makes_every_open_offer_void(system: System, box: MakeBox) -> None:
    offer = system.enrolling.offer()
    kiosk = box()
    for _ in range(MOST_WRONG - 1):
        with pytest.raises(NoSuchOffer):
            kiosk.enrol("AAAABBBBCCCC")
    with pytest.raises(OffersVoid):
        kiosk.enrol("AAAABBBBCCCC")
    with pytest.raises(NoSuchOffer):
        kiosk.enrol(offer.code)
    box("Kiosk 2").enrol(system.enrolling.offer().code)


def test_slow_mistakes_make_nothing_void(system: System, box: MakeBox, time: Time) -> None:
    kiosk = box()
    for _ in range(MOST_WRONG + 5):
        time.ms += 10 * 60_000
        with pytest.raises(NoSuchOffer):
            kiosk.enrol("AAAABBBBCCCC")


def test_a_proof_fits_no_other_device(system: System, box: MakeBox) -> None:
    code, kiosk, nonce = system.enrolling.offer().code, box(), os.urandom(32)
    proof = enrolment_proof(code, "kiosk", kiosk.device, b"Kiosk 1", nonce)
    with pytest.raises(NoSuchOffer):
        system.enrolling.enrol(Enrol(os.urandom(32), "Kiosk 1", nonce, proof))
    system.enrolling.enrol(Enrol(kiosk.device, "Kiosk 1", nonce, proof))


def test_our_proof_covers_our_name(system: System, box: MakeBox) -> None:
    code, kiosk, nonce = system.enrolling.offer().code, box(), os.urandom(32)
    proof = enrolment_proof(code, "kiosk", kiosk.device, b"Kiosk 1", nonce)
    told = system.enrolling.enrol(Enrol(kiosk.device, "Kiosk 1", nonce, proof))
    check_enrolment(code, "hub", told.proof, told.hub, told.hub_name.encode(), told.certificate, nonce)
    with pytest.raises(BadSignature):
        check_enrolment(code, "hub", told.proof, told.hub, b"Kantor Palsu", told.certificate, nonce)


def test_a_revoked_kiosk_is_revoked_once(system: System, box: MakeBox) -> None:
    kiosk = box().enrol()
    system.enrolling.revoke(kiosk.device, "hilang", by="PT1")
    (device,) = system.devices.everyone()
    assert device.revoked
    assert device.revoked_reason == "hilang"
    with pytest.raises(DeviceIsRevoked):
        system.enrolling.revoke(kiosk.device, "lagi")


def test_a_greeting_is_good_once(system: System, box: MakeBox) -> None:
    kiosk = box().enrol()
    nonce = kiosk.hello().nonce
    asked = PacksAsked(asking_proof(kiosk.asking, kiosk.device, nonce), ()).encoded()
    system.conversations.packs(asked)
    with pytest.raises(NonceUnknown):
        system.conversations.packs(asked)


def test_nobody_asks_in_another_name(system: System, box: MakeBox) -> None:
    kiosk, thief = box("Kiosk 1").enrol(), box("Kiosk 2").enrol()
    nonce = thief.hello().nonce
    with pytest.raises(BadSignature):
        system.conversations.packs(PacksAsked(asking_proof(thief.asking, kiosk.device, nonce), ()).encoded())


def test_nonces_run_out_and_are_bounded() -> None:
    now = [0.0]
    nonces = Nonces(lambda: now[0])
    first, second = nonces.give(), nonces.give()
    for _ in range(MOST - 1):
        last = nonces.give()
    with pytest.raises(NonceUnknown):
        nonces.use(first)
    nonces.use(second)
    now[0] = VALID_S + 1
    with pytest.raises(NonceUnknown):
        nonces.use(last)

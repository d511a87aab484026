import pytest

from ledger.errors import BadSignature
from ledger.keys import SigningKey
from ledger.wire import (
    Enrol,
    HeadsTold,
    SignedHead,
    check_enrolment,
    check_head,
    enrolment_proof,
    sign_head,
)
from tests.ledger.boxes import HUB

CODE = "AB12CD34"
SAID = (b"device" * 5, b"Kiosk 1", b"n" * 32)


def test_who_knows_the_code_can_prove_it() -> None:
    check_enrolment(CODE, "kiosk", enrolment_proof(CODE, "kiosk", *SAID), *SAID)


@pytest.mark.parametrize(
    ("code", "side", "said"),
    [
        ("AB12CD35", "kiosk", SAID),
        (CODE, "hub", SAID),
        (CODE, "kiosk", (SAID[0], SAID[1], b"m" * 32)),
        (CODE, "kiosk", SAID[:2]),
        (CODE, "kiosk", (SAID[0] + SAID[1], SAID[2])),
    ],
)
def test_a_proof_fits_one_code_one_side_and_what_was_said(code: str, side: str, said: tuple[bytes, ...]) -> None:
    with pytest.raises(BadSignature, match="enrolment code"):
        check_enrolment(CODE, "kiosk", enrolment_proof(code, side, *said), *SAID)


def test_a_proof_does_not_tell_the_code() -> None:
    assert CODE.encode() not in enrolment_proof(CODE, "kiosk", *SAID)


def test_the_hub_vouches_for_a_head_and_no_other() -> None:
    head = sign_head(HUB, b"f" * 16, 7, b"h" * 32)
    check_head(HUB.public, head)
    wrong = [
        SignedHead(b"g" * 16, 7, head.hash, head.signature),
        SignedHead(head.feed, 8, head.hash, head.signature),
        SignedHead(head.feed, 7, b"x" * 32, head.signature),
    ]
    for each in wrong:
        with pytest.raises(BadSignature):
            check_head(HUB.public, each)
    with pytest.raises(BadSignature):
        check_head(SigningKey(b"o" * 32).public, head)


def test_messages_come_back_as_they_were_sent() -> None:
    told = HeadsTold((sign_head(HUB, b"f" * 16, 7, b"h" * 32), sign_head(HUB, b"g" * 16, 0, bytes(32))))
    assert HeadsTold.decoded(told.encoded()) == told
    enrol = Enrol(b"d" * 32, "Kiosk 1", b"n" * 32, b"p" * 32)
    assert Enrol.decoded(enrol.encoded()) == enrol

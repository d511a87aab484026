"""The code on a receipt: small, typed by any scanner, and proof of its entry without anybody's name."""

import random

import pytest

from ledger.clock import Instant, Trust
from ledger.codes import (
    MAX_CODE_BYTES,
    MAX_PARTS,
    CodeReader,
    base45,
    from_base45,
    looks_like_receipt,
    receipt_codes,
    sign_entry,
)  # fmt: skip
from ledger.entry import Entry, Place
from ledger.errors import BadEntry, BadSignature
from ledger.facts import HandedOver, Manner, Mark
from ledger.keys import SigningKey
from tests.ledger.boxes import NOW_MS, VISIT

KEY = SigningKey(b"k" * 32)
SEALED = b"name and NIK of a proxy, sealed under the visit key" * 2


def handed_over(allotments: int, *, proofs: tuple[str, ...] = ("ktp", "undangan"), seq: int = 300) -> Entry:
    each = tuple(number.to_bytes(8, "big") for number in range(allotments))
    fact = HandedOver(VISIT, b"person 1", each, Manner.PROXY, Mark.SIGNATURE, proofs, SEALED, b"the pack")
    return Entry.create(Place(b"f" * 16, seq), b"p" * 32, Instant(NOW_MS, Trust.STAFF), "RHM", fact)


def read(codes: tuple[str, ...]) -> Entry:
    reader = CodeReader()
    *before, signed = [reader.take(code) for code in codes]
    assert before == [None] * (len(codes) - 1)
    assert signed
    signed.check(KEY.public)
    assert reader.missing == []
    return signed.entry


def test_a_usual_handover_fits_one_code_and_comes_back() -> None:
    for allotments in range(1, 7):
        entry = handed_over(allotments)
        (code,) = receipt_codes(sign_entry(entry, KEY))
        assert len(from_base45(code)) <= MAX_CODE_BYTES
        assert read((code,)).hash == entry.hash
        assert read((code,)).whole is False


@pytest.mark.parametrize("allotments", [9, 20, 60, 200])
def test_a_large_one_is_split_into_numbered_codes_that_come_in_any_order_and_more_than_once(allotments: int) -> None:
    entry = handed_over(allotments)
    codes = receipt_codes(sign_entry(entry, KEY))
    assert len(codes) > 1
    assert max(len(code) for code in codes) <= 419  # the letters of a code of version 12 at level M
    chance = random.Random(allotments)
    for _ in range(5):
        shuffled = chance.sample(codes, len(codes))
        assert read((*shuffled[:1] * 2, *shuffled[1:])).hash == entry.hash


def of_size(code_bytes: int) -> Entry:
    """An entry whose code has, or would have, exactly so many bytes."""
    fact = HandedOver(VISIT, b"person 1", (b"allotted",) * 10, Manner.SELF, Mark.SIGNATURE)
    short = Entry.create(Place(b"f" * 16, 300), b"p" * 32, Instant(NOW_MS, Trust.STAFF), "R", fact)
    (code,) = receipt_codes(sign_entry(short, KEY))
    by = "R" * (1 + code_bytes - len(from_base45(code)))
    return Entry.create(short.place, short.prev, Instant(NOW_MS, Trust.STAFF), by, fact)


def test_what_just_fits_is_one_code_and_a_byte_more_makes_two() -> None:
    (full,) = receipt_codes(sign_entry(of_size(MAX_CODE_BYTES), KEY))
    assert (len(from_base45(full)), len(full)) == (279, 419)
    assert read((full,)) == of_size(MAX_CODE_BYTES)
    codes = receipt_codes(sign_entry(of_size(MAX_CODE_BYTES + 1), KEY))
    assert len(codes) == 2
    assert len(from_base45(codes[0])) == MAX_CODE_BYTES
    assert read(codes) == of_size(MAX_CODE_BYTES + 1)


def test_codes_of_a_receipt_that_was_read_whole_give_its_entry_again_and_leave_nothing_missing() -> None:
    """Receipts are shown twice: a stack is scanned again, or the same one lies in two photos."""
    large, small = (receipt_codes(sign_entry(handed_over(allotments), KEY)) for allotments in (60, 1))
    reader = CodeReader()
    first = [reader.take(code) for code in (*large, *small)]
    assert [signed is not None for signed in first] == [False] * (len(large) - 1) + [True, True]
    for code in (large[1], *small, large[0], large[-1]):
        assert reader.take(code) == first[-1 if code in small else -2]
        assert reader.missing == []


def test_no_name_is_in_a_code_only_the_digest_of_what_was_sealed() -> None:
    entry = handed_over(1)
    (code,) = receipt_codes(sign_entry(entry, KEY))
    assert SEALED[:12] not in from_base45(code)
    got = read((code,))
    assert Entry(got.feed, got.seq, got.prev, got.payload, entry.sealed) == entry


def test_receipts_may_be_scanned_in_between_one_another() -> None:
    one, two = (receipt_codes(sign_entry(handed_over(30, seq=seq), KEY)) for seq in (1, 2))
    reader = CodeReader()
    assert [reader.take(each) for each in (one[0], two[1])] == [None, None]
    assert reader.missing == [(2,), (1,)]
    found = [reader.take(each) for each in (two[0], one[1])]
    assert [each.entry.seq for each in found if each] == [2, 1]


def test_what_another_signed_is_noticed() -> None:
    (code,) = receipt_codes(sign_entry(handed_over(1), SigningKey(b"x" * 32)))
    signed = CodeReader().take(code)
    assert signed
    with pytest.raises(BadSignature):
        signed.check(KEY.public)


def test_every_changed_letter_is_noticed() -> None:
    (code,) = receipt_codes(sign_entry(handed_over(1), KEY))
    for at in range(len(code)):
        changed = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
        try:
            signed = CodeReader().take(changed)
            assert signed is None or signed.check(KEY.public) is not None
        except (BadEntry, BadSignature):
            continue


def test_parts_of_different_receipts_under_one_name_are_no_entry() -> None:
    codes = receipt_codes(sign_entry(handed_over(30), KEY))
    second = from_base45(codes[1])
    reader = CodeReader()
    reader.take(codes[0])
    with pytest.raises(BadEntry, match="different receipts"):
        reader.take(base45(second[:-1] + bytes([second[-1] ^ 1])))
    assert reader.missing == []
    assert [reader.take(code) is not None for code in codes] == [False, True]


def test_an_entry_beyond_all_measure_has_no_code() -> None:
    with pytest.raises(BadEntry, match="too large"):
        receipt_codes(sign_entry(handed_over(40 * MAX_PARTS), KEY))


def test_a_receipt_is_told_from_other_codes() -> None:
    for allotments in (1, 30):
        for code in receipt_codes(sign_entry(handed_over(allotments), KEY)):
            assert looks_like_receipt(code)
    for other in ("", "LIYU0001", "K4RT-0KU1-RHMA-7777", "6311022013460001", "hello", base45(b"\x03" * 200)):
        assert not looks_like_receipt(other)

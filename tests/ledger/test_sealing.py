import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import CannotUnseal
from ledger.sealing import Note, Receiver, VisitKey

KEY = VisitKey(b"k" * 32)


@given(st.binary(max_size=200))
def test_what_was_sealed_comes_back_28_bytes_longer_and_never_the_same(plain: bytes) -> None:
    sealed = KEY.seal("note", plain)
    assert KEY.unseal("note", sealed) == plain
    assert len(sealed) == len(plain) + 28
    assert KEY.seal("note", plain) != sealed


@given(st.binary(max_size=30), st.data())
def test_one_changed_bit_and_it_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEY.seal("note", plain))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotUnseal):
        KEY.unseal("note", bytes(sealed))


def test_another_key_or_purpose_does_not_open_it() -> None:
    sealed = KEY.seal("note", b"plain")
    with pytest.raises(CannotUnseal):
        VisitKey.random().unseal("note", sealed)
    with pytest.raises(CannotUnseal):
        KEY.unseal("pack", sealed)
    with pytest.raises(CannotUnseal):
        KEY.unseal("note", sealed[:11])


def test_a_value_opens_as_what_it_is_and_as_nothing_else() -> None:
    receiver = Receiver("Siti", "6311010101800001", "anak")
    sealed = KEY.seal_value(receiver)
    assert KEY.unseal_value(Receiver, sealed) == receiver
    with pytest.raises(CannotUnseal):
        KEY.unseal_value(Note, sealed)


def test_rubbish_under_the_right_key_does_not_open_either() -> None:
    with pytest.raises(CannotUnseal):
        KEY.unseal_value(Note, KEY.seal("Note", b"\x91\x01"))

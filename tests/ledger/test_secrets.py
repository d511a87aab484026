import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import CannotUnseal
from ledger.sealing import VisitKey
from ledger.secrets import (
    LETTERS,
    clean_code,
    new_code,
    pin_is_right,
    pin_verifier,
    show_code,
    unwrap,
    wrap,
)

KEY = VisitKey(b"k" * 32)
WRAPS = [wrap(KEY, "phrase", "padi kapas sungai"), wrap(KEY, "card", "AB12CD34"), wrap(KEY, "recovery", "0123-WXYZ")]


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("padi kapas sungai", "phrase"),
        ("  Padi-KAPAS   sungai ", "phrase"),
        ("AB12CD34", "card"),
        ("ab12-cd34", "card"),
        (" AB12 CD34\n", "card"),
        ("AB12-CD34", "card"),
        ("ABI2CD34", "card"),
        ("o123wxyz", "recovery"),
    ],
)
def test_every_way_opens_however_it_is_typed(typed: str, way: str) -> None:
    key, found = unwrap(WRAPS, typed)
    assert (key.secret, found) == (KEY.secret, way)


@pytest.mark.parametrize("typed", ["padi kapas", "padikapassungai", "AB12CD35", ""])
def test_nothing_else_opens(typed: str) -> None:
    with pytest.raises(CannotUnseal, match="neither phrase nor card"):
        unwrap(WRAPS, typed)


def test_every_guess_costs_memory_and_time_and_each_pack_says_how_much() -> None:
    for each in WRAPS:
        assert each.memory_kib >= 32 * 1024
        assert each.passes >= 3  # OWASP asks for 12 MiB at this many passes
        assert len(each.salt) >= 16
    cheap = msgspec.structs.replace(WRAPS[0], memory_kib=64)
    with pytest.raises(CannotUnseal):
        unwrap([cheap], "padi kapas sungai")


def test_a_wrap_is_good_for_its_own_way_alone() -> None:
    swapped = [msgspec.structs.replace(WRAPS[1], way="recovery"), msgspec.structs.replace(WRAPS[2], way="card")]
    for code in ("AB12CD34", "0123-WXYZ"):
        with pytest.raises(CannotUnseal):
            unwrap(swapped, code)


def test_the_same_secret_is_hardened_differently_each_time() -> None:
    assert wrap(KEY, "card", "AB12CD34").sealed != WRAPS[1].sealed


def test_a_pin_is_verified_and_not_told() -> None:
    verifier = pin_verifier("2468")
    assert pin_is_right(verifier, "2468")
    assert not pin_is_right(verifier, "2469")
    assert b"2468" not in verifier
    assert pin_verifier("2468") != verifier


@pytest.mark.parametrize("verifier", [b"", b"rubbish", b"$argon2id$v=19$m=1"])
def test_with_a_broken_verifier_no_pin_is_right(verifier: bytes) -> None:
    assert not pin_is_right(verifier, "2468")


@given(st.integers(1, 20))
def test_a_code_survives_being_shown_and_typed(letters: int) -> None:
    code = new_code(letters)
    assert len(code) == letters
    assert set(code) <= set(LETTERS)
    assert clean_code(show_code(code)) == code
    assert clean_code(show_code(code).lower().replace("0", "o").replace("1", "l")) == code


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert show_code("ABCDEFGHJ") == "ABCD-EFGH-J"

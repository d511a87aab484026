import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadSignature
from ledger.keys import SigningKey, check_signature, load_or_make_key

KEY = SigningKey(b"k" * 32)
OTHER = SigningKey(b"o" * 32)


@given(st.binary(max_size=100))
def test_a_signature_fits_its_owner_its_message_and_its_purpose(message: bytes) -> None:
    signature = KEY.sign("head", message)
    check_signature(KEY.public, "head", message, signature)
    for public, purpose, told in [
        (OTHER.public, "head", message),
        (KEY.public, "pack", message),
        (KEY.public, "head", message + b"\0"),
        (b"short", "head", message),
    ]:
        with pytest.raises(BadSignature):
            check_signature(public, purpose, told, signature)


@pytest.mark.parametrize("signature", [b"", bytes(64), b"x" * 63])
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    with pytest.raises(BadSignature, match="this head is not signed by"):
        check_signature(KEY.public, "head", b"", signature)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "device.key"
    made = load_or_make_key(path)
    assert load_or_make_key(path).public == made.public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["device.key"]
    assert load_or_make_key(tmp_path / "other.key").public != made.public

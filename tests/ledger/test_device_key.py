"""Who copies the card cannot sign; who unlocks a visit can."""

from pathlib import Path

import msgspec
import pytest

from ledger.device_key import BoxSecrets, DeviceKey, box_secrets, digest_of
from ledger.errors import BadEntry, CannotUnseal, KeySealed
from ledger.keys import check_signature

SECRETS = BoxSecrets(b"b" * 32, b"a" * 32)
DIGEST = digest_of(SECRETS.box_key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "device.key"


@pytest.fixture
def key(path: Path) -> DeviceKey:
    """A key as enrolment leaves it."""
    key = DeviceKey(path)
    key.bind(SECRETS)
    return key


def signs(key: DeviceKey) -> bool:
    try:
        signature = key.sign("test", b"message")
    except KeySealed:
        assert not key.is_open
        return False
    check_signature(key.public, "test", b"message", signature)
    assert key.is_open
    return True


def seed_in(path: Path) -> bytes:
    """The seed, as long as it lies there."""
    seed: bytes = msgspec.msgpack.decode(path.read_bytes())[1]
    return seed


def test_a_new_box_signs_and_stays_itself(path: Path) -> None:
    key = DeviceKey(path)
    assert signs(key)
    assert key.asking == b""
    again = DeviceKey(path)
    assert again.public == key.public
    assert signs(again)


def test_the_key_is_its_owners_alone(key: DeviceKey, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    key.seal(DIGEST)
    assert path.stat().st_mode & 0o777 == 0o600


def test_once_a_pack_is_here_a_copied_card_cannot_sign(key: DeviceKey, path: Path) -> None:
    seed = seed_in(path)
    assert seed in path.read_bytes()
    key.seal(DIGEST)
    assert signs(key), "the program that runs goes on"
    for secret in (seed, SECRETS.box_key):
        assert secret not in path.read_bytes()
    copied = DeviceKey(path)
    assert not signs(copied)
    assert (copied.public, copied.asking) == (key.public, SECRETS.asking), "it is known, and may ask for its packs"


def test_nothing_of_it_is_left_where_the_file_was(key: DeviceKey, path: Path) -> None:
    seed = seed_in(path)
    with path.open("rb") as before:
        key.seal(DIGEST)
        left = before.read()
    assert left == bytes(len(left))
    assert len(left) > len(seed)


def test_an_unlocked_visit_opens_it(key: DeviceKey, path: Path) -> None:
    key.seal(DIGEST)
    opened = DeviceKey(path)
    opened.open_with(SECRETS.box_key)
    assert signs(opened)
    opened.forget()
    assert not signs(opened)
    opened.open_with(SECRETS.box_key)
    assert signs(opened)


def test_another_box_key_opens_nothing(key: DeviceKey, path: Path) -> None:
    key.seal(DIGEST)
    sealed = DeviceKey(path)
    for wrong in (bytes(32), SECRETS.asking):
        with pytest.raises(CannotUnseal):
            sealed.open_with(wrong)
    sealed.open_with(b"")
    assert not signs(sealed)


def test_a_key_that_lies_in_another_boxs_place_is_not_taken_for_ours(key: DeviceKey, path: Path) -> None:
    key.seal(DIGEST)
    public, *rest = msgspec.msgpack.decode(path.read_bytes())
    path.write_bytes(msgspec.msgpack.encode([bytes(len(public)), *rest]))
    other = DeviceKey(path)
    with pytest.raises(CannotUnseal, match="another box"):
        other.open_with(SECRETS.box_key)
    assert not signs(other)


@pytest.mark.parametrize("digest", [b"", digest_of(b"o" * 32), DIGEST[:-1]])
def test_a_pack_that_could_not_open_it_again_seals_nothing(key: DeviceKey, path: Path, digest: bytes) -> None:
    key.seal(digest)
    assert signs(DeviceKey(path))
    key.forget()
    assert signs(key), "what lies open cannot be forgotten"


def test_before_enrolment_there_is_nothing_to_seal_with(path: Path) -> None:
    key = DeviceKey(path)
    key.seal(DIGEST)
    key.seal(digest_of(b""))
    assert signs(DeviceKey(path))


def test_the_next_pack_changes_nothing(key: DeviceKey, path: Path) -> None:
    key.seal(DIGEST)
    sealed = path.read_bytes()
    key.seal(DIGEST)
    DeviceKey(path).seal(digest_of(b"o" * 32))
    assert path.read_bytes() == sealed


def test_a_kiosk_that_asks_once_more_is_bound_once_more(key: DeviceKey, path: Path) -> None:
    key.bind(SECRETS)
    key.seal(DIGEST)
    opened = DeviceKey(path)
    opened.open_with(SECRETS.box_key)
    assert signs(opened)


def test_a_spoilt_file_is_told_and_not_replaced(key: DeviceKey, path: Path) -> None:
    path.write_bytes(b"rubbish")
    with pytest.raises(BadEntry):
        DeviceKey(path)
    assert path.read_bytes() == b"rubbish"


def test_kiosk_and_hub_work_out_the_same_from_the_code_and_nobody_else_does() -> None:
    secrets = box_secrets("7K2M9QX4", b"d" * 32)
    assert secrets == box_secrets("7K2M9QX4", b"d" * 32)
    others = [box_secrets("7K2M9QX5", b"d" * 32), box_secrets("7K2M9QX4", b"e" * 32)]
    everything = {secret for each in (secrets, *others) for secret in (each.box_key, each.asking)}
    assert len(everything) == 6
    assert {len(each) for each in everything} == {32}

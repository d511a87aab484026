from pathlib import Path

import msgspec
import pytest

from ledger.bundle import MAGIC, MAX_BUNDLE_BYTES, Manifest, bundle_bytes, read_bundle
from ledger.disk.files import write_whole
from ledger.errors import BundleRefused
from tests.ledger.boxes import HUB, Box, handover

CHUNKS = [b"one", b"", b"three" * 100, b"four" * 20_000]
DATA = bundle_bytes(HUB, CHUNKS)


def test_what_was_put_in_comes_out() -> None:
    assert read_bundle(DATA) == CHUNKS
    assert read_bundle(bundle_bytes(HUB, [])) == []


def test_a_feed_travels_in_a_file(tmp_path: Path, box: Box) -> None:
    box.write(handover(1))
    path = tmp_path / "kiosk.sotarsa"
    write_whole(path, bundle_bytes(box.key, box.chunks()))
    assert read_bundle(path.read_bytes()) == box.chunks()
    assert [each.name for each in tmp_path.glob("*.*")] == ["kiosk.sotarsa"]


def test_a_bundle_copied_only_half_is_refused_wherever_it_ends() -> None:
    small = bundle_bytes(HUB, CHUNKS[:3])
    for size in range(len(small)):
        with pytest.raises(BundleRefused):
            read_bundle(small[:size])


def test_with_any_byte_changed_it_is_refused() -> None:
    small = bundle_bytes(HUB, CHUNKS[:2])
    for at in range(len(small)):
        with pytest.raises(BundleRefused):
            read_bundle(small[:at] + bytes([small[at] ^ 1]) + small[at + 1 :])


def test_chunks_left_out_repeated_or_exchanged_are_missed() -> None:
    end = DATA[-(len(DATA) - DATA.index(b"MANIFEST")) - 2 :]
    encode = msgspec.msgpack.encode
    assert MAGIC + b"".join(map(encode, CHUNKS)) + end == DATA
    for chunks in (CHUNKS[1:], CHUNKS[:-1], [*CHUNKS, b"one"], CHUNKS[::-1]):
        with pytest.raises(BundleRefused, match="not what its manifest says"):
            read_bundle(MAGIC + b"".join(map(encode, chunks)) + end)


def test_a_manifest_that_its_device_did_not_sign_is_refused() -> None:
    told = msgspec.msgpack.encode(Manifest(b"d" * 32, 0, b""))
    with pytest.raises(BundleRefused, match="not signed by"):
        read_bundle(MAGIC + msgspec.msgpack.encode(b"MANIFEST" + HUB.sign("bundle", told) + told))


def test_another_file_or_one_too_large_is_no_bundle() -> None:
    for data in (b"", b"a photo of a cat", DATA + bytes(MAX_BUNDLE_BYTES)):
        with pytest.raises(BundleRefused, match="not a bundle"):
            read_bundle(data)

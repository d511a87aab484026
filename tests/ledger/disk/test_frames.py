import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.disk.frames import BLOCK_BYTES, BadFrame, decode, encode, find_frames

RECORDS = st.lists(st.binary(max_size=6000), max_size=4)
LOG = b"this log"


@given(st.integers(1, 2**60), RECORDS)
def test_what_is_encoded_comes_back_and_fills_whole_blocks(number: int, records: list[bytes]) -> None:
    data = encode(number, LOG, records)
    assert len(data) % BLOCK_BYTES == 0
    assert decode(memoryview(data), 0) == (number, LOG, records, len(data))


@given(RECORDS, st.data())
def test_a_frame_with_one_changed_bit_is_bad(records: list[bytes], data: st.DataObject) -> None:
    frame = bytearray(encode(7, LOG, records))
    bit = data.draw(st.integers(0, len(frame) * 8 - 1))
    frame[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadFrame):
        decode(memoryview(frame), 0)


@given(RECORDS.filter(any), st.data())
def test_no_part_of_a_frame_passes_for_a_whole_one(records: list[bytes], data: st.DataObject) -> None:
    frame = encode(7, LOG, records)
    needed = len(frame.rstrip(b"\0"))
    cut = frame[: data.draw(st.integers(0, needed - 1))]
    for torn in (cut, cut + bytes(len(frame) - len(cut))):
        with pytest.raises(BadFrame):
            decode(memoryview(torn), 0)


def test_frames_behind_rubbish_are_found_where_blocks_begin() -> None:
    rubbish = b"x" * BLOCK_BYTES
    nine, ten = encode(9, LOG, [b"a"]), encode(10, LOG, [b"b" * BLOCK_BYTES])

    def found(data: bytes, offset: int = 0) -> list[tuple[int, int]]:
        return [(place, frame.number) for place, frame in find_frames(memoryview(data), offset)]

    assert found(rubbish + nine + rubbish + ten + rubbish) == [(BLOCK_BYTES, 9), (3 * BLOCK_BYTES, 10)]
    assert found(nine + ten, BLOCK_BYTES) == [(BLOCK_BYTES, 10)]
    assert found(rubbish + b"x" + nine) == []
    assert found(rubbish + nine[:35] + bytes(30)) == []
    assert found(rubbish) == found(b"") == []


def test_a_frame_inside_a_frame_is_only_what_was_written() -> None:
    """A record may hold what looks like a frame of this log, even at the beginning of a block."""
    inner = encode(9, LOG, [b"a"])
    outer = encode(3, LOG, [bytes(BLOCK_BYTES - 32 - 1 - 3) + inner])
    assert outer[BLOCK_BYTES : 2 * BLOCK_BYTES] == inner
    assert [frame.number for _, frame in find_frames(memoryview(outer))] == [3]

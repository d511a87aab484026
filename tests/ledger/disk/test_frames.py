import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.disk.frames import BLOCK_BYTES, BadFrame, any_frame_from, decode, encode

RECORDS = st.lists(st.binary(max_size=6000), max_size=4)


@given(st.integers(1, 2**60), RECORDS)
def test_what_is_encoded_comes_back_and_fills_whole_blocks(number: int, records: list[bytes]) -> None:
    frame = encode(number, records)
    assert len(frame) % BLOCK_BYTES == 0
    assert decode(memoryview(frame), 0, number) == (records, len(frame))


@given(RECORDS.filter(any), st.data())
def test_a_frame_with_one_changed_bit_is_bad_or_unchanged(records: list[bytes], data: st.DataObject) -> None:
    frame = bytearray(encode(7, records))
    bit = data.draw(st.integers(0, len(frame) * 8 - 1))
    frame[bit // 8] ^= 1 << bit % 8
    try:
        assert decode(memoryview(frame), 0, 7)[0] == records  # the bit lay in the padding
    except BadFrame:
        return


@given(RECORDS.filter(any), st.data())
def test_no_part_of_a_frame_passes_for_a_whole_one(records: list[bytes], data: st.DataObject) -> None:
    frame = encode(7, records)
    needed = len(frame.rstrip(b"\0"))
    cut = frame[: data.draw(st.integers(0, needed - 1))]
    for torn in (cut, cut + bytes(len(frame) - len(cut))):
        with pytest.raises(BadFrame):
            decode(memoryview(torn), 0, 7)


def test_a_frame_with_another_number_is_bad() -> None:
    with pytest.raises(BadFrame, match="frame 3 where 4 is due"):
        decode(memoryview(encode(3, [b"a"])), 0, 4)


def test_a_frame_behind_rubbish_is_found_only_where_blocks_begin() -> None:
    rubbish = b"x" * BLOCK_BYTES
    frame = encode(9, [b"a"])
    assert any_frame_from(memoryview(rubbish + frame), 0)
    assert any_frame_from(memoryview(frame), 0)
    assert not any_frame_from(memoryview(rubbish + b"x" + frame), 0)
    assert not any_frame_from(memoryview(rubbish + frame[:27] + bytes(30)), 0)
    assert not any_frame_from(memoryview(rubbish), 0)

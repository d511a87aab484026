"""Our word for our feeds: given while the key is open, and good afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chunks import SOFT_CHUNK_ENTRIES, make_chunks, read_chunk
from ledger.errors import KeySealed
from ledger.facts import Called
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.vouching import EVERY, Heads, read_heads
from ledger.wire import check_head, sign_head
from tests.ledger.boxes import VISIT, Box


class Key:
    """A key that can be sealed."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self.is_open = True

    @property
    def public(self) -> bytes:
        return self._key.public

    def sign(self, purpose: str, message: bytes) -> bytes:
        if not self.is_open:
            raise KeySealed("sealed")
        return self._key.sign(purpose, message)


@pytest.fixture
def key(box: Box) -> Key:
    return Key(box.key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "heads"


@pytest.fixture
def heads(path: Path, box: Box, key: Key) -> Iterator[Heads]:
    return Heads(path, box.log, key)


def write(box: Box, upto: int) -> None:
    """Fill the feed up to an entry."""
    here = box.log.head(box.feed.id).seq
    box.write(*(Called(VISIT, "A", number) for number in range(here, upto)))


def seqs(heads: Heads, box: Box) -> list[int]:
    return [each.seq for each in heads.of(box.feed.id)]


def sent(box: Box, heads: Heads, after: int = 0) -> list[tuple[int, int]]:
    """The first and last entry of every chunk that can travel."""
    runs = [read_chunk(chunk).run for chunk in make_chunks(box.log, heads.head, box.feed.id, after)]
    return [(run.first, run.last) for run in runs]


def test_a_signed_head_is_good_when_the_key_is_sealed(box: Box, heads: Heads, key: Key, path: Path) -> None:
    write(box, 10)
    assert heads.sign(box.feed.id)
    key.is_open = False
    for later in (heads, Heads(path, box.log, key)):
        head = later.head(box.feed.id, 10)
        assert head
        check_head(key.public, head)
        assert head.hash == box.log.head(box.feed.id).hash
        assert later.upto(box.feed.id) == 10


def test_what_was_not_signed_in_time_waits(box: Box, heads: Heads, key: Key) -> None:
    write(box, 10)
    heads.sign(box.feed.id)
    write(box, 15)
    assert heads.upto(box.feed.id) == 15
    key.is_open = False
    assert heads.head(box.feed.id, 15) is None
    assert heads.upto(box.feed.id) == 10
    assert sent(box, heads) == [(1, 10)]
    assert sent(box, heads, after=10) == []
    with pytest.raises(KeySealed):
        heads.sign(box.feed.id)
    key.is_open = True
    assert sent(box, heads, after=10) == [(11, 15)]


def test_never_signed_nothing_travels(box: Box, heads: Heads, key: Key) -> None:
    key.is_open = False
    assert heads.upto(box.feed.id) == 0
    assert sent(box, heads) == []


def test_signing_again_says_whether_there_was_anything_new(box: Box, heads: Heads, path: Path) -> None:
    assert heads.sign(box.feed.id)
    kept = path.read_bytes()
    assert not heads.sign(box.feed.id)
    assert path.read_bytes() == kept
    write(box, 5)
    assert heads.sign(box.feed.id)
    assert seqs(heads, box) == [5]


def test_a_long_feed_is_signed_in_pieces_however_it_grew(box: Box, heads: Heads, key: Key, path: Path) -> None:
    for upto in (7, EVERY, EVERY + 1, 3 * EVERY + 20, 6 * EVERY + 3):
        write(box, upto)
        heads.sign(box.feed.id)
    assert seqs(heads, box) == [*range(EVERY, 6 * EVERY + 1, EVERY), 6 * EVERY + 3]
    key.is_open = False
    later = Heads(path, box.log, key)
    assert sent(box, later)[-1][1] == 6 * EVERY + 3
    assert all(last - first < SOFT_CHUNK_ENTRIES + EVERY for first, last in sent(box, later, after=1))


@pytest.mark.parametrize("spoilt", [b"", b"rubbish", b"\x91\x94\xc4\x00"])
def test_a_spoilt_file_is_worth_nothing_and_made_again(
    box: Box, heads: Heads, key: Key, path: Path, spoilt: bytes
) -> None:
    heads.sign(box.feed.id)
    path.write_bytes(spoilt)
    again = Heads(path, box.log, key)
    assert again.of(box.feed.id) == []
    again.sign(box.feed.id)
    assert [each.seq for each in read_heads(path.read_bytes())] == [box.log.head(box.feed.id).seq]


def test_words_that_are_not_ours_or_do_not_fit_are_worth_nothing(box: Box, key: Key, path: Path) -> None:
    write(box, 10)
    (_, head) = box.log.head(box.feed.id)
    feed = box.feed.id
    for forged in (
        sign_head(SigningKey(b"s" * 32), feed, 10, head),
        sign_head(key, feed, 10, bytes(32)),
        sign_head(key, feed, 11, head),
        sign_head(key, bytes(16), 10, head),
    ):
        path.write_bytes(b"\x91" + forged.encoded())
        assert Heads(path, box.log, key).of(feed) == []
    path.write_bytes(b"\x91" + sign_head(key, feed, 10, head).encoded())
    assert [each.seq for each in Heads(path, box.log, key).of(feed)] == [10]


def test_every_flipped_bit_costs_at_most_the_word_that_it_hit(box: Box, heads: Heads, key: Key, path: Path) -> None:
    write(box, EVERY + 5)
    heads.sign(box.feed.id)
    good = path.read_bytes()
    for bit in range(0, 8 * len(good), 5):
        path.write_bytes(good[: bit // 8] + bytes([good[bit // 8] ^ 1 << bit % 8]) + good[bit // 8 + 1 :])
        for head in Heads(path, box.log, key).of(box.feed.id):
            check_head(key.public, head)


def test_a_log_put_back_from_a_copy_is_vouched_for_as_it_is(box: Box, heads: Heads, key: Key, tmp_path: Path) -> None:
    write(box, 10)
    heads.sign(box.feed.id)
    shorter = Log(tmp_path / "copy")
    shorter.append(list(box.log.entries(box.feed.id))[:4])
    older = Heads(tmp_path / "heads", shorter, key)
    assert older.of(box.feed.id) == []
    assert older.sign(box.feed.id)
    assert [each.seq for each in older.of(box.feed.id)] == [4]
    shorter.close()

"""What a dead box left on its stick: read to the last good entry, with what proves it."""

from pathlib import Path

import msgspec
import pytest

from ledger.entry import Entry
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.mirror_reading import Left, read_mirror
from ledger.run import Run
from tests.ledger.boxes import HUB, NOW_MS
from tests.ledger.rotting import ENTRIES, Day
from tests.ledger.test_run import ONE


class Stick:
    """The stick of a box that wrote a day, and signed at entries `signed`, before it died."""

    def __init__(self, folder: Path, *signed: int) -> None:
        self.day = Day(folder / "kiosk")
        self.folder = self.day.copied_to(folder / "stick")
        self.day.data = self.folder  # from here on it is the stick that rots
        (self.folder / "heads").write_bytes(msgspec.msgpack.encode([self.day.head(seq) for seq in signed]))

    def read(self, **options: object) -> Left:
        return read_mirror(self.folder, (self.day.box.key.public,), NOW_MS, **options)  # type: ignore[arg-type]


def entries_of(left: Left) -> list[Entry]:
    return sorted((entry for kept in left.kept for entry in kept.run.entries()), key=lambda each: each.seq)


def told(left: Left) -> list[tuple[int, int, Proof]]:
    return [(kept.run.first, kept.run.last, kept.proof) for kept in left.kept]


def test_signed_heads_prove_what_is_before_them_and_the_rest_stands_for_itself(tmp_path: Path) -> None:
    stick = Stick(tmp_path, 3, 7)
    left = stick.read()
    assert told(left) == [(1, 3, Proof.HEAD), (4, 7, Proof.HEAD), (8, ENTRIES, Proof.NONE)]
    for kept in left.kept[:2]:
        kept.check(stick.day.box.key.public)
    assert entries_of(left) == stick.day.entries
    assert all(entry.whole for entry in entries_of(left))


def test_a_strangers_heads_prove_nothing(tmp_path: Path) -> None:
    stick = Stick(tmp_path, 7)
    left = read_mirror(stick.folder, (HUB.public,), NOW_MS)
    assert told(left) == [(1, ENTRIES, Proof.NONE)]
    assert left.seen == frozenset()


@pytest.mark.parametrize("spoilt", [b"", b"no heads at all"])
def test_spoilt_heads_are_as_none(tmp_path: Path, spoilt: bytes) -> None:
    stick = Stick(tmp_path, 7)
    (stick.folder / "heads").write_bytes(spoilt)
    assert told(stick.read()) == [(1, ENTRIES, Proof.NONE)]


def test_of_a_rotten_stick_every_good_entry_is_read(tmp_path: Path) -> None:
    stick = Stick(tmp_path, 3, 7)
    stick.day.rot(2, 5)
    left = stick.read()
    assert entries_of(left) == stick.day.without(2, 5)
    assert told(left) == [
        (1, 1, Proof.NONE),
        (3, 3, Proof.HEAD),
        (4, 4, Proof.NONE),
        (6, 7, Proof.HEAD),
        (8, ENTRIES, Proof.NONE),
    ]


def test_where_only_the_padding_rotted_the_next_entry_proves_the_one_before(tmp_path: Path) -> None:
    stick = Stick(tmp_path)
    stick.day.rot_padding(4)
    assert entries_of(stick.read()) == stick.day.entries


def test_a_head_proves_the_last_entry_whose_padding_rotted(tmp_path: Path) -> None:
    stick = Stick(tmp_path, ENTRIES)
    stick.day.rot_padding(ENTRIES)
    assert entries_of(stick.read()) == stick.day.entries


def test_what_was_signed_for_is_known_to_have_been_there(tmp_path: Path) -> None:
    stick = Stick(tmp_path, ENTRIES)
    stick.day.rot(ENTRIES)
    left = stick.read()
    assert entries_of(left) == stick.day.without(ENTRIES)
    assert left.seen == {stick.day.place(ENTRIES)}


def test_what_is_known_already_is_left_out(tmp_path: Path) -> None:
    stick = Stick(tmp_path, 3, 7)
    assert told(stick.read(known=lambda entry: entry.seq < 6)) == [(6, 7, Proof.HEAD), (8, ENTRIES, Proof.NONE)]
    assert stick.read(known=lambda _: True).kept == ()


def test_evidence_on_the_stick_keeps_its_own_proof_and_source(tmp_path: Path) -> None:
    stick = Stick(tmp_path, ENTRIES)
    evidence = Evidence(tmp_path / "evidence")
    evidence.add([Kept(Run.of(ONE[1:3]), Source.BRANCH, Proof.HEAD, b"s" * 64)])
    evidence.close()
    (tmp_path / "evidence").rename(stick.folder / "evidence")
    *_, kept = stick.read().kept
    assert (list(kept.run.entries()), kept.source, kept.proof) == (ONE[1:3], Source.BRANCH, Proof.HEAD)


def test_a_stick_on_which_nothing_was_written_yet_has_nothing(tmp_path: Path) -> None:
    assert read_mirror(tmp_path, (), NOW_MS) == Left((), frozenset())

"""Stories of a card that rots: what is good is kept, what is missing is named and refilled, nothing counts twice."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.book import Book
from ledger.bundle import bundle_bytes
from ledger.codes import receipt_codes, sign_entry
from ledger.disk.frames import BLOCK_BYTES
from ledger.entry import Entry
from ledger.errors import LogDamaged, LogInUse
from ledger.evidence import Evidence, Gap, Kept, Proof, Source
from ledger.evidence_file import evidence_bytes
from ledger.facts import VisitOpened
from ledger.log import Log
from ledger.main import app
from ledger.run import Run
from ledger.salvage import read_parent, salvage
from ledger.wire import sign_head
from tests.ledger.boxes import HUB, NOW_MS, VISIT, Box, handover

HANDOVERS = 6


class Day:
    """A kiosk's day: entry 1 opens the feed, entry 2 the visit, then six people are served. The program has ended."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.box = Box(data / "log")
        self.box.write(VisitOpened(VISIT))
        for number in range(HANDOVERS):
            self.box.write(handover(number))
        self.entries = list(self.box.log.entries(self.box.feed.id))
        self.chunks = self.box.chunks()
        self.box.close()

    @property
    def segment(self) -> Path:
        return self.data / "log" / "000001.segment"

    def rot(self, *seqs: int) -> None:
        """Let one bit decay in the frames of these entries."""
        with self.segment.open("r+b") as file:
            for seq in seqs:
                file.seek((seq - 1) * BLOCK_BYTES + 60)
                byte = file.read(1)[0]
                file.seek(-1, 1)
                file.write(bytes([byte ^ 8]))

    def code(self, seq: int) -> str:
        """What the receipt of an entry says."""
        (code,) = receipt_codes(sign_entry(self.entries[seq - 1], self.box.key))
        return code

    def evidence(self) -> list[Entry]:
        evidence = Evidence(self.data / "evidence", read_only=True)
        found = evidence.of_feed(self.box.feed.id)
        evidence.close()
        return found

    def gap(self, first: int, last: int) -> Gap:
        return Gap(self.box.feed.id, first, last)


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path / "data")


@pytest.fixture
def copy(tmp_path: Path, day: Day) -> Path:
    """A mirror: the log as it was before it rotted."""
    folder = tmp_path / "stick" / "log"
    folder.mkdir(parents=True)
    (folder / day.segment.name).write_bytes(day.segment.read_bytes())
    return folder.parent


def test_one_rotten_entry_costs_one_entry(day: Day) -> None:
    day.rot(4)
    rotten = day.segment.read_bytes()
    with pytest.raises(LogDamaged, match="sotarsa-ledger salvage"):
        Log(day.data / "log")
    result = salvage(day.data, [], NOW_MS)
    assert (result.saved, result.refilled, result.missing) == (len(day.entries) - 1, 0, (day.gap(4, 4),))
    assert day.evidence() == [entry for entry in day.entries if entry.seq != 4]
    assert result.moved_to == day.data / "log.damaged-1"
    assert (result.moved_to / day.segment.name).read_bytes() == rotten
    parent = read_parent(day.data)
    assert parent
    assert (parent.feed, parent.seq, parent.hash) == (day.box.feed.id, 8, day.entries[-1].hash)
    empty = Log(day.data / "log")
    assert len(empty) == 0
    empty.close()


def test_what_is_missing_comes_back_from_a_receipt(day: Day, tmp_path: Path) -> None:
    day.rot(4)
    receipts = tmp_path / "receipts.txt"
    receipts.write_text(f"{day.code(3)}\nLIYU0001\n\n{day.code(4)}\n{day.code(4)}\n")
    result = salvage(day.data, [receipts], NOW_MS)
    assert (result.saved, result.refilled, result.missing, result.passed_over) == (7, 1, (), ("LIYU0001",))
    assert [entry.hash for entry in day.evidence()] == [entry.hash for entry in day.entries]


SOURCES: dict[str, Callable[[Day, Path, Path], Path]] = {
    "mirror": lambda day, copy, folder: copy,
    "the mirror's log itself": lambda day, copy, folder: copy / "log",
    "bundle": lambda day, copy, folder: written(folder / "b", bundle_bytes(day.box.key, day.chunks)),
    "hub": lambda day, copy, folder: written(folder / "e", evidence_bytes([given_back(day.entries)])),
}


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def given_back(entries: list[Entry]) -> Kept:
    last = entries[-1]
    return Kept(Run.of(entries), Source.HUB, Proof.HEAD, sign_head(HUB, last.feed, last.seq, last.hash).signature)


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_missing_comes_back_from_whoever_has_it_at_once_or_later(
    day: Day, copy: Path, tmp_path: Path, source: str
) -> None:
    day.rot(2, 5, 6)
    first = salvage(day.data, [], NOW_MS)
    assert first.missing == (day.gap(2, 2), day.gap(5, 6))
    later = salvage(day.data, [SOURCES[source](day, copy, tmp_path)], NOW_MS)
    assert (later.saved, later.refilled, later.missing, later.moved_to) == (0, 3, (), None)
    assert day.evidence() == day.entries
    again = salvage(day.data, [SOURCES[source](day, copy, tmp_path)], NOW_MS)
    assert (again.saved, again.refilled) == (0, 0)


def test_a_last_frame_that_rotted_is_told_by_the_mirror_and_by_the_receipt(day: Day, copy: Path) -> None:
    day.rot(8)
    assert verify(day, code=3)["unfinished_bytes"] > 0  # for itself it looks like a write that the power cut
    assert verify(day, "--receipt", day.code(7), code=3)["receipts"][0]["is"] == "here"
    told = verify(day, "--receipt", day.code(8), "--mirror", str(copy), code=1)
    assert (told["receipts"][0]["is"], told["mirror_ahead"]) == ("lost", 1)
    result = salvage(day.data, [copy], NOW_MS)
    assert (result.moved_to, result.missing) == (None, ())
    assert day.entries[-1] in day.evidence()
    told = verify(day, "--receipt", day.code(8), code=0)
    assert told["receipts"][0]["is"] == "here"


def verify(day: Day, *options: str, code: int) -> dict[str, object]:
    result = CliRunner().invoke(app, ["verify", str(day.data), "--json", *options])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def book_of(data: Path) -> Book:
    book, log, evidence = Book(), Log(data / "log"), Evidence(data / "evidence")
    for kept in (log, evidence):
        kept.watchers.append(book.take)
        kept.replay()
        kept.close()
    return book


def test_nothing_is_counted_twice_even_when_the_real_log_turns_up(day: Day, copy: Path, tmp_path: Path) -> None:
    day.rot(4)
    salvage(day.data, [copy], NOW_MS)
    salvaged = book_of(day.data)
    whole = Book()
    for entry in day.entries:
        whole.take(entry)
    for entry in day.entries:  # the old card was read after all
        salvaged.take(entry)
    for number in range(HANDOVERS):
        (allotment,) = handover(number).allotments
        assert salvaged.handovers_of(allotment) == whole.handovers_of(allotment)
    assert len(salvaged.visit(VISIT).handovers) == HANDOVERS


STEPS = ("evidence", "parent", "aside", "folder")


class Cut(BaseException):
    """The power went."""


@pytest.mark.parametrize("step", STEPS)
def test_a_salvage_that_was_cut_short_is_run_again(day: Day, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    day.rot(4)

    def cut(*_: object) -> None:
        raise Cut

    target = {
        "evidence": "ledger.salvage._parent",
        "parent": "ledger.salvage._move_aside",
        "aside": "ledger.salvage.REAL.flush_names",
        "folder": "ledger.salvage._missing",
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(target, cut)
        with pytest.raises(Cut):
            salvage(day.data, [], NOW_MS)
    result = salvage(day.data, [], NOW_MS)
    assert result.missing == (day.gap(4, 4),)
    assert day.evidence() == [entry for entry in day.entries if entry.seq != 4]
    assert read_parent(day.data)
    assert (day.data / "log.damaged-1").is_dir()
    assert len(book_of(day.data).visit(VISIT).handovers) == HANDOVERS - 1


def test_a_log_of_which_the_first_frame_rotted_is_salvaged_too(day: Day) -> None:
    day.rot(1)
    result = salvage(day.data, [], NOW_MS)
    assert result.missing == (day.gap(1, 1),)
    parent = read_parent(day.data)
    assert parent
    assert parent.seq == 8


def test_rotten_evidence_is_salvaged_like_a_log(day: Day) -> None:
    day.rot(4)
    salvage(day.data, [], NOW_MS)
    salvage(day.data, [SOURCES["bundle"](day, day.data, day.data)], NOW_MS)
    segment = day.data / "evidence" / "000001.segment"
    data = bytearray(segment.read_bytes())
    data[60] ^= 1
    segment.write_bytes(data)
    with pytest.raises(LogDamaged):
        Evidence(day.data / "evidence")
    salvage(day.data, [], NOW_MS)
    assert (day.data / "evidence.damaged-1").is_dir()
    assert day.evidence() == day.entries  # the bundle had been kept in a frame of its own


def test_a_log_that_is_well_stays_where_it_is(day: Day) -> None:
    before = day.segment.read_bytes()
    result = salvage(day.data, [], NOW_MS)
    assert (result.saved, result.moved_to, result.missing) == (0, None, ())
    assert day.segment.read_bytes() == before


def test_while_a_program_writes_nothing_is_moved(day: Day) -> None:
    box = Box(day.data / "log")
    with pytest.raises(LogInUse):
        salvage(day.data, [], NOW_MS)
    box.close()


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_at_the_shell_it_asks_first_and_says_what_is_missing(day: Day, runner: CliRunner) -> None:
    day.rot(4)
    refused = runner.invoke(app, ["salvage", str(day.data)], input="n\n")
    assert refused.exit_code == 2
    assert "Tidak ada yang diubah." in refused.output
    assert day.segment.exists()
    done = runner.invoke(app, ["salvage", str(day.data)], input="y\n")
    assert done.exit_code == 3
    assert "Diselamatkan: 7 catatan." in done.stdout
    assert f"Masih hilang: {day.box.feed.id.hex()} nomor 4 sampai 4." in done.stdout
    assert "jalankan salvage lagi dengan --from" in done.stdout
    receipts = written(day.data / "receipts", day.code(4).encode())
    told = runner.invoke(app, ["salvage", str(day.data), "--from", str(receipts), "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["refilled"] == 1

"""A log that lost its end cannot know that. Whoever saw more of it can tell: a receipt, a signed head, a mirror."""

import json
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from ledger.codes import base45, from_base45, receipt_codes, sign_entry
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.evidence import Evidence, Kept, Source
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.main import app
from ledger.run import Run
from ledger.wire import SignedHead, sign_head
from tests.ledger.boxes import HUB, Box, handover
from tests.ledger.rotting import ENTRIES, Day

STRANGER = SigningKey(b"\7" * 32)


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path / "data")


def verified(day: Day, *options: object, code: int) -> list[dict[str, object]]:
    """What is said to the watermarks in `options`, having exited with `code`."""
    result = CliRunner().invoke(app, ["verify", str(day.data), "--json", *map(str, options)])
    assert result.exit_code == code, result.output
    told = json.loads(result.stdout)
    assert told["well"] == (code == 0)
    return told["watermarks"]  # type: ignore[no-any-return]


def says(day: Day, *options: object, code: int) -> list[object]:
    return [each["is"] for each in verified(day, *options, code=code)]


def heads(path: Path, *told: SignedHead) -> Path:
    path.write_bytes(msgspec.msgpack.encode(told))
    return path


def without_end(day: Day, lost: int = 1) -> Day:
    """Let the last frames rot; the program started since, and knows of nothing."""
    day.rot(*range(ENTRIES + 1 - lost, ENTRIES + 1))
    Log(day.data / "log").close()
    return day


def test_by_itself_a_log_that_lost_its_end_looks_well(day: Day) -> None:
    assert says(without_end(day), code=0) == []


def test_a_receipt_tells_by_its_code_or_by_the_number_printed_on_it(day: Day) -> None:
    without_end(day)
    for seq, code in ((8, 0), (9, 1)):
        here = "here" if code == 0 else "lost"
        assert says(day, "--receipt", day.code(seq), code=code) == [here]
        assert says(day, "--receipt", day.printed(seq), code=code) == [here]
        assert says(day, "--receipt", day.printed(seq).lower().split()[0], code=code) == [here]
    (told,) = verified(day, "--receipt", day.code(9), code=1)
    assert (told["kind"], told["what"], told["behind"]) == ("receipt", str(day.place(9)), 1)


def test_another_entry_under_the_number_of_a_receipt_is_a_loss_too(day: Day) -> None:
    code = day.code(9)
    without_end(day)
    box = Box(day.data / "log")
    box.write(handover(33), handover(34))
    box.close()
    assert says(day, "--receipt", code, code=1) == ["other"]
    assert says(day, "--receipt", day.printed(9), code=1) == ["other"]


def test_a_receipt_that_this_box_never_signed_is_no_loss(day: Day) -> None:
    without_end(day)
    forged = Entry(day.feed, 9, day.entries[7].hash, day.entries[4].payload)
    (code,) = receipt_codes(sign_entry(forged, STRANGER))
    assert says(day, "--receipt", code, code=3) == ["false"]


def test_a_receipt_of_another_box_is_told_as_such(day: Day, tmp_path: Path) -> None:
    other = Day(tmp_path / "other")
    other.box.key = STRANGER
    (code,) = receipt_codes(sign_entry(other.entries[3], STRANGER))
    assert says(day, "--receipt", code, "--receipt", other.printed(4), code=3) == ["strange", "strange"]


def test_a_feed_of_ours_that_is_gone_whole_is_told_by_its_receipt(day: Day, tmp_path: Path) -> None:
    """The log was begun anew and nothing of the old feed is here; but this box signed it."""
    lost = Day(tmp_path / "lost")
    assert says(day, "--receipt", lost.code(3), code=1) == ["lost"]


def test_what_is_no_receipt_is_told_without_saying_it_all(day: Day) -> None:
    damaged = base45(from_base45(day.code(4))[:60])
    told = verified(day, "--receipt", "6311020201900001 SITI", "--receipt", damaged, code=3)
    assert [each["is"] for each in told] == ["unreadable", "unreadable"]
    assert "SITI" not in str(told)


def test_signed_heads_tell_how_far_the_log_had_come(day: Day, tmp_path: Path) -> None:
    file = heads(tmp_path / "heads", day.head(5), day.head(9))
    assert says(day, "--heads", file, code=0) == ["here", "here"]
    without_end(day, lost=3)
    assert [(each["is"], each["behind"]) for each in verified(day, "--heads", file, code=1)] == [
        ("here", 0),
        ("lost", 3),
    ]


def test_the_boxes_own_word_beside_the_log_is_asked_unasked(day: Day) -> None:
    heads(day.data / "heads", day.head(9))
    assert says(day, code=0) == ["here"]
    assert says(without_end(day), code=1) == ["lost"]


def test_the_hubs_word_counts_and_a_strangers_does_not(day: Day, tmp_path: Path) -> None:
    last = day.entries[-1]
    told = {
        key.public: heads(tmp_path / key.public.hex(), sign_head(key, day.feed, 9, last.hash))
        for key in (HUB, STRANGER)
    }
    without_end(day)
    assert says(day, "--heads", told[HUB.public], code=1) == ["lost"]
    assert says(day, "--heads", told[STRANGER.public], code=3) == ["false"]
    (tmp_path / "rubbish").write_bytes(b"rubbish")
    assert says(day, "--heads", tmp_path / "rubbish", code=3) == ["unreadable"]


def test_a_mirror_tells_what_it_knows_more(day: Day, tmp_path: Path) -> None:
    stick = day.copied_to(tmp_path / "stick")
    assert says(day, "--mirror", stick, code=0) == ["here"]
    without_end(day, lost=2)
    assert [(each["is"], each["behind"]) for each in verified(day, "--mirror", stick, code=1)] == [("lost", 2)]


def test_a_mirror_that_lags_is_no_harm(day: Day, tmp_path: Path) -> None:
    stick = day.copied_to(tmp_path / "stick")
    box = Box(day.data / "log")
    box.write(handover(33))
    box.close()
    assert says(day, "--mirror", stick, code=0) == ["here"]
    said = CliRunner().invoke(app, ["verify", str(day.data), "--mirror", str(stick)]).stdout
    assert "cermin tertinggal 2 catatan" in said


def test_a_folder_without_a_mirror_is_told(day: Day, tmp_path: Path) -> None:
    assert says(day, "--mirror", tmp_path / "nowhere", code=3) == ["unreadable"]


def test_what_was_refilled_as_evidence_is_here(day: Day, tmp_path: Path) -> None:
    stick = day.copied_to(tmp_path / "stick")
    without_end(day)
    evidence = Evidence(day.data / "evidence")
    evidence.add([Kept.of_receipt(sign_entry(day.entries[8], day.box.key), 0)])
    evidence.close()
    assert says(day, "--mirror", stick, "--receipt", day.code(9), "--receipt", day.printed(9), code=0) == ["here"] * 3


def test_people_are_told_what_to_do(day: Day) -> None:
    code = day.code(9)
    without_end(day)
    said = CliRunner().invoke(app, ["verify", str(day.data), "--receipt", code, "--language", "en"]).stdout
    assert f"Receipt {day.place(9)}: ITS ENTRY IS NOT HERE" in said
    assert "Run salvage with that receipt or mirror as a source (--from)." in said


def test_a_damaged_entry_of_the_evidence_is_named(day: Day) -> None:
    spoilt = Entry(day.feed, 20, b"x" * 32, b"rubbish")
    journal = Journal(day.data / "evidence")
    assert list(journal.replay()) == []
    journal.append([Kept(Run.of([spoilt]), Source.MIRROR).encoded()])
    journal.close()
    result = CliRunner().invoke(app, ["verify", str(day.data)])
    assert (result.exit_code, f"Bukti {spoilt.place} tidak dapat dibaca" in result.output) == (1, True)

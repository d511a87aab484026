"""What `sotarsa-ledger` says and how it exits."""

import json
import os
import pty
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger import facts
from ledger.clock import Instant, Trust
from ledger.disk.journal import Journal
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.evidence import Evidence, Kept, Source
from ledger.main import app
from ledger.run import Run
from tests.conftest import ROOT
from tests.ledger.boxes import NOW_MS, VISIT, Box, handover
from tests.ledger.rotting import ENTRIES, Day

FEED = b"\xab" * 16


def told(*words: object, code: int = 0) -> str:
    """What it says to these words, having exited with `code`: on stdout, or on stderr when it could not do it."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    assert "" in (result.stderr, result.stdout)
    return result.stderr or result.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The data folder of a kiosk at work, with four entries."""
    box = Box(tmp_path / "data" / "log")
    box.write(facts.VisitOpened(VISIT), facts.Called(VISIT, "A", 27))
    box.write(handover(7))
    yield tmp_path / "data"
    box.close()


def record(fact: facts.AnyFact, at: int = NOW_MS, trust: Trust = Trust.STAFF, by: str = "P1") -> Entry:
    return Entry.create(Place(FEED, 1), FIRST_PREV, Instant(at, trust), by, fact)


def written(folder: Path, *records: bytes) -> Path:
    journal = Journal(folder)
    assert list(journal.replay()) == []
    journal.append(records)
    journal.close()
    return folder


def test_a_whole_log_is_verified_in_the_language_asked_for(folder: Path) -> None:
    assert told("verify", folder) == "Catatan utuh: 4 catatan dari 1 rangkaian.\n"
    assert told("verify", folder / "log", "--language", "en") == "The log is whole: 4 entries of 1 feeds.\n"


def test_an_unfinished_write_is_told_and_is_no_damage(folder: Path) -> None:
    segment = folder / "log" / "000001.segment"
    with segment.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"torn")
    before = segment.read_bytes()
    assert "4 byte tulisan yang belum selesai" in told("verify", folder, code=3)
    assert json.loads(told("stat", folder, "--json"))["unfinished_bytes"] == 4
    assert segment.read_bytes() == before


def test_damage_is_told_with_what_to_do_and_nothing_is_changed(folder: Path) -> None:
    segment = folder / "log" / "000001.segment"
    damaged = b"x" + segment.read_bytes()[1:]
    segment.write_bytes(damaged)
    for command in (["verify"], ["show"], ["stat"], ["export", str(folder / "out.jsonl")]):
        said = told(command[0], folder, *command[1:], code=1)
        assert said.startswith("Catatan rusak. Tidak ada yang diubah.")
        as_json = json.loads(told(command[0], folder, *command[1:], "--json", code=1))
        assert (as_json["well"], "000001.segment" in as_json["damaged"]) == (False, True)
        assert f"sotarsa-ledger salvage {folder}" in said
        assert "000001.segment is damaged at byte 0" in said
    assert segment.read_bytes() == damaged
    assert not (folder / "out.jsonl").exists()


@pytest.mark.parametrize(
    "records",
    [
        [Run.of([Entry(FEED, 1, FIRST_PREV, b"rubbish")]).record()],
        [Run.of([Entry(FEED, 1, FIRST_PREV, record(handover(1)).payload[:-2] + b"\xc5\x00\x00")]).record()],
    ],
)
def test_an_entry_that_cannot_be_read_or_is_not_canonical_is_named(tmp_path: Path, records: list[bytes]) -> None:
    assert "Catatan nomor 1 (ABABAB-1) tidak dapat dibaca" in told("verify", written(tmp_path, *records), code=1)


def test_a_broken_chain_is_damage(tmp_path: Path) -> None:
    broken = Entry(FEED, 2, b"x" * 32, record(handover(1)).payload)
    written(tmp_path, Run.of([record(handover(1))]).record(), Run.of([broken]).record())
    assert "ABABAB-2 does not follow entry 1" in told("verify", tmp_path, code=1)


def test_where_there_is_no_log_none_is_made(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        assert told("verify", folder, code=2) == f"Tidak ada buku catatan di {folder}.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "000001.segment").mkdir()
    assert told("verify", tmp_path, code=2).startswith("Tidak dapat dibaca")


def test_entries_are_shown_in_plain_words(folder: Path) -> None:
    lines = told("show", folder).splitlines()
    assert [re.sub("[0-9A-F]{6,}", "…", line.split("  ", 2)[2]) for line in lines] == [
        "kiosk: rangkaian dibuka oleh perangkat …, versi 1; sebab: baru; lanjutan dari tidak ada",
        "P1: kunjungan … dibuka",
        "P1: nomor A27 dipanggil",
        "P1: bantuan diserahkan untuk …, kepada yang bersangkutan, tanda tangan; bagian: 1",
    ]
    assert all(line.startswith("2026-02-02 02:40:0") for line in lines)
    assert "P1: number A27 called" in told("show", folder, "--language", "en")


def test_the_last_ones_one_feed_or_one_kind_can_be_chosen(folder: Path) -> None:
    assert "bantuan diserahkan" in told("show", folder, "--last", 1)
    assert len(told("show", folder, "--last", 2).splitlines()) == 2
    assert "A27" in told("show", folder, "--kind", "Called")
    feed = json.loads(told("stat", folder, "--json"))["feeds"][0]["feed"]
    assert len(told("show", folder, "--feed", feed[:6].upper()).splitlines()) == 4
    assert told("show", folder, "--feed", "not a feed") == ""
    assert told("show", folder, "--kind", "Dance", code=2) == "Tidak ada jenis catatan bernama Dance.\n"


def test_as_json_it_is_told_what_an_entry_says_and_not_its_bytes(folder: Path) -> None:
    opened, *_, last = map(json.loads, told("show", folder, "--json").splitlines())
    assert (last["number"], last["seq"], last["kind"], last["by"], last["trust"]) == (4, 4, "HandedOver", "P1", 1)
    assert last["body"]["person"] == "0000000000000007"
    assert (last["body"]["manner"], last["body"]["proofs"]) == ("SELF", ["ktp"])
    assert (opened["prev"], opened["evidence"]) == (FIRST_PREV.hex(), None)
    assert not {"payload", "sealed"} & opened.keys()


def test_how_much_there_is_can_be_asked(folder: Path) -> None:
    counts = json.loads(told("stat", folder, "--json"))
    assert (counts["entries"], counts["unfinished_bytes"], counts["evidence"], counts["missing"]) == (4, 0, 0, [])
    assert counts["file_bytes"] in (4 * 1024 * 1024, 8 * 1024 * 1024)  # with the next segment, once it is prepared
    (feed,) = counts["feeds"]
    assert (feed["entries"], feed["evidence"], feed["cause"], feed["parent"]) == (4, 0, "NEW", None)
    said = told("stat", folder)
    assert "Catatan: 4\n" in said
    assert (
        f"{feed['feed']}  4 catatan, ujung {feed['head']}, ditulis perangkat {feed['device']}; sebab: baru; "
        "lanjutan dari tidak ada; bukti: 0" in said
    )


def test_everything_can_be_copied_into_a_file_for_its_owner_alone(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert told("export", folder, file).startswith("4 catatan disalin ke ")
    *_, last = documents = [json.loads(line) for line in file.read_text().splitlines()]
    assert [document["number"] for document in documents] == [1, 2, 3, 4]
    assert entry_in(last).hash == bytes.fromhex(last["hash"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("mine")
    assert told("export", folder, file, code=2) == f"{file} sudah ada. Pilih nama lain.\n"
    assert file.read_text() == "mine"
    assert json.loads(told("export", folder, tmp_path / "other", "--json")) == {
        "entries": 4,
        "file": str(tmp_path / "other"),
    }


PLACE = ("feed", "seq", "prev", "payload")


def test_entries_of_a_newer_version_are_shown_as_far_as_they_are_known(tmp_path: Path) -> None:
    newer = Entry(FEED, 1, FIRST_PREV, b"\x94\x00\x00\xa0\x91\x7f")
    written(tmp_path / "log", Run.of([newer]).record())
    assert "ABABAB-1  isi tidak dikenal oleh versi ini" in told("show", tmp_path)
    assert told("show", tmp_path, "--kind", "Called") == ""
    assert json.loads(told("show", tmp_path, "--json"))["hash"] == newer.hash.hex()
    told("export", tmp_path, tmp_path / "out")
    assert json.loads((tmp_path / "out").read_text())["payload"] == newer.payload.hex()


def with_evidence(folder: Path) -> list[Entry]:
    """Three entries of another feed, of which the first was lost; and one that the log has itself."""
    other = Box(folder.parent / "other", seed=5)
    entries = [*other.write(handover(1)), *other.write(handover(2))]
    other.close()
    told("export", folder, folder.parent / "before")
    known = entry_in(json.loads(lines(folder.parent / "before")[0]))
    evidence = Evidence(folder / "evidence")
    evidence.add([Kept(Run.of(entries), Source.RECEIPT), Kept(Run.of([known]), Source.MIRROR)])
    evidence.close()
    return entries


def entry_in(document: dict[str, Any]) -> Entry:
    return Entry(*(bytes.fromhex(v) if isinstance(v, str) else v for v in map(document.__getitem__, PLACE)))


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def test_evidence_is_shown_before_the_log_and_marked_and_what_the_log_has_itself_is_not_shown_twice(
    folder: Path, tmp_path: Path
) -> None:
    entries = with_evidence(folder)
    shown = told("show", folder).splitlines()
    assert len(shown) == 6
    assert [line.endswith("[bukti: struk]") for line in shown] == [True, True, False, False, False, False]
    assert len(told("show", folder, "--last", 5).splitlines()) == 5
    assert len(told("show", folder, "--kind", "HandedOver").splitlines()) == 3
    assert told("export", folder, tmp_path / "out").startswith("6 catatan")
    assert [json.loads(line)["evidence"] for line in lines(tmp_path / "out")] == [None] * 4 + ["RECEIPT"] * 2
    counts = json.loads(told("stat", folder, "--json"))
    feed = entries[0].feed.hex()
    assert counts["missing"] == [{"feed": feed, "first": 1, "last": 1}]
    assert [
        (each["entries"], each["evidence"], each["device"]) for each in counts["feeds"] if each["feed"] == feed
    ] == [(0, 2, "")]
    assert f"Hilang: {feed} nomor 1." in told("stat", folder)
    assert "Selain itu tersimpan 3 catatan sebagai bukti." in told("verify", folder, code=3)


@pytest.mark.parametrize("arguments", [[], ["verify"], ["dance"], ["show", ".", "--last", "0"]])
def test_a_wrong_command_is_no_damage(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


WORK = """
import sys
from pathlib import Path
from typing import Any
from tests.ledger.boxes import Box, handover
box = Box(Path(sys.argv[1]))
print("open", flush=True)
for line in sys.stdin:
    box.write(handover(int(line)))
    print("written", flush=True)
"""


def test_it_looks_on_while_another_program_writes(tmp_path: Path) -> None:
    def looks_on() -> str:
        command = [sys.executable, "-m", "ledger", "verify", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout

    command = [sys.executable, "-c", WORK, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as kiosk:
        assert kiosk.stdin
        assert kiosk.stdout
        assert kiosk.stdout.readline() == "open\n"
        assert looks_on() == "Catatan utuh: 1 catatan dari 1 rangkaian.\n"
        kiosk.stdin.writelines(f"{number}\n" for number in range(500))
        kiosk.stdin.flush()
        assert kiosk.stdout.readline() == "written\n"
        assert looks_on().startswith("Catatan utuh: ")  # in the midst of it
        kiosk.stdin.close()
        assert kiosk.stdout.read() == "written\n" * 499
    assert looks_on() == "Catatan utuh: 501 catatan dari 1 rangkaian.\n"


def test_at_the_shell_a_salvage_asks_first_and_says_what_is_missing(tmp_path: Path) -> None:
    day = Day(tmp_path / "data").rot(4)
    runner = CliRunner()
    for answer in ("n\n", ""):
        refused = runner.invoke(app, ["salvage", str(day.data)], input=answer)
        assert refused.exit_code == 2
        assert "Tidak ada yang diubah." in refused.stderr
    assert "--yes" in told("salvage", day.data, "--json", code=2)
    assert day.segment.exists()
    done = runner.invoke(app, ["salvage", str(day.data / "log")], input="y\n")
    assert done.exit_code == 3
    assert f"Diselamatkan: {ENTRIES - 1} catatan." in done.stdout
    assert f"Hilang: {day.feed.hex()} nomor 4." in done.stdout
    assert "jalankan salvage lagi dengan --from" in done.stdout
    assert f"Yang rusak disimpan apa adanya di {day.data / 'log.damaged-1'}." in done.stdout
    assert f"{ENTRIES - 1} catatan sebagai bukti" in told("verify", day.data, code=3)
    receipts = tmp_path / "receipts.txt"
    receipts.write_text(day.code(4))
    as_json = json.loads(told("salvage", day.data, "--from", receipts, "--json"))
    assert as_json["refilled"] == [{"source": "receipts.txt", "entries": 1}]
    assert (as_json["missing"], as_json["moved_to"]) == ([], [])
    assert told("salvage", day.data).splitlines()[-1] == "Tidak ada yang hilang di antara yang diketahui."


def test_a_salvage_says_what_it_could_not_use(tmp_path: Path) -> None:
    day = Day(tmp_path / "data").rot(4).rot_padding(6)
    (tmp_path / "receipts").write_text(f"rubbish\n{Day(tmp_path / 'other').code(3)}\n")
    said = told("salvage", day.data, "--yes", "--from", tmp_path / "receipts", "--language", "en", code=3)
    assert "1 of them out of damaged writes; the entry after each proves it." in said
    assert "Passed over, cannot be read: receipts:1" in said
    assert "Passed over, another box's: receipts: " in said
    assert "rubbish" not in said
    assert "Start the kiosk as usual" in said


def test_on_a_log_that_is_well_a_salvage_has_nothing_to_do_also_beside_a_kiosk(folder: Path) -> None:
    said = told("salvage", folder)
    assert said.startswith("Catatan tidak rusak; tidak ada yang perlu diselamatkan.")
    assert "tests" not in said
    assert told("salvage", folder, "--from", folder, code=2).startswith("Program lain sedang memakai catatan ini.")
    assert told("salvage", folder.parent / "nowhere", code=2).startswith("Tidak ada buku catatan")


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    day = Day(tmp_path / "data")
    assert told("salvage", day.data, "--from", tmp_path / "nowhere", code=2).startswith("Tidak dapat dibaca")


def test_progress_is_shown_at_a_terminal_alone_and_never_among_the_answers(tmp_path: Path) -> None:
    day = Day(tmp_path / "data")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ledger", "verify", str(day.data), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True, cwd=ROOT) as program:
        assert program.stdout
        answer = program.stdout.read()
    os.close(theirs)
    assert json.loads(answer)["well"] is True
    assert b"Memeriksa" in os.read(ours, 10_000)
    os.close(ours)

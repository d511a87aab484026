"""What `sotarsa-ledger` says and how it exits."""

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger import facts
from ledger.aid import Allotment, Officer, Person
from ledger.catalogue import Catalogue
from ledger.clock import Instant, Trust
from ledger.disk.journal import Journal
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.main import _texts, app
from ledger.run import Run
from ledger.telling import as_json, in_words
from tests.conftest import ROOT
from tests.ledger.boxes import NOW_MS, VISIT, Box, handover

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


def test_as_json_everything_is_told_with_bytes_as_hex(folder: Path) -> None:
    opened, *_, last = map(json.loads, told("show", folder, "--json").splitlines())
    assert (last["number"], last["seq"], last["kind"], last["by"], last["trust"]) == (4, 4, "HandedOver", "P1", 1)
    assert last["body"]["person"] == "0000000000000007"
    assert (last["body"]["manner"], last["body"]["proofs"]) == ("SELF", ["ktp"])
    assert opened["prev"] == FIRST_PREV.hex()
    assert Entry(bytes.fromhex(last["feed"]), 4, bytes.fromhex(last["prev"]), bytes.fromhex(last["payload"])).hash == (
        bytes.fromhex(last["hash"])
    )


def test_how_much_there_is_can_be_asked(folder: Path) -> None:
    counts = json.loads(told("stat", folder, "--json"))
    assert (counts["entries"], counts["unfinished_bytes"], counts["evidence"]) == (4, 0, 0)
    assert counts["file_bytes"] in (4 * 1024 * 1024, 8 * 1024 * 1024)  # with the next segment, once it is prepared
    (feed,) = counts["feeds"]
    assert feed["entries"] == 4
    said = told("stat", folder)
    assert "Catatan: 4\n" in said
    assert f"{feed['feed']}  4 catatan, ujung {feed['head']}, ditulis perangkat {feed['device']}" in said


def test_everything_can_be_copied_into_a_file_for_its_owner_alone(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    assert told("export", folder, file).startswith("4 catatan disalin ke ")
    assert file.read_text().splitlines() == told("show", folder, "--json").splitlines()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("mine")
    assert told("export", folder, file, code=2) == f"{file} sudah ada. Pilih nama lain.\n"
    assert file.read_text() == "mine"


def test_entries_of_a_newer_version_are_shown_as_far_as_they_are_known(tmp_path: Path) -> None:
    newer = Entry(FEED, 1, FIRST_PREV, b"\x94\x00\x00\xa0\x91\x7f")
    written(tmp_path, Run.of([newer]).record())
    assert "ABABAB-1  isi tidak dikenal oleh versi ini" in told("show", tmp_path)
    assert told("show", tmp_path, "--kind", "Called") == ""
    document = json.loads(told("show", tmp_path, "--json"))
    assert (document["payload"], document["hash"]) == (newer.payload.hex(), newer.hash.hex())


@pytest.mark.parametrize("arguments", [[], ["verify"], ["dance"], ["show", ".", "--last", "0"]])
def test_a_wrong_command_is_no_damage(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


WORK = """
import sys
from pathlib import Path
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


SAMPLES: dict[object, object] = {int: 1, bytes: b"12345678", str: "text", bool: True}
KINDS = facts.Fact.__subclasses__()


def sample(kind: type[facts.Fact]) -> facts.AnyFact:
    """A fact of this kind with something in every field."""
    chosen: dict[str, object] = {
        "officer": Officer("P1", "Rahmah", "desk"),
        "person": Person(b"siti", "Siti") if kind is facts.PersonRegistered else b"siti",
        "way": "phrase" if kind is facts.Unlocked else facts.Way.NIK,
        "manner": facts.Manner.PROXY,
        "mark": facts.Mark.THUMBPRINT,
        "allotments": (Allotment(b"a", b"siti", "PKH", "", ()),) if kind is facts.PackMade else (b"a", b"b"),
        "answers": {"harga": "rupiah"},
        "start": facts.Start(version="1"),
        "cause": facts.Cause.MOVED,
        "parent": facts.Parent(FEED, 7, b""),
    }
    if kind in (facts.CheckInRefused, facts.NotServed):
        chosen["reason"] = facts.Refusal.BAD_NIK if kind is facts.CheckInRefused else facts.Unserved.ABSENT
    hints = kind.__annotations__
    values = {
        name: chosen[name] if name in chosen else SAMPLES.get(getattr(hint, "__origin__", hint), ())
        for name, hint in hints.items()
    }
    return kind(**values)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_can_be_told_and_nobody_is_named(kind: type[facts.Fact], language: str) -> None:
    entry = record(sample(kind))
    said = in_words(entry, Catalogue(_texts.folder, language))
    assert said.startswith("2026-02-02 02:40:00 UTC  ABABAB-1  P1: ")
    assert not re.search("Siti|Rahmah|[{}]|[0-9a-f]{16}|b'", said)
    assert json.loads(as_json(1, entry))["kind"] == kind.__name__


@pytest.mark.parametrize("kind", [facts.Way, facts.Manner, facts.Mark, facts.Refusal, facts.Unserved, facts.Cause])
def test_every_choice_has_its_words(kind: type[facts.Way]) -> None:
    for each in kind:
        assert _texts(f"{kind.__name__}.{each.name}")


def test_secrets_of_a_visit_are_not_said_in_words() -> None:
    said = in_words(record(facts.VisitKeyMade(VISIT, b"k" * 32, "padi kapas", "CARD", "RECOVERY")), _texts)
    assert not re.search("padi|CARD|RECOVERY|6B6B", said)


def test_a_doubtful_time_is_told_as_doubtful_and_a_terminal_is_left_alone() -> None:
    opened = facts.FeedOpened(b"device", b"i", b"", facts.Start(version="1\x1b[2J\n2"))
    said = in_words(record(opened, trust=Trust.UNKNOWN, by=""), _texts)
    assert said == "2026-02-02 02:40:00 UTC (jam belum dipastikan)  ABABAB-1  kiosk: " + (
        "rangkaian dibuka oleh perangkat 64657669, versi 1\ufffd[2J\ufffd2; sebab: baru; lanjutan dari tidak ada"
    )

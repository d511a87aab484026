"""A stolen box tells nobody's name: after a day, everything on it is searched for everybody."""

import ast
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from kiosk.errors import TooManyAttempts, WrongPhrase, WrongPin
from kiosk.main import cli
from kiosk.reception import Answer
from ledger.evidence import Kept, Source
from ledger.facts import Manner, Unserved
from ledger.main import app as ledger
from ledger.run import Run
from ledger.sealing import Receiver
from tests.kiosk.box import CARD, Box, MakeBox
from tests.kiosk.hub import Hub
from tests.secrecy import Secrets, leaks, secrets_of, words_of
from tests.source import modules
from tests.village import PHRASE, PIN, nik

RECEIVER = Receiver("Zubaidah Noorhalimah", "6311020101700077", "kemenakan")
NOTES = ("Tertukar dengan tetangganya, Basuni", "Rumahnya di balik jembatan gantung")
TYPED = ("6311023013460001", nik(9001), nik(9002), nik(4711))
SCANNED = "SITI AMINAH 0812"
ORDINARY = {"UTUH", "dengan"}
"""A man's name that also means whole, and a word that any sentence has: our own messages say them."""


def whole_day(box: Box) -> None:
    """Everything that can put a person's data into a log."""
    for guess in ("padi hijau", "padi kuning"):
        with pytest.raises(WrongPhrase):
            box.village.unlock(guess)
    box.unlock()
    box.reception.by_nik(box.person(1).nik)
    box.reception.by_invitation("LIYU0002")
    nameless = box.reception.nameless()
    box.reception.by_staff(box.person(3).id, "RHM", nameless)
    for refused in TYPED:
        assert box.reception.by_nik(refused).answer is Answer.TO_THE_DESK
        box.reception._attempts.right()
    box.reception.by_invitation(SCANNED)
    box.desk.call_next("RHM")
    handed = box.serve(1)
    box.desk.undo(handed.place, NOTES[0], "RHM")
    proxy = replace(box.handover(2), manner=Manner.PROXY, proofs=("surat_kuasa", "ktp_wakil"), receiver=RECEIVER)
    box.desk.hand_over(proxy, "BDI")
    box.desk.not_served(box.person(3).id, box.owed(3), Unserved.MOVED, NOTES[1], "RHM")
    box.kiosk.printing.again(box.serve(4).place, "RHM")
    box.reception.by_nik(box.person(4).nik)
    with pytest.raises((WrongPin, TooManyAttempts)):
        box.kiosk.sessions.enter("tablet", "RHM", "135790")
    box.kiosk.sessions.enter("tablet", "RHM", PIN)


def all_of(box: Box) -> Secrets:
    """What nobody may find."""
    typed = Secrets(
        texts=frozenset({RECEIVER.name, *NOTES, SCANNED[:-5], PHRASE, CARD, CARD.replace("-", "")}),
        words=frozenset(words_of(RECEIVER.name, *NOTES)),
        numbers=frozenset({RECEIVER.nik, *TYPED, PIN}),
        keys=frozenset({seed_of(box)}),
    )
    return (typed | secrets_of(box.office.pack, box.office.key.secret)).without(ORDINARY)


def seed_of(box: Box) -> bytes:
    """What this box signs with, while it can."""
    key = box.key._key
    assert key
    return key.seed


@pytest.fixture
def day(make_box: MakeBox, caplog: pytest.LogCaptureFixture) -> Iterator[Box]:
    """A kiosk with a printer, after its day; it was never ended, and lost its power with a visit unlocked."""
    caplog.set_level(logging.DEBUG)
    box = make_box(printer="simulated").load()
    box.system.start()
    whole_day(box)
    yield box
    box.kiosk.printing.stop()


@pytest.fixture
def secrets(day: Box) -> Secrets:
    return all_of(day)


def test_nothing_on_the_box_names_anybody(day: Box, secrets: Secrets) -> None:
    assert leaks(secrets, day.folder) == []
    day.village.close("RHM")
    day.village.put_down()
    assert leaks(secrets, day.folder) == []
    day.pull_the_plug()
    assert leaks(secrets, day.folder) == []


def test_what_was_saved_or_given_back_names_nobody_either(day: Box, secrets: Secrets, tmp_path: Path) -> None:
    hub = Hub(tmp_path / "office", day.office.hub)
    day.kiosk.merge(hub.client(day.key))
    saved = Kept(Run.of(day.entries[2:9]), Source.SALVAGE)
    day.kiosk.writer.run(lambda: day.kiosk.evidence.add([saved])).result()
    day.kiosk.merge(hub.client(day.key))
    assert hub.evidence.kept()
    hub.close()
    assert leaks(secrets, day.folder, tmp_path / "office", tmp_path / "office evidence") == []


def test_nothing_that_comes_home_names_anybody_on_the_way(day: Box, secrets: Secrets, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "kiosk-1.sotarsa").write_bytes(day.kiosk.homecoming.bundle())
    assert leaks(secrets, tmp_path / "stick") == []
    for each in day.entries:
        assert secrets.found_in(each.payload + each.sealed) == set()


def test_what_the_program_says_names_nobody(
    day: Box, secrets: Secrets, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    day.village.put_down()
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    logged = "\n".join(logging.Formatter("%(name)s %(message)s").format(each) for each in records)
    assert "somebody tried a wrong phrase" in logged
    said = capfd.readouterr()
    assert secrets.found_in((logged + said.out + said.err).encode()) == set()
    assert secrets.found_in(repr(day.entries).encode()) == set()


def test_what_the_tools_say_of_the_log_names_nobody(day: Box, secrets: Secrets, tmp_path: Path) -> None:
    day.pull_the_plug().close()
    out = tmp_path / "out.jsonl"
    for command in (["verify"], ["show"], ["stat"], ["export", str(out)], ["salvage"]):
        for options in ([], ["--json"]):
            verb, *more = command
            said = CliRunner().invoke(ledger, [verb, str(day.folder), *more, *options])
            assert said.exit_code in (0, 2, 3), said.output
            assert secrets.found_in(said.output.encode()) == set()
            assert leaks(secrets, day.folder, *([out] if out.exists() else [])) == []
            out.unlink(missing_ok=True)


def test_what_the_kiosks_commands_say_names_nobody(day: Box, secrets: Secrets) -> None:
    day.pull_the_plug().close()
    for words in (["status"], ["status", "--json"], ["list"], ["merge", "--hub", "127.0.0.1:9"]):
        said = CliRunner().invoke(cli, [*words, "--data", str(day.folder)])
        assert said.output
        assert secrets.found_in(said.output.encode()) == set()


def test_the_search_would_find_a_name(day: Box, secrets: Secrets) -> None:
    (day.folder / "oops.txt").write_text(f"antrean: {day.person(5).name.lower()}, {day.person(5).nik}")
    found = leaks(secrets, day.folder)
    assert f"oops.txt: {day.person(5).nik}" in found
    assert f"oops.txt: {day.person(5).name}" in found


def test_the_search_would_find_what_is_written_unsealed(day: Box, secrets: Secrets) -> None:
    entry = next(each for each in day.entries if each.sealed)
    plain = day.office.key.unseal("Note", entry.sealed)
    careless = msgspec.msgpack.encode({"sealed": plain})
    assert secrets.found_in(careless) != set()


NOT_PERSONAL = {"gate.hub_address", "gate.device_name", "merge.address"}


def test_no_browser_is_asked_to_remember_what_is_typed() -> None:
    """Browsers keep what stands in a field for the next start, unless a page asks them not to."""
    careless, fields = [], 0
    for module in modules("kiosk"):
        statements = [node for node in ast.walk(module.tree) if isinstance(node, ast.Assign | ast.Expr)]
        for statement in statements:
            told = ast.unparse(statement)
            if "ui.input(" in told or "ui.textarea(" in told:
                fields += 1
                asked = "autocomplete=off" in told or any(f"'{key}'" in told for key in NOT_PERSONAL)
                careless += [] if asked else [f"{module.shown}:{statement.lineno}"]
    assert careless == []
    assert fields > 8


def test_unlocked_the_desk_still_reads_all_of_it(day: Box) -> None:
    day.pull_the_plug().unlock()
    dossier = day.desk.dossier(day.person(2).id)
    assert dossier.person == day.person(2)

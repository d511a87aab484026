"""A stolen box tells nobody's name: after a day, everything on it is searched for everybody."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.reception import Answer
from ledger.facts import Manner, Unserved
from ledger.sealing import Receiver
from tests.kiosk.box import Box
from tests.village import PHRASE, PIN, nik

RECEIVER = Receiver("Zubaidah Noorhalimah", "6311020101700077", "kemenakan")
NOTES = ("Tertukar dengan tetangganya, Basuni", "Rumahnya di balik jembatan gantung")


def whole_day(box: Box) -> None:
    """Everything that can put a person's data into a log."""
    box.reception.by_nik(box.person(1).nik)
    box.reception.by_invitation("LIYU0002")
    nameless = box.reception.nameless()
    box.reception.by_staff(box.person(3).id, "RHM", nameless)
    for refused in (nik(9001), nik(9002), nik(4711), "6311023013460001"):
        assert box.reception.by_nik(refused).answer is Answer.TO_THE_DESK
        box.reception._attempts.right()
    box.reception.by_invitation("SITI AMINAH 0812")
    box.desk.call_next("RHM")
    handed = box.serve(1)
    box.desk.undo(handed.place, NOTES[0], "RHM")
    proxy = replace(box.handover(2), manner=Manner.PROXY, proofs=("surat_kuasa", "ktp_wakil"), receiver=RECEIVER)
    box.desk.hand_over(proxy, "BDI")
    box.desk.not_served(box.person(3).id, box.owed(3), Unserved.MOVED, NOTES[1], "RHM")
    box.kiosk.printing.again(box.serve(4).place, "RHM")
    box.reception.by_nik(box.person(4).nik)
    box.kiosk.sessions.enter("tablet", "RHM", PIN)
    box.village.close("RHM")


def secrets(box: Box) -> set[str]:
    """Names by their words, numbers whole, everything that was typed, and what opens the visit."""
    pack = box.office.pack
    told = {word for person in pack.people for word in person.name.split()}
    told |= {number for person in pack.people for number in (person.nik, person.kk, person.address)}
    told |= {officer.name for officer in pack.officers}
    told |= {*NOTES, *RECEIVER.name.split(), RECEIVER.nik, nik(9001), nik(9002), nik(4711), "6311023013460001"}
    return told | {"SITI AMINAH", PHRASE, box.office.key.secret.hex()}


def found(folder: Path, words: set[str]) -> list[str]:
    """Which of these words stand in which file, in whatever case, and the visit key in its own bytes."""
    hits = []
    for path in (each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        upper = data.upper()
        hits += [f"{path.name}: {word}" for word in words if word.upper().encode() in upper]
    return hits


@pytest.fixture
def day(box: Box) -> Box:
    whole_day(box)
    return box


def test_nothing_on_the_box_names_anybody(day: Box) -> None:
    assert found(day.folder, secrets(day)) == []
    key = day.office.key.secret
    assert not any(key in path.read_bytes() for path in day.folder.rglob("*") if path.is_file())
    assert not any(each.name in str(path) for each in day.office.people for path in day.folder.rglob("*"))


def test_nothing_that_comes_home_names_anybody_on_the_way(day: Box, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "kiosk-1.sotarsa").write_bytes(day.kiosk.homecoming.bundle())
    assert found(tmp_path / "stick", secrets(day)) == []
    payloads = b"".join(each.payload for each in day.entries).upper()  # as they are before they are packed
    assert [word for word in secrets(day) if word.upper().encode() in payloads] == []


def test_the_search_would_find_a_name(day: Box) -> None:
    (day.folder / "oops.txt").write_text(f"antrean: {day.person(5).name.lower()}, {day.person(5).nik}")
    hits = found(day.folder, secrets(day))
    assert any(day.person(5).nik in hit for hit in hits)
    assert any(day.person(5).name.split()[0] in hit for hit in hits)


def test_unlocked_the_desk_still_reads_all_of_it(day: Box) -> None:
    day.restart()
    day.village.choose(day.kiosk.shelf.packs()[0])
    day.unlock()
    dossier = day.desk.dossier(day.person(2).id)
    assert dossier.person == day.person(2)

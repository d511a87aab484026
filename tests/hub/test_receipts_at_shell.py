"""A kiosk is lost; its receipts are not. What the office knows of it, at the shell."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.main import app
from hub.system import System
from ledger.codes import receipt_codes, sign_entry
from ledger.entry import Entry
from ledger.evidence import Evidence, Gap
from ledger.facts import Cause, HandedOver, Manner, Mark
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.salvage import salvage
from tests.hub.office import NOON, Box, Time, planned, with_people
from tests.hub.receipts import pages, picture
from tests.ledger.rotting import flip

run_in = CliRunner().invoke


class Lost:
    """An office whose kiosk served three times and sank; the last handover is too large for one code."""

    def __init__(self, folder: Path) -> None:
        self.data, self.folder = folder / "hub", folder
        with System(self.data, Time().clock()) as system:
            plan = planned(with_people(system))
            self.kiosk = Box(system, folder).enrol()
            self.kiosk.fetch()
            owed = system.planning.allotments_of(plan)
            self.people = [system.roster.person(each.person).name for each in owed[:2]]
            self.served = [self.kiosk.hand_over(plan.visit, each.person, [each.id]) for each in owed[:2]]
            many = tuple(os.urandom(8) for _ in range(30))
            large = HandedOver(plan.visit, owed[0].person, many, Manner.SELF, Mark.SIGNATURE)
            self.served.append(self.kiosk.write(large))
        self.kiosk.log.close()

    def codes(self, entry: Entry, key: SigningKey | None = None) -> tuple[str, ...]:
        return receipt_codes(sign_entry(entry, key or self.kiosk.key))

    def file(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)

    def run(self, verb: str, *words: str, code: int = 0, typed: str = "") -> str:
        result = run_in(app, [verb, *words, "--data", str(self.data)], input=typed)
        assert result.exit_code == code, result.output
        return result.output

    def handovers(self) -> list[bytes]:
        with System(self.data, Time().clock()) as system:
            return [entry.hash for visit in system.book.visits() for entry in visit.handovers.values()]


@pytest.fixture
def lost(tmp_path: Path) -> Lost:
    return Lost(tmp_path)


def test_codes_that_a_scanner_typed_are_restored_once(lost: Lost) -> None:
    first, second, large = map(lost.codes, lost.served)
    assert (len(first), len(large)) == (1, 2)
    typed = "\n".join([large[1], *first, "", *second, large[0], *first]) + "\n"
    told = lost.run("restore-receipts", typed=typed)
    assert "Penyerahan yang pulih: 3. Sudah ada sebelumnya: 1." in told
    for name in lost.people:
        assert name in told
    assert str(lost.served[0].place) in told
    assert sorted(lost.handovers()) == sorted(entry.hash for entry in lost.served)
    assert "Penyerahan yang pulih: 0. Sudah ada sebelumnya: 4." in lost.run("restore-receipts", typed=typed)
    assert len(lost.handovers()) == 3


def test_parts_are_united_over_pictures_and_texts(lost: Lost) -> None:
    first, second, large = map(lost.codes, lost.served)
    files = (
        lost.file("foto.jpg", picture(*first, large[1], kind="JPEG")),
        lost.file("scan.tiff", pages(*second, large[0])),
    )
    assert "Penyerahan yang pulih: 3." in lost.run("restore-receipts", *files)
    assert len(lost.handovers()) == 3


def test_one_bad_photo_hides_nothing_of_the_others(lost: Lost) -> None:
    first, second, _ = map(lost.codes, lost.served)
    files = (
        lost.file("satu.png", picture(*first)),
        lost.file("gelap.png", picture()),
        lost.file("rusak.jpg", b"no picture"),
        str(lost.folder / "tidak ada.txt"),
        lost.file("dua.png", picture(*second)),
    )
    told = lost.run("restore-receipts", *files, code=3)
    assert "Penyerahan yang pulih: 2." in told
    for name in ("gelap.png", "rusak.jpg", "tidak ada.txt"):
        assert name in told
    assert len(lost.handovers()) == 2


def test_what_is_missing_strange_or_unreadable_is_told_to_people_and_programs(lost: Lost) -> None:
    _, second, large = map(lost.codes, lost.served)
    strange = lost.codes(lost.served[0], SigningKey(b"x" * 32))
    typed = "\n".join([large[1], *strange, "BUKAN STRUK", *second])
    told = lost.run("restore-receipts", typed=typed, code=3)
    assert "pindai juga kode nomor 1" in told
    assert f"DITOLAK  {lost.served[0].place}" in told
    assert "TIDAK TERBACA sebagai kode struk: BUKAN STRUK" in told
    report = json.loads(lost.run("restore-receipts", "--json", typed=typed, code=3))
    assert [each["fate"] for each in report["codes"]] == ["part", "strange", "unreadable", "known"]
    assert (report["missing"], report["failed"]) == ([[1]], [])
    assert lost.handovers() == [lost.served[1].hash]


def test_nothing_at_all_is_not_success(lost: Lost) -> None:
    assert "Penyerahan yang pulih: 0." in lost.run("restore-receipts", typed="\n\n", code=3)


def test_what_is_given_back_refills_the_card_that_turns_up(lost: Lost, tmp_path: Path) -> None:
    card, given, gone = tmp_path / "card", tmp_path / "kiosk.evidence", lost.served[1]
    with System(lost.data, Time().clock()) as system:
        bring_home(lost, system)
    assert "4 catatan ditulis" in lost.run("give-back", "Kiosk 1", str(given))
    card.mkdir()
    (tmp_path / "Kiosk 1").rename(card / "log")
    segment = card / "log" / "000001.segment"
    flip(segment, segment.read_bytes().index(gone.payload) + len(gone.payload) // 2)
    assert salvage(card, (), NOON).missing == (Gap(gone.feed, gone.seq, gone.seq),)
    told = salvage(card, (given,), NOON)
    assert (told.refilled, told.missing) == (((given.name, 1),), ())
    evidence = Evidence(card / "evidence", read_only=True)
    assert gone.hash in evidence
    evidence.close()


def bring_home(lost: Lost, system: System) -> Box:
    """The kiosk was found, and merges."""
    kiosk = lost.kiosk
    kiosk.log = kiosk.feed.log = Log(lost.folder / kiosk.name)
    kiosk._system = system
    kiosk.come_home()
    kiosk.log.close()
    return kiosk


def test_cases_are_listed_whole_for_people_and_programs(lost: Lost, tmp_path: Path) -> None:
    assert "Tidak ada kasus." in lost.run("cases")
    lost.run("restore-receipts", typed="\n".join(lost.codes(lost.served[0])))
    told = lost.run("cases")
    assert f"HANYA STRUK  {lost.served[0].place}" in told
    assert lost.people[0] in told
    with System(lost.data, Time().clock()) as system:
        twin = Box(system, tmp_path, "Kiosk 2").enrol()
        fact = lost.served[0].fact
        assert isinstance(fact, HandedOver)
        twin.hand_over(fact.visit, fact.person, fact.allotments)
        twin.come_home()
        twin.log.close()
        bring_home(lost, system)
        kiosk = lost.kiosk
        kiosk.log = kiosk.feed.log = Log(tmp_path / kiosk.name)
        kiosk.write(fact)  # this entry stays in the village
        kiosk.feed.begin(Cause.MOVED, kiosk.feed.as_parent())
        kiosk.come_home()
        kiosk.log.close()
    told = lost.run("cases")
    assert "GANDA  2 penyerahan untuk bantuan yang sama:" in told
    assert "DIMULAI LAGI" in told
    assert "kartu dipindah atau disalin" in told
    assert "4 dari 5 catatannya ada di sini" in told
    assert "belum ada di sini: nomor 5" in told
    report = json.loads(lost.run("cases", "--json"))
    (double,), (begun,) = report["double_handovers"], report["begun_anew"]
    assert {each["kind"] for each in double} == {"HandedOver"}
    assert (begun["cause"], begun["here"], begun["upto"]) == ("MOVED", 4, 5)
    assert [(each["first"], each["last"]) for each in begun["missing"]] == [(5, 5)]
    assert (report["forked"], report["from_receipts"]) == ([], [])

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.changes import Kinds
from hub.errors import UnknownPerson
from hub.system import System
from ledger.errors import LogInUse
from ledger.facts import Entitled, ListTaken, PersonRegistered
from tests.hub.office import LIYU, Box, Time, nik, planned, sheet, take, with_people


def test_a_restart_keeps_everything(tmp_path: Path, time: Time) -> None:
    with System(tmp_path / "hub", time.clock()) as system:
        plan = planned(with_people(system))
        kiosk = Box(system, tmp_path).enrol()
        kiosk.open(plan.visit)
        kiosk.come_home()
        pack = kiosk.fetch()
        state = (system.key.public, system.roster.everyone(), system.plans.visits(), system.devices.everyone())
        entries = len(system.log)
    with System(tmp_path / "hub", time.clock()) as again:
        assert (again.key.public, again.roster.everyone(), again.plans.visits(), again.devices.everyone()) == state
        assert len(again.log) == entries
        assert again.book.visit(plan.visit).opened
        assert again.officers.check("PT1", "1234")
        assert Box.fetch(_at(again, kiosk)) == pack
    kiosk.log.close()


def _at(system: System, kiosk: Box) -> Box:
    kiosk._system = system
    return kiosk


def test_one_program_at_a_time_writes(empty: System) -> None:
    with pytest.raises(LogInUse):
        System(empty.data)


def test_screens_hear_of_a_whole_list_once(empty: System) -> None:
    heard: list[Kinds] = []
    told = threading.Event()

    def listen(kinds: Kinds) -> None:
        heard.append(kinds)
        told.set()

    empty.changes.listeners.append(_failing)
    empty.changes.listeners.append(listen)
    take(empty, sheet([f"{nik(number)};ORANG {number}" for number in range(1, 30)]))
    assert told.wait(5)
    assert heard == [frozenset({PersonRegistered, Entitled, ListTaken})]


def _failing(_: Kinds) -> None:
    raise RuntimeError("a page was closed")


def test_people_are_found_by_name_as_it_sounds_and_by_nik(system: System) -> None:
    assert [each.name for each in system.roster.search("boedi")] == ["BUDI SANTOSO"]
    assert [each.name for each in system.roster.search(nik(2)[:8] + " " + nik(2)[8:])] == ["SITI AMINAH"]
    assert system.roster.search("zzzz") == []
    take(system, sheet([f"{nik(7)};ZULKIFLI"]))
    assert [each.name for each in system.roster.search("zulkifli")] == ["ZULKIFLI"]


def test_people_of_a_village_move_with_their_lists(system: System) -> None:
    take(system, sheet([f"{nik(3)};MADE JAYA"]))
    assert [each.name for each in system.roster.of_village(LIYU)] == ["BUDI SANTOSO", "MADE JAYA", "SITI AMINAH"]
    assert system.roster.of_village("63.11.02.2001") == []


def test_who_is_not_there_is_not_found(system: System) -> None:
    with pytest.raises(UnknownPerson):
        system.roster.person(b"nobody")
    with pytest.raises(UnknownPerson):
        system.roster.with_nik("")


def test_an_office_has_its_own_profile_and_programmes(tmp_path: Path, own_files: Callable[[Path], None]) -> None:
    own_files(tmp_path)
    with System(tmp_path) as system:
        assert system.profile.name == "Contoh"
        assert [each.code for each in system.programmes] == ["X"]


@pytest.fixture
def own_files() -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "profile.toml").write_text(
            'name = "Contoh"\ncode = "63.11.03"\nregency = "A"\nprovince = "B"\npostcode = "1"\n'
            'timezone = "Asia/Makassar"\nletterhead = ["A"]\n[[village]]\ncode = "63.11.03.2001"\nname = "Satu"\n'
        )
        (folder / "programmes.toml").write_text(
            '[[programme]]\ncode = "X"\nname = "X"\nshort = "X"\nkind = "goods"\naliases = []\n'
            'items = [{ goods = "X" }]\nproofs = []\nproxy = "none"\nproxy_proofs = []\nreplacement = false\n'
        )

    return write

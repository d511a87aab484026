import pytest

from hub.errors import FirstOfficerExists, OfficerExists, OfficerIncomplete, PinTooWeak, UnknownOfficer
from hub.system import System


def test_no_pin_is_in_the_log(system: System) -> None:
    system.registering.register("PT2", "Siti", "Petugas", "98765432")
    assert not any(b"98765432" in entry.payload for entry in system.log.entries(system.writer.feed.id))


def test_only_the_first_officer_registers_himself(empty: System) -> None:
    empty.registering.register_first("pt1", "Rahmat", "", "1234")
    entries = len(empty.log)
    for code in ("PT1", "PT2"):
        with pytest.raises(FirstOfficerExists):
            empty.registering.register_first(code, "Penyusup", "", "0000")
    assert len(empty.log) == entries
    assert empty.officers.check("PT1", "1234").name == "Rahmat"


def test_a_code_that_is_taken_is_refused_and_changing_is_asked_for_as_such(system: System) -> None:
    with pytest.raises(OfficerExists):
        system.registering.register(" pt1 ", "Siti", "", "5678", by="PT1")
    assert system.officers.officer("PT1").name == "Rahmat"
    system.registering.change("pt1", "Rahmat Hidayat", "", "5678", by="PT1")
    assert system.officers.check("PT1", "5678").name == "Rahmat Hidayat"
    with pytest.raises(UnknownOfficer):
        system.registering.change("PT9", "Siti", "", "5678")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "", "١٢٣٤"])
def test_a_pin_is_four_to_eight_digits(empty: System, pin: str) -> None:
    with pytest.raises(PinTooWeak):
        empty.registering.register("PT1", "Rahmat", "", pin)


def test_an_officer_has_code_and_name(empty: System) -> None:
    for code, name in (("", "Rahmat"), ("PT1", " ")):
        with pytest.raises(OfficerIncomplete):
            empty.registering.register(code, name, "", "1234")

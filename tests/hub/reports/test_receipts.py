import dataclasses

from hub.reports.receipts import receipts
from ledger.clock import Trust
from ledger.facts import Manner, Mark
from ledger.sealing import Receiver, VisitKey
from tests.hub.reports.day import CASH, RICE, Day, somebody

ANI, BUDI = somebody(0), somebody(1)
SON = Receiver("Muhammad Rizky", "6311020101900001", "anak")


def test_a_handover_is_a_row_with_all_that_its_receipt_says() -> None:
    day = Day([ANI, BUDI], [RICE, CASH])
    day.minutes = 65
    day.receives(ANI, mark=Mark.THUMBPRINT)
    (row,) = receipts(day.file())
    assert row.number == "666565-1"
    assert f"{row.at:%d-%m-%Y %H.%M %Z}" == "03-03-2026 10.05 WITA"
    assert (row.name, row.masked_nik) == (ANI.name, "631102******0001")
    assert row.aid == ("Beras: 20 kg beras, 4 liter minyak goreng", "BLT Desa: Rp900.000")
    assert (row.amount_rupiah, row.manner, row.mark) == (900_000, Manner.SELF, Mark.THUMBPRINT)
    assert (row.receiver, row.officer, row.stands, row.time_confirmed) == (None, "Rahmawati, S.Sos.", True, True)


def test_an_undone_handover_stays_with_its_reason() -> None:
    day = Day([ANI], [CASH])
    day.undoes(day.receives(ANI), "Salah orang")
    day.minutes = 3
    day.receives(ANI)
    first, second = receipts(day.file())
    assert first.undone is not None
    assert (first.stands, first.undone.reason, first.undone.officer) == (False, "Salah orang", "Rahmawati, S.Sos.")
    assert second.stands


def test_who_received_it_instead_is_named_and_his_nik_masked() -> None:
    day = Day([ANI], [CASH])
    day.receives(ANI, manner=Manner.PROXY, receiver=SON)
    (row,) = receipts(day.file())
    assert row.receiver == Receiver("Muhammad Rizky", "631102******0001", "anak")


def test_what_is_sealed_without_its_key_is_said_to_be() -> None:
    day = Day([ANI], [CASH])
    day.undoes(day.receives(ANI, manner=Manner.PROXY, receiver=SON), "Salah orang")
    (row,) = receipts(day.file(with_key=False))
    assert row.receiver == Receiver("(tersegel)")
    assert row.undone is not None
    assert row.undone.reason == "(tersegel)"
    wrong = dataclasses.replace(day.file(), key=VisitKey(b"\1" * 32))
    assert [each.receiver for each in receipts(wrong)] == [Receiver("(tidak dapat dibuka)")]


def test_someone_unknown_and_aid_that_was_not_planned_are_shown() -> None:
    day = Day([ANI], [CASH])
    day.receives(BUDI)
    (row,) = receipts(day.file())
    assert (row.name, row.masked_nik, row.aid) == ("(tidak dikenal)", "", ("1 bantuan di luar rencana kunjungan",))


def test_a_time_that_nobody_confirmed_is_marked() -> None:
    day = Day([ANI], [CASH], trust=Trust.UNKNOWN)
    day.receives(ANI)
    assert [row.time_confirmed for row in receipts(day.file())] == [False]


def test_what_staff_said_of_the_clock_corrects_what_was_written_before() -> None:
    day = Day([ANI, BUDI], [CASH])
    day.starts_without_a_clock()
    day.minutes += 5
    place = day.receives(ANI)
    day.minutes += 2
    day.undoes(place, "Salah orang")
    before = receipts(day.file())[0]
    assert (before.at.year, before.time_confirmed) == (1971, False)
    day.is_told_the_time(30)
    day.receives(BUDI)
    first, second = receipts(day.file())
    assert [f"{row.at:%d-%m-%Y %H.%M}" for row in (first, second)] == ["03-03-2026 09.05", "03-03-2026 09.30"]
    assert first.time_confirmed
    assert first.undone
    assert f"{first.undone.at:%H.%M}" == "09.07"


def test_rows_stand_in_the_order_of_time() -> None:
    day = Day([ANI, BUDI], [CASH])
    day.minutes = 9
    day.receives(ANI)
    day.minutes = 2
    day.receives(BUDI)
    assert [row.name for row in receipts(day.file())] == [BUDI.name, ANI.name]

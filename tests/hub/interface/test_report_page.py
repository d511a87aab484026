"""Laporan: the numbers are those of the log, they grow by themselves, and each opens its rows."""

from collections.abc import Callable

import pytest

from hub.system import System
from hub.visit_file import VisitPlan
from ledger.facts import CheckedIn, HandedOver, Manner, Mark, NotServed, Undone, Unserved, Way
from ledger.sealing import Note, Receiver, VisitKey
from tests.hub.interface.visitor import Screens
from tests.hub.office import Box, planned


class Day:
    """Liyu: Budi is owed PKH and rice, Siti rice."""

    def __init__(self, system: System, box: Callable[[str], Box]) -> None:
        self.plan: VisitPlan = planned(system)
        self.key = VisitKey(system.plans.secrets(self.plan.visit).key)
        self.kiosk = box("Kiosk 1").enrol()
        names = {each.id: each.name for each in system.roster.everyone()}
        self.owed = {
            (names[each.person].split()[0], each.programme): each for each in system.planning.allotments_of(self.plan)
        }
        self.url = f"/laporan/{self.plan.visit.hex()}"

    def goes(self) -> None:
        """Budi is served, undone, and served through his son; Siti has no papers."""
        visit, key = self.plan.visit, self.key
        pkh, rice, siti = self.owed["BUDI", "PKH"], self.owed["BUDI", "BERAS"], self.owed["SITI", "BERAS"]
        self.kiosk.open(visit)
        self.kiosk.write(CheckedIn(visit, pkh.person, 1, "A", Way.NIK))
        wrong = self.kiosk.write(HandedOver(visit, pkh.person, (pkh.id,), Manner.SELF, Mark.SIGNATURE))
        self.kiosk.write(Undone(visit, wrong.feed, wrong.seq, key.seal_value(Note("salah orang"))))
        son = key.seal_value(Receiver("RIZKY", "", "anak"))
        both = (pkh.id, rice.id)
        self.kiosk.write(HandedOver(visit, pkh.person, both, Manner.PROXY, Mark.THUMBPRINT, ("ktp",), son))
        why = key.seal_value(Note("KK di rumah"))
        self.kiosk.write(NotServed(visit, siti.person, (siti.id,), Unserved.PAPERS_MISSING, why))
        self.kiosk.close(visit)
        self.kiosk.come_home()


@pytest.fixture
def day(system: System, box: Callable[[str], Box]) -> Day:
    return Day(system, box)


async def test_the_numbers_come_with_the_kiosk(screens: Screens, day: Day) -> None:
    visitor = await screens.officer(day.url)
    await visitor.sees("Belum ada hasil dari desa.", "0 dari 2 orang sudah terlayani.")
    day.goes()
    await visitor.sees("Selesai. 1 dari 2 orang sudah terlayani.")
    pkh, rice = visitor.rows("himself")
    assert [pkh[key] for key in ("targeted", "himself", "proxy", "postponed")] == ["1", "0", "1", "0"]
    assert [rice[key] for key in ("targeted", "himself", "proxy", "postponed")] == ["2", "0", "1", "1"]
    assert visitor.rows("count")[0]["reason"] == "Berkas belum lengkap"
    await visitor.sees("Dilayani: *1 dari 2 orang*")


async def test_a_number_opens_its_rows(screens: Screens, day: Day) -> None:
    day.goes()
    visitor = await screens.officer(day.url)
    url = visitor.rows("himself")[1]["proxy_url"]
    await visitor.open(url)
    await visitor.sees("1 bantuan.")
    row = visitor.rows("detail")[0]
    assert (row["name"], row["programme"], row["state"]) == ("BUDI SANTOSO", "Beras", "Diserahkan kepada wakil")
    assert "RIZKY · anak" in row["detail"]
    assert row["nik"] == "631102••••••0001"
    await visitor.open(f"{day.url}/penerima?alasan=papers_missing")
    assert [(each["name"], each["detail"]) for each in visitor.rows("detail")] == [
        ("SITI AMINAH", "Berkas belum lengkap: KK di rumah")
    ]
    await visitor.choose("Alasan", "")
    await visitor.sees("3 bantuan.")


async def test_every_receipt_is_there_and_the_undone_one_is_marked(screens: Screens, day: Day) -> None:
    day.goes()
    visitor = await screens.officer(f"{day.url}/struk")
    await visitor.sees("2 struk, 1 di antaranya dibatalkan.")
    standing, undone = visitor.rows("number")
    assert standing["state"] == "Berlaku"
    assert "RIZKY" in standing["manner"]
    assert undone["state"] == "Dibatalkan 12.00 oleh Rahmat: salah orang"


async def test_what_the_office_sends_on(screens: Screens, day: Day) -> None:
    day.goes()
    visitor = await screens.officer(day.url)
    assert (await visitor.downloads("Rekap (XLSX)")).startswith(b"PK")
    await visitor.tap("BAST (PDF)")
    await visitor.sees("Yang dikosongkan dicetak sebagai garis")
    await visitor.choose("Program", "BERAS")
    await visitor.write("Nomor surat", "400.9/12/Kec-Hlg")
    assert (await visitor.downloads("Unduh BAST")).startswith(b"%PDF")


async def test_all_visits_and_all_villages(screens: Screens, day: Day) -> None:
    day.goes()
    visitor = await screens.officer("/laporan")
    row = visitor.rows("receipts")[0]
    assert [row[key] for key in ("targeted", "served", "left", "receipts")] == ["2", "1", "1", "2"]
    await visitor.open("/laporan/musim")
    assert [(row["village"], row["programme"], row["served"]) for row in visitor.rows("visits")] == [
        ("Liyu", "PKH", "1"),
        ("Liyu", "Beras", "1"),
    ]
    await visitor.write("Orang terlayani", "4")
    await visitor.until(lambda: len(visitor.rows("change")) == 2, "the year before")
    assert [row["change"] for row in visitor.rows("change")] == ["–", "-75,0 %"]


async def test_what_two_kiosks_handed_over_is_a_case(
    screens: Screens, system: System, day: Day, box: Callable[[str], Box]
) -> None:
    visitor = await screens.officer("/kasus")
    await visitor.sees("Tidak ada kasus")
    day.goes()
    other = box("Kiosk 2").enrol()
    rice = day.owed["BUDI", "BERAS"]
    other.hand_over(day.plan.visit, rice.person, [rice.id])
    other.come_home()
    await visitor.sees("1 bantuan tercatat diserahkan lebih dari satu kali.", "BUDI SANTOSO", "Kiosk 1", "Kiosk 2")
    await visitor.open("/")
    await visitor.sees("Periksa 1 bantuan yang tercatat diserahkan lebih dari satu kali")
    await visitor.open(f"/sasaran/orang/{rice.person.hex()}")
    await visitor.sees("Tercatat diserahkan 2 kali")

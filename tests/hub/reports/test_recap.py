import datetime
import io
import zipfile
from typing import Any

from python_calamine import CalamineWorkbook

from hub.reports.recap import recap_xlsx
from hub.reports.tally import tally
from hub.visit_file import VisitFile
from ledger.facts import Unserved
from tests.hub.reports.day import Day, busy_day, somebody


def sheets(file: VisitFile, *, masked: bool = True) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(recap_xlsx(file, masked=masked)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_the_summary_has_the_figures_of_the_tally() -> None:
    file = busy_day(40).file()
    counted = tally(file)
    rows = sheets(file)["Ringkasan"]
    table = {row[0]: dict(zip(rows[3], row, strict=True)) for row in rows[4:8]}
    assert table["Beras"]["Sasaran"] == 40
    assert table["BLT Desa"]["Uang diserahkan (Rp)"] == counted.programmes["BLT"].handed_rupiah
    total = table["Jumlah"]
    assert (total["Sasaran"], total["Diserahkan"], total["Belum"]) == (120, 92, 28)
    assert total["Orang dilayani"] == counted.total.people_served == 36
    for heading in ("Sasaran", "Diserahkan", "Sendiri", "Wakil", "Pengganti", "Diantar", "Belum", "Gagal"):
        assert total[heading] == sum(table[name][heading] for name in ("Beras", "BLT Desa", "PBI-JKN"))


def test_goods_and_reasons_stand_below() -> None:
    rows = sheets(busy_day(40).file())["Ringkasan"]
    assert ["Minyak goreng", "liter", 160, 144, 16] in [row[:5] for row in rows]
    assert ["Meninggal dunia", 8] in [row[:2] for row in rows]


def test_everyone_and_those_who_went_without() -> None:
    file = busy_day(40).file()
    found = sheets(file)
    receivers, missing = found["Penerima"], found["Belum"]
    assert len(receivers) == 1 + 120 + 1
    assert receivers[-1][9] == tally(file).total.handed_rupiah
    assert len(missing) == 1 + 28
    assert ["Ditunda", "Berkas belum lengkap", "KK masih di rumah"] in [row[-3:] for row in missing]


def test_a_row_of_someone_who_received() -> None:
    ani = somebody(0, name="=cmd|' /C calc'!A0")
    day = Day([ani])
    day.receives(ani)
    rows = sheets(day.file())["Penerima"]
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["NIK"] == "631102******0001"
    assert row["Nama"] == "=cmd|' /C calc'!A0"  # text, never a formula
    assert row["Tanggal lahir"] == datetime.date(1960, 3, 1)
    assert row["Tanggal dan jam"] == datetime.datetime(2026, 3, 3, 9, 0)  # noqa: DTZ001 - as a workbook has it
    assert (row["No. tanda terima"], row["Petugas"]) == ("666565-1", "Rahmawati, S.Sos.")
    assert sheets(day.file(), masked=False)["Penerima"][1][1] == ani.nik  # as text: 16 digits stay


def test_a_time_that_was_corrected_later_stands_corrected() -> None:
    ani = somebody(0)
    day = Day([ani])
    day.starts_without_a_clock()
    day.minutes += 5
    day.receives(ani)
    day.is_told_the_time(30)
    rows = sheets(day.file())["Penerima"]
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["Tanggal dan jam"] == datetime.datetime(2026, 3, 3, 9, 5)  # noqa: DTZ001 - as a workbook has it


def test_totals_are_formulas() -> None:
    with zipfile.ZipFile(io.BytesIO(recap_xlsx(busy_day(10).file()))) as book:
        summary = book.read("xl/worksheets/sheet1.xml").decode()
        receivers = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>SUBTOTAL(109,B5:B7)</f><v>30</v>" in summary
    assert "<f>SUBTOTAL(109,J2:J31)</f>" in receivers
    assert 'state="frozen"' in summary
    assert 'state="frozen"' in receivers


def test_an_empty_visit_has_a_recap() -> None:
    found = sheets(Day([]).file())
    assert [len(found[name]) for name in ("Penerima", "Belum")] == [2, 1]


def test_the_same_visit_gives_the_same_file() -> None:
    file = busy_day(10).file()
    assert recap_xlsx(file) == recap_xlsx(file)


def test_a_reason_without_a_note() -> None:
    ani = somebody(0)
    day = Day([ani])
    day.goes_without(ani, Unserved.DECLINED)
    assert sheets(day.file())["Belum"][1][-3:] == ["Tidak dapat diserahkan", "Menolak", ""]

import datetime

from hub.lists.sheet import read_sheets
from hub.workbook import Page, workbook


def test_text_stays_text_and_numbers_numbers() -> None:
    day = datetime.date(2026, 3, 3)
    data = workbook(
        [Page("Rekap", ["NIK", "JUMLAH", "TANGGAL"], [["6311022504929001", 600_000, day]], titles=["REKAP"])]
    )
    sheet = read_sheets("rekap.xlsx", data)[0]
    assert sheet.rows[0][0] == "REKAP"
    assert sheet.rows[2] == ("NIK", "JUMLAH", "TANGGAL")
    assert sheet.rows[3] == ("6311022504929001", 600_000.0, day)


def test_a_formula_from_a_stranger_stays_text() -> None:
    data = workbook([Page("A", ["NAMA"], [["=1+1"]])])
    assert read_sheets("a.xlsx", data)[0].rows[1] == ("=1+1",)


def test_names_of_pages_are_made_fit_and_different() -> None:
    pages = [Page(name, ["A"], [["x"]]) for name in ("Desa/Liyu", "DESA LIYU", "x" * 40, "x" * 40, "")]
    names = [sheet.name for sheet in read_sheets("a.xlsx", workbook(pages))]
    assert names == ["Desa Liyu", "DESA LIYU 2", "x" * 31, "x" * 28 + " 2", "Lembar"]

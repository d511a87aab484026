import datetime

from hub.lists.judging import Judged, judge
from hub.lists.refused_rows import refused_workbook
from hub.lists.sheet import Sheet, read_sheets
from hub.lists.survey import Answers, survey
from hub.lists.verdict import Code, Verdict
from tests.hub.lists.builders import LIYU, OFFICE, RICE, TODAY, UREN, judged, nik

HEADINGS = ["NO", "NAMA  PENERIMA", "N I K", "NO. KK", "TGL LAHIR", "WARNA"]
LEARNT = {"WARNA": "ignored"}


def back(results: list[Judged]) -> list[Sheet]:
    return read_sheets("ditolak.xlsx", refused_workbook(results))


def with_cell(sheet: Sheet, row: int, column: int, value: str) -> Sheet:
    rows = [list(cells) for cells in sheet.rows]
    rows[row][column] = value
    return Sheet(sheet.file, sheet.name, tuple(tuple(cells) for cells in rows))


def test_only_refused_rows_are_handed_back_with_reason_and_remedy() -> None:
    (sheet,) = back([judged([HEADINGS, [1, "SITI", nik(9001)], [2, "JOKO", "12345"], [3, "", nik(9003)]])])
    heading = next(row for row, cells in enumerate(sheet.rows) if cells[0] == "NO")
    assert sheet.rows[heading] == ("NO", "NAMA PENERIMA", *HEADINGS[2:], "ALASAN", "CARA MEMPERBAIKI")
    assert [cells[1] for cells in sheet.rows[heading + 1 :]] == ["JOKO", ""]
    assert "16 digit" in str(sheet.rows[heading + 1][6])
    assert "KTP" in str(sheet.rows[heading + 1][7])


def test_mended_rows_come_in_and_nothing_is_asked_again() -> None:
    born = datetime.date(1992, 4, 25)
    (sheet,) = back([judged([HEADINGS, [1, "SITI", "6.31102E+15", "6311022112129049", born, "hijau"]])])
    seen = survey(sheet, OFFICE, LEARNT)
    assert seen.questions == ()
    assert seen.answers == RICE
    assert seen.table.unknown == ()
    place = next(row for row, cells in enumerate(sheet.rows) if "SITI" in cells)
    mended = judge(survey(with_cell(sheet, place, 2, nik(9001)), OFFICE, LEARNT), seen.answers, TODAY)
    (candidate,) = mended.candidates
    assert (candidate.nik, candidate.village, candidate.birth_date) == (nik(9001), LIYU, "1992-04-25")
    assert [(claim.programme, claim.period) for claim in candidate.claims] == [("BERAS", "Oktober 2026")]


def test_a_lost_digit_is_never_laundered_by_the_round_trip() -> None:
    (sheet,) = back([judged([HEADINGS, [1, "SITI", int(nik(9001))], [2, "JOKO", "6.31102E+15"]])])
    again = judge(survey(sheet, OFFICE), RICE, TODAY)
    assert [row.cells[2] for row in again.rows] == [nik(9001)[:15] + "?", "631102" + "?" * 10]
    assert again.verdicts == {Verdict.REFUSED: 2}
    assert again.counts == {Code.LETTERS_IN_NIK: 2}


def test_every_programme_and_village_survives_the_round_trip() -> None:
    for village in OFFICE.profile.villages:
        for programme in OFFICE.programmes:
            answers = Answers(village.code, programme.code, "Tahap 4 Tahun 2026")
            (sheet,) = back([judged([["NAMA", "NIK"], ["SITI", "1"], ["JOKO", "2"]], answers)])
            assert survey(sheet, OFFICE).answers == answers, (village.name, programme.name)
        if village.name == "Puyun":
            break


def test_an_unusual_period_survives_too() -> None:
    for period in ("Tahun 2026", "Tahap 4", "Oktober-November 2026", "Musim kemarau"):
        answers = Answers(UREN, "BLT", period)
        (sheet,) = back([judged([["NAMA", "NIK"], ["SITI", "1"]], answers)])
        assert survey(sheet, OFFICE).answers == answers


def test_villages_named_by_subtitles_become_a_column() -> None:
    rows = [["NAMA", "NIK"], ["DESA LIYU"], ["SITI", "12345678"], ["DESA UREN"], ["JOKO", "12345678"]]
    (sheet,) = back([judged(rows, RICE)])
    place = next(row for row, cells in enumerate(sheet.rows) if cells[0] == "NAMA")
    assert [cells[2] for cells in sheet.rows[place:]] == ["DESA", "Liyu", "Uren"]
    assert "village" not in {question.about for question in survey(sheet, OFFICE).questions}


def test_sheets_stay_apart_and_those_without_refusals_are_left_out() -> None:
    spoilt, good = [["NAMA", "NIK"], ["SITI", "1234567"]], [["NAMA", "NIK"], ["SITI", nik(9001)]]
    assert len(back([judged(spoilt), judged(good), judged(spoilt)])) == 2


def test_no_cell_becomes_a_formula() -> None:
    (sheet,) = back([judged([["NAMA", "NIK"], ["=HYPERLINK(1)", "1234567"]])])
    assert any("=HYPERLINK(1)" in cells for cells in sheet.rows)

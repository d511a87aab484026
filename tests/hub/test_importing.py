import io

import pytest
import xlsxwriter

from hub.errors import ListUnsettled, UnknownField, UnknownProgramme, UnknownVillage
from hub.importing import GivenAnswers
from hub.lists.errors import NoHeadings, NotAList
from hub.lists.survey import Answers
from hub.lists.verdict import Verdict
from hub.system import System
from tests.hub.office import HAUWAI, LIYU, NOON, PERIOD, Time, nik, sheet, take


def test_a_look_writes_nothing(empty: System) -> None:
    before = len(empty.log)
    preview = empty.importing.look("pkh.csv", sheet([f"{nik(1)};BUDI"]))
    assert preview.settled
    assert preview.verdicts == {Verdict.TAKEN: 1}
    assert len(empty.log) == before


def test_a_list_puts_people_and_what_they_are_owed_on_the_roster(empty: System) -> None:
    take(empty, sheet([f"{nik(1)};BUDI"]))
    budi = empty.roster.with_nik(nik(1))
    assert (budi.name, budi.village) == ("BUDI", LIYU)
    assert [(owed.programme, owed.period) for owed in empty.roster.entitlements_of(budi.id)] == [("PKH", PERIOD)]


def test_the_same_file_twice_changes_nothing_and_says_when_it_came_first(empty: System, time: Time) -> None:
    data = sheet([f"{nik(1)};BUDI", f"{nik(2)};SITI"])
    first = empty.importing.take(empty.importing.look("pkh.csv", data))
    written = len(empty.log)
    time.ms += 1000
    preview = empty.importing.look("pkh.csv", data)
    second = empty.importing.take(preview)
    assert (first.new_people, first.changed, first.before) == (2, True, None)
    assert not second.changed
    assert second.before
    assert second.before == preview.taken_before
    assert second.before.at == NOON
    assert len(empty.log) == written


def test_an_older_list_taken_again_does_not_undo_a_newer_one(empty: System) -> None:
    old = sheet([f"{nik(1)};BUDI;JALAN LAMA"], more=";ALAMAT")
    take(empty, old)
    take(empty, sheet([f"{nik(1)};BUDI;JALAN BARU"], more=";ALAMAT"))
    take(empty, old)
    assert empty.roster.with_nik(nik(1)).address == "JALAN BARU"


def test_two_lists_looked_at_together_do_not_make_two_people_of_one(empty: System) -> None:
    rice = empty.importing.look("beras.csv", sheet([f"{nik(1)};BUDI"], programme="BERAS"))
    pkh = empty.importing.look("pkh.csv", sheet([f"{nik(1)};BOEDI"]))
    empty.importing.take(rice)
    assert empty.importing.take(pkh).new_people == 0
    budi = empty.roster.with_nik(nik(1))
    assert (budi.name, budi.other_names) == ("BUDI", ("BOEDI",))


def test_a_list_with_open_questions_is_not_taken(empty: System) -> None:
    preview = empty.importing.look("x.csv", f"NO;NIK;NAMA\n1;{nik(1)};BUDI".encode())
    assert not preview.settled
    with pytest.raises(ListUnsettled) as caught:
        empty.importing.take(preview)
    assert set(caught.value.missing) == {"village", "programme", "period"}
    assert len(empty.roster) == 0


def test_answers_settle_a_list_and_one_period_has_one_spelling(empty: System) -> None:
    data = f"NO;NIK;NAMA\n1;{nik(1)};BUDI".encode()
    answers = GivenAnswers(Answers(LIYU, "PKH", "TAHAP IV 2026"))
    empty.importing.take(empty.importing.look("x.csv", data, answers))
    assert empty.roster.entitlement(empty.roster.with_nik(nik(1)).id, "PKH", PERIOD)


def test_what_a_sheet_says_stands_unless_that_very_sheet_is_answered(empty: System) -> None:
    data = sheet([f"{nik(1)};BUDI"])
    general = empty.importing.look("x.csv", data, GivenAnswers(Answers(village=HAUWAI)))
    of_sheet = empty.importing.look("x.csv", data, GivenAnswers(of_sheet={"": Answers(village=HAUWAI)}))
    assert general.sheets[0].answers.village == LIYU
    assert of_sheet.sheets[0].answers.village == HAUWAI


def test_a_heading_explained_once_is_remembered(empty: System) -> None:
    data = f"NO;NIK;NAMA;XYZZY\n1;{nik(1)};BUDI;3".encode()
    answers = GivenAnswers(Answers(LIYU, "PKH", PERIOD), headings={"Xyzzy": "ignored"})
    assert empty.importing.look("x.csv", data).sheets[0].survey.table.unknown
    empty.importing.take(empty.importing.look("x.csv", data, answers))
    assert not empty.importing.look("x.csv", data).sheets[0].survey.table.unknown


def test_a_heading_cannot_mean_what_we_do_not_know(empty: System) -> None:
    for field in ("nonsense", "flag:NONSENSE"):
        with pytest.raises(UnknownField):
            empty.importing.look("x.csv", sheet([f"{nik(1)};BUDI"]), GivenAnswers(headings={"A": field}))
    empty.importing.look("x.csv", sheet([f"{nik(1)};BUDI"]), GivenAnswers(headings={"A": "flag:PKH"}))


def test_answers_come_in_words(empty: System) -> None:
    assert empty.importing.answers("liyu", "Program Keluarga Harapan", "Tahap IV 2026") == Answers(LIYU, "PKH", PERIOD)
    with pytest.raises(UnknownVillage):
        empty.importing.answers(village="Atlantis")
    with pytest.raises(UnknownProgramme):
        empty.importing.answers(programme="Emas")


def test_refused_rows_come_back_as_a_list_that_can_be_mended(empty: System) -> None:
    preview = empty.importing.look("pkh.csv", sheet([f"{nik(1)};BUDI", "123;SITI"]))
    assert preview.verdicts[Verdict.REFUSED] == 1
    again = empty.importing.look("ditolak.xlsx", preview.refused_workbook())
    assert again.settled
    assert (again.rows, again.verdicts[Verdict.REFUSED]) == (1, 1)


def test_a_workbook_says_which_sheets_hold_no_list(empty: System) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for name, rows in (("Petunjuk", [["Isi dengan benar"]]), ("Data", [["NIK", "NAMA"], [nik(1), "BUDI"]])):
            page = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells)
    preview = empty.importing.look("x.xlsx", out.getvalue())
    assert preview.without_list == ("Petunjuk",)
    assert [each.name for each in preview.sheets] == ["Data"]


def test_what_is_no_list_is_refused(empty: System) -> None:
    with pytest.raises(NoHeadings):
        empty.importing.look("surat.csv", b"Dengan hormat,\nsampai jumpa")
    with pytest.raises(NotAList):
        empty.importing.look("foto.jpg", b"\xff\xd8\xff\xe0\0\0\0\0")

import pytest

from hub.lists.survey import ListKind, Question
from tests.hub.lists.builders import HALONG, HAUWAI, LIYU, UREN, nik, surveyed

PEOPLE = [["NO", "NAMA", "NIK"], [1, "SITI", nik(9001)]]


def test_titles_answer_everything() -> None:
    seen = surveyed([["BANTUAN PANGAN (BERAS) ALOKASI OKTOBER - NOVEMBER 2026"], ["DESA HA'UWAI KEC. HALONG"], *PEOPLE])
    assert (seen.answers.village, seen.answers.programme, seen.answers.period) == (
        HAUWAI,
        "BERAS",
        "Oktober-November 2026",
    )
    assert seen.questions == ()
    assert seen.kind is ListKind.BNBA


def test_labels_with_their_values_in_the_next_cell_are_read() -> None:
    titles = [
        ["DESA", ":", "HALONG"],
        ["KECAMATAN", ":", "HALONG"],
        ["PROGRAM", ":", "BLT DESA"],
        ["PERIODE", ":", "Tahap 2"],
    ]
    seen = surveyed([*titles, *PEOPLE])
    assert (seen.answers.village, seen.answers.programme, seen.answers.period) == (HALONG, "BLT", "Tahap 2")


def test_what_nobody_says_is_asked() -> None:
    seen = surveyed(PEOPLE)
    assert seen.questions == (Question("village"), Question("programme"), Question("period"))
    assert seen.missing(seen.answers) == ("village", "programme", "period")


def test_the_name_of_the_file_only_suggests() -> None:
    seen = surveyed(PEOPLE, file="PKH_liyu_tahap 4 2026.xlsx")
    assert seen.answers.village == ""
    assert seen.questions == (
        Question("village", LIYU), Question("programme", "PKH"), Question("period", "Tahap 4 Tahun 2026"),
    )  # fmt: skip


def test_a_sheet_named_after_a_village_says_so() -> None:
    assert surveyed(PEOPLE, name="UREN").answers.village == UREN


def test_two_villages_in_the_titles_are_too_many() -> None:
    seen = surveyed([["PENERIMA PKH LIYU DAN UREN TAHAP 4 2026"], *PEOPLE])
    assert [question.about for question in seen.questions] == ["village"]


def test_two_programmes_in_the_title_are_asked_about() -> None:
    seen = surveyed([["KPM PKH DAN SEMBAKO DESA LIYU TAHAP 4 2026"], *PEOPLE])
    assert [question.about for question in seen.questions] == ["programme"]


def test_a_non_cash_food_title_is_not_rice() -> None:
    assert surveyed([["BANTUAN PANGAN NON TUNAI"], *PEOPLE]).answers.programme == "BPNT"


@pytest.mark.parametrize(
    ("headings", "kind", "asked"),
    [
        (["desa_kelurahan", "NIK", "Nama", "PKH", "BPNT", "PBI", "periode_pkh", "periode_bpnt"], ListKind.SIKS_NG, []),
        (["NIK KPM", "NAMA KPM", "NOMOR KKS", "JENIS BANSOS", "TAHAP SALUR"], ListKind.KKS, ["village"]),
        (["Peserta", "No. Peserta", "NIK", "Nama"], ListKind.OPENSID_PROGRAMME, ["village", "programme", "period"]),
        (["dusun", "rw", "rt", "nama", "no_kk", "nik", "sex", "tanggallahir"], ListKind.OPENSID_RESIDENTS, ["village"]),
    ],
)
def test_kinds_are_known_by_their_columns(headings: list[str], kind: ListKind, asked: list[str]) -> None:
    seen = surveyed([headings, ["x"] * len(headings)])
    assert seen.kind is kind
    assert [question.about for question in seen.questions] == asked


def test_a_yes_without_any_period_asks_for_it() -> None:
    headings = ["DESA", "NIK", "NAMA", "PKH", "PBI", "BLT"]
    assert surveyed([headings, ["LIYU", nik(9001), "SITI", "TIDAK", "YA", "TIDAK"]]).questions == ()
    assert surveyed([headings, ["LIYU", nik(9001), "SITI", "YA", "YA", "TIDAK"]]).questions == (Question("period"),)


def test_the_numbers_of_opensid_suggest_the_programme() -> None:
    seen = surveyed([["Peserta", "No. Peserta", "NIK", "Nama"], [nik(9001), "BLT-001", nik(9001), "SITI"]])
    assert Question("programme", "BLT") in seen.questions

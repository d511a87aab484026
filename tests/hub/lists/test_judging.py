import datetime

import pytest

from hub.lists.candidate import Claim
from hub.lists.errors import AnswersMissing
from hub.lists.judging import judge
from hub.lists.sheet import read_sheets
from hub.lists.survey import Answers, survey
from hub.lists.verdict import Code, Verdict
from ledger.nik import NIK_DIGITS
from tests.hub.lists.builders import LIYU, OFFICE, RICE, TODAY, UREN, judged, nik, surveyed, xlsx

HEADINGS = ["NO", "NAMA", "NIK", "NO KK", "TGL LAHIR", "L/P", "ALAMAT", "KET"]
KK = "6311022112129049"


def person(number: object, name: str, number_of: object, *more: object) -> list[object]:
    return [number, name, number_of, *more]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (6311022504929001, Code.NUMERIC_NIK),
        ("6.31102E+15", Code.SCIENTIFIC_NIK),
        ("631102250492900", Code.SHORT_NIK),
        ("63110225049290011", Code.LONG_NIK),
        ("63110225O4929001", Code.LETTERS_IN_NIK),
        ("9911022504929001", Code.UNKNOWN_PROVINCE),
        ("6311002504929001", Code.REGION_ZERO),
        ("6311027002859001", Code.IMPOSSIBLE_DATE),
        ("6311022504920000", Code.SERIAL_ZERO),
    ],
)
def test_a_spoilt_nik_refuses_its_row_and_no_other(cell: object, code: Code) -> None:
    result = judged([HEADINGS, person(1, "SITI", cell), person(2, "JOKO", nik(9002))])
    assert [row.verdict for row in result.rows] == [Verdict.REFUSED, Verdict.TAKEN]
    assert result.rows[0].codes == {code}
    assert result.rows[0].candidate is None
    assert [each.name for each in result.candidates] == ["JOKO"]


def test_without_a_nik_a_person_is_taken() -> None:
    rows = [person(n, name, cell, KK) for n, (name, cell) in enumerate([("SITI", "0"), ("JOKO", ""), ("ANI", "-")], 1)]
    result = judged([HEADINGS, *rows])
    assert result.verdicts == {Verdict.TAKEN: 3}
    assert result.counts[Code.WITHOUT_NIK] == 3
    assert result.people == 3


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (person(1, "SITI", nik(9001, region="630801")), Code.OTHER_REGION),
        (person(1, "SITI", nik(9001, region="639999")), Code.OTHER_REGION),
        (person(1, "SITI", nik(9001), "", "26-04-1992"), Code.BIRTH_MISMATCH),
        (person(1, "SITI", nik(9001), "", "31-02-1992"), Code.BIRTH_UNREADABLE),
        (person(1, "SITI", nik(9001), "", "", "P"), Code.SEX_MISMATCH),
        (person(1, "SITI", nik(9001), "", "", "?"), Code.SEX_UNREADABLE),
        (person(1, "SITI", nik(9001), 6311022112129049), Code.KK_UNREADABLE),
        (person(1, "SITI", nik(9001), "", "", "", "", "meninggal"), Code.DECEASED),
    ],
)
def test_what_is_odd_is_taken_with_a_warning(row: list[object], code: Code) -> None:
    if code is Code.SEX_UNREADABLE:
        row[5] = "X"
    result = judged([HEADINGS, row])
    assert result.rows[0].verdict is Verdict.TAKEN_WITH_WARNING
    assert result.rows[0].codes == {code}


def test_the_list_is_believed_about_a_birthday() -> None:
    old = judged([HEADINGS, person(1, "NINI", nik(9001, "010125"), "", "01-01-1925")])
    assert old.rows[0].verdict is Verdict.TAKEN
    assert old.candidates[0].birth_date == "1925-01-01"


def test_only_the_number_is_told_of_marks_around_a_nik() -> None:
    dotted = "63.1102.250492.9001"
    result = judged([HEADINGS, person(1, "SITI", "'" + nik(9002)), person(2, "JOKO", dotted)])
    assert result.verdicts == {Verdict.TAKEN: 2}
    assert (result.counts[Code.APOSTROPHE], result.counts[Code.DOTTED]) == (1, 1)
    assert {each.nik for each in result.candidates} == {nik(9001), nik(9002)}


def test_a_repeated_row_is_refused_and_names_the_earlier_one() -> None:
    result = judged([["DAFTAR"], HEADINGS, person(1, "SITI", nik(9001)), person("", "SITI", f"'{nik(9001)}")])
    assert [row.number for row in result.rows] == [3, 4]
    reason = result.rows[1].reasons[0]
    assert (reason.code, reason.values["row"]) == (Code.DUPLICATE, "3")
    assert len(result.rows[1].reasons) == 1


def test_a_spoilt_row_does_not_make_the_mended_one_a_repetition() -> None:
    result = judged([HEADINGS, person(1, "SITI", int(nik(9001))), person(2, "SITI", nik(9001))])
    assert [row.verdict for row in result.rows] == [Verdict.REFUSED, Verdict.TAKEN]


def test_one_nik_with_two_names_is_told() -> None:
    result = judged([HEADINGS, person(1, "SITI AMINAH", nik(9001)), person(2, "RUSLI HAMDANI", nik(9001))])
    assert {Code.DUPLICATE, Code.NIK_SHARED} == result.rows[1].codes


def test_namesakes_are_noticed_and_both_taken() -> None:
    rows = [person(1, "DJOKO", nik(9001)), person(2, "Joko", nik(9002)), person(3, "ANI", nik(9003))]
    result = judged([HEADINGS, *rows])
    assert result.same_name_pairs == 1
    assert [Code.SAME_NAME in row.codes for row in result.rows] == [True, True, False]
    assert result.verdicts == {Verdict.TAKEN: 3}


def test_a_row_without_a_name_is_refused() -> None:
    result = judged([HEADINGS, person(1, "", nik(9001)), person(2, "-", nik(9002))])
    assert [row.codes for row in result.rows] == [{Code.NO_NAME}] * 2


def test_totals_signatures_numbering_and_repeated_headings_are_no_people() -> None:
    result = judged([
        HEADINGS,
        list(range(1, 9)),
        person(1, "SITI", nik(9001), "", "", "", "RT 1"),
        person("", "", ""),
        HEADINGS,
        person(2, "JOKO", nik(9002)),
        ["", "JUMLAH", "", "", "", "", "", 2],
        ["", "", "", "", "", "", "Liyu, 12 Oktober 2026"],
        ["", "", "", "", "", "", "Kepala Desa"],
        ["", "", "NIP. 197001012000031001"],
        ["", "SUPIAN"],
    ])  # fmt: skip
    assert [row.number for row in result.rows] == [3, 6]
    assert result.verdicts == {Verdict.TAKEN: 2}


def test_a_list_of_only_nik_and_name_is_enough() -> None:
    result = judged(
        [["NAMA", "NIK"], ["SITI", nik(9001)], ["ANI", ""], ["JOKO", nik(9002)], ["UMI", ""], ["", ""], ["SUPIAN", ""]]
    )
    assert [each.name for each in result.candidates] == ["SITI", "ANI", "JOKO", "UMI"]


def test_a_row_with_the_merest_rest_of_a_nik_is_not_lost_in_silence() -> None:
    result = judged([["NAMA", "NIK"], ["SITI", "1"], ["", ""], ["JOKO", "7"], ["Liyu, 12 Oktober 2026"], ["SUPIAN"]])
    assert [row.codes for row in result.rows] == [{Code.SHORT_NIK}] * 2


SIKS = ["kecamatan", "desa_kelurahan", "idsemesta", "NIK", "Nama", "PKH", "BPNT", "PBI", "periode_pkh", "periode_bpnt",
        "keterangan_disabilitas", "keterangan_meninggal", "is_nonaktif"]  # fmt: skip


def siks(*rows: list[str]) -> list[list[str]]:
    return [SIKS, *rows]


def test_a_siks_ng_row_owes_each_programme_with_its_period() -> None:
    row = [
        "HALONG",
        "LIYU",
        "0951",
        nik(9001),
        "SITI",
        "YA",
        "YA",
        "YA",
        "TAHAP 4 2026",
        "TAHAP 3 2026",
        "Netra",
        "",
        "0",
    ]
    (candidate,) = judged(siks(row), Answers()).candidates
    assert candidate.village == LIYU
    assert candidate.disability == "Netra"
    assert candidate.inactive is False
    assert candidate.claims == (
        Claim("PKH", "Tahap 4 Tahun 2026"), Claim("BPNT", "Tahap 3 Tahun 2026"), Claim("PBI", ""),
    )  # fmt: skip


def test_the_dead_and_the_inactive_are_taken_and_flagged() -> None:
    result = judged(
        siks(
            ["HALONG", "LIYU", "1", nik(9001), "SITI", "TIDAK", "TIDAK", "TIDAK", "", "", "", "MENINGGAL", "0"],
            ["HALONG", "LIYU", "2", nik(9002), "JOKO", "TIDAK", "TIDAK", "YA", "", "", "", "", "1"],
        ),
        Answers(),
    )
    assert result.verdicts == {Verdict.TAKEN_WITH_WARNING: 2}
    assert [each.deceased for each in result.candidates] == [True, False]
    assert [each.inactive for each in result.candidates] == [False, True]
    assert result.counts[Code.NO_CLAIM] == 1


@pytest.mark.parametrize(
    ("kecamatan", "village", "code"),
    [
        ("HALONG", "PARINGIN KOTA", Code.VILLAGE_UNKNOWN),
        ("HALONG", "", Code.VILLAGE_MISSING),
        ("PARINGIN", "LIYU", Code.OTHER_KECAMATAN),
        ("HALONG", "MAMIGANK", Code.VILLAGE_MISSPELT),
    ],
)
def test_villages_are_matched_within_the_kecamatan(kecamatan: str, village: str, code: Code) -> None:
    rows = siks([kecamatan, village, "1", nik(9001), "SITI", "TIDAK", "TIDAK", "YA", "", "", "", "", "0"])
    row = judged(rows, Answers()).rows[0]
    assert row.codes == {code}
    assert (row.verdict is Verdict.REFUSED) == (code is not Code.VILLAGE_MISSPELT)


KKS = ["NIK KPM", "NAMA KPM", "NOMOR KKS", "JENIS BANSOS", "TAHAP SALUR", "NOMINAL CAIR"]


def kks(*rows: tuple[str, str, str, str]) -> list[list[str]]:
    return [
        KKS,
        *([number, name, "6013089849202551", kind, "Tahap 4 Tahun 2026", money] for number, name, kind, money in rows),
    ]


def test_two_programmes_on_one_card_are_two_claims_and_no_rupiah_is_lost() -> None:
    (candidate,) = judged(kks((nik(9001), "SITI", "PKH + SEMBAKO", "Rp 1.350.000"))).candidates
    assert {claim.programme: claim.amount_rupiah for claim in candidate.claims} == {"PKH": 750_000, "BPNT": 600_000}


def test_a_sum_too_small_to_share_out_stays_whole() -> None:
    result = judged(kks((nik(9001), "SITI", "PKH + SEMBAKO", "Rp 225.000")))
    assert result.total_rupiah == 225_000


def test_the_same_card_row_twice_counts_once() -> None:
    result = judged(
        kks(
            (nik(9001), "SITI", "PKH", "Rp 225.000"),
            (nik(9001), "SITI", "SEMBAKO", "Rp 600.000"),
            (nik(9001), "SITI", "PKH", "Rp 225.000"),
            (nik(9001), "SITI", "PKH + SEMBAKO", "Rp 825.000"),
        )
    )
    assert [row.verdict for row in result.rows] == [
        Verdict.TAKEN, Verdict.TAKEN, Verdict.REFUSED, Verdict.TAKEN_WITH_WARNING,
    ]  # fmt: skip
    assert result.rows[3].codes == {Code.CLAIM_REPEATED}
    assert (result.people, result.claims["PKH"]) == (1, 2)


def test_a_programme_that_nobody_knows_refuses_its_row() -> None:
    result = judged(
        kks((nik(9001), "SITI", "PKH + MAKAN SIANG", "Rp 1"), (nik(9002), "JOKO", "", "Rp 600.000")), Answers(LIYU)
    )
    assert Code.PROGRAMME_UNKNOWN in result.rows[0].codes
    assert Code.PROGRAMME_MISSING in result.rows[1].codes


def test_a_list_is_not_judged_while_a_question_is_open() -> None:
    with pytest.raises(AnswersMissing) as error:
        judged([HEADINGS, person(1, "SITI", nik(9001))], Answers(village=LIYU))
    assert error.value.missing == ("programme", "period")


def test_residents_need_no_programme() -> None:
    headings = [
        "alamat",
        "dusun",
        "rw",
        "rt",
        "nama",
        "no_kk",
        "nik",
        "sex",
        "tanggallahir",
        "cacat_id",
        "status_dasar",
    ]
    result = judged(
        [
            headings,
            ["Jl. Meratus", "Atas", "1", "2", "SITI", KK, nik(9001, woman=True), "2", "1992-04-25", "2", "1"],
            ["Jl. Meratus", "Atas", "1", "2", "JOKO", KK, nik(9002), "1", "1992-04-25", "7", "2"],
            ["Jl. Meratus", "Atas", "1", "2", "ANANG", KK, nik(9003), "1", "1992-04-25", "", "3"],
        ],
        Answers(LIYU),
    )
    siti, joko, anang = result.candidates
    assert (siti.sex, siti.disability, siti.full_address) == ("P", "Netra", "Jl. Meratus, RT 2 / RW 1, Dusun Atas")
    assert (joko.deceased, joko.disability, anang.inactive) == (True, "", True)
    assert not any(each.claims for each in result.candidates)


def test_rows_below_a_subtitle_belong_to_its_village() -> None:
    rows = [
        HEADINGS,
        ["DESA LIYU"],
        person(1, "SITI", nik(9001)),
        ["", "DESA UREN"],
        ["DUSUN ATAS"],
        person(1, "JOKO", nik(9002)),
    ]
    assert [each.village for each in judged(rows).candidates] == [LIYU, UREN]


def test_a_village_merged_over_several_rows_holds_for_each() -> None:
    rows = [["DESA", "NAMA", "NIK"], ["", "SITI", nik(9001)], ["", "JOKO", nik(9002)]]
    (sheet,) = read_sheets("a.xlsx", xlsx(("A", rows), merges=[(1, 0, 2, 0, "UREN")]))
    seen = survey(sheet, OFFICE)
    assert [each.village for each in judge(seen, RICE, TODAY).candidates] == [UREN, UREN]


def test_place_and_date_of_birth_may_share_a_column_and_dates_be_real_dates() -> None:
    rows = [["NAMA", "NIK", "TEMPAT/TGL LAHIR"], ["SITI", nik(9001), "Balangan, 25 April 1992"]]
    (siti,) = judged(rows).candidates
    assert (siti.birth_place, siti.birth_date) == ("Balangan", "1992-04-25")
    rows = [["NAMA", "NIK", "TGL LAHIR"], ["SITI", nik(9001), datetime.date(1992, 4, 25)]]
    assert judged(rows).candidates[0].birth_date == "1992-04-25"


def test_every_sheet_of_a_workbook_is_a_list_of_its_own() -> None:
    people = [["NAMA", "NIK"], ["SITI", nik(9001)]]
    sheets = read_sheets("a.xlsx", xlsx(("LIYU", people), ("UREN", people)))
    results = [
        judge(survey(sheet, OFFICE), Answers(name, "BLT", "Maret 2026"), TODAY)
        for sheet, name in zip(sheets, (LIYU, UREN), strict=True)
    ]
    assert [result.candidates[0].village for result in results] == [LIYU, UREN]


def test_the_key_of_a_row_outlasts_rows_added_above() -> None:
    row, twin = person(1, "SITI", nik(9001)), person(1, "SITI", nik(9001))
    before = judged([HEADINGS, row, twin])
    after = judged([["DAFTAR"], HEADINGS, person(9, "ANI", nik(9009)), row, twin])
    assert [each.key for each in before.rows] == [each.key for each in after.rows[1:]]
    assert len({each.key for each in after.rows}) == 3


def test_every_code_of_a_nik_is_a_code_of_a_row() -> None:
    from ledger.nik import NikNote, NikProblem

    assert {Code(each.value) for each in (*NikProblem, *NikNote)} < set(Code)
    assert NIK_DIGITS == 16
    assert surveyed([HEADINGS, person(1, "SITI", nik(9001))]).table.unknown == ()

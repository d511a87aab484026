import pytest

from hub.lists.errors import NoHeadings
from hub.lists.headings import HeadingReader, fields, find_table
from hub.lists.sheet import read_sheets
from tests.hub.lists.builders import OFFICE, nik, sheet_of, xlsx

READER = HeadingReader(OFFICE.programmes, {})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("N I K", "nik"),
        ("nik", "nik"),
        ("N.I.K.", "nik"),
        ("NO. KTP/NIK", "nik"),
        ("NIK KPM", "nik"),
        ("NAMA  PENERIMA", "name"),
        ("Nama (sesuai KTP)", "name"),
        ("Nama Kepala Keluarga", "head"),
        ("NOKK", "kk"),
        ("Nomor Kartu Keluarga", "kk"),
        ("NOMOR KKS", "card"),
        ("No. Peserta", "participant"),
        ("Peserta", "subject"),
        ("idsemesta", "register"),
        ("desa_kelurahan", "village"),
        ("NAMA DESA", "village"),
        ("Tempat/Tgl Lahir", "birth"),
        ("TGL LAHIR", "birth_date"),
        ("TANGAL LAHIR", "birth_date"),
        ("tempatlahir", "birth_place"),
        ("L/P", "sex"),
        ("JENIS BANSOS", "programme"),
        ("TAHAP SALUR", "period"),
        ("NOMINAL CAIR", "amount"),
        ("RT/RW", "rt_rw"),
        ("PKH", "flag:PKH"),
        ("is_pkh", "flag:PKH"),
        ("RUTILAHU", "flag:RTLH"),
        ("Sembako", "flag:BPNT"),
        ("periode_bpnt", "period:BPNT"),
        ("keterangan_meninggal", "deceased"),
        ("is_nonaktif", "inactive"),
        ("cacat_id", "disability"),
        ("status_dasar", "status"),
        ("KET.", "note"),
        ("Tanda Tangan", "ignored"),
        ("NAMA IBU KANDUNG", "ignored"),
        ("WARNA KESUKAAN", None),
        ("", None),
    ],
)
def test_headings_are_known_however_they_are_spelt(text: str, field: str | None) -> None:
    assert READER.field(text) == field


def test_what_people_taught_comes_first() -> None:
    reader = HeadingReader(OFFICE.programmes, {"PENERIMABANTUAN": "name", "KET": "dusun"})
    assert reader.field("Penerima Bantuan") == "name"
    assert reader.field("KET") == "dusun"


def test_the_heading_row_is_found_below_titles() -> None:
    sheet = sheet_of([["DAFTAR NAMA PENERIMA"], ["DESA LIYU"], [], ["NO", "NAMA", "NIK"], [1, "SITI", nik(9001)]])
    table = find_table(sheet, OFFICE.programmes, {})
    assert (table.heading_row, table.first_row) == (3, 4)
    assert table.columns == {"number": 0, "name": 1, "nik": 2}


def test_headings_in_two_rows_are_one() -> None:
    rows = [
        ["NO", "NAMA", "NIK", "ALAMAT", "", "", "JENIS KELAMIN", "", "KET"],
        ["", "", "", "RT", "RW", "DUSUN", "L", "P"],
        [1, "SITI", nik(9001), "1", "2", "Atas", "", "v"],
    ]
    table = find_table(sheet_of(rows), OFFICE.programmes, {})
    assert (table.heading_row, table.first_row) == (0, 2)
    assert table.columns | {} == {
        "number": 0, "name": 1, "nik": 2, "rt": 3, "rw": 4, "dusun": 5, "male": 6, "female": 7, "note": 8,
    }  # fmt: skip


def test_headings_below_a_spanning_one_are_found() -> None:
    rows = [["NO", "DATA PENERIMA", "", "", "KET"], ["", "NIK", "NAMA", "NO KK", ""], [1, nik(9001), "SITI", "", ""]]
    data = xlsx(("A", rows), merges=[(0, 1, 0, 3, "DATA PENERIMA"), (0, 0, 1, 0, "NO")])
    table = find_table(read_sheets("a.xlsx", data)[0], OFFICE.programmes, {})
    assert (table.heading_row, table.first_row) == (0, 2)
    assert {"nik", "name", "kk", "note"} <= table.columns.keys()


def test_unknown_headings_are_reported_for_a_person_to_explain() -> None:
    sheet = sheet_of([["NAMA", "NIK", "WARNA KESUKAAN"], ["SITI", nik(9001), "hijau"]])
    assert [each.text for each in find_table(sheet, OFFICE.programmes, {}).unknown] == ["WARNA KESUKAAN"]
    assert not find_table(sheet, OFFICE.programmes, {"WARNAKESUKAAN": "ignored"}).unknown


def test_two_columns_of_one_meaning_do_not_quarrel() -> None:
    sheet = sheet_of([["NIK", "NAMA", "KET", "KETERANGAN"], [nik(9001), "SITI", "a", "b"]])
    assert find_table(sheet, OFFICE.programmes, {}).columns["note"] == 2


@pytest.mark.parametrize("rows", [[["Notulen rapat"], ["Hadir: 12 orang"]], [["NAMA"], ["SITI"]], []])
def test_a_sheet_without_headings_is_refused(rows: list[list[str]]) -> None:
    sheet = sheet_of([*rows, ["x"]])
    with pytest.raises(NoHeadings):
        find_table(sheet, OFFICE.programmes, {})


def test_every_field_has_a_name_for_people() -> None:
    from hub.lists.verdict import reason_texts

    texts = reason_texts()
    assert all(f"field.{field}" in texts for field in fields())

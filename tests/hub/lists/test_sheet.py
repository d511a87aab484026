import datetime
import io
import zipfile

import pytest

from hub.lists.errors import NotAList
from hub.lists.sheet import as_text, read_sheets
from tests.hub.lists.builders import xlsx

ROWS = [["NIK", "NAMA", "ALAMAT"], ["6311022504929001", "SITI", "RT 1"], ["6311022504929002", "JOKO", "RT 2"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_tables_are_read_in_whatever_form_they_come(delimiter: str, encoding: str, end: str) -> None:
    rows = [*ROWS, ["6311022504929003", "ANDRÉ", "RT 3"]]
    text = end.join(delimiter.join(row) for row in rows) + end
    (sheet,) = read_sheets("daftar.csv", text.encode(encoding))
    assert [list(row) for row in sheet.rows] == rows


def test_a_title_with_commas_does_not_mislead() -> None:
    text = "DAFTAR PENERIMA, DESA LIYU, KEC. HALONG\n\nNIK;NAMA\n6311022504929001;SITI\n6311022504929002;JOKO\n"
    (sheet,) = read_sheets("daftar.csv", text.encode())
    assert sheet.rows[2] == ("NIK", "NAMA")


def test_quotes_and_the_line_of_excel_are_understood() -> None:
    (sheet,) = read_sheets("daftar.csv", b'sep=;\nNIK;ALAMAT\n"6311022504929001";"RT 1; RW 2\nDusun Atas"\n')
    assert sheet.rows[1] == ("6311022504929001", "RT 1; RW 2\nDusun Atas")
    assert as_text(sheet.rows[1][1]) == "RT 1; RW 2 Dusun Atas"


def test_a_workbook_keeps_what_kind_each_cell_is() -> None:
    day = datetime.date(1960, 3, 12)
    sheets = read_sheets("a.xlsx", xlsx(("Satu", [["NIK", 5, day], ["", 1.5]]), ("Kosong", []), ("Dua", [["x"]])))
    assert [sheet.name for sheet in sheets] == ["Satu", "Dua"]
    assert sheets[0].rows[0] == ("NIK", 5.0, day)
    assert [as_text(cell) for cell in (*sheets[0].rows[0], sheets[0].rows[1][1])] == ["NIK", "5", "12-03-1960", "1.5"]


def test_a_merged_cell_is_seen_where_it_covers() -> None:
    (sheet,) = read_sheets("a.xlsx", xlsx(("A", [["", "b"], ["", "c"]]), merges=[(0, 0, 1, 0, "LIYU")]))
    assert (sheet.cell(1, 0), sheet.shown(1, 0), sheet.shown(1, 1)) == ("", "LIYU", "c")
    assert sheet.shown(9, 9) == ""


def test_an_ods_is_read_too() -> None:
    (sheet,) = read_sheets("a.ods", ods([["NIK", "NAMA"], ["6311022504929001", "SITI"]]))
    assert sheet.rows == (("NIK", "NAMA"), ("6311022504929001", "SITI"))


def test_a_web_page_that_calls_itself_xls_is_read() -> None:
    page = b"<html><table><tr><td colspan=2>DAFTAR</td></tr><tr><th>NIK<th>NAMA</tr>"
    page += b"<tr><td>6311022504929001</td><td> SITI &amp;<br>ANI</td></tr></table></html>"
    (sheet,) = read_sheets("penduduk.xls", page)
    assert sheet.rows == (("DAFTAR", ""), ("NIK", "NAMA"), ("6311022504929001", "SITI & ANI"))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 cut off",
        b"\xd0\xcf\x11\xe0 not an old one either",
        b"\x00\x01\x02\x03",
        b"\x89PNG\r\n\x1a\n\x00\x00",
    ],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(NotAList):
        read_sheets("a.xlsx", data)


def test_a_zip_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(NotAList):
        read_sheets("a.xlsx", out.getvalue())


def test_an_empty_file_has_no_sheets() -> None:
    assert read_sheets("a.csv", b"") == []
    assert read_sheets("a.xlsx", xlsx(("A", []))) == []


_OASIS = "urn:oasis:names:tc:opendocument"


def ods(rows: list[list[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(f'xmlns:{name}="{_OASIS}:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<office:spreadsheet><table:table table:name="A">{cells}</table:table></office:spreadsheet>'
    content = f"<office:document-content {names}><office:body>{sheet}</office:body></office:document-content>"
    manifest = f'<manifest:manifest xmlns:manifest="{_OASIS}:xmlns:manifest:1.0"></manifest:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()

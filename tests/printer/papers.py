"""Documents as the kiosk prints them, with invented people, and the shortest way to read them back."""

from printer.commands import CommandReader
from printer.document import Align, Blank, Code, Document, Numeral, Pair, Rule, Text
from printer.escpos_bytes import render
from printer.interpreter import Interpreter
from printer.paper import Paper
from printer.profiles import Profile

PAYLOAD = "SOTARSA1:" + "A7K2M9QX4ZP" * 20

TICKET = Document.of(
    Text("KECAMATAN HALONG", Align.CENTER, bold=True),
    Text("Penyaluran bantuan – Desa Liyu", Align.CENTER),
    Rule(),
    Text("NOMOR ANTREAN", Align.CENTER),
    Numeral("27"),
    Rule(),
    Text("Silakan duduk. Nomor Anda akan dipanggil.", Align.CENTER),
)

RECEIPT = Document.of(
    Text("PEMERINTAH KABUPATEN BALANGAN", Align.CENTER, bold=True),
    Text("KECAMATAN HALONG", Align.CENTER, bold=True, size=2),
    Rule("="),
    Text("TANDA TERIMA BANTUAN", Align.CENTER, bold=True),
    Pair("No.", "K2-000127"),
    Pair("Kunjungan", "Liyu, 3 Maret 2026"),
    Pair("Waktu", "09.41 WITA"),
    Rule(),
    Pair("Nama", "SITI NURUL HASANAH BINTI MUHAMMAD SYAIFULLAH AL-BANJARI"),
    Pair("NIK", "631102••••••0001"),
    Rule(),
    Text("Beras Cadangan Pangan Pemerintah (CPP)", bold=True),
    Pair("Beras", "20 kg"),
    Pair("Minyak goreng kemasan sederhana", "4 L"),
    Text("BLT Dana Desa", bold=True),
    Pair("Tahap 1 (Januari–Maret 2026)", "Rp900.000"),
    Pair("Jumlah", "Rp900.000", bold=True, size=2),
    Text("(sembilan ratus ribu rupiah)"),
    Rule(),
    Pair("Petugas", "Rahma"),
    Blank(),
    Code(PAYLOAD),
    Text("Simpan kertas ini.", Align.CENTER),
)


def read_back(data: bytes, profile: Profile) -> list[Paper]:
    """Give the papers that a printer of `profile` makes of `data`; every byte must have a meaning."""
    reader, interpreter = CommandReader(), Interpreter(profile)
    reader.feed(data)
    while (command := reader.next()) is not None:
        interpreter.obey(command)
    assert reader.waiting_bytes == 0
    return interpreter.papers


def printed(document: Document, profile: Profile) -> Paper:
    """Give the one paper that `document` makes."""
    (paper,) = read_back(render(document, profile), profile)
    return paper

import re

import pytest

from hub.reports.bast import BastDetails, Signer, bast_pdf
from hub.reports.receipt_list import list_pdf
from ledger.facts import Manner, Mark, Unserved
from ledger.sealing import Receiver
from tests.hub.reports.day import CARD, CASH, PROGRAMMES, RICE, Day, busy_day, somebody
from tests.hub.reports.pdf_text import pages, words

ANI, BUDI = somebody(0), somebody(1)
DETAILS = BastDetails(
    "400.9/017/Kesra-PMD/2026",
    second=Signer("Kaspul Anwar", "6311020101700001", "Kasi Kesra Desa Liyu", "RT 2 Dusun Atas"),
    witness=Signer("Ahmad Fauzi", "197001011995031001", "Camat Halong"),
    basis=("Keputusan Camat Halong Nomor 12 Tahun 2026;",),
)


def small_day() -> Day:
    day = Day([ANI, BUDI])
    day.receives(ANI, mark=Mark.THUMBPRINT)
    day.receives(BUDI, RICE, manner=Manner.PROXY, receiver=Receiver("Masrani", "6311020101900001", "anak"))
    day.goes_without(BUDI, Unserved.PAPERS_MISSING, CASH, CARD)
    return day


def test_the_berita_acara_says_who_what_how_much_when_and_in_words() -> None:
    text = words(bast_pdf(small_day().file(), DETAILS))
    for expected in (
        "KECAMATAN HALONG",
        "Nomor: 400.9/017/Kesra-PMD/2026",
        "Pada hari ini Selasa tanggal tiga bulan Maret tahun dua ribu dua puluh enam, bertempat di Balai Desa, Desa",
        "198504122010012003",
        "Keputusan Camat Halong Nomor 12 Tahun 2026;",
        "bantuan Beras, BLT Desa, dan PBI-JKN",
        "40 kg empat puluh kilogram",
        "Rp900.000 sembilan ratus ribu rupiah",
        "1 layanan satu layanan",
        "Dari 6 bantuan untuk 2 orang sasaran, 4 telah diserahkan dan 2 belum diserahkan: berkas belum lengkap 2.",
        "1 diterima wakil",
        "Liyu, 3 Maret 2026",
        "Mengetahui,",
        "NIP 197001011995031001",
    ):
        assert expected in text


def test_the_second_party_signs_on_the_left() -> None:
    found = "\n".join(pages(bast_pdf(small_day().file(), DETAILS)))
    names = next(line for line in found.splitlines() if "Kaspul Anwar" in line and "Rahmawati" in line)
    assert names.index("Kaspul Anwar") < names.index("Rahmawati")


def test_the_list_names_everyone_with_a_masked_nik_and_what_became_of_it() -> None:
    text = words(list_pdf(small_day().file()))
    for expected in (
        "631102******0001",
        "tanda tangan · 666565-2",
        "cap jempol · 666565-1",
        "Diterima wakil: Masrani (anak)",
        "BLT Desa dan PBI-JKN: Ditunda (berkas belum lengkap)",
        "BLT Desa: –",
    ):
        assert expected in text
    assert ANI.nik not in text
    assert "6311020101900001" not in text
    assert ANI.nik in words(list_pdf(small_day().file(), masked=False))


def test_a_thumbprint_comes_with_the_statement_that_makes_it_count() -> None:
    day = small_day()
    text = words(list_pdf(day.file()))
    order = sorted([ANI.name, BUDI.name], key=str.casefold)
    assert f"penerima nomor urut {order.index(ANI.name) + 1} saya kenal" in text
    signed = Day([ANI])
    signed.receives(ANI)
    assert "PERNYATAAN CAP JEMPOL" not in words(list_pdf(signed.file()))


def test_before_the_visit_the_list_is_paper_to_work_with() -> None:
    text = words(list_pdf(Day([ANI, BUDI]).file()))
    assert "PERNYATAAN CAP JEMPOL" in text  # with its numbers left to fill in
    assert "Rp900.000" in text
    assert "tanda terima yang sudah" not in text


def test_one_programme_alone() -> None:
    text = words(bast_pdf(small_day().file(), programme="BERAS"))
    assert "Program Bantuan Pangan Beras periode 2026-1" in text
    assert "Rp900.000" not in text
    assert "Dari 2 bantuan" not in text
    assert "Seluruh bantuan, yaitu 2 bantuan untuk 2 orang sasaran, telah diserahkan." in text


def test_the_money_of_several_programmes_is_summed() -> None:
    other = type(CASH)("PKH", "Program Keluarga Harapan", "PKH", CASH.kind, CASH.items)
    day = Day([ANI], [CASH, other])
    day.receives(ANI)
    text = words(bast_pdf(day.file()))
    assert "Jumlah uang Rp1.800.000 satu juta delapan ratus ribu rupiah" in text


def test_the_heading_and_a_number_stand_on_each_of_many_pages() -> None:
    found = pages(list_pdf(busy_day(150).file()))
    assert len(found) > 5
    names = 0
    for number, page in enumerate(found, 1):
        assert f"Halaman {number} dari {len(found)}" in page
        if "******" in page:
            assert page.count("Keterangan") == 1
        names += page.count("******")
    assert names == 150


def test_row_numbers_run_through() -> None:
    text = "\n".join(pages(list_pdf(Day([somebody(n) for n in range(30)], [RICE]).file())))
    assert [int(found) for found in re.findall(r"^ *(\d+) +6311", text, re.MULTILINE)] == list(range(1, 31))


@pytest.mark.parametrize("name", ["M. Syarif <Tuan Guru> & Putra, S.Pd.I.", "Nuʼaini José", "W" * 120, "x " * 400])
def test_any_name_can_be_printed(name: str) -> None:
    day = Day([somebody(0, name=name, nik="", birth_date="", sex="")])
    day.receives(day.people[0])
    details = BastDetails(name, Signer(name, address=name), Signer(name, name, name, name), basis=(name,))
    text = words(bast_pdf(day.file(place=name), details))
    assert "Halaman 1 dari" in text
    assert name.replace("ʼ", "'").split()[0][:10] in text


def test_a_row_higher_than_a_page_goes_on_in_the_next() -> None:
    many = [type(RICE)(f"P{n}", f"Program {n}", f"Program {n}", RICE.kind, RICE.items) for n in range(100)]
    text = words(list_pdf(Day([ANI], many).file()))
    assert all(f"Program {n}: 20 kg beras" in text for n in range(100))


@pytest.mark.parametrize("day", [Day([]), Day([ANI, BUDI]), Day([ANI], [])])
def test_an_empty_visit_and_one_where_nothing_was_handed_over(day: Day) -> None:
    text = words(bast_pdf(day.file()))
    assert "Sampai berita acara ini dibuat belum ada bantuan" in text
    assert ("Tidak ada sasaran pada kunjungan ini." in text) == (not day.allotments)


def test_the_same_visit_gives_the_same_file() -> None:
    file = small_day().file()
    assert bast_pdf(file, DETAILS) == bast_pdf(file, DETAILS)


def test_without_witness_nobody_signs_below() -> None:
    text = words(bast_pdf(Day([ANI], PROGRAMMES).file(), BastDetails(witness=None)))
    assert "Mengetahui" not in text

import datetime

import pytest

from hub.lists.period import find_period, find_year, read_period


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("BANTUAN PANGAN (BERAS) ALOKASI OKTOBER - NOVEMBER 2026", "Oktober-November 2026"),
        ("TAHAP 4 2026", "Tahap 4 Tahun 2026"),
        ("Tahap 4 Tahun 2026", "Tahap 4 Tahun 2026"),
        ("PKH TAHAP IV TAHUN ANGGARAN 2026", "Tahap 4 Tahun 2026"),
        ("TAHAP KE-2 TH. 2026", "Tahap 2 Tahun 2026"),
        ("TAHAP KEDUA TAHUN 2026", "Tahap 2 Tahun 2026"),
        ("TRIWULAN III / 2026", "Triwulan 3 Tahun 2026"),
        ("TW 2 - 2026", "Triwulan 2 Tahun 2026"),
        ("BLT DESA BULAN MARET 2026", "Maret 2026"),
        ("JANUARI S/D MARET TA. 2026", "Januari-Maret 2026"),
        ("JANUARI 2026 - MARET 2026", "Januari-Maret 2026"),
        ("JAN, FEB DAN MARET 2026", "Januari-Maret 2026"),
        ("NOPEMBER 2026", "November 2026"),
        ("DESA MARAJAI 2026", None),
        ("BLT DESA 2026", None),
        ("Hauwai, 12 Oktober 2026", None),
        ("TAHUN 2026", None),
        ("DAFTAR PENERIMA", None),
    ],
)
def test_periods_in_titles_have_one_spelling(title: str, period: str | None) -> None:
    assert find_period(title) == period


def test_a_year_alone_is_only_something_to_suggest() -> None:
    assert find_year("DANA DESA TAHUN ANGGARAN 2026") == "Tahun 2026"
    assert find_year("TAHAP 4") is None


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("TAHAP 4 2026", "Tahap 4 Tahun 2026"),
        ("2026-10", "Oktober 2026"),
        ("10/2026", "Oktober 2026"),
        (datetime.date(2026, 10, 1), "Oktober 2026"),
        (2026.0, "Tahun 2026"),
        ("Tahun 2026", "Tahun 2026"),
        ("Musim  tanam", "Musim tanam"),
        ("", ""),
    ],
)
def test_period_cells_are_read_in_our_spelling_or_as_they_stand(cell: object, period: str) -> None:
    assert read_period(cell) == period  # type: ignore[arg-type]


def test_reading_a_period_again_changes_nothing() -> None:
    for title in ("TAHAP 4 2026", "OKT - NOV 2026", "TW II 2026", "Maret 2026", "2026", "lain"):
        once = read_period(title)
        assert read_period(once) == once

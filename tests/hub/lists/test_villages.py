import pytest

from tests.hub.lists.builders import OFFICE

VILLAGES = OFFICE.villages


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("LIYU", "Liyu"),
        ("desa liyu", "Liyu"),
        ("Ds. Liyu", "Liyu"),
        ("HA'UWAI", "Hauwai"),
        ("HA`UWAI", "Hauwai"),
        ("BUNTUT PILANDUK", "Buntu Pilanduk"),
        ("BINJAIPUNGGAL", "Binjai Punggal"),
        ("63.11.02.2014", "Liyu"),
        ("6311022014", "Liyu"),
    ],
)
def test_a_village_is_known_by_name_alias_and_code(words: str, name: str) -> None:
    place = VILLAGES.find(words)
    assert place is not None
    assert (place.village.name, place.exact) == (name, True)


@pytest.mark.parametrize(
    ("words", "name"),
    [("MAMIGANK", "Mamigang"), ("Sumber Agong", "Sumber Agung"), ("BARUH PENYAMBARAN", "Baruh Panyambaran")],
)
def test_a_misspelt_village_is_known_but_marked(words: str, name: str) -> None:
    place = VILLAGES.find(words)
    assert place is not None
    assert (place.village.name, place.exact) == (name, False)


@pytest.mark.parametrize("words", ["", "PARINGIN", "BINJO", "KARIA", "MAMANGANG", "SUNGAI", "9999"])
def test_a_doubtful_village_is_nobodys(words: str) -> None:
    assert VILLAGES.find(words) is None


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("DESA HA'UWAI KECAMATAN HALONG KABUPATEN BALANGAN", ["Hauwai"]),
        ("PEMERINTAH DESA HALONG KECAMATAN HALONG", ["Halong"]),
        ("PEMERINTAH KECAMATAN HALONG", []),
        ("KEC. HALONG KAB. BALANGAN", []),
        ("DAFTAR BLT DANA DESA TAHUN 2026 LIYU", ["Liyu"]),
        ("Desa : Buntut Pilanduk", ["Buntu Pilanduk"]),
        ("DESA SURYATMA KEC. HALONG", ["Suryatama"]),
        ("bnba_binjai punggal", ["Binjai Punggal"]),
        ("REKAP LIYU DAN UREN", ["Liyu", "Uren"]),
        ("HALONG", []),
    ],
)
def test_villages_in_titles(title: str, names: list[str]) -> None:
    assert [village.name for village in VILLAGES.find_in(title)] == names


def test_the_kecamatan_is_ours_or_not() -> None:
    assert VILLAGES.is_ours("Kec. Halong")
    assert not VILLAGES.is_ours("PARINGIN")

import msgspec
import pytest

from hub.programmes import load_programmes, squeeze
from ledger.aid import Item, Kind


def test_the_programmes_of_the_field_are_shipped() -> None:
    programmes = load_programmes()
    codes = [each.code for each in programmes]
    assert codes == ["PKH", "BPNT", "BERAS", "BLT", "BST", "PBI", "RTLH", "ATENSI", "PERMAKANAN"]
    assert programmes["BERAS"].items[0] == Item("Beras", 20_000, "kg")
    assert programmes["BERAS"].replacement
    assert not programmes["PKH"].replacement
    assert programmes["PBI"].kind is Kind.SERVICE
    assert all(each.proxy in ("none", "same_kk", "anyone") for each in programmes)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("PKH", "PKH"),
        ("sembako", "BPNT"),
        ("Bantuan Pangan (Beras)", "BERAS"),
        ("C P P", "BERAS"),
        ("BLT Dana Desa", "BLT"),
        ("rutilahu", "RTLH"),
        ("PBI-JKN", "PBI"),
        ("makan siang", None),
    ],
)
def test_lists_call_programmes_by_many_words(words: str, code: str | None) -> None:
    assert load_programmes().find(words) == code


def test_no_word_means_two_programmes() -> None:
    programmes = load_programmes()
    for each in programmes:
        for words in (each.code, each.name, each.short):
            assert programmes.find(words) == each.code


def test_usual_money_and_periods() -> None:
    programmes = load_programmes()
    assert programmes.usual_rupiah("BPNT") == 600_000
    assert programmes.usual_rupiah("BERAS") == 0
    assert programmes.has_periods("BLT")
    assert not programmes.has_periods("PBI")


def test_squeezing_leaves_letters_and_digits() -> None:
    assert squeeze("N. I. K") == squeeze(" nik ") == "NIK"


def test_a_misspelt_key_in_the_file_is_told(tmp_path) -> None:
    file = tmp_path / "programmes.toml"
    file.write_text('[[programme]]\ncode = "X"\nnamme = "X"\n', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        load_programmes(file)

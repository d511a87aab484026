import msgspec
import pytest

from hub.profile import load_profile


def test_halong_is_shipped_whole() -> None:
    halong = load_profile()
    assert (halong.name, halong.region, halong.timezone) == ("Halong", "631102", "Asia/Makassar")
    assert len(halong.villages) == 24
    assert len({village.code for village in halong.villages}) == 24
    assert halong.village("63.11.02.2014").name == "Liyu"
    assert halong.village("63.11.02.2001").aliases == ("HA'UWAI",)


def test_a_village_of_elsewhere_is_unknown() -> None:
    with pytest.raises(KeyError):
        load_profile().village("63.11.02.2006")


def test_a_mistake_in_a_profile_is_told(tmp_path) -> None:
    file = tmp_path / "lain.toml"
    file.write_text('name = "Lain"\n', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="code"):
        load_profile(file)

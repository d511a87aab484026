"""Packs as they lie on a box: checked when they come and whenever the box starts."""

import logging
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import NoVisit
from kiosk.shelf import Shelf
from ledger.errors import PackRefused
from ledger.keys import SigningKey
from tests.kiosk.box import light_pack
from tests.village import Village

DEVICE = SigningKey(b"\5" * 32).public


@pytest.fixture
def shelf(tmp_path: Path, village: Village) -> Shelf:
    return Shelf(tmp_path / "packs", village.hub.public, DEVICE)


def opened_again(village: Village, tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "packs", village.hub.public, DEVICE)


def made(village: Village, **changes: object) -> bytes:
    return light_pack(village, DEVICE, msgspec.structs.replace(village.pack, **changes))


def test_a_pack_stays(shelf: Shelf, village: Village) -> None:
    added = shelf.add(made(village))
    assert shelf.packs() == [added]
    assert shelf.pack_of(village.pack.visit) == added


def test_packs_stand_by_date(shelf: Shelf, village: Village) -> None:
    shelf.add(made(village, visit=b"visit-03", date="2026-12-01"))
    shelf.add(made(village, visit=b"visit-02", date="2026-11-30"))
    assert [each.header.date for each in shelf.packs()] == ["2026-11-30", "2026-12-01"]


def test_the_newest_of_a_visit_counts(shelf: Shelf, village: Village) -> None:
    shelf.add(made(village, id=b"first..."))
    shelf.add(made(village, id=b"second..", made_at=village.pack.made_at + 1))
    with pytest.raises(PackRefused) as caught:
        shelf.add(made(village, id=b"first..."))
    assert caught.value.reason == "older"
    assert [each.header.pack for each in shelf.packs()] == [b"second.."]
    shelf.add(made(village, id=b"second..", made_at=village.pack.made_at + 1))  # once more is harmless


def test_what_is_not_for_us_is_refused_and_not_kept(shelf: Shelf, village: Village) -> None:
    whole = made(village)
    stranger = Village(SigningKey(b"\7" * 32), village.key, village.pack)
    for data, reason in (
        (b"", "damaged"),
        (whole[:-10], "damaged"),
        (whole[:-10] + bytes(10), "damaged"),
        (light_pack(stranger, DEVICE), "stranger"),
        (light_pack(village, SigningKey(b"\6" * 32).public), "other_kiosk"),
    ):
        with pytest.raises(PackRefused) as caught:
            shelf.add(data)
        assert caught.value.reason == reason
    assert shelf.packs() == []


def test_a_pack_that_the_card_spoilt_is_set_aside(
    shelf: Shelf, village: Village, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.add(made(village))
    good = shelf.add(made(village, visit=b"visit-02"))
    (spoilt,) = (tmp_path / "packs").glob(f"{village.pack.visit.hex()}-*.pack")
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"?")
    with caplog.at_level(logging.ERROR):
        shelf = opened_again(village, tmp_path)
        assert shelf.packs() == [good]
    assert spoilt.name in caplog.text
    assert spoilt.with_suffix(".damaged").exists()
    shelf.add(made(village))
    assert len(shelf.packs()) == 2


def test_a_copy_that_broke_off_is_no_pack(shelf: Shelf, village: Village, tmp_path: Path) -> None:
    (tmp_path / "packs" / "00.new").write_bytes(made(village)[:100])
    assert shelf.packs() == []


def test_an_unknown_visit_is_said(shelf: Shelf) -> None:
    with pytest.raises(NoVisit):
        shelf.pack_of(b"visit-99")

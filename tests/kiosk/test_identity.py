from pathlib import Path

import pytest

from kiosk.errors import NotEnrolled
from kiosk.identity import Identity, load_identity, save_identity


def identity(name: str = "Kiosk 1") -> Identity:
    return Identity(name, b"certificate", bytes(32), "Halong", "10.0.0.2:8080")


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    save_identity(tmp_path / "new" / "identity", identity())
    assert load_identity(tmp_path / "new" / "identity") == identity()


def test_enrolling_again_replaces_it_and_leaves_nothing_beside(tmp_path: Path) -> None:
    save_identity(tmp_path / "identity", identity())
    save_identity(tmp_path / "identity", identity("Kiosk 2"))
    assert load_identity(tmp_path / "identity").name == "Kiosk 2"
    assert [path.name for path in tmp_path.iterdir()] == ["identity"]


def test_a_power_cut_while_it_is_written_leaves_the_old_one(tmp_path: Path) -> None:
    save_identity(tmp_path / "identity", identity())
    (tmp_path / "identity.new").write_bytes(b"hal")
    assert load_identity(tmp_path / "identity") == identity()


def test_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled):
        load_identity(tmp_path / "identity")

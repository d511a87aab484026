"""The kiosk at the shell, without its screens."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.main import cli
from ledger.bundle import read_bundle
from ledger.chunks import read_chunk
from tests.kiosk.box import CARD, Box, MakeBox
from tests.village import PHRASE

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def folder(box: Box) -> Path:
    """The data of a kiosk that lost its power after two handovers; nothing was signed after the first."""
    box.serve(1)
    box.kiosk.vouch()
    box.serve(2)
    box.pull_the_plug().close()
    return box.folder


def run(data: Path, verb: str, *words: str, typed: str = "", exit_code: int = 0) -> str:
    result = CliRunner().invoke(cli, [verb, "--data", str(data), *words], input=typed)
    assert result.exit_code == exit_code, result.output
    return result.output


def test_how_it_is_says_what_waits_for_the_key(folder: Path) -> None:
    assert "1 catatan belum ditandatangani dan menunggu sampai kunjungan dibuka (merge --unlock)." in run(
        folder, "status"
    )
    told = json.loads(run(folder, "status", "--json"))
    assert told == {"name": "Kiosk 1", "entries": 6, "confirmed": 0, "sealed": 1}


def test_a_file_cannot_be_signed_while_the_key_is_sealed_and_it_is_said_why(folder: Path, tmp_path: Path) -> None:
    told = run(folder, "merge", "--file", str(tmp_path / "out.sotarsa"), exit_code=1)
    assert "Kunci alat ini tersegel, jadi berkas belum dapat ditandatangani. Tidak ada yang hilang." in told
    assert not (tmp_path / "out.sotarsa").exists()


@pytest.mark.parametrize("secret", [PHRASE, CARD])
def test_phrase_or_card_are_asked_for_and_not_shown(folder: Path, tmp_path: Path, secret: str) -> None:
    file = tmp_path / "out.sotarsa"
    told = run(folder, "merge", "--unlock", "--file", str(file), typed=f"{secret}\n")
    assert "Frasa tim atau kartu untuk Liyu, 2026-11-22 (tidak ditampilkan)" in told
    assert secret not in told
    (chunk,) = read_bundle(file.read_bytes())
    assert read_chunk(chunk).run.last == 8  # with the start of this program, and the unlocking
    assert "belum ditandatangani" not in run(folder, "status")


def test_a_visit_that_is_over_still_opens_the_key(box: Box, tmp_path: Path) -> None:
    box.village.close("RHM")
    box.pull_the_plug().close()
    run(box.folder, "merge", "--unlock", "--file", str(tmp_path / "out.sotarsa"), typed=f"{PHRASE}\n")
    assert "selesai" in run(box.folder, "list")


def test_guessing_at_the_shell_is_slowed_down_too(folder: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "out.sotarsa")
    for _ in range(4):
        told = run(folder, "merge", "--unlock", "--file", file, typed="padi hijau\n", exit_code=1)
        assert "Frasa atau kartu tidak cocok." in told
    told = run(folder, "merge", "--unlock", "--file", file, typed=f"{PHRASE}\n", exit_code=1)
    assert "Terlalu banyak percobaan. Tunggu 15 detik." in told


def test_without_a_visit_that_was_begun_nothing_is_asked(make_box: MakeBox) -> None:
    box = make_box().load()
    box.close()
    told = run(box.folder, "merge", "--unlock", "--hub", NOWHERE, exit_code=1)
    assert "Kunjungan belum dipilih atau belum dibuka." in told
    assert "Frasa" not in told


def test_a_hub_that_does_not_answer_is_told(folder: Path) -> None:
    assert "Pusat tidak menjawab." in run(folder, "merge", "--hub", NOWHERE, exit_code=1)

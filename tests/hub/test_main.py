"""The program at the shell."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from hub.main import app
from hub.sample import PROGRAMMES, SHIPPED, prepare_sample
from hub.system import System
from ledger.listening import url
from tests.hub.office import Box, nik, sheet
from tests.source import ROOT

run_in = CliRunner().invoke


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "hub"


def run(data: Path, *words: str, exit_code: int = 0) -> str:
    verb, *rest = words
    more = [rest.pop(0)] if verb == "officer" else []
    result = run_in(app, [verb, *more, "--data", str(data), *rest])
    assert result.exit_code == exit_code, result.output
    return result.output


def a_list(folder: Path, *rows: str) -> Path:
    path = folder / "pkh.csv"
    path.write_bytes(sheet(rows))
    return path


def test_a_day_at_the_shell(data: Path, tmp_path: Path) -> None:
    liyu = a_list(tmp_path, f"{nik(1)};BUDI", "123;SITI")
    refused, pack, bast, bundle = (tmp_path / name for name in ("tolak.xlsx", "a.pack", "bast.pdf", "kiosk.sotarsa"))
    assert "1 diterima" in run(data, "import", str(liyu), "--refused", str(refused))
    assert "Tidak ada yang berubah" in run(data, "import", str(liyu))
    assert refused.exists()
    run(data, "officer", "add", "PT1", "Rahmat", "--role", "Ketua", "--pin", "1234")
    assert "Rahmat" in run(data, "officer", "list")
    assert "PT1" in run(data, "officer", "add", "PT1", "Siti", "--role", "Ketua", "--pin", "1234", exit_code=1)
    run(data, "officer", "change", "PT1", "--role", "Ketua tim", "--pin", "4321")
    assert "Rahmat  Ketua tim" in run(data, "officer", "list")
    assert "PKH  Tahap 4 Tahun 2026  1 orang" in run(data, "offered", "Liyu")
    plan = ("--village", "Liyu", "--date", "2999-01-01", "--place", "Balai", "--programme", "PKH", "--team", "PT1")
    visit = json.loads(run(data, "plan", *plan, "--json"))
    assert (visit["people"], visit["programmes"]) == (1, [{"code": "PKH", "period": "Tahap 4 Tahun 2026"}])
    assert visit["visit"] in run(data, "visits")
    assert "Frasa tim:" in run(data, "secrets", "Liyu")
    with System(data) as system:
        kiosk = Box(system, tmp_path).enrol()
        kiosk.open(bytes.fromhex(visit["visit"]))
        bundle.write_bytes(kiosk.bundle())
    run(data, "pack", visit["visit"], "--kiosk", "Kiosk 1", "--out", str(pack))
    assert pack.stat().st_size > 500
    assert "2 catatan baru" in run(data, "merge", str(bundle))
    assert "terakhir bergabung" in run(data, "devices")
    run(data, "report", "Liyu", "--bast", str(bast))
    assert bast.read_bytes().startswith(b"%PDF")
    assert "Liyu" in run(data, "report", "Liyu")
    run(data, "revoke", "Kiosk 1", "--reason", "rusak")
    assert "dicabut" in run(data, "devices")
    assert json.loads(run(data, "status", "--json"))["people"] == 1
    kiosk.log.close()


def test_verdicts_for_programs(data: Path, tmp_path: Path) -> None:
    (told,) = json.loads(run(data, "import", str(a_list(tmp_path, f"{nik(1)};BUDI", "123;SITI")), "--json"))
    assert told["verdicts"] == {"taken": 1, "taken_with_warning": 0, "refused": 1}
    assert told["refused"] == [{"sheet": "", "row": 6, "reasons": ["short_nik"]}]
    assert told["new_people"] == 1


def test_open_questions_are_told_and_nothing_is_taken(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"NO;NIK;NAMA\n1;{nik(1)};BUDI")
    assert "Daftar ini untuk desa mana?" in run(data, "import", str(path), exit_code=3)
    assert "Tidak ada yang cocok" in run(data, "people", "Budi")
    answers = ("--village", "Liyu", "--programme", "PKH", "--period", "Tahap 4 2026")
    run(data, "import", str(path), *answers, "--look")
    assert "Tidak ada yang cocok" in run(data, "people", "Budi")
    run(data, "import", str(path), *answers)
    assert nik(1) in run(data, "people", "Budi")


def test_mistakes_are_one_sentence_and_exit_code_1(data: Path, tmp_path: Path) -> None:
    assert "Atlantis" in run(data, "offered", "Atlantis", exit_code=1)
    assert "Berkas" in run(data, "import", str(tmp_path / "none.csv"), exit_code=1)
    assert "tidak utuh" in run(data, "merge", str(a_list(tmp_path)), exit_code=1)
    with System(data):
        assert "sedang dipakai" in run(data, "status", exit_code=1)


def test_the_sample_is_an_office_ready_for_a_day(data: Path) -> None:
    told = json.loads(run(data, "prepare-sample"))
    assert set(told) == {"village", "visit", "phrase", "card", "officers", "try", "enrolment_code"}
    with System(data) as system:
        (plan,) = system.plans.visits()
        assert [each.code for each in plan.programmes] == list(PROGRAMMES)
        assert [system.officers.check(each["code"], each["pin"]).name for each in told["officers"]] == [
            each["name"] for each in told["officers"]
        ]
        assert system.roster.with_nik(told["try"]["nik"]).name == told["try"]["name"]
        truth = json.loads((SHIPPED / "truth.json").read_text())
        assert {each.fact.name: each.fact.rows for each in system.roster.lists()} == {  # type: ignore[union-attr]
            name: counts["rows"] for name, counts in truth.items()
        }
    assert "hanya dibuat untuk folder yang masih kosong" in run(data, "prepare-sample", exit_code=1)


def test_the_kiosk_of_the_sample_gets_what_was_promised(data: Path, tmp_path: Path) -> None:
    from ledger.packs import check_pack
    from ledger.secrets import clean_code

    sample = prepare_sample(data)
    told = sample.told()
    with System(data) as system:
        kiosk = Box(system, tmp_path).enrol(clean_code(str(told["enrolment_code"])))
        (file,) = kiosk.fetch()
        pack, _ = check_pack(file, system.key.public, kiosk.device).unlock(sample.phrase)
    kiosk.log.close()
    assert {each.code: each.person for each in pack.invitations}[sample.invitation] == sample.villager.id
    assert len([each for each in pack.allotments if each.person == sample.villager.id]) == len(PROGRAMMES)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_hub_serves_until_it_is_asked_to_end(data: Path, tmp_path: Path, host: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as free:
        free.bind((host, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hub", "serve", "--host", host, "--port", str(port), "--data"]
    # NiceGUI behaves otherwise when it believes to be under pytest itself.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    with subprocess.Popen([*command, str(data)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as hub:
        try:
            assert _health(url(host, port))["ok"]
            assert "sedang dipakai" in run(data, "status", exit_code=1)
            other = [*command, str(tmp_path / "x")]
            second = subprocess.run(other, cwd=ROOT, capture_output=True, text=True, check=False)
            assert (second.returncode, str(port) in second.stderr) == (1, True)
            hub.terminate()
            assert hub.wait(30) == 0
        finally:
            hub.kill()
    run(data, "status")


def _health(hub: str) -> dict[str, object]:
    until = time.monotonic() + 60
    while True:
        try:
            return dict(httpx.get(f"{hub}/api/health", trust_env=False).json())
        except httpx.TransportError:
            assert time.monotonic() < until, "the hub does not answer"
            time.sleep(0.05)


def test_commands_start_without_the_libraries_that_only_pages_and_papers_need() -> None:
    code = (
        "import sys, hub.main, hub.commands;"
        "print(sorted({'nicegui', 'fastapi', 'zeroconf', 'reportlab', 'xlsxwriter'} & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout.strip() == "[]"

"""The shell files: sound to shellcheck, and clear when a computer lacks something."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, requires

SHELL_FILES = ("run", "test", ".ci/run", "deploy/environment.sh")
OLD = """#!/bin/sh
echo 3.10
"""
WITHOUT_VENV = f"""#!/bin/sh
PYTHONPATH=$(dirname "$0")/broken exec {sys.executable} "$@"
"""
OFFLINE = f"""#!/bin/sh
case "$*" in *"-m venv"*) ;; *) exec {sys.executable} "$@" ;; esac
for folder; do :; done
mkdir -p "$folder/bin" "$folder/lib/python{sys.version_info[0]}.{sys.version_info[1]}"
cp "$(dirname "$0")/pip-offline" "$folder/bin/python"
"""
PIP_OFFLINE = """#!/bin/sh
echo "WARNING: connection broken by 'NewConnectionError': Temporary failure in name resolution"
exit 1
"""


@pytest.mark.parametrize("name", SHELL_FILES)
def test_shellcheck_finds_nothing(name: str) -> None:
    result = subprocess.run([requires("shellcheck"), "-x", name], cwd=ROOT, capture_output=True, text=True)
    assert result.stdout == ""


def program(path: Path, text: str) -> str:
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def start(folder: Path, python: str) -> tuple[int, str, str]:
    """`./run` with an environment that is yet to be made in `folder`, by this Python."""
    surroundings = {**os.environ, "SOTARSA_PYTHON": python, "SOTARSA_VENV": str(folder / "venv")}
    result = subprocess.run([ROOT / "run", "--help"], env=surroundings, capture_output=True, text=True)
    return result.returncode, result.stdout, result.stderr


def test_a_python_that_is_too_old_is_told(tmp_path: Path) -> None:
    code, _, errors = start(tmp_path, program(tmp_path / "python", OLD))
    assert (code, errors.count("\n")) == (1, 1)
    assert "is not a working Python 3.11, 3.12 or 3.13" in errors


def test_a_missing_venv_module_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/ensurepip.py").write_text("raise ImportError")
    code, _, errors = start(tmp_path, program(tmp_path / "python", WITHOUT_VENV))
    assert (code, errors.count("\n")) == (1, 1)
    assert "sudo apt install python3-venv" in errors


def test_a_missing_network_is_told_and_the_next_start_tries_again(tmp_path: Path) -> None:
    program(tmp_path / "pip-offline", PIP_OFFLINE)
    python = program(tmp_path / "python", OFFLINE)
    for _ in range(2):
        code, said, errors = start(tmp_path, python)
        assert (code, errors.count("\n")) == (1, 1)
        assert "connect to the internet for this first start" in errors
        assert "Installing the pinned packages" in said


@pytest.fixture
def unwritable_clone() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        clone = Path(name)
        (clone / "deploy").mkdir()
        for file in ("run", "deploy/environment.sh", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / file, clone / file)
        clone.chmod(0o555)
        yield clone
        clone.chmod(0o755)


def test_an_unwritable_folder_is_told(unwritable_clone: Path) -> None:
    command = [str(unwritable_clone / "run"), "--help"]
    nobody = 65534 if os.geteuid() == 0 else None  # root may write anywhere
    result = subprocess.run(command, user=nobody, group=nobody, capture_output=True, text=True, cwd="/")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert f"This user may not write in {unwritable_clone}" in result.stderr

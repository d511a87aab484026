"""A real systemd, booted in a container that forgets everything but one folder.

It is this machine's own, or that of the root file system in the folder that `SOTARSA_APPLIANCE_ROOT` names.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, requires

PATIENCE_S = 60.0
STATE = "/var/lib/private"
"""Where units with a user of their own keep their data: the one folder that outlives the container."""
MACHINE = "5074a0b5e1f04c0c8f3fd5a7f4a4e1d2"


def requires_root() -> None:
    """Skip the test unless it runs as root; where `CI=true` it fails."""
    if os.geteuid() == 0:
        return
    reason = "only root can boot a container (.ci/run is root)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class Booted:
    """One boot. `folder` holds what outlives it, in `state`, and what is shown to it."""

    def __init__(self, folder: Path) -> None:
        requires_root()
        command = [str(requires("systemd-nspawn")), "--boot", "--volatile=yes", "--register=no"]
        command += [f"--directory={os.environ.get('SOTARSA_APPLIANCE_ROOT', '/')}"]
        command += ["--keep-unit", "--private-network", "--console=pipe", f"--machine=sotarsa-{os.getpid()}"]
        command += [f"--bind={folder / 'state'}:{STATE}", *_shown(folder), "systemd.unit=basic.target"]
        self._said = folder / "container.log"
        with self._said.open("wb") as said:
            environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment
            )
        self.leader = self._wait_for_leader()
        self._handle = os.pidfd_open(self.leader)  # a number alone might be another process's by the end
        self._wait_until_up()

    def run(self, *command: str) -> str:
        """Run a command in there; gives what it printed."""
        done = self._try(*command)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}\n{self._said.read_text()}"
        return done.stdout.strip()

    def browser(self, folder: Path) -> Path:
        """Give a Chromium of this machine that sees the container's network."""
        script = folder / "chromium-in-there"
        chromium = requires("chromium")
        script.write_text(f'#!/bin/sh\nexec {requires("nsenter")} -t {self.leader} -n {chromium} "$@"\n')
        script.chmod(0o755)
        return script

    def cut_the_power(self) -> None:
        """Everything in there ends in the middle of what it does."""
        self._process.kill()
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)  # and with it, every process in there
        self._process.wait(PATIENCE_S)

    def _try(self, *command: str) -> "subprocess.CompletedProcess[str]":
        into = [str(requires("nsenter")), "-t", str(self.leader), "-a", *command]
        return subprocess.run(into, capture_output=True, text=True, check=False, timeout=PATIENCE_S)

    def _wait_for_leader(self) -> int:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up and self._process.poll() is None:
            for child in children.read_text().split():
                if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                    return int(child)
            time.sleep(0.05)
        self._process.kill()
        return self._cannot("no container can be booted here")

    def _wait_until_up(self) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            if self._try("systemctl", "is-active", "basic.target").stdout.strip() == "active":
                return
            time.sleep(0.1)
        self.cut_the_power()
        self._cannot("the container does not come up")

    def _cannot(self, reason: str) -> int:
        told = f"{reason}:\n{self._said.read_text()}"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)


@contextlib.contextmanager
def booted(folder: Path) -> Iterator[Booted]:
    """Boot, and cut the power at the end."""
    machine = Booted(folder)
    try:
        yield machine
    finally:
        machine.cut_the_power()


def _shown(folder: Path) -> list[str]:
    """Make the units and the programs visible, where the units say that the programs are."""
    programs, libraries = folder / "programs", next(path for path in sys.path if path.endswith("site-packages"))
    python = Path(sys._base_executable).resolve()  # type: ignore[attr-defined]  # that of the environment's maker
    inside = Path("/opt/python") / python.relative_to(sys.base_prefix)
    for program in ("kiosk", "hub"):
        script = programs / ".venv" / "bin" / f"sotarsa-{program}"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(
            "#!/bin/sh\nexport PYTHONPATH=/opt/source:/opt/libraries LD_LIBRARY_PATH=/opt/python/lib\n"
            f'exec {inside} -m {program} "$@"\n'
        )
        script.chmod(0o755)
    (folder / "machine-id").write_text(f"{MACHINE}\n")
    for path in (folder / "state", programs, programs / ".venv", programs / ".venv" / "bin"):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
    shown = {
        programs: "/opt/pak-sotarsa",
        ROOT: "/opt/source",
        libraries: "/opt/libraries",
        sys.base_prefix: "/opt/python",
        folder / "machine-id": "/etc/machine-id",
        **{unit: f"/etc/systemd/system/{unit.name}" for unit in (ROOT / "systemd").glob("*.service")},
    }
    return [f"--bind-ro={outside}:{inside}" for outside, inside in shown.items()]

"""`./run`: the office hub, one kiosk and a simulated printer on this computer, with a sample village.

Only the standard library is imported, and little of it: a start should cost what the programs cost.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Never

from deploy.child import Child, run_to_end, stop, wait_until_healthy
from deploy.errors import CannotListenError, DeployError, ProgramFailedError
from deploy.ports import check_free, local_host, shown_host, url
from deploy.sample_folder import SampleFolder
from deploy.signals import Signals, Stopped
from deploy.welcome import welcome

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Programs:
    """How the two programs are called, before their arguments."""

    hub: tuple[str, ...] = (sys.executable, "-m", "hub")
    kiosk: tuple[str, ...] = (sys.executable, "-m", "kiosk")


def main(arguments: Sequence[str] | None = None, programs: Programs = Programs()) -> int:
    """Run until stopped, and give the exit code: 0 after a stop, 1 after a trouble that was told."""
    options = _options(arguments)
    try:
        with Signals() as signals:
            _check_ports(options)
            folder = SampleFolder(options.data, fresh=options.fresh)
            TryOut(folder, options.host, options.hub_port, options.kiosk_port, programs, signals).run()
    except Stopped:
        print("Berhenti. / Stopped.")
        return 0
    except DeployError as error:
        print(error, file=sys.stderr)
        if isinstance(error, ProgramFailedError):
            print(error.tail, file=sys.stderr)
        return 1


class TryOut:
    """Both programs, over one data folder."""

    def __init__(
        self,
        folder: SampleFolder,
        host: str,
        hub_port: int,
        kiosk_port: int,
        programs: Programs,
        signals: Signals,
    ) -> None:
        self.folder = folder
        self.host = host
        self.hub_port = hub_port
        self.kiosk_port = kiosk_port
        self.programs = programs
        self.signals = signals
        self.children: list[Child] = []

    def run(self) -> Never:
        """Serve until stopped; whatever ends this, both programs have ended when it returns.

        Raises:
            Stopped: a stop was asked for.
            ProgramFailedError: a program failed or ended by itself.
        """
        try:
            if self.folder.is_begun:
                self._wait(self._start_hub(), self._start_kiosk())
            else:
                self._begin()
            shown = shown_host(self.host)
            print(
                welcome(url(shown, self.hub_port), url(shown, self.kiosk_port), self.folder.told()),
                flush=True,
            )
            while True:
                for child in self.children:
                    child.check_alive()
                self.signals.wait()
        finally:
            stop(self.children)

    def _begin(self) -> None:
        """Prepare the sample; the kiosk is enrolled and fetches its pack the way any kiosk does."""
        print("Menyiapkan data contoh ... / Preparing the sample data ...", flush=True)
        told = json.loads(self._run("hub", "prepare-sample"))
        self._wait(self._start_hub())
        self._run("kiosk", "enrol", "--hub", self._hub_url, "--code", told["enrolment_code"], "--name", "Kiosk 1")
        self._run("kiosk", "fetch")
        self.folder.begin(told)
        self._wait(self._start_kiosk())

    def _start_hub(self) -> tuple[Child, str, int]:
        return self._start("hub", self.hub_port)

    def _start_kiosk(self) -> tuple[Child, str, int]:
        parts = ("--printer", "simulated", "--hub", self._hub_url, "--sticks", str(self.folder.stick))
        return self._start("kiosk", self.kiosk_port, *parts)

    def _start(self, name: str, port: int, *arguments: str) -> tuple[Child, str, int]:
        command = self._command(name, "serve", "--host", self.host, "--port", str(port), *arguments)
        child = Child(name, command, self.folder.log(f"{name}.log"), ROOT)
        self.children.append(child)
        return child, local_host(self.host), port

    def _wait(self, *started: tuple[Child, str, int]) -> None:
        wait_until_healthy(started, self.signals)

    def _run(self, name: str, verb: str, *arguments: str) -> str:
        command = self._command(name, verb, *arguments)
        return run_to_end(f"{name} {verb}", command, self.folder.log(f"{name}-{verb}.log"), ROOT, self.signals)

    def _command(self, name: str, verb: str, *arguments: str) -> list[str]:
        program = {"hub": self.programs.hub, "kiosk": self.programs.kiosk}[name]
        data = {"hub": self.folder.hub, "kiosk": self.folder.kiosk}[name]
        return [*program, verb, "--data", str(data), *arguments]

    @property
    def _hub_url(self) -> str:
        return url(local_host(self.host), self.hub_port)


def _check_ports(options: argparse.Namespace) -> None:
    if options.hub_port == options.kiosk_port:
        raise CannotListenError(
            "The hub and the kiosk need two ports: give --hub-port and --kiosk-port different numbers."
        )
    check_free(options.host, options.hub_port, "--hub-port")
    check_free(options.host, options.kiosk_port, "--kiosk-port")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Starts the office hub, one kiosk and a simulated printer with a sample village.",
        epilog="Ctrl-C ends them all. SOTARSA_PYTHON names the Python (3.11 to 3.13) to run on.",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="begin anew: delete the sample data of earlier starts first"
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT / "data", metavar="FOLDER", help="where all data is kept (./data)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1); 0.0.0.0 lets others in")
    parser.add_argument("--hub-port", type=_port, default=8080, metavar="PORT", help="port of the office hub (8080)")
    parser.add_argument("--kiosk-port", type=_port, default=8081, metavar="PORT", help="port of the kiosk (8081)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port number (1 to 65535)")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

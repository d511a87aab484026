"""Programs that serve pages, seen from outside: how soon the first page comes, and how much memory they take."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GIVE_UP_SECONDS = 60


class Served:
    """A program that has served its first page, at `/`."""

    def __init__(self, command: Sequence[str], port: int, output: Path) -> None:
        self.port = port
        started_at = time.monotonic()
        with output.open("wb") as file:
            # NiceGUI serves otherwise when it finds itself in a test: these programs shall not know.
            environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=file, stderr=file, env=environment, start_new_session=True
            )
        while not self._page():
            if self.process.poll() is not None or time.monotonic() > started_at + GIVE_UP_SECONDS:
                raise RuntimeError(f"{' '.join(command)} serves no page:\n{output.read_text()}")
            time.sleep(0.005)
        self.start_s = time.monotonic() - started_at

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rss_mb(self) -> float:
        """Resident memory of the program and its helpers, in MB (10**6 bytes)."""
        groups = (path for path in Path("/proc").glob("[0-9]*") if _group(path) == self.process.pid)
        return sum(_rss_kib(path) for path in groups) * 1024 / 1e6

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    def _page(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.status == 200 and b"</html>" in answer.read()
        except OSError:
            return False  # does not listen yet
        finally:
            connection.close()


@contextlib.contextmanager
def kiosk(data: Path) -> Iterator[Served]:
    """Serve the kiosk of a prepared data folder; no hub answers it."""
    port = free_port()
    options = ["--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
    simulated = ["--printer", "simulated", "--hub", f"http://127.0.0.1:{free_port()}"]
    yield from _serving([sys.executable, "-m", "kiosk", "serve", *options, *simulated], port, data / "bench.log")


@contextlib.contextmanager
def hello_world(folder: Path) -> Iterator[Served]:
    """Serve NiceGUI's hello-world, set up as for production."""
    port = free_port()
    yield from _serving([sys.executable, "-m", "tests.bench.hello", str(port)], port, folder / "hello.log")


@contextlib.contextmanager
def bare_button(folder: Path) -> Iterator[Served]:
    """Serve a page with one button."""
    port = free_port()
    yield from _serving([sys.executable, "-m", "tests.bench.button", str(port)], port, folder / "button.log")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _serving(command: Sequence[str], port: int, output: Path) -> Iterator[Served]:
    served = Served(command, port, output)
    try:
        yield served
    finally:
        served.end()


def _group(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except (FileNotFoundError, ProcessLookupError):
        return None  # ended while we looked


def _rss_kib(process: Path) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", (process / "status").read_text())
    return int(found[1]) if found else 0

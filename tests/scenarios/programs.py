"""The real programs, started as a person starts them, over data folders of their own."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.served import ROOT, Served, free_port


def run(program: str, *arguments: str | Path) -> str:
    """Run a command of a program to its end; gives what it printed."""
    command = [sys.executable, "-m", program, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def told(program: str, *arguments: str | Path) -> Any:
    """Run a command that prints JSON."""
    return json.loads(run(program, *arguments))


@contextlib.contextmanager
def hub(data: Path, port: int | None = None) -> Iterator[Served]:
    """Serve the hub; the port is a free one, or the given one after a restart."""
    yield from _serving("hub", data, "--host", "127.0.0.1", "--port", str(port or free_port()))


@contextlib.contextmanager
def kiosk(
    data: Path, hub_url: str, *, printer: str = "none", profile: str = "epson-tm", sticks: Path | None = None
) -> Iterator[Served]:
    """Serve a kiosk, with a stick in it where one is named."""
    options = ("--printer", printer, "--profile", profile, "--hub", hub_url)
    options += ("--sticks", str(sticks)) if sticks else ()
    yield from _serving("kiosk", data, "--host", "127.0.0.1", "--port", str(free_port()), *options)


def _serving(program: str, data: Path, *options: str) -> Iterator[Served]:
    command = [sys.executable, "-m", program, "serve", "--data", str(data), *options]
    data.mkdir(parents=True, exist_ok=True)
    served = Served(command, int(options[3]), data.with_suffix(".log"))
    try:
        yield served
    finally:
        served.end()

"""A stand-in for `python -m hub` and `python -m kiosk`: the same command lines, next to nothing behind them.

Called as `fake_program.py NAME TROUBLE VERB --data FOLDER ...`; TROUBLE is `-` or one of those below.
"""

import argparse
import json
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

TOLD = {
    "village": "Contoh",
    "visit": "2026-11-22",
    "phrase": "padi kapas sungai",
    "officers": [{"code": "P1", "name": "Rahmah", "pin": "2468"}],
    "try": {"nik": "6311010101800001", "invitation": "AB12-CD34", "name": "Siti"},
    "enrolment_code": "KODE-SEKALI",
}


def main() -> None:
    name, trouble, verb, *rest = sys.argv[1:]
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--hub")
    parser.add_argument("--code")
    parser.add_argument("--name")
    parser.add_argument("--printer", choices=["simulated"])
    parser.add_argument("--sticks", type=Path)
    options = parser.parse_args(rest)
    if trouble == f"fails-at-{verb}":
        sys.exit(f"{name} {verb}: something is wrong here")
    if trouble == f"hangs-at-{verb}":
        print("hanging", file=sys.stderr, flush=True)
        time.sleep(60)
    {"prepare-sample": prepare, "serve": serve, "enrol": enrol, "fetch": fetch}[verb](options, trouble)


def prepare(options: argparse.Namespace, trouble: str) -> None:
    options.data.mkdir()  # a second time is an error
    (options.data / "log").write_text("sample\n")
    print(json.dumps(TOLD))


def enrol(options: argparse.Namespace, trouble: str) -> None:
    assert options.code == TOLD["enrolment_code"]
    with urlopen(f"{options.hub}/api/health") as answer:
        assert answer.status == 200
    options.data.mkdir()
    (options.data / "key").touch()


def fetch(options: argparse.Namespace, trouble: str) -> None:
    assert (options.data / "key").exists()
    (options.data / "pack").touch()


def serve(options: argparse.Namespace, trouble: str) -> None:
    if trouble == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with (options.data / "log").open("a") as log:
        log.write("served\n")
    server = HTTPServer((options.host, options.port), Answers)
    server.serve_forever()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def do_POST(self) -> None:
        print("dying of a POST", flush=True)
        sys.stdout.flush()
        signal.raise_signal(signal.SIGKILL)


if __name__ == "__main__":
    main()

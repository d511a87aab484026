"""Runs benchmarks: `python -m tests.bench NAME ... [--quick]`, `all` for every one. One JSON line a comparison."""

import argparse
import importlib
from pathlib import Path

from tests.bench.report import print_comparison

# A benchmark is a module of this folder with a `run(report, *, quick)`.
NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if "\ndef run(" in path.read_text())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Compares our costs with a peer's.")
    parser.add_argument("names", nargs="+", choices=[*NAMES, "all"], metavar="NAME", help=", ".join([*NAMES, "all"]))
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to see that it runs")
    options = parser.parse_args()
    for name in NAMES if "all" in options.names else options.names:
        importlib.import_module(f"tests.bench.{name}").run(print_comparison, quick=options.quick)


if __name__ == "__main__":
    main()

"""Does harm on purpose: `python -m tests.faults NAME ... [--quick]`, `all` for every way. One line a harness.

Ends with 1 if anything was lost, altered or left untold, or if a variant that is broken on purpose was not caught.
Where this machine lacks what a harness needs, that is said and passed over; with `CI=true` it is a failure.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

from tests.faults.report import Harness, is_proven

# A harness is a module of this folder with a `HARNESS`.
NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if "\nHARNESS = " in path.read_text())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Does harm to the log, and looks.")
    parser.add_argument("names", nargs="+", choices=[*NAMES, "all"], metavar="NAME", help=", ".join([*NAMES, "all"]))
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it runs")
    options = parser.parse_args()
    results = [proven(name, quick=options.quick) for name in (NAMES if "all" in options.names else options.names)]
    sys.exit(0 if all(results) else 1)


def proven(name: str, *, quick: bool) -> bool:
    harness: Harness = importlib.import_module(f"tests.faults.{name}").HARNESS
    if missing := harness.missing():
        print(f"{name} was not run: {missing}")
        return os.environ.get("CI") != "true"
    return is_proven(name, harness, quick=quick, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()

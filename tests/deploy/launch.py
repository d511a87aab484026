"""Runs the launcher with stand-ins for both programs: `python -m tests.deploy.launch HUB_TROUBLE KIOSK_TROUBLE ...`."""

import sys
from pathlib import Path

from deploy.try_out import Programs, main

FAKE = str(Path(__file__).with_name("fake_program.py"))

if __name__ == "__main__":
    hub_trouble, kiosk_trouble, *arguments = sys.argv[1:]
    fakes = Programs(
        hub=(sys.executable, FAKE, "hub", hub_trouble), kiosk=(sys.executable, FAKE, "kiosk", kiosk_trouble)
    )
    sys.exit(main(arguments, fakes))

"""What a harness needs of a machine: to be root on it, and outside programs."""

import os
import shutil
from pathlib import Path

import pytest

from tests.faults.report import Harness

_FOLDERS = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def missing(*tools: str) -> str:
    """Say what is not there; nothing if all is."""
    if os.geteuid() != 0:
        return "it needs root"
    absent = [tool for tool in tools if not shutil.which(tool, path=_FOLDERS)]
    if absent:
        return f"{' and '.join(absent)} not installed (.ci/run installs it)"
    if "losetup" in tools and not Path("/dev/loop-control").exists():
        return "it needs loop devices"
    return ""


def require(harness: Harness) -> None:
    """Skip a test where a harness cannot run, and say why; fail where `CI=true`, so that nothing is missed."""
    if reason := harness.missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)

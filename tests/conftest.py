"""What every test may ask for."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def requires(tool: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Give the path of an outside program, for example `requires("chromium")` in a fixture.

    Without it the test is skipped, and says so; where `CI=true` it fails, so that nothing is missed in silence.
    """
    folders = [environment.get("PATH", os.defpath), str(ROOT / ".venv-emupos" / "bin")]
    found = shutil.which(tool, path=os.pathsep.join(folders))
    if found:
        return Path(found)
    reason = f"{tool} is not installed (.ci/run installs it)"
    if environment.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)

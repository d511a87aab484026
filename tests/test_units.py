"""The systemd units hold no mistake that systemd would only log: even a warning fails."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, requires

UNITS = sorted((ROOT / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_has_nothing_to_say_of_the_unit(unit: Path, tmp_path: Path) -> None:
    analyze = requires("systemd-analyze")
    # The programs are not in /opt on this machine: any program that exists stands in for them.
    text = "\n".join(
        "ExecStart=/bin/true" if line.startswith("ExecStart=") else line for line in unit.read_text().splitlines()
    )
    copy = tmp_path / unit.name
    copy.write_text(text.replace("file:/opt/pak-sotarsa/README.md", "man:true(1)"))
    said = subprocess.run([analyze, "verify", "--man=no", copy], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_ask_which_networks_there_are(unit: Path) -> None:
    """Without that, zeroconf finds and announces nothing."""
    (families,) = [line for line in unit.read_text().splitlines() if line.startswith("RestrictAddressFamilies=")]
    assert "AF_NETLINK" in families.split()


def settings(unit: str) -> dict[str, str]:
    lines = (ROOT / "systemd" / unit).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_what_the_kiosk_has_in_memory_reaches_no_disk() -> None:
    kiosk = settings("sotarsa-kiosk.service")
    assert (kiosk["LimitCORE"], kiosk["MemorySwapMax"]) == ("0", "0")
    assert kiosk["PrivateTmp"] == "yes"


def test_a_crash_of_the_kiosk_finds_its_key_again_and_a_stop_does_not() -> None:
    """As tests/appliance shows; systemd 254 and later may also be told to keep it over a stop."""
    kiosk = settings("sotarsa-kiosk.service")
    assert (kiosk["Type"], kiosk["NotifyAccess"], kiosk["Restart"]) == ("notify", "main", "always")
    assert int(kiosk["FileDescriptorStoreMax"]) >= 1
    assert kiosk.get("FileDescriptorStorePreserve", "restart") == "restart"


def test_a_misspelt_setting_is_noticed(tmp_path: Path) -> None:
    analyze = requires("systemd-analyze")
    wrong = tmp_path / "wrong.service"
    wrong.write_text("[Service]\nExecStart=/bin/true\nRestartt=always\n")
    said = subprocess.run([analyze, "verify", "--man=no", wrong], capture_output=True, text=True, check=False)
    assert "Restartt" in said.stderr

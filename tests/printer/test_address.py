import pytest

from printer.address import open_transport
from printer.errors import BadAddress, UnknownProfile
from printer.profiles import GENERIC_80, PROFILES, profile_named
from printer.simulated import SimulatedPrinter


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0?baud=9600"),
        ("serial:/dev/rfcomm0?baud=19200&flow=rtscts", "serial:/dev/rfcomm0?baud=19200&flow=rtscts"),
        ("serial:/dev/ttyS0?flow=xonxoff", "serial:/dev/ttyS0?baud=9600&flow=xonxoff"),
        ("file:/dev/usb/lp0", "file:/dev/usb/lp0"),
        ("tcp:192.168.1.50", "tcp:192.168.1.50:9100"),
        ("tcp:printer.local:9101", "tcp:printer.local:9101"),
        ("simulated", "simulated"),
    ],
)
def test_ok(address: str, shown: str) -> None:
    transport = open_transport(address)
    assert transport.address == shown
    assert open_transport(shown).address == shown


@pytest.mark.parametrize(
    "address",
    [
        "",
        "usb:1",
        "file:",
        "tcp:",
        "tcp:host:x",
        "serial:/dev/a?baud=cepat",
        "serial:/dev/a?parity=even",
        "simulated:x",
    ],
)
def test_fail(address: str) -> None:
    with pytest.raises(BadAddress):
        open_transport(address)


def test_simulated_printer_imitates_the_profile() -> None:
    transport = open_transport("simulated", GENERIC_80)
    assert isinstance(transport, SimulatedPrinter)
    assert transport.profile is GENERIC_80


def test_profiles_are_found_by_name_and_their_columns_fill_their_dots() -> None:
    for name, profile in PROFILES.items():
        assert profile_named(name) is profile
        assert profile.columns * 12 == profile.dots
    with pytest.raises(UnknownProfile, match="generic-58"):
        profile_named("epson")

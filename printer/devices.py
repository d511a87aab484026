"""What could be a printer on this machine."""

from dataclasses import dataclass
from pathlib import Path

from printer.serial_line import serial_ports

_PATTERNS = ("usb/lp*", "ttyUSB*", "ttyACM*", "rfcomm*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that may be a printer: its address for `open_transport`, and what is known of it."""

    address: str
    description: str = ""


def candidates(dev: Path = Path("/dev")) -> list[Candidate]:
    """Give the devices behind which a printer may stand: USB printers first, then serial lines."""
    described = {port.device: port.description for port in serial_ports()}
    paths = [str(path) for pattern in _PATTERNS for path in sorted(dev.glob(pattern))]
    return [Candidate(_address(path), described.get(path, "")) for path in dict.fromkeys([*paths, *described])]


def _address(path: str) -> str:
    return f"file:{path}" if "/usb/lp" in path else f"serial:{path}"

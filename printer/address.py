"""Addresses of printers as people type and settings keep them.

serial:/dev/ttyUSB0?baud=19200&flow=rtscts     flow: none (the default), rtscts, xonxoff
file:/dev/usb/lp0
tcp:192.168.1.50:9100
simulated
"""

from pathlib import Path
from urllib.parse import parse_qsl

from printer.device_file import DeviceFile
from printer.errors import BadAddress
from printer.profiles import GENERIC_58, Profile
from printer.serial_line import SerialLine
from printer.simulated import SimulatedPrinter
from printer.tcp_port import RAW_PORT, TcpPort
from printer.transport import Transport


def open_transport(address: str, profile: Profile = GENERIC_58) -> Transport:
    """Make the transport of `address`; it opens when first used. `profile` is what a simulated printer imitates.

    Raises `BadAddress`.
    """
    kind, _, rest = address.partition(":")
    match kind:
        case "serial" if rest:
            return _serial(address, rest)
        case "file" if rest:
            return DeviceFile(Path(rest))
        case "tcp" if rest:
            return _tcp(address, rest)
        case "simulated" if not rest:
            return SimulatedPrinter(profile)
        case _:
            raise BadAddress(f"{address!r} is not serial:DEVICE, file:PATH, tcp:HOST:PORT or simulated")


def _serial(address: str, rest: str) -> Transport:
    device, _, query = rest.partition("?")
    options = dict(parse_qsl(query))
    flow = options.pop("flow", "none")
    baud = _number(address, options.pop("baud", "9600"))
    if options or flow not in ("none", "rtscts", "xonxoff"):
        raise BadAddress(f"{address!r}: only baud=NUMBER and flow=none, rtscts or xonxoff are known")
    return SerialLine(device, baud, rtscts=flow == "rtscts", xonxoff=flow == "xonxoff")


def _tcp(address: str, rest: str) -> Transport:
    host, colon, port = rest.rpartition(":")
    return TcpPort(host.strip("[]"), _number(address, port)) if colon else TcpPort(rest, RAW_PORT)


def _number(address: str, text: str) -> int:
    if not text.isdecimal():
        raise BadAddress(f"{address!r}: {text!r} is not a number")
    return int(text)

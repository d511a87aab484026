"""The one file that uses pyserial: printers on RS-232, USB-serial and Bluetooth (rfcomm)."""

from dataclasses import dataclass
from typing import Any

from printer.transport import WRITE_PATIENCE_S, Wire


class SerialLine(Wire):
    """A printer on a serial line, 8N1. `rtscts` is hardware flow control, `xonxoff` the one in software."""

    def __init__(
        self,
        device: str,
        baud: int = 9600,
        *,
        rtscts: bool = False,
        xonxoff: bool = False,
        write_patience_s: float = WRITE_PATIENCE_S,
    ) -> None:
        flow = "&flow=rtscts" if rtscts else "&flow=xonxoff" if xonxoff else ""
        super().__init__(f"serial:{device}?baud={baud}{flow}", write_patience_s)
        self._settings = {"port": device, "baudrate": baud, "rtscts": rtscts, "xonxoff": xonxoff}
        self._port: Any = None

    def _open(self) -> int:
        import serial

        # pyserial sets the line up; reading and writing is ours, because its writes cannot say how far they came.
        try:
            self._port = serial.Serial(timeout=0, write_timeout=0, exclusive=True, **self._settings)
        except serial.SerialException as error:
            raise _as_os_error(error) from error
        return int(self._port.fileno())

    def _release(self) -> None:
        self._port.close()


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A serial port of this machine: its device and what it says of itself."""

    device: str
    description: str


def serial_ports() -> list[SerialPort]:
    """Give the serial ports behind which there is something, by pyserial's own search."""
    from serial.tools import list_ports

    return [SerialPort(port.device, port.description or "") for port in list_ports.comports() if port.hwid != "n/a"]


def _as_os_error(error: OSError) -> OSError:
    """pyserial keeps the number of the error and loses its class: `PermissionError` is worth having back."""
    return OSError(error.errno, str(error)) if error.errno else OSError(str(error))

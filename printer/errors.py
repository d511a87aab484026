class PrinterError(Exception):
    """Anything the printer's side of the house can complain of."""


class TransportError(PrinterError):
    """The way to the printer failed. `bytes_sent` of the data given had already left: 0 means a retry is safe."""

    def __init__(self, message: str, bytes_sent: int = 0) -> None:
        super().__init__(message)
        self.bytes_sent = bytes_sent


class PrinterUnreachable(TransportError):
    """There is no printer at the address, or it went away."""


class PrinterForbidden(PrinterUnreachable):
    """The printer is there, and this user may not open it."""


class PrinterStalled(TransportError):
    """The printer takes no more bytes for now: out of paper, cover open, or busy. The line is still open."""


class BadAddress(PrinterError):
    """An address is none of `serial:`, `file:`, `tcp:`, `simulated`."""


class UnknownProfile(PrinterError):
    """No printer profile has this name."""


class CodeTooLarge(PrinterError):
    """A QR code does not fit on this paper with modules large enough to read."""

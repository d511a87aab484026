"""The one file that speaks python-escpos: a document becomes the bytes of one printer."""

import logging
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from printer import qr
from printer.document import Align, Code, Document
from printer.layout import Row, lay_out
from printer.profiles import Profile

# A native module of 3 to 6 dots is 0.4 to 0.75 mm: phones read it, and it stays on the paper.
_NATIVE_DOTS = {"largest_dots": 6, "smallest_dots": 3, "step_dots": 1}
# A raster code of even modules is sent at half the density and doubled by the printer: a quarter of the bytes. Five
# dots are what a worn head and a cheap camera still read, so where six do not fit, five are sent as they are.
_RASTER_DOTS = {"largest_dots": 6, "smallest_dots": 2, "step_dots": 1}
_RASTER = b"\x1dv0"


def render(document: Document, profile: Profile) -> bytes:
    """Give the bytes that print `document` on a printer of `profile`.

    The printer is reset first, so nothing depends on what it printed before. Raises `CodeTooLarge`.
    """
    pen = _Pen(profile)
    for part in lay_out(document, profile.columns):
        match part:
            case Row():
                pen.row(part)
            case Code():
                pen.code(part)
            case _:
                pen.cut()
    return pen.output


def warm_up() -> None:
    """Load the library (about 0.2 s) and draw nothing, so that the first receipt does not wait for it."""
    _dummy_class()


class _Pen:
    """Says a change of style only where there is one. A fresh `Dummy` each: python-escpos forgets its code page."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._dummy = _dummy_class()(magic_encode_args={"encoding": "CP437", "disabled": True})
        self._dummy.hw("INIT")
        self._align, self._bold, self._size = Align.LEFT, False, 1

    @property
    def output(self) -> bytes:
        return bytes(self._dummy.output)

    def row(self, row: Row) -> None:
        if row.text:
            self._style(row.align, row.bold, row.size)
        else:
            self._style(self._align, self._bold, 1)  # an empty row is as high as its characters
        self._dummy.textln(row.text)

    def code(self, code: Code) -> None:
        self._style(Align.CENTER, self._bold, self._size)
        self._dummy.print_and_feed(1)  # the quiet border: printers draw none, and a line is enough for 6-dot modules
        if self._profile.native_qr:
            size = qr.module_dots(code.payload, self._profile.dots, **_NATIVE_DOTS)
            self._dummy.qr(code.payload, ec=1, size=size, native=True)  # ec 1 is M
        else:
            size = qr.module_dots(code.payload, self._profile.dots, **_RASTER_DOTS)
            self._dummy._raw(_raster(code.payload, size))
        self._dummy.print_and_feed(1)

    def cut(self) -> None:
        if self._profile.cutter:
            self._dummy.cut(feed=False)  # GS V 66: feeds to the blade by itself
        else:
            self._dummy.print_and_feed(self._profile.tear_feed_lines)

    def _style(self, align: Align, bold: bool, size: int) -> None:
        if align is not self._align:
            self._dummy.set(align=align.value)
        if bold is not self._bold:
            self._dummy.set(bold=bold)
        if size != self._size:
            self._dummy.set(custom_size=True, width=size, height=size)
        self._align, self._bold, self._size = align, bold, size


def _raster(payload: str, dots: int) -> bytes:
    """Give `GS v 0` at `dots` a module, without a border; doubled by the printer where that is even."""
    rows = qr.modules(payload)
    doubled = dots % 2 == 0
    pixels = dots // 2 if doubled else dots
    width = len(rows) * pixels
    row_bytes = (width + 7) // 8
    image = b"".join(_packed(row, pixels, row_bytes) * pixels for row in rows)
    height = len(rows) * pixels
    return (
        _RASTER + bytes([3 if doubled else 0]) + row_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + image
    )


def _packed(row: bytes, pixels: int, row_bytes: int) -> bytes:
    bits = "".join(("1" if module else "0") * pixels for module in row)
    return int(bits.ljust(row_bytes * 8, "0"), 2).to_bytes(row_bytes, "big")


@cache
def _dummy_class() -> Any:
    """Import late (it costs 0.2 s) and tidily: it unpickles a cache, which must be ours, and sets up the root log."""
    os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(_private_cache()))
    root = logging.getLogger()
    handlers = list(root.handlers)
    from escpos.printer import Dummy

    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
    return Dummy


def _private_cache() -> Path:
    """Give a folder that only this user writes: what lies in it is unpickled."""
    caches = os.environ.get("CACHE_DIRECTORY") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        folder = Path(caches).expanduser() / "sotarsa-printer"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a service without a home: nothing is kept between starts
        return Path(tempfile.mkdtemp(prefix="sotarsa-printer-"))
    return folder

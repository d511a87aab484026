"""Cuts a stream of ESC/POS bytes into commands, whatever chunks it arrives in. Lengths: Epson ESC/POS reference."""

from collections.abc import Callable
from dataclasses import dataclass

ESC, GS, FS, DLE = b"\x1b", b"\x1d", b"\x1c", b"\x10"

_FIXED_LENGTHS = {
    **dict.fromkeys((ESC + b"@", ESC + b"2", ESC + b"i", ESC + b"m", FS + b".", FS + b"&"), 0),
    **{ESC + bytes((c,)): 1 for c in b"!-3=AEGJMRSTVadertu{ %"},
    **{ESC + b"c" + bytes((c,)): 1 for c in b"345"},
    **{GS + bytes((c,)): 1 for c in b"!/BHIabfhrwT|"},
    **{ESC + bytes((c,)): 2 for c in b"$\\"},
    **{GS + bytes((c,)): 2 for c in b"LPW"},
    ESC + b"p": 3,
    DLE + b"\x04": 1,
    DLE + b"\x05": 1,
    DLE + b"\x14": 3,
}
_CONTROLS = frozenset(range(0x20)) - {0x1B, 0x1D, 0x1C, 0x10}


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name (`b"\\x1ba"` for ESC a) and its arguments. Text has the name `b""`."""

    name: bytes
    arguments: bytes = b""


class CommandReader:
    """Takes bytes as they come and gives whole commands; what is not yet whole waits."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def waiting_bytes(self) -> int:
        """How many bytes have come that no command has been made of."""
        return len(self._waiting)

    def feed(self, data: bytes) -> None:
        """Add bytes."""
        self._waiting += data

    def clear(self) -> None:
        """Forget what waits: the printer was switched off."""
        self._waiting.clear()

    def next(self) -> Command | None:
        """Give the next whole command, or None while it is not all there."""
        if not self._waiting:
            return None
        first = self._waiting[0]
        if first >= 0x20:
            return self._take(0, _text_length(self._waiting))
        if first in _CONTROLS:
            return self._take(1, 0)
        return self._take_escape()

    def _take_escape(self) -> Command | None:
        name_length = _name_length(self._waiting)
        if len(self._waiting) < name_length:
            return None
        name = bytes(self._waiting[:name_length])
        length = self._arguments_length(name, self._waiting[name_length:])
        if length is None or len(self._waiting) < name_length + length:
            return None
        return self._take(name_length, length)

    @staticmethod
    def _arguments_length(name: bytes, rest: bytearray) -> int | None:
        measure = _MEASURES.get(name)
        if measure is None:
            return _FIXED_LENGTHS.get(name, 0)  # an unknown command: its arguments will print, as on a real printer
        try:
            return measure(rest)
        except IndexError:
            return None

    def _take(self, name_length: int, arguments_length: int) -> Command:
        end = name_length + arguments_length
        command = Command(bytes(self._waiting[:name_length]), bytes(self._waiting[name_length:end]))
        del self._waiting[:end]
        return command


def _text_length(waiting: bytearray) -> int:
    return next((i for i, byte in enumerate(waiting) if byte < 0x20), len(waiting))


def _name_length(waiting: bytearray) -> int:
    return 3 if bytes(waiting[:2]) in (b"\x1bc", b"\x1dv") else 2


def _low_high(rest: bytearray, at: int) -> int:
    return rest[at] + 256 * rest[at + 1]


def _cut(rest: bytearray) -> int:
    return 2 if rest[0] >= 65 else 1


def _tabs(rest: bytearray) -> int:
    return rest.index(0) + 1 if 0 in rest else len(rest) + 1


def _bar_code(rest: bytearray) -> int:
    return 2 + rest[1] if rest[0] >= 65 else 2 + rest.index(0, 1) if 0 in rest[1:] else len(rest) + 1


_MEASURES: dict[bytes, Callable[[bytearray], int]] = {
    GS + b"V": _cut,
    ESC + b"D": _tabs,
    GS + b"k": _bar_code,
    GS + b"(": lambda rest: 3 + _low_high(rest, 1),
    GS + b"v0": lambda rest: 5 + _low_high(rest, 1) * _low_high(rest, 3),
    GS + b"*": lambda rest: 2 + rest[0] * rest[1] * 8,
    ESC + b"*": lambda rest: 3 + _low_high(rest, 1) * (3 if rest[0] >= 32 else 1),
}

"""A file as the kernel has it: what it shows, what is on the medium, and what it has not written there yet."""

from typing import NamedTuple

from tests.faults.fate import Fate


class Written(NamedTuple):
    """Bytes put at a place."""

    offset: int
    data: bytes

    def touches(self, start: int, end: int) -> bool:
        """Tell whether any of it lies between two places."""
        return self.offset < end and start < self.offset + len(self.data)


class Cut(NamedTuple):
    """A new length, shorter than before."""

    length: int


class SimulatedFile(NamedTuple):
    """`cached` is what programs read, `durable` what a power cut leaves, with any part of `unflushed`."""

    cached: bytes = b""
    durable: bytes = b""
    unflushed: tuple[Written | Cut, ...] = ()

    def written(self, data: bytes, offset: int) -> "SimulatedFile":
        """Give it with bytes in the kernel's memory, not yet on the medium."""
        return SimulatedFile(_put(self.cached, data, offset), self.durable, (*self.unflushed, Written(offset, data)))

    def written_through(self, data: bytes, offset: int) -> "SimulatedFile":
        """Give it with bytes on the medium; what was written elsewhere in the file before still waits."""
        end = offset + len(data)
        if any(isinstance(each, Cut) or each.touches(offset, end) for each in self.unflushed):
            return self.written(data, offset).flushed()
        durable = _put(self.durable, data, offset)
        return SimulatedFile(
            durable if self.cached is self.durable else _put(self.cached, data, offset), durable, self.unflushed
        )

    def cut(self, length: int) -> "SimulatedFile":
        """Give it shortened, not yet on the medium."""
        return SimulatedFile(self.cached[:length], self.durable, (*self.unflushed, Cut(length)))

    def flushed(self) -> "SimulatedFile":
        """Give it with everything that waits on the medium."""
        if not self.unflushed:
            return self
        durable = self.durable
        for change in self.unflushed:
            durable = durable[: change.length] if isinstance(change, Cut) else _put(durable, change.data, change.offset)
        return SimulatedFile(self.cached if self.cached == durable else durable, durable)

    def badly_flushed(self, fate: Fate) -> "SimulatedFile":
        """Give it after a flush that failed: a part is on the medium, and the kernel holds the rest for clean."""
        return SimulatedFile(self.cached, self.crashed(fate))

    def forgotten(self) -> "SimulatedFile":
        """Give it once the kernel has dropped what it holds for clean: reading shows the medium."""
        return self if self.unflushed else SimulatedFile(self.durable, self.durable)

    def crashed(self, fate: Fate) -> bytes:
        """Give what is on the medium after a power cut."""
        if not self.unflushed:
            return self.durable
        data = bytearray(self.durable)
        for change in self.unflushed:
            if isinstance(change, Cut):
                if fate.spares():
                    del data[change.length :]
                continue
            for start, end in fate.spared(change.offset, len(change.data)):
                _lengthen(data, start)
                data[start:end] = change.data[start - change.offset : end - change.offset]
            if fate.spares():  # a length may reach the medium before what fills it
                _lengthen(data, change.offset + len(change.data))
        return bytes(data)


def _put(whole: bytes, data: bytes, offset: int) -> bytes:
    return b"".join((whole[:offset].ljust(offset, b"\0"), data, whole[offset + len(data) :]))


def _lengthen(data: bytearray, length: int) -> None:
    if len(data) < length:
        data.extend(bytes(length - len(data)))

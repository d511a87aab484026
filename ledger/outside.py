"""Bytes that others wrote: reading them gives a value or raises one error, whatever they are."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec

from ledger.errors import BadEntry

T = TypeVar("T")

# How large numbers may be, so that nothing that shows or stores them overflows.
LAST_MS = 253_370_764_800_000  # the year 9999 begins, whatever the timezone
Millis = Annotated[int, msgspec.Meta(ge=0, le=LAST_MS)]
Shift = Annotated[int, msgspec.Meta(ge=-LAST_MS, le=LAST_MS)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Size = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Number = Annotated[int, msgspec.Meta(ge=0, le=999_999)]


UNREADABLE = (msgspec.MsgspecError, RecursionError, ValueError)
"""What reading msgpack raises, whatever the bytes are: also bad text and endless nesting."""


def read_value(kind: type[T], data: bytes) -> T:
    """Read msgpack as a value of `kind`; raises `BadEntry`, also for bad text and for endless nesting."""
    decoder: msgspec.msgpack.Decoder[T] = _decoder(kind)
    try:
        return decoder.decode(data)
    except UNREADABLE as error:
        raise BadEntry(f"not a {getattr(kind, '__name__', kind)}: {error}") from error


# To make a decoder costs as much as to read an entry.
_decoder: Callable[[Any], "msgspec.msgpack.Decoder[Any]"] = cache(msgspec.msgpack.Decoder)

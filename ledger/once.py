"""A value that an object works out when it is first asked for, and keeps."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - a decorator
    """What `functools.cached_property` is from Python 3.12 on: without a lock, which costs more than a hash.

    Two threads that ask at the same time may both work it out, to the same value.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...

    @overload
    def __get__(self, owner: object, kind: type) -> T: ...

    def __get__(self, owner: object | None, kind: type) -> Self | T:
        if owner is None:
            return self
        value: T = self._work(owner)
        owner.__dict__[self._name] = value
        return value

"""Telling screens that something happened, from any thread, without knowing them."""

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Event(Generic[T]):
    """A list of listeners. A listener that fails is logged and stops neither the others nor what happened."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def listen(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Add a listener; gives a function that removes it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def emit(self, value: T) -> None:
        """Tell everyone."""
        for listener in list(self._listeners):
            try:
                listener(value)
            except Exception:  # noqa: BLE001 - a broken screen must not undo what is on disk
                _log.exception("a listener failed")

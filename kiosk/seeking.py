"""Finding the hub by zeroconf. What is found are addresses to try; the hub is known by its key."""

import threading
from dataclasses import dataclass

from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from kiosk.errors import HubUnreachable
from ledger.wire import SERVICE_TYPE


@dataclass(frozen=True)
class Found:
    """A hub that announced itself: its name, addresses such as `10.0.0.2:8080`, and the key it claims, in hex."""

    name: str
    addresses: tuple[str, ...]
    key: str


def find_hubs(wait_s: float = 3.0, wanted_key: str = "") -> list[Found]:
    """Listen for hubs for at most `wait_s` seconds; returns at once when the wanted one is found.

    Raises `HubUnreachable` when there is no network at all.
    """
    with _listening() as zeroconf:
        listener = _Listener(wanted_key)
        browser = ServiceBrowser(zeroconf, SERVICE_TYPE, listener)
        try:
            listener.wanted.wait(wait_s)
        finally:
            browser.cancel()
        return listener.found()


def _listening() -> Zeroconf:
    try:
        return Zeroconf()
    except OSError as error:
        raise HubUnreachable(f"there is no network: {error}") from error


class _Listener(ServiceListener):
    def __init__(self, wanted_key: str) -> None:
        self.wanted = threading.Event()
        self._wanted_key = wanted_key
        self._found: dict[str, Found] = {}

    def found(self) -> list[Found]:
        return sorted(self._found.values(), key=lambda each: each.name)

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = zc.get_service_info(type_, name, timeout=1500)
        if info is None:
            return
        key = (info.properties.get(b"key") or b"").decode("ascii", "replace")
        hosts = [f"[{each}]" if ":" in each else each for each in info.parsed_addresses()]
        self._found[name] = Found(name.removesuffix("." + type_), tuple(f"{each}:{info.port}" for each in hosts), key)
        if key == self._wanted_key:
            self.wanted.set()

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._found.pop(name, None)

"""Being found: the hub announces itself by zeroconf on every network it is on, and follows when they change."""

import asyncio
import contextlib
import ipaddress
import logging
import socket

import ifaddr
from zeroconf import NonUniqueNameException, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from ledger.wire import SERVICE_TYPE, VERSION

LOOK_AGAIN_S = 10.0
_log = logging.getLogger(__name__)


class Announcer:
    """Announces one hub from `start` to `stop`, both on an event loop. Kiosks check the key: anyone can announce."""

    def __init__(self, name: str, key: bytes, port: int, only: str = "", look_again_s: float = LOOK_AGAIN_S) -> None:
        self._name = name
        self._key = key
        self._port = port
        self._only = only
        self._look_again_s = look_again_s
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin in the background; where there is no network yet, it is looked for again."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Say goodbye."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            addresses = own_addresses(self._only)
            if addresses:
                await self._announce(addresses)
            else:
                await asyncio.sleep(self._look_again_s)

    async def _announce(self, addresses: list[str]) -> None:
        """Announce as long as these are our addresses: zeroconf never notices that an interface came later."""
        try:
            zeroconf = AsyncZeroconf(interfaces=addresses)
        except OSError as error:
            _log.warning("cannot announce on %s: %s", addresses, error)
            await asyncio.sleep(self._look_again_s)
            return
        try:
            await zeroconf.async_register_service(self._info(addresses), allow_name_change=True)
            while own_addresses(self._only) == addresses:
                await asyncio.sleep(self._look_again_s)
        except (OSError, NonUniqueNameException) as error:
            _log.warning("the announcement failed and is tried again: %s", error)
            await asyncio.sleep(self._look_again_s)
        finally:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    def _info(self, addresses: list[str]) -> ServiceInfo:
        return ServiceInfo(
            SERVICE_TYPE,
            f"{self._name}.{SERVICE_TYPE}",
            port=self._port,
            properties={"key": self._key.hex(), "version": str(VERSION)},
            server=f"{socket.gethostname().split('.')[0]}-{self._key.hex()[:8]}.local.",
            parsed_addresses=addresses,
        )


def own_addresses(only: str = "") -> list[str]:
    """Give our IPv4 addresses without the loopback; where we listen on one only (`only`), that one."""
    if only and not ipaddress.ip_address(only).is_unspecified:
        return [only]
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return sorted({each for each in found if not ipaddress.ip_address(each).is_loopback})

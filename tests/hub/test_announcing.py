"""Real zeroconf on the loopback interface."""

import asyncio
import time

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from hub.announcing import Announcer
from ledger.wire import SERVICE_TYPE

KEY = bytes(range(32))
LOOPBACK = "127.0.0.1"


async def found(name: str, within_s: float = 6) -> ServiceInfo | None:
    """Ask the network for a hub until it answers."""
    looking = AsyncZeroconf(interfaces=[LOOPBACK])
    try:
        info = AsyncServiceInfo(SERVICE_TYPE, f"{name}.{SERVICE_TYPE}")
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if await info.async_request(looking.zeroconf, 500):
                return info
        return None
    finally:
        await looking.async_close()


async def test_a_hub_is_found_with_its_key_and_is_gone_after_goodbye() -> None:
    announcer = Announcer("Kantor Uji Coba", KEY, 4711, only=LOOPBACK)
    announcer.start()
    info = await found("Kantor Uji Coba")
    await announcer.stop()
    if info is None:
        pytest.skip("multicast does not work on this machine's loopback")
    assert info.parsed_addresses() == [LOOPBACK]
    assert (info.port, info.properties[b"key"]) == (4711, KEY.hex().encode())
    assert await found("Kantor Uji Coba", 0.6) is None


async def test_a_hub_without_a_network_tries_again_and_ends_cleanly(caplog: pytest.LogCaptureFixture) -> None:
    announcer = Announcer("Kantor Sepi", KEY, 4711, only="192.0.2.1", look_again_s=0.001)
    announcer.start()
    async with asyncio.timeout(5):
        while len(caplog.records) < 3:
            await asyncio.sleep(0.001)
    assert all("cannot announce" in record.message for record in caplog.records)
    await announcer.stop()

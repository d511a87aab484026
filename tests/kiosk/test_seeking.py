"""Finding the hub with real zeroconf."""

from collections.abc import Iterator

import pytest
from zeroconf import ServiceInfo, Zeroconf

from kiosk.seeking import find_hubs
from ledger.wire import SERVICE_TYPE

KEY = "ab" * 32


@pytest.fixture(scope="module")
def announced() -> Iterator[ServiceInfo]:
    """A hub on this machine that announces itself; skipped, and said so, where multicast is not to be had."""
    info = ServiceInfo(
        SERVICE_TYPE,
        f"Halong.{SERVICE_TYPE}",
        port=8080,
        properties={"key": KEY},
        parsed_addresses=["127.0.0.1", "::1"],
        server="halong-test.local.",
    )
    try:
        zeroconf = Zeroconf()
    except OSError as error:
        pytest.skip(f"this machine has no multicast: {error}")
    with zeroconf:
        zeroconf.register_service(info)
        if not heard(info.name):
            pytest.skip("this machine does not hear its own multicast")
        yield info


def heard(name: str) -> bool:
    with Zeroconf() as listener:
        return listener.get_service_info(SERVICE_TYPE, name, timeout=1500) is not None


def test_our_hub_is_found_by_its_key_without_waiting(announced: ServiceInfo) -> None:
    (found,) = [hub for hub in find_hubs(wait_s=5, wanted_key=KEY) if hub.key == KEY]
    assert found.name == "Halong"
    assert set(found.addresses) == {"127.0.0.1:8080", "[::1]:8080"}


def test_any_hub_is_found_by_waiting(announced: ServiceInfo) -> None:
    assert KEY in [hub.key for hub in find_hubs(wait_s=0.7)]


def test_a_wanted_hub_that_is_not_there_is_not_waited_for_longer_than_asked(announced: ServiceInfo) -> None:
    assert "cd" * 32 not in [hub.key for hub in find_hubs(wait_s=0.1, wanted_key="cd" * 32)]

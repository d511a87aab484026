"""Whom the kiosk believes: the hub is known by its key, and by nothing else."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.errors import HubRefused, HubStrange, HubUnreachable, HubVersion
from kiosk.hub_client import HubClient
from kiosk.identity import Identity
from ledger import wire
from ledger.certificates import read_certificate
from ledger.device_key import DeviceKey, box_secrets
from ledger.keys import SigningKey
from tests.kiosk.hub import CODE, Hub

FEED = bytes(16)


@pytest.fixture
def key(tmp_path: Path) -> DeviceKey:
    """The key of a box that is not enrolled yet."""
    return DeviceKey(tmp_path / "device.key")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = Hub(tmp_path / "hub", SigningKey(b"\1" * 32))
    yield hub
    hub.close()


def answering(key: DeviceKey, status: int, body: bytes, media_type: str = wire.MEDIA_TYPE) -> HubClient:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers={"content-type": media_type})

    return HubClient("hub", key, httpx.Client(transport=httpx.MockTransport(handle)))


def test_our_hub_proves_itself(hub: Hub, key: DeviceKey) -> None:
    assert hub.client(key).hello(hub.key.public).name == "Halong"
    assert hub.client(key).is_there(None)


def test_another_hub_is_a_stranger(hub: Hub, key: DeviceKey) -> None:
    client = hub.client(key)
    with pytest.raises(HubStrange):
        client.hello(SigningKey(b"\2" * 32).public)
    assert client.hello(None).hub == hub.key.public


def test_a_hub_of_another_version_is_named_as_such(hub: Hub, key: DeviceKey) -> None:
    hub.version = wire.VERSION + 1
    client = hub.client(key)
    for ask in (
        lambda: client.hello(hub.key.public),
        lambda: client.enrol(CODE, "Kiosk"),
        lambda: client.packs(FEED, ()),
    ):
        with pytest.raises(HubVersion):
            ask()
    assert client.is_there(hub.key.public), "whoever then speaks with it is told"


def test_a_name_slipped_in_on_the_way_is_no_hub_of_ours(hub: Hub, key: DeviceKey) -> None:
    hub.spoil = lambda path, body: body.replace(b"Halong", b"Palsu!") if path == wire.ENROL else body
    with pytest.raises(HubStrange):
        hub.client(key).enrol(CODE, "Kiosk")


def test_an_answer_recorded_earlier_proves_nothing(hub: Hub, key: DeviceKey) -> None:
    recorded: list[bytes] = []
    hub.spoil = lambda path, body: recorded.append(body) or recorded[0]  # type: ignore[func-returns-value]
    client = hub.client(key)
    client.hello(hub.key.public)
    with pytest.raises(HubStrange):
        client.hello(hub.key.public)


@pytest.mark.parametrize(
    "path", [wire.HELLO, wire.HEADS, wire.CHUNK, wire.PACKS, wire.ENROL, wire.EVIDENCE, wire.GIVE_BACK]
)
def test_what_does_not_speak_our_language_is_a_stranger(path: str, key: DeviceKey) -> None:
    for client in (
        answering(key, 200, b"<html>Router</html>", "text/html"),
        answering(key, 404, b"Not Found", "text/plain"),
        answering(key, 200, b"\xc1"),
        answering(key, 200, b"\x91\x01"),
        answering(key, 422, b"\xc1"),
    ):
        asked = {
            wire.HELLO: lambda client=client: client.hello(None),
            wire.HEADS: lambda client=client: client.head(b"", FEED),
            wire.CHUNK: lambda client=client: client.send(b"", FEED, b""),
            wire.PACKS: lambda client=client: client.packs(b"", ()),
            wire.ENROL: lambda client=client: client.enrol(CODE, "Kiosk 1"),
            wire.EVIDENCE: lambda client=client: client.send_evidence([]),
            wire.GIVE_BACK: lambda client=client: client.give_back(b"", FEED, 1),
        }
        with pytest.raises(HubStrange):
            asked[path]()


def test_a_refusal_says_why(key: DeviceKey) -> None:
    with pytest.raises(HubRefused) as caught:
        answering(key, 422, wire.Refused("revoked", "no longer ours").encoded()).head(b"", FEED)
    assert caught.value.reason == "revoked"
    assert not answering(key, 503, wire.Refused("log_stopped", "").encoded()).is_there(None)


def test_a_head_has_to_be_signed_and_of_the_feed_asked_for(hub: Hub, key: DeviceKey) -> None:
    client = hub.client(key)
    assert client.head(hub.key.public, FEED).seq == 0
    with pytest.raises(HubStrange):
        client.head(SigningKey(b"\2" * 32).public, FEED)
    other = wire.HeadsTold((wire.sign_head(hub.key, b"x" * 16, 5, bytes(32)),)).encoded()
    none = wire.HeadsTold(()).encoded()
    for told in (other, none):
        hub.spoil = lambda path, body, told=told: told  # type: ignore[misc]
        with pytest.raises(HubStrange):
            client.head(hub.key.public, FEED)


def test_where_nobody_listens_there_is_no_hub(key: DeviceKey) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(HubUnreachable):
            HubClient(address, key).hello(None)
        assert not HubClient(address, key).is_there(None)


@pytest.mark.parametrize("address", ["", "http://", "bukan alamat", "hub:abc", "http://[::1"])
def test_an_address_that_is_none_is_no_hub(address: str, key: DeviceKey) -> None:
    with pytest.raises(HubUnreachable):
        HubClient(address, key).hello(None)


def test_who_knows_the_code_becomes_a_kiosk(hub: Hub, key: DeviceKey) -> None:
    identity = hub.client(key).enrol(CODE, "Kiosk 7")
    certificate = read_certificate(identity.certificate, hub.key.public)
    assert (certificate.device, certificate.name) == (key.public, "Kiosk 7")
    assert identity == Identity("Kiosk 7", identity.certificate, hub.key.public, "Halong", "http://hub:8080")


def test_a_hub_that_does_not_know_the_code_is_a_stranger(hub: Hub, key: DeviceKey) -> None:
    def without_proof(path: str, body: bytes) -> bytes:
        told = wire.Enrolled.decoded(body)
        return wire.Enrolled(told.hub, told.hub_name, told.certificate, bytes(32)).encoded()

    hub.spoil = without_proof
    with pytest.raises(HubStrange):
        hub.client(key).enrol(CODE, "Kiosk 7")
    assert key.asking == b""


def test_enrolment_gives_what_packs_are_asked_for_with(hub: Hub, key: DeviceKey) -> None:
    hub.client(key).enrol(CODE, "Kiosk 7")
    assert key.asking == box_secrets(CODE, key.public).asking
    hub.packs = (b"a pack",)
    assert hub.client(key).packs(hub.key.public, ()) == (b"a pack",)

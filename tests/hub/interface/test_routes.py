"""Kiosks over HTTP: the real routes, without a socket."""

import os
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from hub.interface.routes import add_routes
from hub.system import System
from ledger import wire
from ledger.wire import Hello, HelloBack, PacksGiven, Refused, SignedHead, check_head
from tests.hub.office import Box, planned

MakeBox = Callable[..., Box]


@pytest.fixture
async def http(system: System) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_routes(app, system)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as client:
        yield client


async def ask(http: httpx.AsyncClient, path: str, body: bytes) -> httpx.Response:
    answer = await http.post(path, content=body)
    assert answer.headers["content-type"] == wire.MEDIA_TYPE
    return answer


async def refused(http: httpx.AsyncClient, path: str, body: bytes) -> tuple[int, str]:
    answer = await ask(http, path, body)
    return answer.status_code, Refused.decoded(answer.content).reason


async def test_a_kiosk_greets_fetches_its_pack_and_comes_home(
    system: System, http: httpx.AsyncClient, box: MakeBox
) -> None:
    plan, kiosk = planned(system), box().enrol()
    back = HelloBack.decoded((await ask(http, wire.HELLO, Hello(1, os.urandom(32)).encoded())).content)
    asked = wire.PacksAsked(wire.asking_proof(kiosk.asking, kiosk.device, back.nonce), ())
    assert len(PacksGiven.decoded((await ask(http, wire.PACKS, asked.encoded())).content).packs) == 1
    kiosk.open(plan.visit)
    head = SignedHead.decoded((await ask(http, wire.CHUNK, kiosk.chunks()[0])).content)
    check_head(system.key.public, head)
    told = (await ask(http, wire.HEADS, wire.HeadsAsked((kiosk.feed.id,)).encoded())).content
    assert wire.HeadsTold.decoded(told).heads == (head,)


async def test_a_kiosk_enrols(system: System, http: httpx.AsyncClient, box: MakeBox) -> None:
    kiosk, nonce, code = box(), os.urandom(32), system.enrolling.offer().code
    proof = wire.enrolment_proof(code, "kiosk", kiosk.device, b"Kiosk 1", nonce)
    told = await ask(http, wire.ENROL, wire.Enrol(kiosk.device, "Kiosk 1", nonce, proof).encoded())
    assert wire.Enrolled.decoded(told.content).hub == system.key.public


@pytest.mark.parametrize("path", [wire.HELLO, wire.ENROL, wire.HEADS, wire.PACKS])
async def test_nonsense_is_refused(http: httpx.AsyncClient, path: str) -> None:
    for body in (b"", b"\xc1", b"\x93\x01", os.urandom(100), b"\x91" * 10_000):
        assert await refused(http, path, body) == (400, "malformed")


@pytest.mark.parametrize("path", [wire.HELLO, wire.ENROL, wire.HEADS, wire.PACKS, wire.CHUNK])
async def test_too_much_is_refused(http: httpx.AsyncClient, path: str) -> None:
    assert await refused(http, path, bytes(wire.MAX_MESSAGE_BYTES + 1)) == (413, "size")


async def test_refusals_say_why(system: System, http: httpx.AsyncClient, box: MakeBox) -> None:
    kiosk, stranger = box("Kiosk 1").enrol(), box("Asing")
    enrol = wire.Enrol(stranger.device, "Asing", os.urandom(32), bytes(32)).encoded()
    packs = wire.PacksAsked(wire.Asked(kiosk.device, os.urandom(32), bytes(32)), ()).encoded()
    kiosk.open(b"visit 12")
    assert await refused(http, wire.ENROL, enrol) == (403, "code")
    assert await refused(http, wire.PACKS, packs) == (401, "nonce")
    assert await refused(http, wire.CHUNK, kiosk.chunks(after=1)[0]) == (409, "gap")
    assert await refused(http, wire.CHUNK, kiosk.chunks()[0][:-4]) == (422, "size")
    system.enrolling.revoke(kiosk.device, "hilang")
    assert await refused(http, wire.CHUNK, kiosk.chunks()[0]) == (422, "revoked")


async def test_the_hub_says_that_it_is_well(system: System, http: httpx.AsyncClient) -> None:
    well = await http.get("/api/health")
    assert (well.status_code, well.json()["ok"]) == (200, True)

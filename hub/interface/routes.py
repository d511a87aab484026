"""How kiosks reach the hub over HTTP: the paths of `ledger.wire`, and whether we are well."""

import logging
from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from hub import VERSION, errors
from hub.conversations import Conversations
from hub.errors import HubError
from hub.system import System
from ledger import wire
from ledger.errors import BadEntry, BadSignature, ChunkRefused, LedgerError, LogStopped
from ledger.wire import Refused

HEALTH = "/api/health"
_SMALL_BYTES = 64 * 1024
_log = logging.getLogger(__name__)
Answer = Callable[[bytes], bytes]

_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (BadEntry, 400, "malformed"),
    (errors.NonceUnknown, 401, "nonce"),
    (BadSignature, 401, "signature"),
    (errors.NoSuchOffer, 403, "code"),
    (errors.OffersVoid, 429, "offers_void"),
    (errors.NotEnrolled, 403, "stranger"),
    (errors.DeviceIsRevoked, 403, "revoked"),
    (errors.QuarantineFull, 507, "quarantine_full"),
    (LogStopped, 503, "log_stopped"),
)


def add_routes(app: FastAPI, system: System) -> None:
    """Let the hub answer kiosks through `app`."""
    conversations: Conversations = system.conversations
    router = APIRouter()
    _speak(router, wire.HELLO, conversations.hello, _SMALL_BYTES)
    _speak(router, wire.ENROL, conversations.enrol, _SMALL_BYTES)
    _speak(router, wire.HEADS, conversations.heads, _SMALL_BYTES)
    _speak(router, wire.CHUNK, conversations.chunk, wire.MAX_MESSAGE_BYTES)
    _speak(router, wire.PACKS, conversations.packs, _SMALL_BYTES)
    _speak(router, wire.EVIDENCE, conversations.evidence, wire.MAX_MESSAGE_BYTES)
    _speak(router, wire.GIVE_BACK, conversations.give_back, _SMALL_BYTES)

    @router.get(HEALTH)
    def health() -> Response:
        stopped = system.log.stopped
        state = f'{{"program":"hub","version":"{VERSION}","ok":{"false" if stopped else "true"}}}'
        return Response(state, 503 if stopped else 200, media_type="application/json")

    app.include_router(router)


def _speak(router: APIRouter, path: str, answer: Answer, most_bytes: int) -> None:
    @router.post(path)
    async def speak(request: Request) -> Response:
        body = await _body(request, most_bytes)
        if body is None:
            return _refused(413, "size", f"more than {most_bytes} bytes")
        try:
            return Response(await run_in_threadpool(answer, body), media_type=wire.MEDIA_TYPE)
        except (HubError, LedgerError) as error:
            status, reason = _status(error)
            _log.info("%s refused: %s: %s", path, reason, error)
            return _refused(status, reason, str(error))


async def _body(request: Request, most_bytes: int) -> bytes | None:
    """Read the body, or give None as soon as it is more than we take."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most_bytes:
            return None
    return bytes(body)


def _status(error: HubError | LedgerError) -> tuple[int, str]:
    if isinstance(error, ChunkRefused):
        return 409 if error.reason in ("gap", "fork") else 422, error.reason
    return next(((status, reason) for kind, status, reason in _STATUS if isinstance(error, kind)), (400, "refused"))


def _refused(status: int, reason: str, message: str) -> Response:
    return Response(Refused(reason, message).encoded(), status, media_type=wire.MEDIA_TYPE)

"""One office and its kiosks in one process: real systems on both sides, the wire between them a function call."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from hub.errors import HubError
from hub.system import System as Office
from hub.visit_file import VisitPlan
from kiosk.desk import Handover
from kiosk.hub_client import HubClient
from kiosk.system import Kiosk, Settings, System
from ledger import wire
from ledger.clock import Clock
from ledger.entry import Entry
from ledger.errors import LedgerError
from tests.hub.office import NOON, Time, planned, with_people

OFFICER = "PT1"


class Box:
    """A kiosk of the office, with the visit's pack."""

    def __init__(self, together: "Together", name: str, printer: str = "none", profile: str = "generic-58") -> None:
        self.together = together
        self.folder = together.folder / name
        self.settings = Settings(self.folder, printer, profile)
        self.system = System(self.settings, Clock(wall_ms=lambda: NOON))
        self.connect()
        self.system.enrol("hub", together.office.enrolling.offer().code, name)
        self.kiosk.fetch_packs(self.client())
        self.kiosk.start()

    @property
    def kiosk(self) -> Kiosk:
        return self.system.kiosk

    def connect(self) -> None:
        self.system.client = lambda _address: self.client()  # type: ignore[method-assign]

    def client(self) -> HubClient:
        return HubClient("hub", self.system.key, self.together.http)

    def unlock(self) -> "Box":
        self.kiosk.village.unlock(self.together.phrase)
        return self

    def restart(self) -> "Box":
        self.system.close()
        return self.reopen()

    def reopen(self) -> "Box":
        self.system = System(self.settings, Clock(wall_ms=lambda: NOON))
        self.connect()
        self.kiosk.start()
        return self

    def serve(self, number: int) -> Entry:
        """Hand over everything that one of the people on the list is owed."""
        visit = self.kiosk.village.unlocked()
        person = sorted(visit.pack.people, key=lambda each: each.name)[number]
        owed = tuple(each.id for each in visit.allotments_of(person.id))
        proofs = ("ktp", "undangan", "kks", "kk")
        return self.kiosk.desk.hand_over(Handover(person.id, owed, proofs=proofs), OFFICER)

    def merge(self) -> object:
        return self.kiosk.merge(self.client())


class Together:
    """An office with people and one planned visit to Liyu."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = Time()
        self.office = self._office()
        with_people(self.office)
        self.plan: VisitPlan = planned(self.office)
        self.http = httpx.Client(transport=httpx.MockTransport(self._answer))
        self._opened: list[Box] = []

    @property
    def phrase(self) -> str:
        return self.office.plans.secrets(self.plan.visit).phrase

    def box(self, name: str = "Kiosk 1", **options: str) -> Box:
        box = Box(self, name, **options)
        self._opened.append(box)
        return box

    def close(self) -> None:
        with ExitStack() as stack:
            stack.callback(self.office.close)
            for box in self._opened:
                stack.callback(box.system.close)

    def _office(self) -> Office:
        return Office(self.folder / "office", self.time.clock())

    def _answer(self, request: httpx.Request) -> httpx.Response:
        answers: dict[str, Callable[[bytes], bytes]] = {
            wire.HELLO: self.office.conversations.hello,
            wire.ENROL: self.office.conversations.enrol,
            wire.HEADS: self.office.conversations.heads,
            wire.CHUNK: self.office.conversations.chunk,
            wire.PACKS: self.office.conversations.packs,
            wire.EVIDENCE: self.office.conversations.evidence,
            wire.GIVE_BACK: self.office.conversations.give_back,
        }
        try:
            body, status = answers[request.url.path](request.content), 200
        except (HubError, LedgerError) as error:
            body, status = wire.Refused(getattr(error, "reason", "refused"), str(error)).encoded(), 422
        return httpx.Response(status, content=body, headers={"content-type": wire.MEDIA_TYPE})


@contextmanager
def together(folder: Path) -> Iterator[Together]:
    found = Together(folder)
    try:
        yield found
    finally:
        found.close()

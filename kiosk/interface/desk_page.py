"""The desk: queue, person, handover side by side; on a phone one after another."""

from nicegui import ui

from kiosk.desk import Dossier
from kiosk.errors import KioskError
from kiosk.interface.dialogs import ask_person
from kiosk.interface.gate import browser
from kiosk.interface.handover_panel import HandoverPanel
from kiosk.interface.live import attempt, follow, say, tell
from kiosk.interface.paper_words import tell_paper
from kiosk.interface.person_panel import show_person
from kiosk.interface.queue_panel import QueuePanel
from kiosk.interface.sayings import Sayings
from kiosk.interface.scanner import on_scan
from kiosk.interface.status_line import StatusLine
from kiosk.interface.theme import box, words
from kiosk.proving import Verdict
from kiosk.system import System
from ledger.aid import Officer, Person
from ledger.book import Arrival
from ledger.codes import looks_like_receipt
from ledger.entry import Entry
from ledger.facts import HandedOver, NotServed, Undone

QUEUE_REFRESH_S = 20.0
_GRAVE = frozenset({Verdict.RESTORED, Verdict.FORKED})


class DeskPage:
    """One officer's desk. `person` is who stands there; everything else is asked from the kiosk."""

    def __init__(self, system: System, sayings: Sayings, officer: Officer) -> None:
        self._system = system
        self._sayings = sayings
        self._officer = officer.code
        self._browser = browser()
        self._person: bytes = b""
        self._dossier: Dossier | None = None
        self._proving = system.kiosk.proving()
        on_scan(self._scanned)
        with box("desk") as self._desk:
            StatusLine(system, sayings, here="desk")
            with box("columns"):
                self._queue = QueuePanel(system, sayings, self._officer, self._pick, self._find)
                self._left = box("pane person")
                self._right = box("pane act")
        self._show_nobody()
        follow(system.kiosk.village.HAPPENED, self._refresh)
        follow(system.kiosk.village.RENEWED, self._queue.refresh)
        follow(system.kiosk.village.UNLOCKED, lambda: ui.navigate.reload())
        ui.timer(QUEUE_REFRESH_S, self._queue.refresh)

    def _refresh(self) -> None:
        self._queue.refresh()
        if self._dossier:
            now = self._system.kiosk.desk.renewed(self._dossier)
            if now.owed != self._dossier.owed:
                self._show_owed(now)  # another desk served who stands here

    def _pick(self, arrival: Arrival) -> None:
        self._queue.choose(arrival.label)
        if arrival.person:
            self._show(arrival.person)
        else:
            title = self._sayings.t("desk.pick_for", number=arrival.label)
            ask_person(self._system, self._sayings, title, lambda person: self._name(arrival, person))

    def _find(self) -> None:
        ask_person(self._system, self._sayings, self._sayings.t("desk.find"), self._open)

    async def _open(self, person: Person) -> None:
        self._show(person.id)

    async def _name(self, nameless: Arrival, person: Person) -> None:
        by_staff = self._system.kiosk.reception.by_staff
        if await attempt(self._sayings, by_staff, person.id, self._officer, nameless):
            self._show(person.id)

    async def _check_in(self) -> None:
        if await attempt(self._sayings, self._system.kiosk.reception.by_staff, self._person, self._officer):
            self._show(self._person)

    async def _scanned(self, code: str) -> None:
        person = self._system.kiosk.village.unlocked_or_over().by_invitation(code)
        if person:
            self._show(person.id)
        elif looks_like_receipt(code):
            await self._prove(code)
        else:
            tell(self._sayings.t("refusal.unknown_code"))

    async def _prove(self, code: str) -> None:
        t = self._sayings.t
        proved = await attempt(self._sayings, self._proving.check, code)
        if proved:
            tell(t(f"receipt.{proved.verdict.value}", **self._told(proved.entry)), grave=proved.verdict in _GRAVE)
        elif self._proving.missing:
            say(t("receipt.part"))

    def _told(self, entry: Entry) -> dict[str, str]:
        visit = self._system.kiosk.village.unlocked_or_over()
        person = visit.people.get(getattr(entry.fact, "person", b""))
        name = person.name if person else "–"
        return {"number": str(entry.place), "name": name, **self._sayings.when_and_who(entry)}

    def _show_nobody(self) -> None:
        self._person = b""
        self._dossier = None
        self._desk.classes(remove="at-person")
        self._queue.choose("")
        self._left.clear()
        self._right.clear()
        with self._left, box("empty"):
            ui.icon("badge")
            words(self._sayings.t("desk.pick"))

    def _show(self, person: bytes) -> None:
        try:
            dossier = self._system.kiosk.desk.dossier(person)
        except KioskError as error:
            tell(self._sayings.of_error(error))
            return
        self._person = person
        self._system.kiosk.sessions.touch(self._browser)
        self._desk.classes(add="at-person")
        self._queue.choose(dossier.arrival.label if dossier.arrival else "")
        self._left.clear()
        with self._left:
            back = ui.button(self._sayings.t("desk.queue"), icon="arrow_back", on_click=self._show_nobody)
            back.props("flat").classes("back-step")
            show_person(dossier, self._sayings)
            if dossier.arrival is None and self._system.kiosk.village.is_open:
                check_in = ui.button(self._sayings.t("desk.check_in"), icon="confirmation_number")
                check_in.props("outline").style("margin-top: 16px").on_click(self._check_in)
        self._show_owed(dossier)

    def _show_owed(self, dossier: Dossier) -> None:
        def written(entry: Entry) -> None:
            self._show_owed(self._system.kiosk.desk.renewed(dossier))
            with self._desk:  # the dialog in which it was written has gone with the panel
                self._tell_written(entry)

        self._dossier = dossier
        self._right.clear()
        with self._right:
            HandoverPanel(self._system, self._sayings, self._officer, dossier, written)

    def _tell_written(self, entry: Entry) -> None:
        t = self._sayings.t
        match entry.fact:
            case NotServed() as fact:
                say(t("desk.recorded", reason=t(f"desk.reason.{fact.reason.name.lower()}")))
            case Undone():
                say(t("desk.undone_now", time=self._sayings.time(self._sayings.at(entry))))
            case HandedOver():
                tell_paper(self._system.kiosk.printing, self._sayings, t("desk.saved_printing"))

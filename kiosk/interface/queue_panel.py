"""The queue at the desk: one row a number, updated in place so that no row jumps under a finger."""

from collections.abc import Callable

from nicegui import ui

from kiosk.desk import Waiting
from kiosk.interface.dialogs import show_refusals
from kiosk.interface.live import attempt, say
from kiosk.interface.sayings import Sayings
from kiosk.interface.theme import box, notice, words
from kiosk.overview import refusals
from kiosk.system import System
from ledger.book import Arrival

Pick = Callable[[Arrival], None]


class QueuePanel:
    """Everyone with a number; `pick` is called with the one that was touched or called."""

    def __init__(self, system: System, sayings: Sayings, officer: str, pick: Pick, find: Callable[[], None]) -> None:
        self._desk = system.kiosk.desk
        self._village = system.kiosk.village
        self._sayings = sayings
        self._officer = officer
        self._pick = pick
        self._rows: dict[str, QueueRow] = {}
        self._chosen = ""
        with box("pane queue"):
            with box("line"):
                words(sayings.t("desk.queue"), "grow", "h2")
                ui.button(sayings.t("desk.find"), icon="search", on_click=find).props("flat")
            self._over = box("stack tight")
            with self._over:
                notice(sayings.t("overview.closed"), "event_available", "green")
                home = ui.button(sayings.t("merge.do"), icon="cloud_upload").props("unelevated")
                home.on_click(lambda: ui.navigate.to("/gabung"))
            self._call = call = ui.button(sayings.t("desk.call_next"), icon="campaign", on_click=self._call_next)
            call.props("unelevated").style("min-height: 56px")
            self._list = box("rows")
            self._refused = ui.button(icon="support_agent", on_click=self._show_refused, color=None)
            self._refused.props("flat").classes("amber").style("margin: 0 -16px; border-radius: 0")
        self.refresh()

    def refresh(self) -> None:
        """Show what has changed."""
        self._over.set_visibility(self._village.is_over)
        self._call.set_visibility(not self._village.is_over)
        queue = self._desk.queue()
        for settled in self._rows.keys() - {waiting.arrival.label for waiting in queue}:
            self._rows.pop(settled).remove()
        for waiting in queue:
            label = waiting.arrival.label
            if label not in self._rows:
                with self._list:
                    self._rows[label] = QueueRow(self._sayings, self._touched)
            self._rows[label].show(waiting)
        count = len(self._village.book.refusals)
        self._refused.set_visibility(count > 0)
        self._refused.set_text(self._sayings.t("desk.sent_here", count=count))

    def choose(self, label: str) -> None:
        """Mark a row as the one at the desk."""
        for name in (self._chosen, label):
            if name in self._rows:
                self._rows[name].mark(chosen=name == label)
        self._chosen = label

    def _show_refused(self) -> None:
        show_refusals(refusals(self._village), self._sayings)

    def _touched(self, arrival: Arrival) -> None:
        self._pick(arrival)

    async def _call_next(self) -> None:
        if self._desk.next_waiting() is None:
            say(self._sayings.t("desk.nobody_waits"))
            return
        called = await attempt(self._sayings, self._desk.call_next, self._officer)
        if called:
            self._pick(called)


class QueueRow:
    """One number."""

    def __init__(self, sayings: Sayings, touched: Pick) -> None:
        self._sayings = sayings
        self._waiting: Waiting | None = None
        with box("queue-row tap").on("click", lambda: self._waiting and touched(self._waiting.arrival)) as self._row:
            self._number = words("", "number")
            with box("stack").style("gap: 0"):
                self._who = words("", "who")
                self._needs = words("", "soft who").style("font-size: 15px")
            self._state = words("", "state")

    def show(self, waiting: Waiting) -> None:
        """Show a number as it stands."""
        if waiting == self._waiting and waiting.arrival.called_at is not None:
            return
        self._waiting = waiting
        t = self._sayings.t
        self._number.set_text(waiting.arrival.label)
        self._who.set_text(waiting.person.name if waiting.person else t("desk.nameless"))
        needs = " · ".join(self._sayings.needs(waiting.person)) if waiting.person else ""
        self._needs.set_text(needs)
        self._needs.set_visibility(bool(needs))
        self._state.set_text(self._state_of(waiting))
        called = waiting.arrival.called_at is not None and not waiting.done
        self._row.classes(remove="done called", add="done" if waiting.done else "called" if called else "")

    def remove(self) -> None:
        """Take the row away: its number was someone's second."""
        self._row.delete()

    def mark(self, *, chosen: bool) -> None:
        """Mark or unmark it as the one at the desk."""
        self._row.classes(**({"add": "chosen"} if chosen else {"remove": "chosen"}))
        if chosen:
            ui.run_javascript(f"getHtmlElement({self._row.id}).scrollIntoView({{block: 'nearest'}})")

    def _state_of(self, waiting: Waiting) -> str:
        if waiting.done:
            return self._sayings.t("desk.done")
        if waiting.arrival.called_at is not None:
            return self._sayings.t("desk.called")
        return self._sayings.minutes_since(self._sayings.at(waiting.arrival.entry))

"""What is owed, what must be seen, who receives, and the one button that says what it will do."""

from collections.abc import Callable

from nicegui import ui

from kiosk.desk import Dossier, Owed
from kiosk.draft import Draft
from kiosk.interface.dialogs import ask_not_served, ask_undo
from kiosk.interface.live import attempt
from kiosk.interface.paper_words import tell_paper
from kiosk.interface.sayings import Sayings
from kiosk.interface.theme import box, notice, words
from kiosk.system import System
from ledger.entry import Entry
from ledger.facts import HandedOver, Manner, Mark


class HandoverPanel:
    """Prepares and writes the handover to one person. `changed` is called after something was written."""

    def __init__(
        self, system: System, sayings: Sayings, officer: str, dossier: Dossier, changed: Callable[[Entry], None]
    ) -> None:
        self._system = system
        self._sayings = sayings
        self._officer = officer
        self._dossier = dossier
        self._changed = changed
        self._draft = Draft(system.kiosk.desk, dossier)
        with box("scroll stack"):
            words(sayings.t("desk.owed"), tag="h2")
            for owed in dossier.owed:
                self._owed(owed)
            if not dossier.owed:
                notice(sayings.t("desk.nothing_owed"))
            self._choices = box("stack")
        with box("actions") as self._actions:
            pass
        self._show_choices()

    def _owed(self, owed: Owed) -> None:
        with box("owed"):
            if owed.open:
                chosen = owed.allotment.id in self._draft.chosen
                tick = ui.checkbox(owed.programme.short, value=chosen)
                tick.classes("what").on_value_change(lambda event: self._choose(owed, event.value))
                tick.set_enabled(not self._over)
            else:
                with box("line"):
                    ui.icon("task_alt").classes("served green")
                    words(owed.programme.short, "what")
            words(self._sayings.items(owed.allotment.items), "items")
            words(self._line_below(owed), "sub" if owed.open else "sub green")

    def _line_below(self, owed: Owed) -> str:
        t = self._sayings.t
        if owed.before:
            return t("desk.served_at", **self._sayings.when_and_who(owed.before))
        reason = owed.standing.reason
        told = t(f"desk.reason.{reason.name.lower()}") if reason else ""
        return " · ".join(filter(None, (owed.allotment.period, told)))

    @property
    def _over(self) -> bool:
        return self._system.kiosk.village.is_over

    def _choose(self, owed: Owed, ticked: bool) -> None:
        self._draft.choose(owed.allotment.id, ticked)
        self._show_choices()

    def _show_choices(self) -> None:
        self._choices.clear()
        with self._choices:
            if self._draft.open_lines and not self._over:
                self._receiver()
                self._proofs()
                self._mark()
        self._show_actions()

    def _receiver(self) -> None:
        t = self._sayings.t
        options = {manner: t(f"desk.manner.{manner.name.lower()}") for manner in self._draft.manners}
        with box("stack tight"):
            words(t("desk.receiver"), "soft")
            ui.toggle(options, value=self._draft.manner, on_change=lambda event: self._set_manner(event.value)).props(
                "unelevated no-caps toggle-color=primary color=white text-color=black"
            )
            if self._draft.by_another:
                self._receiver_fields()

    def _receiver_fields(self) -> None:
        t = self._sayings.t
        kind = self._draft.manner.name.lower()
        with box("line wrap"):
            for field, key in (
                ("receiver_name", f"desk.receiver_name_{kind}"),
                ("receiver_relation", "desk.receiver_relation"),
                ("receiver_nik", f"desk.receiver_nik_{kind}"),
            ):
                given = ui.input(t(key), value=getattr(self._draft, field)).props("autocomplete=off")
                given.classes("grow").style("min-width: 160px")
                given.on_value_change(lambda event, field=field: self._fill(field, event.value))

    def _fill(self, field: str, value: str) -> None:
        setattr(self._draft, field, value or "")
        self._show_actions()

    def _set_manner(self, manner: Manner) -> None:
        self._draft.manner = manner
        self._show_choices()

    def _proofs(self) -> None:
        t = self._sayings.t
        with box("stack tight"):
            words(t("desk.proofs"), "soft")
            with box("ticks"):
                for proof in self._draft.proofs:
                    ticked = ui.checkbox(t(f"desk.proof.{proof}"), value=proof in self._draft.seen)
                    ticked.on_value_change(lambda event, proof=proof: self._see(proof, event.value))

    def _see(self, proof: str, seen: bool) -> None:
        self._draft.see(proof, seen)
        self._show_actions()

    def _mark(self) -> None:
        t = self._sayings.t
        options = {mark: t(f"desk.mark_kind.{mark.name.lower()}") for mark in Mark}

        def marked(mark: Mark) -> None:
            self._draft.mark = mark

        with box("stack tight"):
            words(t("desk.mark"), "soft")
            ui.toggle(options, value=self._draft.mark, on_change=lambda event: marked(event.value)).props(
                "unelevated no-caps toggle-color=primary color=white text-color=black"
            )

    def _show_actions(self) -> None:
        self._actions.clear()
        with self._actions:
            if self._over:
                notice(self._sayings.t("overview.closed"))
            elif self._draft.open_lines:
                self._open_actions()
            self._served_actions()

    def _open_actions(self) -> None:
        t = self._sayings.t
        ui.button(t("desk.not_served"), on_click=self._not_served).props("flat")
        count = len(self._draft.chosen)
        text = t("desk.hand_over", count=count) if count else t("desk.hand_over_none")
        button = ui.button(text, on_click=self._hand_over).classes("main").props("unelevated")
        button.set_enabled(self._draft.ready)
        if count and not self._draft.ready:
            words(self._what_is_missing(), "amber").style("width: 100%; order: -1")

    def _what_is_missing(self) -> str:
        missing = self._draft.missing_proofs
        if missing:
            what = ", ".join(self._sayings.t(f"desk.proof.{proof}") for proof in missing)
            return self._sayings.t("desk.missing", what=what)
        if self._draft.receiver_nik_is_wrong:
            return self._sayings.t("error.ReceiverNikWrong")
        return self._sayings.t("desk.missing_name")

    def _served_actions(self) -> None:
        before = {owed.before.place: owed.before for owed in self._dossier.owed if owed.before}
        for entry in self._undone():
            words(self._sayings.t("desk.undone_number", number=entry.place), "red")
        for entry in before.values():
            mine = entry.place in self._system.kiosk.village.book.handovers
            if mine:
                self._after(entry)

    def _undone(self) -> list[Entry]:
        book = self._system.kiosk.village.book
        handed = [each for each in list(book.handovers.values()) if not book.stands(each.place)]
        person = self._dossier.person.id
        return [each for each in handed if isinstance(each.fact, HandedOver) and each.fact.person == person]

    def _after(self, entry: Entry) -> None:
        t = self._sayings.t
        fact = entry.fact
        assert isinstance(fact, HandedOver)  # noqa: S101 - it is from the handovers
        with box("line wrap").style("width: 100%"):
            notice(
                t("desk.saved", time=self._sayings.time(self._sayings.at(entry)), number=entry.place),
                "task_alt",
                "green grow",
            )
            ui.button(t("desk.reprint"), icon="print", on_click=lambda: self._reprint(entry)).props("outline")
            undo = ui.button(t("desk.undo"), on_click=lambda: self._undo(entry)).props("flat color=negative")
            undo.set_enabled(not self._over)

    async def _hand_over(self) -> None:
        entry = await attempt(self._sayings, self._system.kiosk.desk.hand_over, self._draft.handover(), self._officer)
        if entry:
            self._changed(entry)

    def _not_served(self) -> None:
        ask_not_served(self._system, self._sayings, self._officer, self._draft, self._changed)

    def _undo(self, entry: Entry) -> None:
        ask_undo(self._system, self._sayings, self._officer, entry, self._changed)

    async def _reprint(self, entry: Entry) -> None:
        printing = self._system.kiosk.printing
        if await attempt(self._sayings, printing.again, entry.place, self._officer):
            tell_paper(printing, self._sayings, self._sayings.t("desk.reprinting"))

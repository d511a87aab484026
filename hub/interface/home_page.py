"""Beranda: what to do next, and the state of the office in one glance."""

from dataclasses import dataclass

from nicegui import ui

from hub.changes import Kinds
from hub.double_handovers import double_handovers
from hub.interface.live import beside, follow
from hub.interface.tables import Column, state, table
from hub.interface.theme import box, figure, heading, link_button, notice, words
from hub.interface.visitor import Visitor
from hub.visit_file import VisitPlan
from ledger.facts import (
    DeviceEnrolled,
    DeviceRevoked,
    HandedOver,
    ListTaken,
    Merged,
    PackMade,
    Undone,
    VisitClosed,
    VisitOpened,
    VisitPlanned,
)
from ledger.wording import number, table_date

NEWS: Kinds = frozenset({
    ListTaken, DeviceEnrolled, DeviceRevoked, VisitPlanned, PackMade, Merged, HandedOver, Undone, VisitOpened,
    VisitClosed,
})  # fmt: skip
SHOWN = 6


@dataclass(frozen=True)
class NextStep:
    """What to do now: the key of its words, where, and the icon."""

    key: str
    url: str
    icon: str
    values: tuple[tuple[str, object], ...] = ()


class HomePage:
    """Looks at everything, changes nothing."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._system = visitor.system

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("home_page.title", name=self._visitor.officer.name)) as told:
            told.set_text(self._visitor.sayings.date(self._system.today()))
        self._body = box("stack").style("gap: 24px")
        await self._refresh()
        follow(self._system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        doubles = len(await beside(double_handovers, self._system.book))
        self._body.clear()
        with self._body:
            self._show_next(next_step(self._visitor, doubles))
            self._show_warnings(doubles)
            self._show_figures(doubles)
            self._show_visits()

    def _show_next(self, step: NextStep) -> None:
        t = self._visitor.t
        values = dict(step.values)
        with box("panel next"):
            words(t("home_page.next"), "soft")
            with box("line wrap"):
                with box("stack tight grow").style("min-width: min(100%, 280px)"):
                    words(t(f"home_page.{step.key}", **values), tag="h2")
                    words(t(f"home_page.{step.key}_why"), "soft")
                link_button(t(f"home_page.{step.key}_do"), step.url, step.icon, "main")

    def _show_warnings(self, doubles: int) -> None:
        t = self._visitor.t
        if self._system.log.dropped_bytes:
            notice(t("home_page.log_dropped"), "healing", "plain")
        held = len(self._system.quarantine.all())
        for count, key, url in ((doubles, "doubles", "/kasus"), (held, "held", "/gabung")):
            if count:
                with notice(t(f"home_page.{key}", count=count)), box("end"):
                    ui.link(t("home_page.look"), url)

    def _show_figures(self, doubles: int) -> None:
        t, system = self._visitor.t, self._system
        upcoming = len(system.plans.since(system.today()))
        kiosks = sum(not each.revoked for each in system.devices.everyone())
        with box("figures"):
            figure(number(len(system.roster)), t("home_page.people"), "/sasaran")
            figure(number(len(system.roster.lists())), t("home_page.lists"), "/sasaran/daftar")
            figure(number(upcoming), t("home_page.upcoming"), "/kunjungan")
            figure(number(kiosks), t("home_page.kiosks"), "/gabung")
            figure(number(doubles), t("home_page.cases"), "/kasus", tone="amber" if doubles else "")

    def _show_visits(self) -> None:
        t, sayings = self._visitor.t, self._visitor.sayings
        plans = self._system.plans.visits()[:SHOWN]
        if not plans:
            return
        words(t("home_page.visits"), tag="h2")
        columns = (
            Column("date", t("visits_page.date"), whole=True),
            Column("village", t("visits_page.village")),
            Column("state", t("visits_page.state")),
            Column("report", t("visits_page.report"), whole=True),
        )
        rows = [
            {
                "id": plan.visit.hex(),
                "date": table_date(plan.date),
                "village": plan.village_name,
                "village_url": f"/kunjungan/{plan.visit.hex()}",
                "report": t("visits_page.open_report"),
                "report_url": f"/laporan/{plan.visit.hex()}",
            }
            | state("state", *sayings.visit_state(plan))
            for plan in plans
        ]
        table(columns, rows, t("visits_page.none"))


def next_step(visitor: Visitor, doubles: int) -> NextStep:
    """Say what to do now: the first thing in the order of the work that is not done."""
    system = visitor.system
    upcoming = system.plans.since(system.today())
    if not system.roster.lists():
        return NextStep("no_lists", "/sasaran/masukkan", "upload_file")
    if not any(not each.revoked for each in system.devices.everyone()):
        return NextStep("no_kiosks", "/gabung", "add_to_queue")
    if doubles:
        return NextStep("has_cases", "/kasus", "balance", (("count", doubles),))
    coming = next((plan for plan in upcoming if not system.book.visit(plan.visit).opened), None)
    if coming:
        return _of_visit(visitor, coming)
    home = next((plan for plan in system.plans.visits() if system.book.visit(plan.visit).closed), None)
    if home:
        return NextStep("report", f"/laporan/{home.visit.hex()}", "bar_chart", (("village", home.village_name),))
    if upcoming:
        plan = upcoming[0]
        return NextStep("under_way", f"/laporan/{plan.visit.hex()}", "bar_chart", (("village", plan.village_name),))
    return NextStep("no_visits", "/kunjungan/rencana", "event")


def _of_visit(visitor: Visitor, plan: VisitPlan) -> NextStep:
    key = "go" if visitor.system.plans.packs(plan.visit) else "no_pack"
    values = (("village", plan.village_name), ("date", visitor.sayings.date(plan.date)))
    return NextStep(key, f"/kunjungan/{plan.visit.hex()}", "inventory_2", values)

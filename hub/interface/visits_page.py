"""Kunjungan: all visits, the latest date first."""

from hub.changes import Kinds
from hub.interface.live import beside, follow
from hub.interface.tables import Column, Pager, state, table
from hub.interface.theme import empty, heading, link_button
from hub.interface.visitor import Visitor
from hub.visit_file import VisitPlan
from ledger.facts import ListTaken, PackMade, VisitClosed, VisitOpened, VisitPlanned
from ledger.wording import number, table_date

NEWS: Kinds = frozenset({VisitPlanned, PackMade, VisitOpened, VisitClosed, ListTaken})


class VisitsPage:
    """A table of plans with how far each is."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._rows: list[dict[str, object]] = []

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("visits_page.title")) as self._told:
            link_button(t("visits_page.plan"), "/kunjungan/rencana", "event", "main")
        self._empty = empty(t("visits_page.none"), "event")
        with self._empty:
            link_button(t("visits_page.plan"), "/kunjungan/rencana", "event", "main")
        columns = (
            Column("date", t("visits_page.date"), whole=True),
            Column("village", t("visits_page.village")),
            Column("place", t("visits_page.place")),
            Column("programmes", t("visits_page.programmes")),
            Column("people", t("visits_page.people"), figure=True),
            Column("packs", t("visits_page.packs"), figure=True),
            Column("state", t("visits_page.state")),
        )
        self._table = table(columns, [], t("visits_page.none"), tall=True)
        self._pager = Pager(t, self._turn)
        await self._refresh()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        self._rows = await beside(self._all_rows)
        upcoming = len(self._visitor.system.plans.since(self._visitor.system.today()))
        self._told.set_text(self._visitor.t("visits_page.told", all=len(self._rows), upcoming=upcoming))
        self._empty.set_visibility(not self._rows)
        self._table.set_visibility(bool(self._rows))
        self._turn()

    def _turn(self) -> None:
        self._table.rows = self._pager.part(self._rows)

    def _all_rows(self) -> list[dict[str, object]]:
        return [self._row(plan) for plan in self._visitor.system.plans.visits()]

    def _row(self, plan: VisitPlan) -> dict[str, object]:
        system, sayings = self._visitor.system, self._visitor.sayings
        people = len({each.person for each in system.planning.visit_file(plan.visit).allotments})
        return {
            "id": plan.visit.hex(),
            "date": table_date(plan.date),
            "village": plan.village_name,
            "village_url": f"/kunjungan/{plan.visit.hex()}",
            "place": plan.place or "–",
            "programmes": ", ".join(dict.fromkeys(sayings.programme(each.code) for each in plan.programmes)),
            "people": number(people),
            "packs": number(len(system.plans.packs(plan.visit))),
        } | state("state", *sayings.visit_state(plan))

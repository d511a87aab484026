"""Laporan: every visit with its figures, the latest first; each opens its report."""

from hub.interface.live import beside, follow
from hub.interface.report_news import NEWS
from hub.interface.tables import Column, Pager, state, table
from hub.interface.theme import empty, heading, link_button
from hub.interface.visitor import Visitor
from hub.reports.tally import tally
from hub.visit_file import VisitPlan
from ledger.wording import number, table_date


class ReportsPage:
    """A table of visits with how many people were targeted and served."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._rows: list[dict[str, object]] = []

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("reports_page.title"), t("reports_page.how")):
            link_button(t("reports_page.season"), "/laporan/musim", "map")
        self._empty = empty(t("reports_page.none"), "bar_chart")
        with self._empty:
            link_button(t("visits_page.plan"), "/kunjungan/rencana", "event", "main")
        columns = (
            Column("date", t("visits_page.date"), whole=True),
            Column("village", t("visits_page.village")),
            Column("targeted", t("reports_page.targeted"), figure=True),
            Column("served", t("reports_page.served"), figure=True),
            Column("left", t("reports_page.left"), figure=True),
            Column("receipts", t("reports_page.receipts"), figure=True),
            Column("state", t("visits_page.state")),
        )
        self._table = table(columns, [], t("reports_page.none"), tall=True)
        self._pager = Pager(t, self._turn)
        await self._refresh()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        self._rows = await beside(self._all_rows)
        self._empty.set_visibility(not self._rows)
        self._table.set_visibility(bool(self._rows))
        self._turn()

    def _turn(self) -> None:
        self._table.rows = self._pager.part(self._rows)

    def _all_rows(self) -> list[dict[str, object]]:
        return [self._row(plan) for plan in self._visitor.system.plans.visits()]

    def _row(self, plan: VisitPlan) -> dict[str, object]:
        file = self._visitor.system.planning.visit_file(plan.visit)
        total = tally(file).total
        url = f"/laporan/{plan.visit.hex()}"
        return {
            "id": plan.visit.hex(),
            "date": table_date(plan.date),
            "village": plan.village_name,
            "village_url": url,
            "targeted": number(total.people_targeted),
            "targeted_url": f"{url}/penerima",
            "served": number(total.people_served),
            "served_url": f"{url}/penerima?keadaan=served",
            "left": number(total.not_served),
            "left_url": f"{url}/penerima?keadaan=unserved",
            "receipts": number(len(file.book.handovers)),
            "receipts_url": f"{url}/struk",
        } | state("state", *self._visitor.sayings.visit_state(plan))

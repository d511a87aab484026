"""Every receipt of a visit, the undone ones marked: what happened stays to be read."""

import datetime

from hub.interface.live import beside, follow
from hub.interface.report_news import NEWS, report_nav
from hub.interface.tables import Column, Pager, state, table
from hub.interface.theme import heading
from hub.interface.visitor import Visitor
from hub.reports.receipts import ReceiptRow, receipts
from hub.reports.words import manner_words, mark_words
from ledger.wording import number, rupiah


class ReceiptsPage:
    """Raises `UnknownVisit` when it is shown for none."""

    def __init__(self, visitor: Visitor, visit: bytes) -> None:
        self._visitor = visitor
        self._visit = visit
        self._rows: list[dict[str, object]] = []

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        self._plan = plan = self._visitor.system.plans.visit(self._visit)
        title = t("report_page.title", village=plan.village_name, date=self._visitor.sayings.date(plan.date))
        with heading(title, back=(t("reports_page.title"), "/laporan")) as self._told:
            pass
        report_nav(self._visitor, self._visit, "/struk")
        columns = (
            Column("number", t("receipts_page.number"), whole=True),
            Column("at", t("receipts_page.at"), whole=True),
            Column("name", t("people_page.name")),
            Column("aid", t("receipts_page.aid"), wide=True),
            Column("amount", t("receipts_page.amount"), figure=True),
            Column("manner", t("receipts_page.manner"), wide=True),
            Column("officer", t("receivers_page.by")),
            Column("state", t("receivers_page.state")),
        )
        self._table = table(columns, [], t("receipts_page.none"), tall=True)
        self._pager = Pager(t, self._turn)
        await self._refresh()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        found = await beside(self._found)
        self._rows = [self._row(each) for each in found]
        undone = sum(not each.stands for each in found)
        told = {"count": number(len(found)), "undone": number(undone)}
        self._told.set_text(self._visitor.t("receipts_page.told", **told))
        self._turn()

    def _found(self) -> list[ReceiptRow]:
        return receipts(self._visitor.system.planning.visit_file(self._visit))[::-1]

    def _turn(self) -> None:
        self._table.rows = self._pager.part(self._rows)

    def _row(self, each: ReceiptRow) -> dict[str, object]:
        t, words = self._visitor.t, self._visitor.sayings.reports
        unsure = "" if each.time_confirmed else " ?"
        receiver = f": {each.receiver.name}" if each.receiver else ""
        row: dict[str, object] = {
            "id": each.number,
            "number": each.number,
            "at": f"{self._clock(each.at)}{unsure}",
            "name": each.name,
            "name_url": f"/sasaran/orang/{each.person.hex()}",
            "aid": "; ".join(each.aid),
            "amount": rupiah(each.amount_rupiah) if each.amount_rupiah else "–",
            "manner": f"{manner_words(each.manner, words)}{receiver} ({mark_words(each.mark, words)})",
            "officer": each.officer,
        }
        if each.undone is None:
            return row | state("state", t("receipts_page.stands"), "task_alt", "green")
        told = {"when": self._clock(each.undone.at), "by": each.undone.officer, "why": each.undone.reason or "–"}
        struck = {"number_tone": "done", "aid_tone": "done", "amount_tone": "done"}
        return row | struck | state("state", t("receipts_page.undone", **told), "undo", "red")

    def _clock(self, at: datetime.datetime) -> str:
        """On the day of the visit the time says all."""
        return f"{at:%H.%M}" if at.date() == self._plan.date else f"{at:%d-%m-%Y %H.%M}"

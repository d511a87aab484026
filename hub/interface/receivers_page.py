"""The rows behind the figures of a report: every allotment, whose it is, and what became of it."""

from nicegui import ui

from hub.interface.live import beside, follow
from hub.interface.report_news import NEWS, report_nav
from hub.interface.tables import Column, Pager, state, table
from hub.interface.theme import box, heading
from hub.interface.visitor import Visitor
from hub.reports.lines import Line, by_person, officer_name, programme_codes, programme_of
from hub.reports.unsealing import note_of, receiver_of
from hub.reports.words import status_words, unserved_words
from hub.visit_file import VisitFile
from ledger.book import Status
from ledger.facts import HandedOver, Unserved
from ledger.nik import mask_nik
from ledger.wording import number

GROUPS: dict[str, frozenset[Status]] = {
    "served": frozenset(each for each in Status if each.served),
    "unserved": frozenset(each for each in Status if not each.served),
    "missing": frozenset({Status.NOT_COME, Status.ABSENT}),
}
_LOOKS = {Status.NOT_COME: ("schedule", ""), Status.PRESENT: ("event_seat", ""), Status.ABSENT: ("schedule", "")}


class ReceiversPage:
    """Raises `UnknownVisit` when it is shown for none.

    `chosen` is a status or a key of `GROUPS`, `reason` the name of an `Unserved` in small letters.
    """

    def __init__(self, visitor: Visitor, visit: bytes, programme: str = "", chosen: str = "", reason: str = "") -> None:
        self._visitor = visitor
        self._visit = visit
        self._programme = programme
        self._chosen = chosen
        self._reason = reason
        self._rows: list[dict[str, object]] = []

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        self._file = await beside(self._visitor.system.planning.visit_file, self._visit)
        plan = self._file.plan
        title = t("report_page.title", village=plan.village_name, date=self._visitor.sayings.date(plan.date))
        with heading(title, back=(t("reports_page.title"), "/laporan")) as self._told:
            pass
        report_nav(self._visitor, self._visit, "/penerima")
        self._show_filters()
        columns = (
            Column("name", t("people_page.name")),
            Column("nik", t("people_page.nik"), whole=True),
            Column("programme", t("visit_page.programme")),
            Column("items", t("receipts_page.aid"), wide=True),
            Column("state", t("receivers_page.state")),
            Column("detail", t("receivers_page.detail"), wide=True),
            Column("at", t("receivers_page.at"), whole=True),
            Column("by", t("receivers_page.by")),
        )
        self._table = table(columns, [], t("receivers_page.none"), tall=True)
        self._pager = Pager(t, self._turn)
        await self._filter()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    def _show_filters(self) -> None:
        t = self._visitor.t
        programmes = {"": t("people_page.all_programmes")} | {
            code: programme_of(self._file, code).short for code in programme_codes(self._file)
        }
        states = {"": t("receivers_page.all"), **{key: t(f"receivers_page.{key}") for key in GROUPS}}
        states |= {each.value: status_words(each, self._visitor.sayings.reports) for each in Status}
        said = self._visitor.sayings.reports
        reasons = {"": t("receivers_page.any_reason")} | {
            each.name.lower(): unserved_words(each, said) for each in Unserved
        }
        with box("filters"):
            self._what = self._select(programmes, self._programme, t("people_page.programme"))
            self._how = self._select(states, self._chosen, t("receivers_page.state"))
            self._why = self._select(reasons, self._reason, t("report_page.reason"))

    def _select(self, options: dict[str, str], value: str, label: str) -> ui.select:
        chosen = value if value in options else ""
        select = ui.select(options, value=chosen, label=label, on_change=self._filter)
        return select.props('outlined bg-color="white" options-dense')

    async def _refresh(self) -> None:
        self._file = await beside(self._visitor.system.planning.visit_file, self._visit)
        self._rows = await beside(self._found, self._what.value, self._how.value, self._why.value)
        self._told.set_text(self._visitor.t("receivers_page.told", count=number(len(self._rows))))
        self._turn()

    async def _filter(self) -> None:
        self._pager.start()
        await self._refresh()

    def _turn(self) -> None:
        self._table.rows = self._pager.part(self._rows)

    def _found(self, programme: str, chosen: str, reason: str) -> list[dict[str, object]]:
        wanted = GROUPS.get(chosen) or (frozenset({Status(chosen)}) if chosen else frozenset(Status))
        return [
            self._row(self._file, line)
            for _, lines in by_person(self._file)
            for line in lines
            if programme in ("", line.programme.code) and line.standing.status in wanted
            if not reason or line.standing.reason is Unserved[reason.upper()]
        ]

    def _row(self, file: VisitFile, line: Line) -> dict[str, object]:
        sayings, status, entry = self._visitor.sayings, line.standing.status, line.standing.entry
        icon, tone = _LOOKS.get(status, ("task_alt", "green") if status.served else ("block", "amber"))
        told = entry and status is not Status.PRESENT
        return {
            "id": line.allotment.id.hex(),
            "name": line.person.name,
            "name_url": f"/sasaran/orang/{line.person.id.hex()}",
            "nik": mask_nik(line.person.nik) if line.person.nik else self._visitor.t("common.no_nik"),
            "programme": line.programme.short,
            "items": sayings.items(line.allotment.items),
            "detail": self._detail(file, line),
            "at": sayings.moment(file.when(entry).at, file.plan.date) if entry and told else "",
            "by": officer_name(file, entry.by) if entry and told else "",
        } | state("state", status_words(status, sayings.reports), icon, tone)

    def _detail(self, file: VisitFile, line: Line) -> str:
        entry, reason = line.standing.entry, line.standing.reason
        if entry is None:
            return ""
        if isinstance(entry.fact, HandedOver):
            receiver = receiver_of(file, entry)
            told = [receiver.name, receiver.relation] if receiver else []
            return " · ".join(filter(None, [str(entry.place), *told]))
        why = unserved_words(reason, self._visitor.sayings.reports) if reason else ""
        return ": ".join(filter(None, (why, note_of(file, entry))))

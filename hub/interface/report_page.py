"""The report of one visit: figures that open their rows, a chart, the reasons, and what the office sends on."""

from collections.abc import Callable

from nicegui import ui

from hub.interface.bast_dialog import ask_bast
from hub.interface.live import beside, download, follow, say
from hub.interface.report_news import NEWS, report_nav
from hub.interface.tables import Column, table
from hub.interface.theme import box, figure, heading, notice, words
from hub.interface.visit_page import file_name
from hub.interface.visitor import Visitor
from hub.reports.chart import chart_height_px, programme_chart
from hub.reports.lines import programme_of
from hub.reports.message import whatsapp_message
from hub.reports.reasons import reasons
from hub.reports.tally import Count, Tally, tally
from hub.reports.words import refusal_words, unserved_words
from hub.visit_file import VisitFile
from ledger.book import Status
from ledger.facts import Unserved
from ledger.wording import number, rupiah

FIGURES: tuple[tuple[str, str, Callable[[Count], int]], ...] = (
    ("targeted", "", lambda count: count.targeted),
    ("himself", Status.HANDED_OVER.value, lambda count: count.by_himself),
    ("proxy", Status.TO_PROXY.value, lambda count: count.by_proxy),
    ("replacement", Status.TO_REPLACEMENT.value, lambda count: count.by_replacement),
    ("at_home", Status.AT_HOME.value, lambda count: count.at_home),
    ("waiting", Status.PRESENT.value, lambda count: count.waiting),
    ("not_come", "missing", lambda count: count.not_come),
    ("postponed", Status.POSTPONED.value, lambda count: count.postponed),
    ("failed", Status.FAILED.value, lambda count: count.failed),
)
"""The columns of a programme: the key of its words, what its number opens, and the number."""


class ReportPage:
    """Raises `UnknownVisit` when it is shown for none."""

    def __init__(self, visitor: Visitor, visit: bytes) -> None:
        self._visitor = visitor
        self._visit = visit

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        self._file, self._tally = await beside(self._counted)
        plan = self._file.plan
        title = t("report_page.title", village=plan.village_name, date=self._visitor.sayings.date(plan.date))
        with heading(title, back=(t("reports_page.title"), "/laporan")) as self._told:
            self._show_downloads()
        report_nav(self._visitor, self._visit, "")
        self._figures = box("stack")
        words(t("report_page.by_programme"), tag="h2")
        self._programmes = table(self._columns(), [], t("report_page.no_programmes"))
        height = chart_height_px(len(self._tally.programmes))
        self._chart = ui.echart(self._charted()).style(f"height: {height}px; width: 100%")
        with box("pair"):
            with box("stack"):
                words(t("report_page.reasons"), tag="h2")
                self._reasons = table(self._reason_columns(), [], t("report_page.no_reasons"))
            with box("stack"):
                words(t("report_page.refusals"), tag="h2")
                self._refusals = table(self._reason_columns(), [], t("report_page.no_refusals"))
        self._show_message()
        self._show()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    def _counted(self) -> tuple[VisitFile, Tally]:
        file = self._visitor.system.planning.visit_file(self._visit)
        return file, tally(file)

    async def _refresh(self) -> None:
        self._file, self._tally = await beside(self._counted)
        self._chart.options.clear()
        self._chart.options.update(self._charted())
        self._chart.update()
        self._show()

    def _show(self) -> None:
        t, total = self._visitor.t, self._tally.total
        word, _, _ = self._visitor.sayings.visit_state(self._file.plan)
        people = {"served": number(total.people_served), "targeted": number(total.people_targeted)}
        self._told.set_text(t("report_page.told", state=word, **people))
        self._figures.clear()
        with self._figures:
            self._show_figures(total)
        self._programmes.rows = [self._row(code, count) for code, count in self._tally.programmes.items()]
        self._reasons.rows = [
            {"id": reason, "reason": reason, "count": number(count), "count_url": self._reason_urls().get(reason, "")}
            for reason, count in reasons(total, self._visitor.sayings.reports)
        ]
        self._refusals.rows = [
            {
                "id": reason.name,
                "reason": refusal_words(reason, self._visitor.sayings.reports),
                "count": number(count),
            }
            for reason, count in self._tally.refusals.items()
        ]
        self._message.set_text(whatsapp_message(self._file))

    def _show_figures(self, total: Count) -> None:
        t, url = self._visitor.t, f"/laporan/{self._visit.hex()}"
        if not self._file.book.opened:
            notice(t("report_page.nothing_yet"), "schedule", "plain")
        with box("figures"):
            figure(number(total.people_targeted), t("report_page.people_targeted"), f"{url}/penerima")
            figure(number(total.people_served), t("report_page.people_served"), f"{url}/penerima?keadaan=served")
            figure(number(total.not_served), t("report_page.open"), f"{url}/penerima?keadaan=unserved")
            figure(number(len(self._file.book.handovers)), t("report_page.receipts_made"), f"{url}/struk")
            if total.targeted_rupiah:
                what = t("report_page.money", targeted=rupiah(total.targeted_rupiah))
                figure(rupiah(total.handed_rupiah), what).style("grid-column: span 2")
        if self._tally.handed_twice:
            with notice(t("report_page.twice", count=self._tally.handed_twice), "balance"), box("end"):
                ui.link(t("home_page.look"), "/kasus")
        if self._tally.unplanned:
            notice(t("report_page.unplanned", count=self._tally.unplanned))

    def _columns(self) -> list[Column]:
        t = self._visitor.t
        figures = [Column(key, t(f"report_page.{key}"), figure=True) for key, _, _ in FIGURES]
        return [Column("programme", t("visit_page.programme")), *figures]

    def _row(self, code: str, count: Count) -> dict[str, object]:
        url = f"/laporan/{self._visit.hex()}/penerima?program={code}"
        row: dict[str, object] = {"id": code, "programme": programme_of(self._file, code).short, "programme_url": url}
        for key, opens, figure_of in FIGURES:
            row[key] = number(figure_of(count))
            if figure_of(count):
                row[f"{key}_url"] = f"{url}&keadaan={opens}"
        return row

    def _reason_urls(self) -> dict[str, str]:
        """Give where the rows of each reason stand, by the reason's words."""
        said, url = self._visitor.sayings.reports, f"/laporan/{self._visit.hex()}/penerima"
        urls = {unserved_words(reason, said): f"{url}?alasan={reason.name.lower()}" for reason in Unserved}
        not_here = {"reasons.not_come": "missing", "reasons.waiting": Status.PRESENT.value}
        return urls | {said(key): f"{url}?keadaan={opens}" for key, opens in not_here.items()}

    def _reason_columns(self) -> tuple[Column, ...]:
        t = self._visitor.t
        return (Column("reason", t("report_page.reason")), Column("count", t("report_page.count"), figure=True))

    def _charted(self) -> dict[str, object]:
        return programme_chart(self._file, self._tally, self._visitor.sayings.reports)

    def _show_message(self) -> None:
        t = self._visitor.t
        with box("panel"):
            with box("line wrap"):
                words(t("report_page.message"), "grow", "h2")
                # The browser itself copies what it shows: it allows that only within the touch.
                copy = ui.button(t("report_page.copy"), icon="content_copy").props("outline").mark("copy")
            self._message = words("", "message")
            copy.on("click", js_handler=f"() => copyText(document.getElementById('c{self._message.id}').textContent)")
            copy.on("click", lambda: say(t("report_page.copied")))

    def _show_downloads(self) -> None:
        t = self._visitor.t
        ui.button(t("report_page.recap"), icon="table_view", on_click=self._save_recap).props("outline").mark("recap")
        bast = ui.button(t("report_page.bast"), icon="picture_as_pdf").props("unelevated").mark("bast")
        bast.on_click(lambda: ask_bast(self._visitor, self._file))

    async def _save_recap(self) -> None:
        def make() -> bytes:
            from hub.reports.recap import recap_xlsx  # the library that writes workbooks is slow to come in

            return recap_xlsx(self._visitor.system.planning.visit_file(self._visit))

        say(self._visitor.t("common.making"))
        await download(self._visitor.sayings, file_name("rekap", self._file, "xlsx"), make)

"""All villages together: programme by programme, as a chart and as a table; and people served, year beside year."""

from dataclasses import dataclass

from nicegui import ui

from hub.interface.live import beside, follow
from hub.interface.report_news import NEWS
from hub.interface.tables import Column, table
from hub.interface.theme import box, empty, figure, heading, link_button, words
from hub.interface.visitor import Visitor
from hub.reports.chart import bars, chart_height_px, served_chart
from hub.reports.season import SeasonRow, Served, season, season_count, served_by_year, village_counts
from hub.reports.tally import Count
from hub.visit_file import VisitFile
from ledger.wording import number, rupiah

CHART_PX = 280


@dataclass(frozen=True)
class _Season:
    files: list[VisitFile]
    rows: list[SeasonRow]
    villages: dict[str, Count]
    total: Count


class SeasonPage:
    """The year before this program is asked for, and only shown: it is no business of the log."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("season_page.title"), t("season_page.how"), (t("reports_page.title"), "/laporan")):
            pass
        self._season = await beside(self._counted)
        if not self._season.files:
            with empty(t("reports_page.none"), "map"):
                link_button(t("visits_page.plan"), "/kunjungan/rencana", "event", "main")
            return
        self._figures = box("figures")
        words(t("season_page.by_village"), tag="h2")
        self._chart = ui.echart(self._village_chart()).style(
            f"width: 100%; height: {chart_height_px(len(self._season.villages))}px"
        )
        self._rows = table(self._columns(), [], t("reports_page.none"), tall=True)
        self._show_years()
        self._show()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    def _show_years(self) -> None:
        t = self._visitor.t
        words(t("season_page.by_year"), tag="h2")
        with box("panel"):
            words(t("season_page.known_how"), "soft")
            with box("filters"):
                year = str(self._visitor.system.today().year - 1)
                self._year = ui.input(t("season_page.year"), value=year, on_change=self._show_served)
                self._people = ui.input(t("season_page.people"), on_change=self._show_served)
                for field in (self._year, self._people):
                    field.props("outlined inputmode=numeric debounce=300 autocomplete=off")
                self._people.mark("known-people")
        with box("pair"):
            self._served_chart = ui.echart({}).style(f"width: 100%; height: {CHART_PX}px")
            columns = (
                Column("period", t("season_page.year"), whole=True),
                Column("people", t("season_page.served"), figure=True),
                Column("change", t("season_page.change"), figure=True),
            )
            self._served = table(columns, [], t("reports_page.none"))

    def _counted(self) -> _Season:
        system = self._visitor.system
        files = [system.planning.visit_file(plan.visit) for plan in system.plans.visits()]
        return _Season(files, season(files), village_counts(files), season_count(files))

    async def _refresh(self) -> None:
        self._season = await beside(self._counted)
        _replace(self._chart, self._village_chart())
        self._chart.style(f"height: {chart_height_px(len(self._season.villages))}px")
        self._show()

    def _show(self) -> None:
        t, total = self._visitor.t, self._season.total
        self._figures.clear()
        with self._figures:
            figure(number(len(self._season.villages)), t("season_page.villages"), "/laporan")
            figure(number(total.people_targeted), t("report_page.people_targeted"))
            figure(number(total.people_served), t("report_page.people_served"))
            figure(number(total.not_served), t("report_page.open"))
            if total.targeted_rupiah:
                what = t("report_page.money", targeted=rupiah(total.targeted_rupiah))
                figure(rupiah(total.handed_rupiah), what).style("grid-column: span 2")
        self._rows.rows = [self._row(each) for each in self._season.rows]
        self._show_served()

    def _show_served(self) -> None:
        year, people = (self._year.value or "").strip(), (self._people.value or "").replace(".", "").strip()
        known = {year: int(people)} if year.isdecimal() and people.isdecimal() else {}
        served = served_by_year(self._season.files, known)
        _replace(self._served_chart, served_chart(served, self._visitor.sayings.reports))
        self._served.rows = [
            {"id": each.period, "period": each.period, "people": number(each.people), "change": _change(each)}
            for each in served
        ]

    def _village_chart(self) -> dict[str, object]:
        return bars(self._season.villages, self._visitor.sayings.reports)

    def _columns(self) -> tuple[Column, ...]:
        t = self._visitor.t
        keys = ("visits", "targeted", "served", "proxy", "replacement", "at_home", "not_come", "postponed", "failed")
        return (
            Column("village", t("visits_page.village")),
            Column("programme", t("visit_page.programme")),
            *(Column(key, t(f"season_page.{key}"), figure=True) for key in keys),
        )

    def _row(self, row: SeasonRow) -> dict[str, object]:
        count = row.count
        figures = {
            "visits": row.visits,
            "targeted": count.targeted,
            "served": count.served,
            "proxy": count.by_proxy,
            "replacement": count.by_replacement,
            "at_home": count.at_home,
            "not_come": count.not_come + count.waiting,
            "postponed": count.postponed,
            "failed": count.failed,
        }
        return {
            "id": f"{row.village} {row.programme.code}",
            "village": row.village_name,
            "village_url": f"/sasaran?desa={row.village}",
            "programme": row.programme.short,
            **{key: number(value) for key, value in figures.items()},
        }


def _change(served: Served) -> str:
    return "–" if served.change_percent is None else f"{served.change_percent:+.1f} %".replace(".", ",")


def _replace(chart: ui.echart, options: dict[str, object]) -> None:
    chart.options.clear()
    chart.options.update(options)
    chart.update()

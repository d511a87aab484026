"""What became of the aid, as plain options of an echarts chart: bars whose parts sum to what was targeted."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.reports.lines import programme_of
from hub.reports.season import Served
from hub.reports.tally import Count, Tally
from hub.reports.words import texts
from hub.visit_file import VisitFile
from ledger.catalogue import Catalogue
from ledger.wording import number

INK, GREEN, PALE_GREEN, GREY, AMBER = "#1a1f24", "#064e3b", "#8fbfae", "#d6d3cb", "#92400e"
BAR_PX, HEAD_PX = 44, 72
_FONT = "Roboto, sans-serif"


def programme_chart(file: VisitFile, tally: Tally, t: Catalogue = texts) -> dict[str, Any]:
    """Chart the programmes of a visit, in the order of the plan."""
    return bars({programme_of(file, code).short: count for code, count in tally.programmes.items()}, t)


def bars(counts: Mapping[str, Count], t: Catalogue = texts) -> dict[str, Any]:
    """Chart counts by name, e.g. `village_counts`, from top to bottom. It wants to be `chart_height_px` high."""
    each = list(counts.values())
    names = [
        t("chart.label", name=name, served=number(count.served), targeted=number(count.targeted))
        for name, count in counts.items()
    ]
    return _frame() | {
        "legend": {"type": "scroll", "top": 8, "left": 0, "itemGap": 24, "textStyle": {"fontSize": 14, "color": INK}},
        "grid": {"left": 8, "right": 24, "top": 56, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "show": False},
        "yAxis": {
            "type": "category", "data": names, "inverse": True, "axisTick": {"show": False},
            "axisLine": {"show": False}, "axisLabel": {"fontSize": 14, "color": INK},
        },
        "series": [
            _series(t("chart.himself"), [one.by_himself + one.at_home for one in each], GREEN, "#ffffff"),
            _series(t("chart.other"), [one.by_proxy + one.by_replacement for one in each], PALE_GREEN, INK),
            _series(t("chart.open"), [one.waiting + one.not_come for one in each], GREY, INK),
            _series(t("chart.stopped"), [one.postponed + one.failed for one in each], AMBER, "#ffffff"),
        ],
    }  # fmt: skip


def served_chart(periods: Sequence[Served], t: Catalogue = texts) -> dict[str, Any]:
    """Chart the people served in each period, as columns."""
    return _frame() | {
        "grid": {"left": 8, "right": 8, "top": 32, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [each.period for each in periods], "axisTick": {"show": False},
                  "axisLabel": {"fontSize": 14, "color": INK}},
        "yAxis": {"type": "value", "minInterval": 1, "show": False},
        "series": [{
            "name": t("chart.years"), "type": "bar", "barMaxWidth": 64, "itemStyle": {"color": GREEN},
            "data": [each.people for each in periods],
            "label": {"show": True, "position": "top", "fontSize": 14, "color": INK},
        }],
    }  # fmt: skip


def chart_height_px(bars: int) -> int:
    """Give how high a chart with so many bars wants to be."""
    return HEAD_PX + BAR_PX * bars


def _frame() -> dict[str, Any]:
    return {"animation": False, "aria": {"enabled": True}, "tooltip": {}, "textStyle": {"fontFamily": _FONT}}


def _series(name: str, values: Sequence[int], colour: str, label_colour: str) -> dict[str, Any]:
    return {
        "name": name, "type": "bar", "stack": "targeted", "barMaxWidth": 28, "itemStyle": {"color": colour},
        "label": {"show": True, "color": label_colour, "fontSize": 14},
        "data": [{"value": value, "label": {"show": value > 0}} for value in values],
    }  # fmt: skip

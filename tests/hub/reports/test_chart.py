import json

from hub.reports.chart import bars, programme_chart, served_chart
from hub.reports.season import Served, village_counts
from hub.reports.tally import tally
from hub.reports.words import texts
from tests.hub.reports.day import busy_day


def test_the_parts_of_a_bar_sum_to_what_was_targeted() -> None:
    file = busy_day(40).file()
    chart = programme_chart(file, tally(file))
    assert chart["yAxis"]["data"] == ["Beras (36/40)", "BLT Desa (28/40)", "PBI-JKN (28/40)"]
    parts = [[cell["value"] for cell in series["data"]] for series in chart["series"]]
    assert [sum(bar) for bar in zip(*parts, strict=True)] == [40, 40, 40]
    assert [bar[0] for bar in parts] == [28, 8, 4, 0]
    assert chart["series"][3]["data"][0]["label"] == {"show": False}  # no zero written over its neighbour


def test_villages_in_english() -> None:
    chart = bars(village_counts([busy_day(10).file()]), texts.in_language("en"))
    assert chart["yAxis"]["data"] == ["Liyu (23/30)"]
    assert [series["name"] for series in chart["series"]][1] == "Proxy or replacement"


def test_years_beside_each_other() -> None:
    chart = served_chart([Served("2024", 281), Served("2025", 880, 213.2)])
    assert (chart["xAxis"]["data"], chart["series"][0]["data"]) == (["2024", "2025"], [281, 880])


def test_options_are_plain_data() -> None:
    file = busy_day(10).file()
    for chart in (programme_chart(file, tally(file)), served_chart([])):
        assert json.loads(json.dumps(chart)) == chart

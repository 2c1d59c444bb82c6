import pytest

from peakops.reports.day_chart import day_chart, spans
from peakops.reports.job_sheet import circled
from peakops.reports.sheet_source import Source

NUMBERS = {"WO-1001": "①", "WO-1007": "②"}


@pytest.fixture(scope="module")
def chart(plan) -> dict:
    return day_chart(Source(plan=plan), "C1", "2026-07-20", NUMBERS)


def test_axis_holds_the_shift(chart) -> None:
    assert chart["axis"] == {"from": 360, "to": 1200}


def test_axis_grows_with_work_outside_the_shift(plan, with_table) -> None:
    import pandas as pd

    phases = plan.tables["worker_phases"].copy()
    phases["start"] = phases["start"].where(
        phases["phase"] != "travel", phases["start"] - pd.Timedelta("2h")
    )
    chart = day_chart(
        Source(plan=with_table(plan, worker_phases=phases)), "C1", "2026-07-20", NUMBERS
    )
    assert chart["axis"]["from"] == 240


def test_hours_show_means_and_the_highest_wbgt(chart) -> None:
    assert len(chart["hours"]) == 14
    assert chart["hours"][0] | {"from": 360, "to": 420} == chart["hours"][0]
    assert (chart["hours"][0]["temp"], chart["hours"][0]["rh"]) == ("29.6", "83")


def test_closed_hours_are_one_span_with_a_short_name(chart) -> None:
    assert chart["closed"] == [
        {"from": 840, "to": 1020, "code": "hottest_hours", "text": "禁止室外"}
    ]
    assert [(s["from"], s["to"]) for s in chart["humid"]] == [(360, 420)]


def test_short_rules_are_named(plan, with_table) -> None:
    slots = plan.tables["weather_slots"].copy()
    slots["rule"] = slots["rule"].replace("hottest_hours", "rain")
    source = Source(plan=with_table(plan, weather_slots=slots), language="en")
    assert day_chart(source, "C1", "2026-07-20", NUMBERS)["closed"][0]["text"] == "rain"


def test_spans_join_neighbours_of_one_code() -> None:
    marks = [(0, "a"), (15, "a"), (30, ""), (45, "a"), (60, "b")]
    assert [(s["from"], s["to"], s["code"]) for s in spans(marks)] == [
        (0, 30, "a"),
        (45, 60, "a"),
        (60, 75, "b"),
    ]


def test_rows_are_the_members_who_are_out(chart) -> None:
    assert [row["name"] for row in chart["rows"]] == [
        "沈镕喆",
        "陆堃",
        "钱昇",
        "费珺",
        "姚祎",
        "章建国",
    ]
    assert chart["rows"][0]["role"] == "负责"
    assert chart["rows"][2]["role"] == "斗内"


def test_bars_cover_a_members_day(plan, chart) -> None:
    bars = chart["rows"][2]["bars"]
    assert [(b["from"], b["to"], b["kind"], b["label"]) for b in bars[:5]] == [
        (410, 435, "travel", ""),
        (435, 465, "setup", ""),
        (465, 491, "bucket", "①A"),
        (491, 526, "rest", ""),
        (526, 551, "bucket", "①A"),
    ]
    watch = [b for b in chart["rows"][1]["bars"] if b["kind"] == "watch"]
    assert [b["label"] for b in watch] == ["①", "②"]


def test_lunch_and_waiting_have_their_own_kind(plan) -> None:
    chart = day_chart(Source(plan=plan), "C2", "2026-07-20", {"WO-1003": "①", "WO-1012": "②"})
    kinds = [(bar["kind"], bar["label"]) for bar in chart["rows"][0]["bars"]]
    assert ("lunch", "午餐") in kinds
    assert ("standby", "") in kinds


def test_a_feeders_own_station_gives_the_weather(plan, with_table) -> None:
    from dataclasses import replace

    slots = plan.tables["weather_slots"]
    import pandas as pd

    hill = slots.assign(station="hill", temp_air_c=25.0)
    feeders = plan.scenario.tables["feeders"].assign(station="hill")
    scenario = replace(plan.scenario, tables={**plan.scenario.tables, "feeders": feeders})
    changed = replace(with_table(plan, weather_slots=pd.concat([slots, hill])), scenario=scenario)
    chart = day_chart(Source(plan=changed), "C1", "2026-07-20", NUMBERS)
    assert chart["hours"][5]["temp"] == "25.0"


def test_circled_numbers_end_at_twenty() -> None:
    assert [circled(n) for n in (1, 20, 21)] == ["①", "⑳", "21"]


def test_a_slot_closed_by_several_rules_says_closed(plan, with_table) -> None:
    slots = plan.tables["weather_slots"]
    rule = slots["rule"].replace("hottest_hours", "hottest_hours;rain")
    source = Source(plan=with_table(plan, weather_slots=slots.assign(rule=rule)))
    chart = day_chart(source, "C1", "2026-07-20", NUMBERS)
    assert [span["text"] for span in chart["closed"]] == ["禁止室外"]

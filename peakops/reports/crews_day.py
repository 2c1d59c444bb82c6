"""One day of all crews: bars of each crew, heat, total load, customers at risk by the hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from peakops.reports.day_chart import crew_days_of, weather_rows
from peakops.reports.heat_sheet import closed_hours
from peakops.reports.sheet_source import Row, Source, day_text, filled, number
from peakops.reports.shift_plan import date_texts, heat_card
from peakops.reports.strain_ranks import strain_ranks
from peakops.reports.wording import label_pair

QUARTERS = 4


def crews_day(source: Source, date: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Chart of all crews on one day: heat above and behind, load and risk below.

    Parameters
    ----------
    source
        The plan, indexed.
    date
        The day, ``YYYY-MM-DD``.
    numbers
        Number of each placed order.
    """
    crews = crew_days_of(source, date)
    axis = _axis(source, crews, date)
    return {
        "date": date_texts(date),
        "heat": heat_card(source, date),
        "closed_by": closed_hours(source, date),
        "may_close": _may_close(source, date),
        "strain": strain_ranks(source, date),
        "axis": axis,
        **weather_rows(source, source.main_station, date, axis),
        "rows": [
            {"name": source.crew_name(crew), "bars": _crew_bars(source, crew, date, numbers)}
            for crew in crews
        ],
        "load": _total_load(source, date, axis),
        "risk": _risk(source, date, axis),
    }


def _may_close(source: Source, date: str) -> list[str]:
    """What would be lost where the day closes after all; empty where that is unlikely."""
    given = source.plan.summary.get("closing_days")
    days = given if isinstance(given, list) else []
    day = next((day for day in days if day["date"] == date), None)
    if day is None:
        return []
    share, orders = f"{100 * day['probability']:.0f}", len(day["work_orders"])
    return [
        text.format(share=share, orders=orders, value=number(day["value"], 1))
        for text in label_pair("may_close")
    ]


def _axis(source: Source, crews: list[str], date: str) -> dict[str, int]:
    drives = [drive for crew in crews for drive in source.travel[crew, date]]
    first = min([source.minute(drive["depart"], date) for drive in drives], default=360)
    last = max([source.minute(drive["arrive"], date) for drive in drives], default=1200)
    return {"from": min(first, 360) // 60 * 60, "to": -(-max(last, 1200) // 60) * 60}


def _crew_bars(
    source: Source, crew: str, date: str, numbers: Mapping[str, str]
) -> list[dict[str, Any]]:
    drives = [("travel", d["depart"], d["arrive"], "") for d in source.travel[crew, date]]
    lunches = {
        ("lunch", row["start"], row["end"], "")
        for row in source.phases[crew, date]
        if row["phase"] == "lunch"
    }
    work = [
        bar
        for row in source.schedule
        if day_text(row["date"]) == date and crew in (row["crew"], row["support_crew"])
        for bar in _work_bars(row, numbers[str(row["work_order"])])
    ]
    return [
        {
            "kind": kind,
            "from": source.minute(start, date),
            "to": source.minute(end, date),
            "label": label,
        }
        for kind, start, end, label in [*drives, *sorted(lunches), *work]
    ]


def _work_bars(row: Row, label: str) -> list[tuple[str, Any, Any, str]]:
    return [
        ("setup", row["start"], row["setup_end"], ""),
        ("bucket", row["setup_end"], row["bucket_end"], label),
        ("teardown", row["bucket_end"], row["end"], ""),
    ]


def _total_load(source: Source, date: str, axis: Mapping[str, int]) -> dict[str, Any]:
    table = source.plan.tables["load_forecast"]
    total = table.groupby("time", sort=True)["p50_mw"].sum()
    points = [
        (source.minute(time, date), float(mw))
        for time, mw in zip(pd.DatetimeIndex(total.index), total, strict=True)
    ]
    inside = [point for point in points if axis["from"] <= point[0] <= axis["to"]]
    low, high = min((mw for _, mw in inside), default=0), max((mw for _, mw in inside), default=1)
    return {
        "points": [{"minute": minute, "mw": round(mw, 3)} for minute, mw in inside],
        "bottom": round(0.9 * low, 3),
        "top": round(1.05 * high, 3),
        "range": f"{low:.1f}–{high:.1f} MW",
    }


def _risk(source: Source, date: str, axis: Mapping[str, int]) -> list[dict[str, Any]]:
    """Customer-hours at risk by hour, summed over the jobs in work."""
    by_hour: dict[int, float] = {}
    for minute, value in _risk_slots(source, date):
        by_hour[minute // 60] = by_hour.get(minute // 60, 0.0) + value
    hours = range(axis["from"] // 60, axis["to"] // 60)
    return [
        {
            "from": 60 * hour,
            "to": 60 * (hour + 1),
            "risk": number(by_hour[hour], 2) if by_hour.get(hour) else "",
        }
        for hour in hours
    ]


def _risk_slots(source: Source, date: str) -> list[tuple[int, float]]:
    windows = source.plan.tables["windows"]
    chosen = source.plan.tables["schedule"][["work_order", "transfer_plan", "start", "end"]]
    joined = windows.merge(chosen, on=["work_order", "transfer_plan"])
    slot = pd.Timedelta(minutes=60 // QUARTERS)
    busy = joined[(joined["time"] < joined["end"]) & (joined["time"] + slot > joined["start"])]
    rows = zip(busy["time"], busy["customers_at_risk"], strict=True)
    return [
        (source.minute(time, date), float(value))
        for time, value in rows
        if filled(value) and day_text(time) == date
    ]

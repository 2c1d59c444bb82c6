"""The chart of a crew's day: heat by the hour above, one row per member below."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from peakops.reports.sheet_source import Row, Source, day_text, split
from peakops.reports.wording import Language, label, listed, text

SLOT_MINUTES = 15
HOUR = 60
SHORT_NAME = {"zh": 6, "en": 10}


def day_chart(source: Source, crew: str, date: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Chart of one crew's day.

    Parameters
    ----------
    source
        The plan, indexed.
    crew, date
        Whose day.
    numbers
        Label of each of the day's orders.
    """
    phases = source.phases[crew, date]
    axis = day_axis(source, phases, crew, date)
    station = station_of_jobs(source, numbers)
    return {
        "axis": axis,
        "rest": "legend_rest" if source.rules.rest_place == "cab" else "legend_rest_shade",
        **weather_rows(source, station, date, axis),
        "rows": [
            {
                "name": source.name(worker),
                "role": roles_of_day(source, worker, numbers),
                "bars": [
                    _bar(source, row, date, numbers) for row in phases if row["worker"] == worker
                ],
            }
            for worker in members_out(source, crew, date)
        ],
    }


def members_out(source: Source, crew: str, date: str) -> list[str]:
    """Members with a phase that day, in the order of the crew's list."""
    out = {str(row["worker"]) for row in source.phases[crew, date]}
    return [worker for worker in source.workers if worker in out]


def day_axis(source: Source, phases: list[Row], crew: str, date: str) -> dict[str, int]:
    """Whole hours that hold the shift and everything planned. [min since midnight]"""
    shift = [_clock_minutes(str(source.crews[crew][key])) for key in ("shift_start", "shift_end")]
    first = min([shift[0], *(source.minute(row["start"], date) for row in phases)])
    last = max([shift[1], *(source.minute(row["end"], date) for row in phases)])
    return {"from": first // HOUR * HOUR, "to": -(-last // HOUR) * HOUR}


def _clock_minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * HOUR + int(minutes)


def station_of_jobs(source: Source, numbers: Mapping[str, str]) -> str:
    """Weather station of the day's first job."""
    for order in numbers:
        feeder = source.feeders.get(str(source.orders[order]["feeder"]), {})
        if feeder.get("station"):
            return str(feeder["station"])
    return source.main_station


def weather_rows(
    source: Source, station: str, date: str, axis: Mapping[str, int]
) -> dict[str, Any]:
    """Hourly weather, closed spans and humid spans inside an axis."""
    slots = [
        (source.minute(row["time"], date), row)
        for row in source.weather[station, date]
        if axis["from"] <= source.minute(row["time"], date) < axis["to"]
    ]
    lang = source.main_language
    closed = spans([(m, "" if row["outdoor_allowed"] else str(row["rule"])) for m, row in slots])
    too_humid = source.rules.humidity_max_percent
    humid = [(m, "x" * (row["relative_humidity_percent"] > too_humid)) for m, row in slots]
    return {
        "hours": [_hour(list(group)) for _, group in groupby(slots, lambda slot: slot[0] // HOUR)],
        "closed": [span | {"text": _short(span["code"], lang)} for span in closed],
        "humid": spans(humid),
    }


def _short(rules: str, lang: Language) -> str:
    """Names of the rules that close a span, where they fit over an hour of the chart."""
    name = listed((text(rule, lang) for rule in split(rules)), lang)
    return name if len(name) <= SHORT_NAME[lang] else label("closed_short", lang)


def _hour(slots: list[tuple[int, Row]]) -> dict[str, Any]:
    rows = [row for _, row in slots]
    temp = _mean(rows, "temp_air_c")
    wbgt = max(float(row["wbgt_sun_c"]) for row in rows)
    return {
        "from": slots[0][0],
        "to": slots[-1][0] + SLOT_MINUTES,
        "temp": f"{temp:.1f}",
        "temp_value": round(temp, 2),
        "rh": f"{_mean(rows, 'relative_humidity_percent'):.0f}",
        "wbgt": f"{wbgt:.1f}",
        "wbgt_value": wbgt,
    }


def _mean(rows: list[Row], column: str) -> float:
    return sum(float(row[column]) for row in rows) / len(rows)


def spans(marks: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """Join neighbouring slots of the same code into spans; an empty code is no span."""
    found: list[dict[str, Any]] = []
    for minute, code in marks:
        if not code:
            continue
        if found and found[-1]["code"] == code and found[-1]["to"] == minute:
            found[-1] = found[-1] | {"to": minute + SLOT_MINUTES}
        else:
            found.append({"from": minute, "to": minute + SLOT_MINUTES, "code": code})
    return found


def roles_of_day(source: Source, worker: str, numbers: Mapping[str, str]) -> str:
    """Short names of the posts a worker holds that day."""
    rows = [row for row in source.schedule if row["work_order"] in numbers]
    posts = [
        post
        for post in ("leader", "supervisor", "bucket", "ground", "relief")
        if any(worker in split(row[post]) for row in rows)
    ]
    return "/".join(label(f"short_{post}", source.main_language) for post in posts)


def _bar(source: Source, row: Row, date: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "from": source.minute(row["start"], date),
        "to": source.minute(row["end"], date),
        "kind": kind_of(row),
        "label": _bar_label(source, row, numbers),
    }


def kind_of(row: Row) -> str:
    """Kind of a phase's bar; who stands by outdoors watches."""
    phase = str(row["phase"])
    return "watch" if phase == "standby" and row["outdoors"] else phase


def _bar_label(source: Source, row: Row, numbers: Mapping[str, str]) -> str:
    kind = kind_of(row)
    order = str(row["work_order"])
    if kind == "bucket":
        return numbers.get(order, "") + _pair_of(source, row, order)
    if kind == "watch":
        return numbers.get(order, "")
    return label("legend_lunch", source.main_language) if kind == "lunch" else ""


def _pair_of(source: Source, row: Row, order: str) -> str:
    return next(
        (
            str(stint["pair"])
            for stint in source.stints[order]
            if stint["worker"] == row["worker"] and stint["start"] == row["start"]
        ),
        "",
    )


def crew_days_of(source: Source, date: str) -> list[str]:
    """Crews in file order that have work on a day."""
    busy = {
        str(crew)
        for row in source.schedule
        if day_text(row["date"]) == date
        for crew in (row["crew"], row["support_crew"])
    }
    return [crew for crew in source.crews if crew in busy]

"""Predicted strain of a crew's day: a row per worker, and lines to draw over the time of day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from peakops.reports.day_chart import members_out, roles_of_day
from peakops.reports.sheet_source import Row, Source, clock_label, day_text, filled, number
from peakops.reports.wording import label_pair

CUP_ML = 250
CUP_MIN_MINUTES = 10
"""A cup this often is 1.5 l an hour, the most that is good to drink."""
STEP_MINUTES = 5
AXIS_LOW_C, AXIS_HIGH_C = 36.5, 38.2
LABEL_SHARE = 0.12
"""Between two labels at the ends of lines, of the axis: the height of a letter in the figure."""
MARKS = "abcdefghijklmnopqrstuvwxyz"


def crew_strain(source: Source, crew: str, date: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Strain of one crew's day.

    Parameters
    ----------
    source
        The plan, indexed.
    crew, date
        Whose day.
    numbers
        Label of each of the day's orders.
    """
    courses = _courses(source, members_out(source, crew, date), date)
    marks = dict(zip(courses, MARKS, strict=False))
    rules = source.rules
    scale = _scale(courses)
    texts = {"core": f"{rules.core_limit_c:.1f}", "water": f"{rules.water_limit_g / 1000:.1f}"}
    notes = ["note_estimate", "note_drink"] + ["note_shade"] * (rules.watch_place == "shade")
    return {
        "people": [
            _person(source, worker, date, course, numbers) | {"mark": marks.get(worker, "")}
            for worker, course in courses.items()
        ],
        "limit": rules.core_limit_c,
        "limits": [text.format(**texts) for text in label_pair("strain_limits")],
        **scale,
        "lines": _lines(source, courses, marks, date, (scale["low"], scale["high"])),
        "notes": [label_pair(code) for code in notes],
    }


def _courses(source: Source, workers: Sequence[str], date: str) -> dict[str, list[Row]]:
    """Steps of each worker's day, in order of time."""
    return {worker: source.strain.get((worker, date), []) for worker in workers}


def _person(
    source: Source, worker: str, date: str, course: Sequence[Row], numbers: Mapping[str, str]
) -> dict[str, Any]:
    phases = [row for row in source.phases[source.crew_of(worker), date] if row["worker"] == worker]
    peak = max(course, key=lambda row: float(row["core_c"]))
    lost_g = float(course[-1]["sweat_loss_g"])
    out = source.minute(phases[-1]["end"], date) - source.minute(phases[0]["start"], date)
    return {
        "name": source.name(worker),
        "role": roles_of_day(source, worker, numbers),
        "outdoors": str(_minutes(source, [row for row in phases if row["outdoors"]], date)),
        "bucket": str(_minutes(source, [r for r in phases if r["phase"] == "bucket"], date)),
        "peak": number(peak["core_c"], 2),
        "peak_at": clock_label(peak["time"]),
        "water": f"{lost_g / 1000:.1f}",
        **drinking(lost_g, out),
    }


def _minutes(source: Source, phases: Sequence[Row], date: str) -> int:
    return sum(
        source.minute(row["end"], date) - source.minute(row["start"], date) for row in phases
    )


def crew_drinking(source: Source, crew: str, date: str) -> dict[str, str]:
    """How the thirstiest worker of a crew's day is to drink; nothing where nobody is out."""
    spans = {
        worker: (phases[0]["start"], phases[-1]["end"])
        for worker, phases in _by_worker(source, crew, date).items()
    }
    lost = {
        str(row["worker"]): float(row["sweat_loss_g"])
        for row in source.out_rows("carry_over")
        if str(row["worker"]) in spans
        and day_text(row["date"]) == date
        and filled(row["sweat_loss_g"])
    }
    if not lost:
        return {}
    driest = max(sorted(lost), key=lost.__getitem__)
    start, end = (source.minute(time, date) for time in spans[driest])
    return drinking(lost[driest], end - start)


def _by_worker(source: Source, crew: str, date: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in source.phases[crew, date]:
        found.setdefault(str(row["worker"]), []).append(row)
    return found


def drinking(lost_g: float, minutes: int) -> dict[str, str]:
    """How to drink what is lost: cups, and minutes from one to the next.

    Parameters
    ----------
    lost_g
        Water lost in the day. [g]
    minutes
        Time to drink it in, from departure to return; positive. [min]
    """
    cups = max(1, min(math.ceil(lost_g / CUP_ML), minutes // CUP_MIN_MINUTES))
    every = max(CUP_MIN_MINUTES, minutes // cups // STEP_MINUTES * STEP_MINUTES)
    return {"cups": str(cups), "every": f"{every} min"}


def _scale(courses: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Range of the axis, wider only where somebody leaves it. [°C]"""
    values = [float(row["core_c"]) for course in courses.values() for row in course]
    low = min(AXIS_LOW_C, math.floor(2 * min(values)) / 2)
    high = max(AXIS_HIGH_C, max(values) + 0.1)
    ticks = [low + step / 2 for step in range(int(2 * (high - low)) + 1)]
    return {
        "low": low,
        "high": high,
        "ticks": [{"value": tick, "text": f"{tick:.1f}"} for tick in ticks],
    }


def _lines(
    source: Source,
    courses: Mapping[str, Sequence[Row]],
    marks: Mapping[str, str],
    date: str,
    axis_c: tuple[float, float],
) -> list[dict[str, Any]]:
    """One line for all workers of the same course, labelled with their marks."""
    alike: dict[tuple[tuple[int, float], ...], list[str]] = {}
    for worker, course in courses.items():
        points = tuple(
            (source.minute(row["time"], date), round(float(row["core_c"]), 2)) for row in course
        )
        alike.setdefault(points, []).append(worker)
    places = spread([points[-1][1] for points in alike], *axis_c)
    return [
        {
            "mark": " ".join(marks.get(worker, "") for worker in workers),
            "worker": source.name(workers[0]),
            "label_c": place,
            "points": [{"minute": minute, "core": core} for minute, core in points],
            "peak": _peak(points),
            "bars": _stints(source, workers[0], date),
        }
        for (points, workers), place in zip(alike.items(), places, strict=True)
    ]


def _peak(points: Sequence[tuple[int, float]]) -> dict[str, float]:
    minute, core = max(points, key=lambda point: point[1])
    return {"minute": minute, "core": core}


def _stints(source: Source, worker: str, date: str) -> list[dict[str, Any]]:
    """What a worker does outdoors, as bars without text."""
    rows = source.phases[source.crew_of(worker), date]
    return [
        {
            "from": source.minute(row["start"], date),
            "to": source.minute(row["end"], date),
            "kind": "watch" if row["phase"] == "standby" else str(row["phase"]),
        }
        for row in rows
        if row["worker"] == worker and row["outdoors"]
    ]


def spread(values: Sequence[float], low: float, high: float) -> list[float]:
    """Heights of labels beside values, a letter apart and not above their axis. [°C]"""
    found = list(values)
    gap = LABEL_SHARE * (high - low)
    order = sorted(range(len(found)), key=found.__getitem__)
    for lower, upper in pairwise(order):
        found[upper] = max(found[upper], found[lower] + gap)
    ceiling = high
    for place in reversed(order):
        found[place] = min(found[place], ceiling)
        ceiling = found[place] - gap
    return found

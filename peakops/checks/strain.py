"""Strain of everybody's day, followed anew from worker_phases.csv."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

import weather
from peakops.checks.cells import Row
from peakops.checks.jobs import minutes_between, records
from peakops.checks.records import Breach
from peakops.checks.written import WrittenPlan
from weather import Kit, StrainCourse, WorkerDay, WorkStretch

TOLERANCE_C = 0.011
"""What a temperature may be off by its own rounding, and one in the last place."""

TOLERANCE_G = 1.01

# ISO 8996 [W/m²]: at rest, standing and watching, set-up and teardown on the ground.
AT_REST, WATCHING, ON_THE_GROUND = 65.0, 100.0, 165.0
STILL_RISING = pd.Timedelta(minutes=15)


def strain_core(plan: WrittenPlan) -> Iterator[Breach]:
    """Nobody's predicted rectal temperature exceeds the limit."""
    yield from _over(plan, "strain_core", plan.climate.rules.core_limit_c, "°C")


def strain_water(plan: WrittenPlan) -> Iterator[Breach]:
    """Nobody loses more water in a day than the share of his mass."""
    yield from _over(plan, "strain_water", plan.climate.rules.water_limit_g, "g")


def _over(plan: WrittenPlan, code: str, limit: float, unit: str) -> Iterator[Breach]:
    for (worker, date), course in follow(plan).items():
        values = course.core_c if code == "strain_core" else course.sweat_loss_g
        if not (values > limit).any():
            continue
        when = _midnight(plan) + pd.Timedelta(minutes=int(course.minute[np.argmax(values > limit)]))
        begun = [
            row for row in plan.phases_of[worker, date] if row["work_order"] and row["start"] < when
        ]
        yield Breach(
            code=code,
            file="worker_phases.csv",
            row=begun[-1]["row"] if begun else None,
            work_orders=(begun[-1]["work_order"],) if begun else (),
            workers=(worker,),
            crews=(str(plan.workers[worker]["crew"]),),
            time_from=when,
            found=f"{values.max():.2f} {unit}",
            limit=f"{limit:g} {unit}",
        )


def strain_agrees(plan: WrittenPlan) -> Iterator[Breach]:
    """The temperatures and the water that the files name are those of the days they tell."""
    if not plan.climate.rules.use_strain:
        return
    for rows in plan.phases_of.values():
        for row in rows:
            yield from _work_agrees(plan, row)
            yield from _differ(row, "worker_phases.csv", wanted_of_phase(plan, row), TOLERANCE_C)
    for row in plan.files["stints"]:
        yield from _differ(row, "stints.csv", wanted_of_stint(plan, row), TOLERANCE_C)
    for row in plan.files["carry_over"]:
        course = follow(plan).get((row["worker"], row["date"]))
        if course is not None:
            water = {"sweat_loss_g": float(course.sweat_loss_g[-1])}
            core = {
                "core_peak_c": float(course.core_c.max()),
                "strain_end_c": float(course.core_c[-1]),
            }
            yield from _differ(row, "carry_over.csv", water, TOLERANCE_G)
            yield from _differ(row, "carry_over.csv", core, TOLERANCE_C)


def courses_agree(plan: WrittenPlan) -> Iterator[Breach]:
    """strain.csv tells every worker's course, step by step, and no other."""
    if not plan.climate.rules.use_strain:
        return
    written: dict[tuple[str, dt.date], list[Row]] = {}
    for row in plan.files["strain"]:
        written.setdefault((row["worker"], row["date"]), []).append(row)
    courses = follow(plan)
    for worker, date in sorted(written.keys() | courses.keys()):
        rows = written.get((worker, date), [])
        if not _same_course(plan, rows, courses.get((worker, date))):
            yield Breach(
                code="files_disagree",
                file="strain.csv",
                row=rows[0]["row"] if rows else None,
                workers=(worker,),
                found=f"{len(rows)} steps on {date}",
                limit="the course of the day in worker_phases.csv",
            )


def _same_course(plan: WrittenPlan, rows: list[Row], course: StrainCourse | None) -> bool:
    if course is None:
        return (rows[0]["worker"], rows[0]["date"]) in plan.phases_of  # told by other rules
    zero = _midnight(plan)
    minutes = [minutes_between(zero, row["time"]) for row in rows]
    if minutes != course.minute.tolist():
        return False
    core = np.array([row["core_c"] for row in rows]) - course.core_c
    water = np.array([row["sweat_loss_g"] for row in rows]) - course.sweat_loss_g
    return bool((np.abs(core) <= TOLERANCE_C).all() and (np.abs(water) <= TOLERANCE_G).all())


def wanted_of_phase(plan: WrittenPlan, row: Row) -> dict[str, float]:
    """What a row of worker_phases.csv has to say of the core, as far as it can be followed."""
    course = follow(plan).get((row["worker"], row["start"].date()))
    if course is None:
        return {}
    start, end = _minutes(plan, row)
    return {"core_peak_c": course.peak_c(start, end), "core_end_c": course.core_at(end)}


def wanted_of_stint(plan: WrittenPlan, row: Row) -> dict[str, float]:
    """What a row of stints.csv has to say of the core, as far as it can be followed."""
    course = follow(plan).get((row["worker"], row["start"].date()))
    if course is None:
        return {}
    start, end = _minutes(plan, row | {"end": row["end"] + STILL_RISING})
    limit = plan.climate.rules.core_limit_c
    return {"predicted_core_c": course.peak_c(start, end), "core_limit_c": limit}


def _work_agrees(plan: WrittenPlan, row: Row) -> Iterator[Breach]:
    file = "worker_phases.csv"
    if row["outdoors"] and row["work_order"] not in plan.job_of:
        return  # told by the sheets
    place, rate, kit = work_of(plan, row)
    yield from _differ(row, file, {"metabolic_rate_w_per_m2": rate}, 0.0)
    if row["kit"] != kit or (row["place"] == "shade") != (place == "shade"):
        yield _disagrees(row, file, f"{row['kit'] or 'no kit'}, {row['place']}", f"{kit}, {place}")


def _differ(row: Row, file: str, wanted: Mapping[str, float], tolerance: float) -> Iterator[Breach]:
    for column, value in wanted.items():
        found = row[column]
        if found is None or not abs(found - value) <= tolerance:
            yield _disagrees(row, file, f"{column} {found}", f"{value:.2f}")


def _disagrees(row: Row, file: str, found: str, limit: str) -> Breach:
    return Breach(
        code="files_disagree",
        file=file,
        row=row["row"],
        workers=(row["worker"],),
        time_from=row.get("start"),
        found=found,
        limit=limit,
    )


@lru_cache(maxsize=1)
def follow(plan: WrittenPlan) -> dict[tuple[str, dt.date], StrainCourse]:
    """Strain of every worker and date whose phases can be followed; others break other rules.

    Nobody is followed where the utility leaves strain aside.
    """
    if not plan.climate.rules.use_strain:
        return {}
    tables = {name: table.reset_index(drop=True) for name, table in plan.climate.slots.items()}
    rested: dict[str, tuple[float, pd.Timestamp]] = {}
    found: dict[tuple[str, dt.date], StrainCourse] = {}
    for date in sorted({date for _, date in plan.phases_of}):
        keys = [key for key in plan.phases_of if key[1] == date and _can_follow(plan, key)]
        mornings = _mornings(plan, keys, rested)
        days = [_worker_day(plan, key, core) for key, core in zip(keys, mornings, strict=True)]
        courses = weather.follow_all(days, tables, plan.climate.rules)
        for key, course in zip(keys, courses, strict=True):
            found[key] = course
            rested[key[0]] = float(course.core_c[-1]), plan.phases_of[key][-1]["end"]
    return found


def _can_follow(plan: WrittenPlan, key: tuple[str, dt.date]) -> bool:
    """Whether a day's phases lie in the plan, one after another, and in its jobs."""
    rows = plan.phases_of[key]
    first, last = _midnight(plan), _midnight(plan) + pd.Timedelta(days=plan.scenario.days)
    return (
        first <= rows[0]["start"]
        and all(row["start"] < row["end"] <= last for row in rows)
        and all(row["end"] <= after["start"] for row, after in pairwise(rows))
        and all(not row["outdoors"] or row["work_order"] in plan.job_of for row in rows)
    )


def _worker_day(plan: WrittenPlan, key: tuple[str, dt.date], start_core_c: float) -> WorkerDay:
    return WorkerDay(
        stretches=tuple(_stretch(plan, row) for row in plan.phases_of[key]),
        start_core_c=start_core_c,
        acclimatised=plan.share_outdoors(*key) is None,
    )


def _mornings(
    plan: WrittenPlan,
    keys: Sequence[tuple[str, dt.date]],
    rested: Mapping[str, tuple[float, pd.Timestamp]],
) -> list[float]:
    """Core temperature at the start of each day: of the input, or the evening's after a night."""
    cores, minutes = [], []
    for worker, date in keys:
        start = plan.phases_of[worker, date][0]["start"]
        core, since = rested.get(worker, (_given(plan, worker), start))
        cores.append(core)
        minutes.append(minutes_between(since, start))
    found = weather.after_rest(
        np.array(cores), np.array(minutes, dtype=np.int64), plan.climate.rules
    )
    return [float(core) for core in found]


def _given(plan: WrittenPlan, worker: str) -> float:
    given = float(plan.workers[worker]["strain_start_c"])
    return weather.START_CORE_C if np.isnan(given) else given


def _stretch(plan: WrittenPlan, row: Row) -> WorkStretch:
    """What a phase is by its kind, whatever rate, kit and place the file names."""
    start, end = _minutes(plan, row)
    job = plan.job_of.get(row["work_order"])
    place, rate, kit = work_of(plan, row)
    return WorkStretch(
        start_minute=start,
        end_minute=end,
        place=place,
        station=plan.climate.station(job) if job else "",
        metabolic_rate_w_per_m2=rate,
        kit=_kits(plan)[kit] if kit else weather.work_clothes(plan.climate.rules),
    )


def work_of(plan: WrittenPlan, row: Row) -> tuple[str, float, str]:
    """Place, metabolic rate [W/m²] and kit of a phase."""
    if not row["outdoors"]:
        return "cab", AT_REST, ""
    if row["phase"] == "bucket":
        job = plan.job_of[row["work_order"]]
        return "bucket", job.type.metabolic_rate_w_per_m2, job.type.kit
    if row["phase"] == "rest":
        return "shade", AT_REST, ""
    if row["phase"] == "standby":
        return "shade" if plan.climate.rules.watch_place == "shade" else "ground", WATCHING, ""
    return "ground", ON_THE_GROUND, ""


@lru_cache(maxsize=1)
def _kits(plan: WrittenPlan) -> dict[str, Kit]:
    return {
        str(row["kit"]): Kit(clo=float(row["clo"]), im=float(row["im"]), cav_c=float(row["cav_c"]))
        for row in records(plan.scenario, "kits")
    }


def _minutes(plan: WrittenPlan, row: Row) -> tuple[int, int]:
    zero = _midnight(plan)
    return minutes_between(zero, row["start"]), minutes_between(zero, row["end"])


def _midnight(plan: WrittenPlan) -> pd.Timestamp:
    return pd.Timestamp(plan.scenario.date, tz=plan.scenario.timezone)

"""Heat and weather: days and hours without work outdoors, live-work weather, hours outdoors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from peakops.checks.jobs import Job, minutes_between
from peakops.checks.records import Breach, clock
from peakops.checks.written import Watch, WrittenPlan
from weather.heat_rules import WATCH_W_PER_M2, exposure_minutes

MINUTES_PER_DAY = 24 * 60
FULL_SHIFT_MINUTES = 480  # base of a new worker's share on days without a legal cap


def stop_day(plan: WrittenPlan) -> Iterator[Breach]:
    """On a day of 40 °C or more only emergencies are outdoors."""
    limit = plan.climate.rules.stop_tmax_c
    for job in plan.jobs:
        day = plan.climate.day(job.start.date(), plan.climate.station(job))
        if day is not None and day.tmax_c >= limit and not job.emergency:
            yield _breach("stop_day", job, (job.start, job.end), f"{day.tmax_c:g} °C", limit)


def hottest_hours(plan: WrittenPlan) -> Iterator[Breach]:
    """From 37 °C nobody is outdoors in the hottest hours; an emergency may be."""
    for job in plan.jobs:
        day = plan.climate.day(job.start.date(), plan.climate.station(job))
        if day is None or day.hottest is None or job.emergency:
            continue
        if day.tmax_c >= plan.climate.rules.stop_tmax_c:  # the whole day is closed
            continue
        for start, end in _outdoor_spans(plan, job):
            if start < day.hottest[1] and day.hottest[0] < end:
                limit = f"outside {clock(day.hottest[0])} to {clock(day.hottest[1])}"
                found = f"{clock(start)} to {clock(end)}"
                yield _breach("hottest_hours", job, (start, end), found, limit)
                break


def _outdoor_spans(plan: WrittenPlan, job: Job) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """The job itself, then every stretch that a worker spends outdoors for it."""
    yield job.start, job.end
    for row in plan.files["worker_phases"]:
        if row["work_order"] == job.work_order and row["outdoors"]:
            yield row["start"], row["end"]


def rain(plan: WrittenPlan) -> Iterator[Breach]:
    """No work on site in rain."""
    limit = plan.climate.rules.rain_max_mm_per_h
    yield from _weather(plan, "rain", "rain_mm_per_h", limit, _exposed, lambda v: v > limit)


def thunder(plan: WrittenPlan) -> Iterator[Breach]:
    """No work on site where thunder is likely."""
    limit = plan.climate.rules.thunder_probability_max
    column = "thunder_probability"
    yield from _weather(plan, "thunder", column, limit, _exposed, lambda v: v >= limit)


def wind(plan: WrittenPlan) -> Iterator[Breach]:
    """Nobody in the bucket in strong wind."""
    limit = plan.climate.rules.wind_max_m_per_s
    yield from _weather(plan, "wind", "wind_m_per_s", limit, _in_bucket, lambda v: v > limit)


def humidity(plan: WrittenPlan) -> Iterator[Breach]:
    """Nobody in the bucket in humid air, unless the tools are moisture-proof."""
    limit = plan.climate.rules.humidity_max_percent
    column = "relative_humidity_percent"
    for breach in _weather(plan, "humidity", column, limit, _in_bucket, lambda v: v > limit):
        job = plan.job_of[breach.work_orders[0]]
        if not job.order["moisture_proof_tools"]:
            yield breach


def darkness(plan: WrittenPlan) -> Iterator[Breach]:
    """No work on site in the dark, unless the utility does night work; emergencies neither."""
    limit = plan.climate.rules.daylight_elevation_deg
    for job in plan.jobs:
        dark = _dark(plan, job)
        if len(dark) and not plan.climate.rules.night_work:
            yield _breach("darkness", job, _span(dark, job), f"sun at {dark.min():g}°", limit)


def lighting_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """Night work is marked as work with lighting, and no other."""
    for job in plan.jobs:
        dark = _dark(plan, job)
        if len(dark) and plan.climate.rules.night_work and not job.lighting:
            yield _breach("lighting_missing", job, _span(dark, job), "lighting no", "yes")
        if job.lighting and not len(dark):
            yield _breach("files_disagree", job, (job.start, job.end), "lighting yes", "no")


def _dark(plan: WrittenPlan, job: Job) -> pd.Series:
    """Height of the sun in the slots of a job in which it is not light all through."""
    start, end = _exposed(job, pd.Timedelta(minutes=int(plan.climate.rules.bucket_clear_minutes)))
    sun = plan.climate.weather(job, start, end)["sun_lowest_deg"]
    return sun[sun < plan.climate.rules.daylight_elevation_deg]


def _span(slots: pd.Series, job: Job) -> tuple[pd.Timestamp, pd.Timestamp]:
    return max(slots.index[0], job.start), slots.index[-1] + pd.Timedelta(minutes=15)


def _exposed(job: Job, clear: pd.Timedelta) -> tuple[pd.Timestamp, pd.Timestamp]:
    """On site, and the time to come down safely after the bucket work."""
    return job.start, max(job.end, job.bucket_end + clear)


def _in_bucket(job: Job, clear: pd.Timedelta) -> tuple[pd.Timestamp, pd.Timestamp]:
    return job.setup_end, job.bucket_end + clear


def _weather(
    plan: WrittenPlan,
    code: str,
    column: str,
    limit: float,
    span: Callable[[Job, pd.Timedelta], tuple[pd.Timestamp, pd.Timestamp]],
    closed: Callable[[pd.Series], pd.Series],
) -> Iterator[Breach]:
    clear = pd.Timedelta(minutes=int(plan.climate.rules.bucket_clear_minutes))
    for job in plan.jobs:
        start, end = span(job, clear)
        values = plan.climate.weather(job, start, end)[column]
        bad = values[closed(values)]
        if len(bad):
            when = (max(bad.index[0], start), min(bad.index[-1] + pd.Timedelta(minutes=15), end))
            yield _breach(code, job, when, f"{bad.max():g}", limit)


def _breach(
    code: str, job: Job, when: tuple[pd.Timestamp, pd.Timestamp], found: str, limit: object
) -> Breach:
    return Breach(
        code=code,
        row=job.row,
        work_orders=(job.work_order,),
        crews=job.crews,
        time_from=when[0],
        time_to=when[1],
        found=found,
        limit=limit if isinstance(limit, str) else f"{limit:g}",
    )


def exposure_on_site(plan: WrittenPlan) -> Iterator[Breach]:
    """Where exposure limits everyone, nobody watches a job longer in one go than it allows."""
    rules = plan.climate.rules
    for job in plan.jobs if rules.exposure_applies_to == "everyone" else ():
        for start, end in _watches(plan, job):
            slots = plan.climate.weather(job, start, end)
            air, humidity = slots["temp_air_c"], slots["relative_humidity_percent"]
            limits = exposure_minutes(air, humidity, WATCH_W_PER_M2, rules)
            limit = limits.min(initial=MINUTES_PER_DAY)
            if minutes_between(start, end) > limit:
                found = f"{minutes_between(start, end)} min"
                yield _breach("exposure_on_site", job, (start, end), found, f"{limit} min")


def _watches(plan: WrittenPlan, job: Job) -> list[Watch]:
    """The whole job, unless everybody who watches it is relieved; then each watch."""
    own = [plan.watches.get((job.work_order, name)) for name in (*job.watchers, *job.relief)]
    found = {watch for watches in own for watch in watches or ((job.start, job.end),)}
    return [(job.start, job.end)] if (job.start, job.end) in found else sorted(found)


def outdoor_cap(plan: WrittenPlan) -> Iterator[Breach]:
    """Minutes outdoors of a worker and day: the legal cap, and a new worker's share of it."""
    spent = outdoor_minutes(plan)
    for (worker, date), (minutes, orders) in sorted(spent.items()):
        cap = outdoor_cap_minutes(plan, plan.workers[worker], date)
        if cap is not None and minutes > cap:
            midnight = pd.Timestamp(date, tz=plan.scenario.timezone)
            yield Breach(
                code="outdoor_cap",
                file="worker_phases.csv",
                work_orders=orders,
                workers=(worker,),
                crews=(str(plan.workers[worker]["crew"]),),
                time_from=midnight,
                time_to=midnight + pd.Timedelta(days=1),
                found=f"{minutes} min",
                limit=f"{cap} min",
            )


def outdoor_minutes(
    plan: WrittenPlan,
) -> dict[tuple[str, dt.date], tuple[int, tuple[str, ...]]]:
    """Minutes outdoors and orders of every worker and date.

    The schedule and worker_phases.csv must agree; where they do not, the longer time counts.
    """
    by_schedule: dict[tuple[str, dt.date], int] = {}
    orders: dict[tuple[str, dt.date], list[str]] = {}
    for job in plan.jobs:
        for worker in job.people:
            key = (worker, job.start.date())
            by_schedule[key] = by_schedule.get(key, 0) + _on_site(plan, job, worker)
            orders.setdefault(key, []).append(job.work_order)
    by_phases = {
        key: sum(minutes_between(row["start"], row["end"]) for row in rows if row["outdoors"])
        for key, rows in plan.phases_of.items()
    }
    return {
        key: (max(by_schedule.get(key, 0), by_phases.get(key, 0)), tuple(orders.get(key, ())))
        for key in sorted(by_schedule.keys() | by_phases.keys())
    }


def _on_site(plan: WrittenPlan, job: Job, worker: str) -> int:
    """Least minutes outdoors for one job; a bucket worker rests in the cooled cab or in shade."""
    watches = plan.watches.get((job.work_order, worker), ())
    if watches and plan.climate.rules.rest_place == "shade":
        return minutes_between(watches[0][0], watches[-1][1])
    if watches:
        return sum(minutes_between(start, end) for start, end in watches)
    if worker in job.watchers:
        return minutes_between(job.start, job.end)
    own = [
        row for row in plan.stints_of_worker.get(worker, ()) if row["work_order"] == job.work_order
    ]
    up = sum(minutes_between(row["start"], row["end"]) for row in own)
    if own and plan.climate.rules.rest_place == "shade":
        up = minutes_between(own[0]["start"], max(row["end"] for row in own))
    return minutes_between(job.start, job.setup_end) + up


def outdoor_cap_minutes(plan: WrittenPlan, worker: dict[str, Any], date: dt.date) -> int | None:
    """Minutes a worker may spend outdoors on a date; None where nothing caps them. [min]"""
    rules, day = plan.climate.rules, plan.climate.day(date)
    if day is None or day.tmax_c < rules.rotate_tmax_c:
        return None
    share = plan.share_outdoors(str(worker["worker"]), date)
    restricted = day.tmax_c >= rules.restricted_tmax_c
    if not restricted and share is None:
        return None
    base = int(rules.outdoor_cap_minutes) if restricted else FULL_SHIFT_MINUTES
    return max(0, int(base * (1.0 if share is None else share) - _spent_before(plan, worker, date)))


def _spent_before(plan: WrittenPlan, worker: dict[str, Any], date: dt.date) -> float:
    """Minutes outdoors before the plan was issued, where it was issued on its first day."""
    issued = plan.scenario.issued.tz_convert(plan.scenario.timezone).date()
    return float(worker["outdoor_minutes_today"]) if date == plan.scenario.date == issued else 0.0

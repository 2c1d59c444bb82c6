"""Where a crew is through the day: one job at a time, ways driven, shift kept, lunch taken."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

import pandas as pd

from peakops.checks.jobs import Job, minutes_between
from peakops.checks.records import Breach, clock
from peakops.checks.written import WrittenPlan

EARTH_RADIUS_KM = 6371.0088
BASE = "base"

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Distances and driving times between bases and sites.

    Parameters
    ----------
    bases, sites
        Crew or order to latitude and longitude. [°]
    detour_factor
        Road length over straight line.
    speed_km_per_h
        Driving speed. [km/h]
    """

    bases: Mapping[str, Point]
    sites: Mapping[str, Point]
    detour_factor: float
    speed_km_per_h: float

    def point(self, crew: str, place: str) -> Point:
        """Where an order or the crew's own base is."""
        return self.bases[crew] if place == BASE else self.sites[place]

    def km(self, crew: str, start: str, end: str) -> float:
        """Road distance: great circle times detour. [km]"""
        (lat_a, lon_a), (lat_b, lon_b) = (
            tuple(map(math.radians, self.point(crew, place))) for place in (start, end)
        )
        height = math.sin((lat_b - lat_a) / 2) ** 2
        across = math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
        angle = 2 * math.atan2(math.sqrt(height + across), math.sqrt(1 - height - across))
        return EARTH_RADIUS_KM * angle * self.detour_factor

    def minutes(self, crew: str, start: str, end: str) -> int:
        """Driving time, begun minutes counted. [min]"""
        hours = self.km(crew, start, end) / self.speed_km_per_h
        return math.ceil(round(hours * 60, 6))


def read_ways(plan: WrittenPlan) -> Ways:
    """Coordinates of the inputs; an order without its own stands at its bus."""
    limits = plan.scenario.limits
    return Ways(
        bases={
            name: (float(row["base_lat"]), float(row["base_lon"]))
            for name, row in plan.crews.items()
        },
        sites={job.work_order: _site(plan, job) for job in plan.jobs},
        detour_factor=limits.detour_factor,
        speed_km_per_h=limits.speed_km_per_h,
    )


def _site(plan: WrittenPlan, job: Job) -> Point:
    lat, lon = float(job.order["lat"]), float(job.order["lon"])
    if math.isnan(lat) or math.isnan(lon):
        return plan.grid.bus_lat_lon[int(job.order["bus"])]
    return lat, lon


def crew_overlap(plan: WrittenPlan) -> Iterator[Breach]:
    """A crew does one job at a time."""
    for (crew, _), jobs in plan.crew_days.items():
        for a, b in combinations(jobs, 2):
            if a.overlaps(b):
                found = f"from {clock(b.start)}"
                yield _between("crew_overlap", crew, a, b, found, f"from {clock(a.end)}")


def travel_too_short(plan: WrittenPlan) -> Iterator[Breach]:
    """Between two jobs there is time to drive, and every drive written down takes its time."""
    ways = read_ways(plan)
    for (crew, _), jobs in plan.crew_days.items():
        for a, b in pairwise(jobs):
            gap, needed = minutes_between(a.end, b.start), 0
            if gap >= 0:
                needed = ways.minutes(crew, a.work_order, b.work_order)
            if 0 <= gap < needed:
                yield _between("travel_too_short", crew, a, b, f"{gap} min", f"{needed} min")
    for row in plan.files["travel"]:
        if any(row[end] not in (BASE, *plan.job_of) for end in ("from", "to")):
            continue  # an order that is not planned: reported as disagreement
        found = minutes_between(row["depart"], row["arrive"])
        needed = ways.minutes(row["crew"], row["from"], row["to"])
        if found < needed:
            yield Breach(
                code="travel_too_short",
                file="travel.csv",
                row=row["row"],
                work_orders=tuple(row[end] for end in ("from", "to") if row[end] != BASE),
                crews=(row["crew"],),
                time_from=row["depart"],
                time_to=row["arrive"],
                found=f"{found} min",
                limit=f"{needed} min",
            )


def outside_shift(plan: WrittenPlan) -> Iterator[Breach]:
    """A crew leaves its base not before its shift starts and is back by its end."""
    ways = read_ways(plan)
    for (crew, date), jobs in plan.crew_days.items():
        first, last = jobs[0], max(jobs, key=lambda job: job.end)
        opens, closes = shift(plan, crew, date)
        out = first.start - _drive(ways, crew, BASE, first.work_order)
        back = last.end + _drive(ways, crew, last.work_order, BASE)
        trips = [
            row
            for row in plan.files["travel"]
            if row["crew"] == crew and row["depart"].date() == date
        ]
        out = min([out, *(row["depart"] for row in trips)])
        back = max([back, *(row["arrive"] for row in trips)])
        if out < opens:
            yield _of_day("outside_shift", crew, first, out, ("leaves", "from", opens))
        if back > closes:
            yield _of_day("outside_shift", crew, last, back, ("is back", "to", closes))


def _drive(ways: Ways, crew: str, start: str, end: str) -> pd.Timedelta:
    return pd.Timedelta(minutes=ways.minutes(crew, start, end))


def shift(plan: WrittenPlan, crew: str, date: dt.date) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Start and end of a crew's shift on a date."""
    row = plan.crews[crew]
    return at(plan, date, str(row["shift_start"])), at(plan, date, str(row["shift_end"]))


def at(plan: WrittenPlan, date: dt.date, text: str) -> pd.Timestamp:
    """Clock time of a date, ``24:00`` included."""
    hour, minute = (int(part) for part in text.split(":"))
    day = date + dt.timedelta(days=hour // 24)
    return pd.Timestamp(
        year=day.year,
        month=day.month,
        day=day.day,
        hour=hour % 24,
        minute=minute,
        tz=plan.scenario.timezone,
    )


def lunch_missing(plan: WrittenPlan) -> Iterator[Breach]:
    """A crew out over noon has a lunch between two jobs, and each member's sheet shows it.

    Nobody needs one who can eat at the base, before leaving or after coming back.
    """
    ways = read_ways(plan)
    for (crew, date), jobs in plan.crew_days.items():
        if not _lunch_needed(plan, ways, crew, date, jobs):
            continue
        minutes = plan.scenario.limits.lunch_minutes
        limit = f"{minutes} min from {' to '.join(plan.scenario.limits.lunch)}"
        longest = _longest_lunch(plan, ways, crew, date, jobs)
        if longest < minutes:
            yield _no_lunch(plan, crew, date, jobs, (), (f"{longest} min", limit))
            continue
        people = {name for job in jobs for name in job.people}
        hungry = tuple(
            name
            for name in sorted(people)
            if plan.workers[name]["crew"] == crew and not _eats(plan, name, date)
        )
        if hungry:
            yield _no_lunch(plan, crew, date, jobs, hungry, ("no lunch", limit))


def _lunch_window(plan: WrittenPlan, date: dt.date) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = plan.scenario.limits.lunch
    return at(plan, date, first), at(plan, date, last)


def _lunch_needed(
    plan: WrittenPlan, ways: Ways, crew: str, date: dt.date, jobs: tuple[Job, ...]
) -> bool:
    opens, closes = _lunch_window(plan, date)
    length = pd.Timedelta(minutes=plan.scenario.limits.lunch_minutes)
    leaves = min(job.start - _drive(ways, crew, BASE, job.work_order) for job in jobs)
    back = max(job.end + _drive(ways, crew, job.work_order, BASE) for job in jobs)
    return bool(length) and leaves < opens + length and back > closes - length


def _longest_lunch(
    plan: WrittenPlan, ways: Ways, crew: str, date: dt.date, jobs: tuple[Job, ...]
) -> int:
    """Longest stretch of the lunch hours that no job and no drive to the next one takes. [min]"""
    opens, closes = _lunch_window(plan, date)
    free = [minutes_between(max(opens, jobs[-1].end), closes)]
    for a, b in pairwise(jobs):
        leave = b.start - _drive(ways, crew, a.work_order, b.work_order)
        free.append(minutes_between(max(opens, a.end), min(closes, leave)))
    return max(0, *free)


def _eats(plan: WrittenPlan, worker: str, date: dt.date) -> bool:
    opens, closes = _lunch_window(plan, date)
    return any(
        row["phase"] == "lunch"
        and opens <= row["start"]
        and row["end"] <= closes
        and minutes_between(row["start"], row["end"]) >= plan.scenario.limits.lunch_minutes
        for row in plan.phases_of.get((worker, date), ())
    )


def _no_lunch(
    plan: WrittenPlan,
    crew: str,
    date: dt.date,
    jobs: tuple[Job, ...],
    workers: tuple[str, ...],
    values: tuple[str, str],
) -> Breach:
    opens, closes = _lunch_window(plan, date)
    return Breach(
        code="lunch_missing",
        file="worker_phases.csv",
        work_orders=tuple(job.work_order for job in jobs),
        workers=workers,
        crews=(crew,),
        time_from=opens,
        time_to=closes,
        found=values[0],
        limit=values[1],
    )


def ground_time_too_short(plan: WrittenPlan) -> Iterator[Breach]:
    """Set-up and teardown last as long as their steps."""
    for job in plan.jobs:
        for name, start, end, needed in (
            ("setup", job.start, job.setup_end, job.type.setup_minutes),
            ("teardown", job.bucket_end, job.end, job.type.teardown_minutes),
        ):
            found = minutes_between(start, end)
            if found < needed:
                yield Breach(
                    code=f"{name}_too_short",
                    row=job.row,
                    work_orders=(job.work_order,),
                    crews=job.crews,
                    time_from=start,
                    time_to=end,
                    found=f"{found} min",
                    limit=f"{needed} min",
                )


def _between(code: str, crew: str, a: Job, b: Job, found: str, limit: str) -> Breach:
    return Breach(
        code=code,
        row=b.row,
        work_orders=(a.work_order, b.work_order),
        crews=(crew,),
        time_from=min(a.end, b.start),
        time_to=max(a.end, b.start),
        found=found,
        limit=limit,
    )


def _of_day(
    code: str, crew: str, job: Job, time: pd.Timestamp, words: tuple[str, str, pd.Timestamp]
) -> Breach:
    return Breach(
        code=code,
        row=job.row,
        work_orders=(job.work_order,),
        crews=(crew,),
        time_from=time,
        time_to=time,
        found=f"{words[0]} {clock(time)}",
        limit=f"{words[1]} {clock(words[2])}",
    )

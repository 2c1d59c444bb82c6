"""Random edits of a plan whose one code is known from how they are made.

Each kind of edit breaks one rule by a single minute, name or cell, or none at all; it looks at
the plan only to find a fitting order. `draw` picks one of them by seed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from peakops.checks.jobs import Job, minutes_between
from peakops.checks.written import WrittenPlan

from . import plan_edits as edit

Edit = Callable[[Path, WrittenPlan, random.Random], bool]
"""Edits a folder; tells whether it found something to edit."""


def _local(time: pd.Timestamp, minutes: int = 0) -> str:
    return (time + pd.Timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def _order(folder: Path, job: Job, **cells: str) -> bool:
    edit.set_cells(folder, "inputs/work_orders", {"work_order": job.work_order}, **cells)
    return True


# ---- orders -----------------------------------------------------------------------------------


def late_release(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    return _order(folder, job, release=_local(job.start, 1), window_start="", window_end="",
                  ticket_from="", ticket_to="")  # fmt: skip


def short_customer_window(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    opens, closes = chance.choice([(0, -1), (1, 0)])
    window = {"window_start": _local(job.start, opens), "window_end": _local(job.end, closes)}
    return _order(folder, job, **window)


def short_ticket(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    opens, tail = chance.choice([(0, 29), (1, 30)])
    ticket = {"ticket_from": _local(job.start, opens), "ticket_to": _local(job.end, tail)}
    return _order(folder, job, ticket="T", **ticket)


def fitting_windows(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    return _order(
        folder, job, ticket="T", ticket_from=_local(job.start), ticket_to=_local(job.end, 30),
        window_start=_local(job.start), window_end=_local(job.end), release=_local(job.start),
    )  # fmt: skip


def no_survey(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    return _order(folder, chance.choice(plan.jobs), surveyed="no")


def another_lock(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice([job for job in plan.jobs if job.locked])
    others = [crew for crew in plan.crews if crew != job.crews[0]]
    return _order(folder, job, locked_crew=chance.choice(others))


def after_a_later_one(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    waiting = {job.work_order} | {name for j in plan.jobs for name in j.order["after"]}
    later = [
        other.work_order
        for other in plan.jobs
        if other.end > job.start and other.work_order not in waiting and not other.order["after"]
    ]
    return bool(later) and _order(folder, job, after=chance.choice(later))


def one_more_must(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    names = [str(name) for name in plan.scenario.tables["work_orders"]["work_order"]]
    left = [name for name in names if name not in plan.job_of]
    if not left:
        return False
    where = {"work_order": chance.choice(left)}
    edit.set_cells(folder, "inputs/work_orders", where, mandatory="yes")
    return True


# ---- people and vehicles ----------------------------------------------------------------------


def expired(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    edit.expire_certificate(folder, chance.choice(job.people), _yesterday(job))
    return True


def _yesterday(job: Job) -> str:
    return str(job.start.date() - dt.timedelta(days=1))


def heat_restricted(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    hot = plan.climate.rules.rotate_tmax_c
    jobs = [j for j in plan.jobs if plan.climate.day(j.start.date()).tmax_c >= hot]
    name = chance.choice(chance.choice(jobs).people)
    edit.set_cells(folder, "inputs/workers", {"worker": name}, heat_restriction="not_outdoors_35c")
    return True


def supervisor_up(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    edit.supervisor_into_bucket(folder, job.work_order, sheets=chance.random() < 0.5)
    return True


def foreign_ground_worker(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    fitting = [(job, name) for job in plan.jobs for name in _free_elsewhere(plan, job)]
    if not fitting:
        return False
    job, name = chance.choice(fitting)
    edit.swap_worker(folder, job.work_order, job.ground[0], name)
    return True


def _free_elsewhere(plan: WrittenPlan, job: Job) -> list[str]:
    """Ground workers of other crews who have no work that day."""
    busy = {name for j in plan.jobs if j.start.date() == job.start.date() for name in j.people}
    return [
        name
        for name, row in plan.workers.items()
        if job.ground
        and row["crew"] not in job.crews
        and "ground" in row["roles"]
        and name not in busy
        and row["heat_restriction"] == "none"
    ]


def same_pair_other_order(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    """The two workers of a pair change names on the sheet: nothing is broken."""
    job = chance.choice(plan.jobs)
    a, b = job.bucket[:2]
    edit.swap_worker(folder, job.work_order, a, "?", sheets=False)
    edit.swap_worker(folder, job.work_order, b, a, sheets=False)
    edit.swap_worker(folder, job.work_order, "?", b)
    return True


def no_vehicle(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    vehicles = list(job.vehicles)
    vehicles.remove(chance.choice(vehicles))
    where = {"work_order": job.work_order}
    edit.set_cells(folder, "schedule", where, vehicles=";".join(vehicles))
    return True


def vehicle_out_of_test(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    where = {"vehicle": chance.choice(job.vehicles)}
    edit.set_cells(folder, "inputs/vehicles", where, test_valid_to=_yesterday(job))
    return True


# ---- stints and times -------------------------------------------------------------------------


def long_stint(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    stints = edit.stints_of(folder, job.work_order)
    number = chance.randrange(len(stints))
    start, end = (pd.Timestamp(text) for text in stints[number][:2])
    limit, _ = plan.climate.stint_limit(job, start, end)
    over = limit - minutes_between(start, end) + chance.randint(1, 5)
    edit.lengthen_stint(folder, job.work_order, number, over)
    return True


def short_rest(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    jobs = [job for job in plan.jobs if len(job.bucket) == 4 and len(job.crews) == 1]
    job = chance.choice(jobs)
    edit.same_pair_again(folder, job.work_order, 0)
    return True


def short_bucket_work(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    number = len(edit.stints_of(folder, job.work_order)) - 1
    edit.lengthen_stint(folder, job.work_order, number, -chance.randint(1, 5))
    return True


def short_teardown(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    minutes = job.type.teardown_minutes - minutes_between(job.bucket_end, job.end) - 1
    end = edit.shifted(edit.order_row(folder, job.work_order)["end"], minutes)
    edit.set_cells(folder, "schedule", {"work_order": job.work_order}, end=end)
    edit.refresh(folder)
    return True


def lost_trip(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    edit.drop_rows(folder, "travel", to=job.work_order, crew=job.crews[0])
    return True


def lost_sheet(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    worker, date = chance.choice(job.people), str(job.start.date())
    edit.drop_rows(folder, "worker_phases", worker=worker, date=date)
    return True


def sheets_again(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    """The sheets are written anew: nothing is broken."""
    edit.refresh(folder)
    return True


# ---- weather and grid -------------------------------------------------------------------------


def rain(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    return _weather(folder, plan, chance, rain_mm_per_h="0.2")


def thunder(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    return _weather(folder, plan, chance, thunder_probability="0.3")


def rain_at_night(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    """Nobody is outdoors: nothing is broken."""
    date = chance.choice([job.start.date() for job in plan.jobs])
    where = {"time": f"{date}T{chance.choice((0, 1, 2, 23)):02}:00"}
    return _set_weather(folder, where, rain_mm_per_h="5", thunder_probability="0.9")


def _weather(folder: Path, plan: WrittenPlan, chance: random.Random, **cells: str) -> bool:
    job = chance.choice(plan.jobs)
    hour = chance.choice((job.start, job.bucket_end - pd.Timedelta(minutes=1))).floor("h")
    return _set_weather(folder, {"time": _local(hour)}, **cells)


def _set_weather(folder: Path, where: dict[str, str], **cells: str) -> bool:
    table = edit.read(folder, "inputs/weather_forecast")
    hours = table["time"].str[:16] == where["time"]
    assert hours.any()
    for column, value in cells.items():
        table.loc[hours, column] = value
    edit.write(folder, "inputs/weather_forecast", table)
    return True


def restricted(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    job = chance.choice(plan.jobs)
    _restriction(folder, job, _local(job.end, -1), _local(job.end, 60))
    return True


def restricted_afterwards(folder: Path, plan: WrittenPlan, chance: random.Random) -> bool:
    """The feeder is closed when the job has ended: nothing is broken."""
    last = max(plan.jobs, key=lambda job: job.end)
    _restriction(folder, last, _local(last.end), _local(last.end, 60))
    return True


def _restriction(folder: Path, job: Job, start: str, end: str) -> None:
    table = edit.read(folder, "inputs/restrictions")
    row = dict.fromkeys(table.columns, "") | {
        "feeder": job.feeder, "from": start, "to": end, "kind": "no_live_work"
    }  # fmt: skip
    edit.write(folder, "inputs/restrictions", pd.concat([table, pd.DataFrame([row])]))


KINDS: dict[Edit, frozenset[str]] = {
    late_release: frozenset({"release"}),
    short_customer_window: frozenset({"customer_window"}),
    short_ticket: frozenset({"ticket_window"}),
    fitting_windows: frozenset(),
    no_survey: frozenset({"not_surveyed"}),
    another_lock: frozenset({"lock"}),
    after_a_later_one: frozenset({"predecessor"}),
    one_more_must: frozenset({"mandatory_missing"}),
    expired: frozenset({"certificate"}),
    heat_restricted: frozenset({"worker_unavailable"}),
    supervisor_up: frozenset({"supervisor_in_bucket"}),
    foreign_ground_worker: frozenset({"worker_unavailable"}),
    same_pair_other_order: frozenset(),
    no_vehicle: frozenset({"vehicle_missing"}),
    vehicle_out_of_test: frozenset({"vehicle_missing"}),
    long_stint: frozenset({"stint_over_limit"}),
    short_rest: frozenset({"rest_too_short"}),
    short_bucket_work: frozenset({"bucket_minutes_missing"}),
    short_teardown: frozenset({"teardown_too_short"}),
    lost_trip: frozenset({"files_disagree"}),
    lost_sheet: frozenset({"files_disagree"}),
    sheets_again: frozenset(),
    rain: frozenset({"rain"}),
    thunder: frozenset({"thunder"}),
    rain_at_night: frozenset(),
    restricted: frozenset({"restriction"}),
    restricted_afterwards: frozenset(),
}
"""Edit to the codes that it leads to."""


def draw(folder: Path, plan: WrittenPlan, seed: int) -> tuple[str, frozenset[str]]:
    """Edit a plan folder at random.

    Returns
    -------
    Name of the edit and the codes that the check must find, and no other.
    """
    chance = random.Random(seed)
    kinds = list(KINDS)
    while True:
        kind = kinds[seed % len(kinds)] if chance.random() < 0.5 else chance.choice(kinds)
        if kind(folder, plan, chance):
            return kind.__name__, KINDS[kind]

"""The sheets that follow from a plan's schedule and stints, written anew.

Ratings of the stints, travel.csv, worker_phases.csv and the strain of the days: so that an edit of
the schedule leaves no file behind.
"""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pandas as pd

from peakops.checks import strain, travel
from peakops.checks.files import layout
from peakops.checks.records import clock

from . import plan_codes
from .plan_cells import read, write


def refresh(folder: Path) -> None:
    """Write ratings of stints, travel.csv, worker_phases.csv and strain anew from the schedule.

    No job bears a delay any more: what an edit leaves of it is not worked out.
    """
    schedule = read(folder, "schedule")
    write(folder, "schedule", schedule.assign(latest_start=schedule["start"]))
    plan = plan_codes.written(folder)
    write(folder, "stints", _rated(plan, read(folder, "stints")))
    ways = travel.read_ways(plan)
    trips, sheets = [], []
    for (crew, date), jobs in plan.crew_days.items():
        day = _CrewDay(plan, ways, crew, date, jobs)
        trips += day.trips()
        sheets += day.sheets()
    write(folder, "travel", pd.DataFrame(trips, columns=list(layout("travel").columns)))
    columns = list(layout("worker_phases").columns)
    write(folder, "worker_phases", pd.DataFrame(sheets, columns=columns))
    _write_strain(folder)


def _write_strain(folder: Path) -> None:
    """Temperatures as the check itself would have them; each edit then changes what it means to."""
    plan = plan_codes.written(folder)
    with plan_codes.remembered_days():
        strain.follow(plan)
    for name, wanted in (
        ("worker_phases", strain.wanted_of_phase),
        ("stints", strain.wanted_of_stint),
    ):
        table = read(folder, name).to_dict("records")
        for row, values in zip(table, plan.files[name], strict=True):
            row |= {column: f"{value:.2f}" for column, value in wanted(plan, values).items()}
        write(folder, name, pd.DataFrame(table, columns=list(layout(name).columns)))
    zero = pd.Timestamp(plan.scenario.date, tz=plan.scenario.timezone)
    steps = [
        [worker, str(date), clock(zero + pd.Timedelta(minutes=int(minute))),
         f"{core:.2f}", f"{water:.0f}"]
        for (worker, date), course in strain.follow(plan).items()
        for minute, core, water in zip(course.minute, course.core_c, course.sweat_loss_g, strict=True)
    ]  # fmt: skip
    write(folder, "strain", pd.DataFrame(steps, columns=list(layout("strain").columns)))
    _write_evenings(folder, plan)


def _write_evenings(folder: Path, plan) -> None:
    """What carry_over.csv says of the strain of a day that can be followed."""
    table = read(folder, "carry_over").to_dict("records")
    for row, values in zip(table, plan.files["carry_over"], strict=True):
        course = strain.follow(plan).get((values["worker"], values["date"]))
        if course is not None:
            row |= {
                "core_peak_c": f"{course.core_c.max():.2f}",
                "strain_end_c": f"{course.core_c[-1]:.2f}",
                "sweat_loss_g": f"{course.sweat_loss_g[-1]:.0f}",
            }
    write(folder, "carry_over", pd.DataFrame(table, columns=list(layout("carry_over").columns)))


def _rated(plan, table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row, values in zip(table.to_dict("records"), plan.files["stints"], strict=True):
        job = plan.job_of[row["work_order"]]
        minutes, rule = plan.stint_limit(plan.stay_of(values), values["start"], values["end"])
        slots = plan.climate.weather(job, values["start"], values["end"])
        if slots.empty:  # outside the plan: nothing is known
            rows.append(row)
            continue
        weather = slots.iloc[0]
        rows.append(
            row
            | {
                "metabolic_rate_w_per_m2": f"{job.type.metabolic_rate_w_per_m2:.0f}",
                "kit": job.type.kit,
                "temp_air_c": f"{weather['temp_air_c']:.1f}",
                "relative_humidity_percent": f"{weather['relative_humidity_percent']:.0f}",
                "wbgt_c": f"{weather['wbgt_sun_c']:.1f}",
                "stint_limit_minutes": f"{minutes}",
                "limit_rule": rule,
            }
        )
    return pd.DataFrame(rows, columns=list(table.columns))


class _CrewDay:
    """One crew's day, written out from its jobs."""

    def __init__(self, plan, ways: travel.Ways, crew: str, date: dt.date, jobs) -> None:
        self.plan, self.ways, self.crew, self.date, self.jobs = plan, ways, crew, date, jobs
        self.spans = self._spans()
        self.lunch = self._lunch()

    def _spans(self) -> list[tuple[str, str, pd.Timestamp, pd.Timestamp]]:
        stops = ["base", *(job.work_order for job in self.jobs), "base"]
        spans = []
        for number, (start, end) in enumerate(itertools.pairwise(stops)):
            minutes = pd.Timedelta(minutes=self.ways.minutes(self.crew, start, end))
            if number < len(self.jobs):
                arrive = self.jobs[number].start
                spans.append((start, end, arrive - minutes, arrive))
            else:
                leave = self.jobs[-1].end
                spans.append((start, end, leave, leave + minutes))
        return spans

    def _lunch(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        limits = self.plan.scenario.limits
        opens, closes = (travel.at(self.plan, self.date, text) for text in limits.lunch)
        length = pd.Timedelta(minutes=limits.lunch_minutes)
        leaves, back = self.spans[0][2], self.spans[-1][3]
        if leaves >= opens + length or back <= closes - length:
            return None
        for number, job in enumerate(self.jobs):
            start = max(job.end, opens)
            last = number == len(self.jobs) - 1
            if start + length <= closes and (last or start + length <= self.spans[number + 1][2]):
                if last:
                    _, _, leave, back = self.spans[-1]
                    later = start + length - leave
                    self.spans[-1] = (*self.spans[-1][:2], leave + later, back + later)
                return start, start + length
        return None

    def trips(self) -> list[list[str]]:
        """Rows of travel.csv."""
        return [
            [self.crew, str(self.date), start, end, clock(depart), clock(arrive),
             f"{self.ways.km(self.crew, start, end):.1f}"]
            for start, end, depart, arrive in self.spans
        ]  # fmt: skip

    def sheets(self) -> list[list[str]]:
        """Rows of worker_phases.csv of everyone with a part in a job of the day."""
        people = {name for job in self.jobs for name in job.people}
        rows = []
        for worker, row in self.plan.workers.items():
            if worker in people and row["crew"] == self.crew:
                rows += self._sheet(worker)
        return rows

    def _sheet(self, worker: str) -> list[list[str]]:
        fixed = [("travel", "", a, b, "no", "cab") for _, _, a, b in self.spans]
        if self.lunch:
            fixed.append(("lunch", "", *self.lunch, "no", "cab"))
        for job in self.jobs:
            fixed += self._on_job(worker, job)
        fixed = sorted((f for f in fixed if f[2] < f[3]), key=lambda f: (f[2], f[3]))
        rows, now = [], fixed[0][2]
        for phase, order, start, end, outdoors, place in fixed:
            if start > now:
                rows.append(self._row(worker, "standby", "", now, start, "no", "cab"))
            rows.append(self._row(worker, phase, order, start, end, outdoors, place))
            now = max(now, end)
        return rows

    def _on_job(self, worker: str, job) -> list[tuple]:
        name = job.work_order
        if worker not in job.people:
            return [("standby", name, job.start, job.end, "no", "cab")]
        stints = [
            (row["start"], row["end"])
            for row in self.plan.stints_of_worker.get(worker, ())
            if row["work_order"] == name
        ]
        watches = self.plan.watches.get((name, worker), ())
        if watches:
            return self._turns(job, watches)
        rows, now = [("setup", name, job.start, job.setup_end, "yes", name)], job.setup_end
        on_ground = worker in job.watchers
        rules = self.plan.climate.rules
        watch = ("standby", "yes", "shade" if rules.watch_place == "shade" else name)
        waiting = watch if on_ground else ("rest", "no", "cab")
        shade = rules.rest_place == "shade" and not on_ground
        for number, (start, end) in enumerate(stints):
            between = ("rest", "yes", "shade") if shade and number else waiting
            rows.append((between[0], name, now, start, *between[1:]))
            rows.append(("bucket", name, start, end, "yes", name))
            now = end
        rows.append((waiting[0], name, now, job.bucket_end, *waiting[1:]))
        last = ("teardown", "yes", name) if on_ground else ("rest", "no", "cab")
        rows.append((last[0], name, job.bucket_end, job.end, *last[1:]))
        return rows

    def _turns(self, job, watches) -> list[tuple]:
        """Phases of one who relieves or is relieved: on the ground in his watches only."""
        rules, name, now = self.plan.climate.rules, job.work_order, job.start
        watch_place = "shade" if rules.watch_place == "shade" else name
        spans = (
            ("setup", job.start, job.setup_end, name),
            ("standby", job.setup_end, job.bucket_end, watch_place),
            ("teardown", job.bucket_end, job.end, name),
        )
        rows = []
        for number, (start, end) in enumerate(watches):
            shade = rules.rest_place == "shade" and number
            rows.append(("rest", name, now, start, *(("yes", "shade") if shade else ("no", "cab"))))
            rows += [(phase, name, max(start, a), min(end, b), "yes", place)
                     for phase, a, b, place in spans]  # fmt: skip
            now = end
        rows.append(("rest", name, now, job.end, "no", "cab"))
        return rows

    def _row(self, worker, phase, order, start, end, outdoors, place) -> list[str]:
        values = {"phase": phase, "work_order": order, "outdoors": outdoors == "yes"}
        where, rate, kit = strain.work_of(self.plan, values)
        place = where if where == "shade" else place
        return [worker, str(self.date), phase, order, clock(start), clock(end), outdoors,
                f"{rate:.0f}", kit, place, "", ""]  # fmt: skip

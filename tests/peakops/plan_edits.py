"""Edits of a written plan, and the sheets that follow from its schedule.

A plan folder is edited as text, file by file. `refresh` writes anew what follows from
schedule.csv and stints.csv (ratings of the stints, travel.csv, worker_phases.csv), so that an
edit of the schedule leaves no file behind; without it only one file changes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pandas as pd

from peakops.checks import strain, travel
from peakops.checks.files import layout
from peakops.checks.jobs import minutes_between
from peakops.checks.records import clock

from . import plan_codes

# ---- one file -------------------------------------------------------------------------------


def read(folder: Path, name: str) -> pd.DataFrame:
    """A CSV file of a plan as text; `name` is its stem, or inputs/<stem>."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def write(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write a table of text."""
    table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def set_cells(folder: Path, name: str, where: dict[str, str], **values: str) -> None:
    """Set cells of all rows that match; at least one does."""
    table = read(folder, name)
    chosen = pd.Series(True, index=table.index)
    for column, value in where.items():
        chosen &= table[column] == value
    assert chosen.any(), f"{name}: no row with {where}"
    for column, value in values.items():
        table.loc[chosen, column] = value
    write(folder, name, table)


def drop_rows(folder: Path, name: str, **where: str) -> None:
    """Remove all rows that match; at least one does."""
    table = read(folder, name)
    chosen = pd.Series(True, index=table.index)
    for column, value in where.items():
        chosen &= table[column] == value
    assert chosen.any(), f"{name}: no row with {where}"
    write(folder, name, table[~chosen])


def order_row(folder: Path, work_order: str) -> dict[str, str]:
    """Row of schedule.csv of an order."""
    table = read(folder, "schedule")
    return table[table["work_order"] == work_order].iloc[0].to_dict()


def shifted(text: str, minutes: int) -> str:
    """A time of a file, some minutes later, in the same offset."""
    return clock(pd.Timestamp(text) + pd.Timedelta(minutes=minutes))


# ---- whole orders ---------------------------------------------------------------------------


def shift_order(folder: Path, work_order: str, minutes: int, *, sheets: bool = True) -> None:
    """Move an order by some minutes, in all files that name its times."""
    schedule = read(folder, "schedule")
    mine = schedule["work_order"] == work_order
    for column in ("start", "setup_end", "bucket_end", "end"):
        schedule.loc[mine, column] = [shifted(t, minutes) for t in schedule.loc[mine, column]]
    schedule.loc[mine, "date"] = schedule.loc[mine, "start"].str[:10]
    write(folder, "schedule", schedule)
    stints = read(folder, "stints")
    mine = stints["work_order"] == work_order
    for column in ("start", "end"):
        stints.loc[mine, column] = [shifted(t, minutes) for t in stints.loc[mine, column]]
    write(folder, "stints", stints)
    if sheets:
        refresh(folder)


def start_order_at(folder: Path, work_order: str, start: pd.Timestamp) -> None:
    """Move an order to another start."""
    now = pd.Timestamp(order_row(folder, work_order)["start"])
    shift_order(folder, work_order, minutes_between(now, start))


def withdraw_others(folder: Path, *work_orders: str) -> None:
    """Leave the crews of these orders nothing else to do on those days."""
    plan = plan_codes.written(folder)
    days = {(crew, plan.job_of[name].start.date()) for name in work_orders
            for crew in plan.job_of[name].crews}  # fmt: skip
    for job in plan.jobs:
        busy = days & {(crew, job.start.date()) for crew in job.crews}
        if busy and job.work_order not in work_orders:
            _withdraw(folder, job.work_order)
            if job.order["mandatory"]:
                cells = {"work_order": job.work_order}
                set_cells(folder, "inputs/work_orders", cells, mandatory="no")
    refresh(folder)


def _withdraw(folder: Path, work_order: str) -> None:
    for name in ("schedule", "stints"):
        drop_rows(folder, name, work_order=work_order)
    table = read(folder, "unscheduled")
    row = dict.fromkeys(table.columns, "0") | {"work_order": work_order, "reason": "capacity"}
    row |= {"rule": "capacity", "nearest_fix": "another_crew"}
    write(folder, "unscheduled", pd.concat([table, pd.DataFrame([row])]))


def swap_worker(folder: Path, work_order: str, old: str, new: str, *, sheets: bool = True) -> None:
    """Put another worker in somebody's place in one order, whatever the role."""
    schedule = read(folder, "schedule")
    mine = schedule["work_order"] == work_order
    for column in ("leader", "supervisor", "bucket", "ground"):
        schedule.loc[mine, column] = [
            ";".join(new if name == old else name for name in cell.split(";"))
            for cell in schedule.loc[mine, column]
        ]
    write(folder, "schedule", schedule)
    stints = read(folder, "stints")
    mine = (stints["work_order"] == work_order) & (stints["worker"] == old)
    stints.loc[mine, "worker"] = new
    write(folder, "stints", stints)
    if sheets:
        refresh(folder)


def supervisor_into_bucket(folder: Path, work_order: str, *, sheets: bool = True) -> str:
    """Let the supervisor take the place of the first bucket worker; he stays supervisor."""
    row = order_row(folder, work_order)
    supervisor, first = row["supervisor"].split(";")[0], row["bucket"].split(";")[0]
    bucket = ";".join([supervisor, *row["bucket"].split(";")[1:]])
    set_cells(folder, "schedule", {"work_order": work_order}, bucket=bucket)
    set_cells(folder, "stints", {"work_order": work_order, "worker": first}, worker=supervisor)
    if sheets:
        refresh(folder)
    return supervisor


# ---- stints ---------------------------------------------------------------------------------


def stints_of(folder: Path, work_order: str) -> list[tuple[str, str, str]]:
    """Pair, start and end of an order's stints, in order of start."""
    table = read(folder, "stints")
    mine = table[table["work_order"] == work_order]
    return sorted(set(zip(mine["start"], mine["end"], mine["pair"], strict=True)))


def lengthen_stint(folder: Path, work_order: str, number: int, minutes: int) -> None:
    """Let the pair of one stint come down later; nothing else moves."""
    start, end, pair = stints_of(folder, work_order)[number]
    where = {"work_order": work_order, "start": start, "pair": pair}
    set_cells(folder, "stints", where, end=shifted(end, minutes))


def same_pair_again(folder: Path, work_order: str, number: int) -> None:
    """Send the pair that has just come down up again in the place of the next one."""
    first, second = (stints_of(folder, work_order)[i] for i in (number, number + 1))
    table = read(folder, "stints")
    mine = table["work_order"] == work_order
    names = table.loc[mine & (table["start"] == first[0]) & (table["pair"] == first[2]), "worker"]
    next_up = mine & (table["start"] == second[0]) & (table["pair"] == second[2])
    table.loc[next_up, "worker"] = list(names)
    write(folder, "stints", table)
    refresh(folder)


# ---- inputs ---------------------------------------------------------------------------------


def expire_certificate(folder: Path, worker: str, date: str) -> None:
    """Let a worker's certificates be valid only up to a date."""
    set_cells(folder, "inputs/workers", {"worker": worker}, certificate_valid_to=date)


def overload_feeder(folder: Path, feeder: str, time: str, mw: float) -> None:
    """Raise a feeder's P90 in the hour of a time, and what its transformers carry by as much."""
    hour = clock(pd.Timestamp(time).floor("h"))
    heads = read(folder, "load_forecast")
    mine = (heads["feeder"] == feeder) & (heads["time"] == hour)
    more = mw - float(heads.loc[mine, "p90_mw"].item())
    set_cells(folder, "load_forecast", {"feeder": feeder, "time": hour}, p90_mw=f"{mw:.3f}")
    table = read(folder, "coincidence")
    for row in table.index[table["time"] == hour]:
        if feeder in table.at[row, "feeders"].split(";"):
            total, joint = (float(table.at[row, f"p90_{k}_mw"]) + more for k in ("sum", "joint"))
            table.loc[row, "p90_sum_mw"] = f"{total:.3f}"
            table.loc[row, "p90_joint_mw"] = f"{joint:.3f}"
            table.loc[row, "factor"] = f"{min(joint / total, 1.0):.4f}"
    write(folder, "coincidence", table)


# ---- what follows from schedule and stints ----------------------------------------------------


def refresh(folder: Path) -> None:
    """Write ratings of stints, travel.csv, worker_phases.csv and strain anew from the schedule."""
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

    def _row(self, worker, phase, order, start, end, outdoors, place) -> list[str]:
        values = {"phase": phase, "work_order": order, "outdoors": outdoors == "yes"}
        where, rate, kit = strain.work_of(self.plan, values)
        place = where if where == "shade" else place
        return [worker, str(self.date), phase, order, clock(start), clock(end), outdoors,
                f"{rate:.0f}", kit, place, "", ""]  # fmt: skip

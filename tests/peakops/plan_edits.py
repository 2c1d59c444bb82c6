"""Edits of a written plan, each of which means one thing.

A plan folder is edited as text, file by file. `refresh` writes anew what follows from
schedule.csv and stints.csv; without it only one file changes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from peakops.checks.jobs import minutes_between
from peakops.checks.records import clock

from . import plan_codes
from .plan_cells import drop_rows as drop_rows
from .plan_cells import order_row as order_row
from .plan_cells import read as read
from .plan_cells import set_cells as set_cells
from .plan_cells import shifted as shifted
from .plan_cells import write as write
from .plan_sheets import refresh as refresh

# ---- whole orders ---------------------------------------------------------------------------


def shift_order(folder: Path, work_order: str, minutes: int, *, sheets: bool = True) -> None:
    """Move an order by some minutes, in all files that name its times."""
    schedule = read(folder, "schedule")
    mine = schedule["work_order"] == work_order
    for column in ("start", "setup_end", "bucket_end", "end"):
        schedule.loc[mine, column] = [shifted(t, minutes) for t in schedule.loc[mine, column]]
    schedule.loc[mine, "latest_start"] = schedule.loc[mine, "start"]
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

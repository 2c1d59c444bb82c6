"""Loops closed by a transfer, judged anew from the inputs: only where all is known and holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from feeders.allocation import LoadCase
from feeders.loop_flow import LoopValues, loop_values
from feeders.topology import NORMAL, Switching
from peakops.checks.jobs import Job, records
from peakops.checks.network import SWITCHING_MARGIN, step
from peakops.checks.records import Breach
from peakops.checks.written import WrittenPlan

STEP_PERCENT = 5.0
ANGLE_DEGREE = 5.0
LOOP = "make_before_break"


@dataclass(frozen=True, kw_only=True)
class ClosedLoop:
    """A step of a job's transfer after which the network has a loop.

    Parameters
    ----------
    job
        The job.
    number
        Number of the step in switching.csv.
    switch
        What it closes.
    before
        State in which it closes.
    time
        When it is done, as planned.
    """

    job: Job
    number: int
    switch: int
    before: Switching
    time: pd.Timestamp


def loops_of(plan: WrittenPlan, job: Job) -> Iterator[ClosedLoop]:
    """Every loop that the steps of a job's transfer close, in their order."""
    rows = [row for row in plan.files["switching"] if row["transfer_plan"] == job.transfer_plan]
    now, topology = NORMAL, plan.grid.network.topology
    usual = set(topology.tree(NORMAL).chords)
    for row in sorted(rows, key=lambda row: int(row["step"])):
        then = now.then(step(row["action"], int(row["switch"])))
        if row["action"] == "close" and set(topology.tree(then).chords) - usual:
            early = row["phase"] == "before"
            time = job.start - SWITCHING_MARGIN if early else job.end
            yield ClosedLoop(job=job, number=int(row["step"]), switch=int(row["switch"]),
                             before=now, time=time)  # fmt: skip
        now = then


def loop_forbidden(plan: WrittenPlan) -> Iterator[Breach]:
    """A loop needs checked phases, one loop zone and vector group, known pick-ups, no reclosing."""
    for job in plan.jobs:
        for loop in loops_of(plan, job) if job.transfer_plan else ():
            for found, limit in _missing(plan, loop):
                yield _breach(loop, found, limit)


def _missing(plan: WrittenPlan, loop: ClosedLoop) -> Iterator[tuple[str, str]]:
    feeders = loop_feeders(plan, loop)
    switches = records(plan.scenario, "switches")
    checked = {int(row["switch"]): bool(row.get("phases_checked", False)) for row in switches}
    unchecked = [str(s) for s in _ties_in(plan, loop) if not checked.get(s, False)]
    if unchecked:
        yield f"phases unchecked at {' '.join(unchecked)}", "phases checked"
    rows = {str(r["feeder"]): r for r in records(plan.scenario, "feeders")}
    sources = {str(r["substation"]): r for r in records(plan.scenario, "sources")}
    for name in ("loop_zone", "vector_group"):
        values = {str(sources[str(rows[f]["substation"])][name]) for f in feeders}
        if len(values) > 1:
            yield f"{name} {' and '.join(sorted(values))}", "one"
    for feeder in feeders:
        if pd.isna(rows[feeder]["overcurrent_pickup_a"]):
            yield f"{feeder}: no pick-up known", "overcurrent_pickup_a"
    heads = {f: plan.grid.network.feeder[f].head_switch for f in feeders}
    blocked = {device.switch for device in plan.grid.devices(loop.job)}
    for feeder in (f for f, head in heads.items() if head not in blocked):
        yield f"{feeder}: reclosing not blocked", "off on both feeders"


def _ties_in(plan: WrittenPlan, loop: ClosedLoop) -> list[int]:
    """Normally open switches in the loop."""
    topology = plan.grid.network.topology
    tree = topology.tree(loop.before.then(step("close", loop.switch)))
    edges = {edge for chord in tree.chords for edge in topology.loop(tree, chord)}
    switches = {topology.edges[edge].switch for edge in edges} - {-1}
    return sorted(switches - topology.normally_closed)


def loop_feeders(plan: WrittenPlan, loop: ClosedLoop) -> tuple[str, ...]:
    """Feeders on both sides of the gap."""
    topology = plan.grid.network.topology
    now = plan.grid.network.feeder_of_nodes(loop.before)
    edge = topology.edges[topology.edge_of_switch[loop.switch]]
    return tuple(sorted({now[edge.a], now[edge.b]} - {""}))


def loop_values_kept(plan: WrittenPlan, case: LoadCase) -> Iterator[Breach]:
    """By load flow: small steps of voltage and angle, currents below both pick-ups."""
    for job in plan.jobs:
        for loop in loops_of(plan, job) if job.transfer_plan else ():
            hour = case.row(min(max(loop.time, case.times[0]), case.times[-1]))
            values = loop_values(plan.grid.network, case, hour, loop.before, loop.switch)
            for found, limit in _exceeded(plan, loop, values):
                yield _breach(loop, found, limit)


def _exceeded(plan: WrittenPlan, loop: ClosedLoop, values: LoopValues) -> Iterable[tuple[str, str]]:
    if values.step_percent > STEP_PERCENT:
        yield f"{values.step_percent:.1f} % across switch {loop.switch}", f"{STEP_PERCENT:g} %"
    if values.angle_degree > ANGLE_DEGREE:
        yield f"{values.angle_degree:.1f} ° across switch {loop.switch}", f"{ANGLE_DEGREE:g} °"
    pickup = {
        str(r["feeder"]): float(r["overcurrent_pickup_a"])
        for r in records(plan.scenario, "feeders")
    }
    for feeder in loop_feeders(plan, loop):
        if values.head_a[feeder] >= pickup[feeder]:
            yield f"{feeder}: {values.head_a[feeder]:.0f} A", f"below {pickup[feeder]:g} A"


def method_agrees(plan: WrittenPlan) -> Iterator[Breach]:
    """switching.csv calls a step part of a loop exactly where its order of steps closes one."""
    for job in plan.jobs:
        if not job.transfer_plan:
            continue
        rows = [r for r in plan.files["switching"] if r["transfer_plan"] == job.transfer_plan]
        told = {int(r["step"]) for r in rows if r["method"] == LOOP and r["action"] == "close"}
        made = {loop.number for loop in loops_of(plan, job)}
        if told - made or made - told:
            found, wanted = (" ".join(map(str, sorted(s))) or "none" for s in (told, made))
            yield Breach(
                code="files_disagree", row=job.row, work_orders=(job.work_order,),
                crews=job.crews, time_from=job.start, time_to=job.end,
                found=f"loops at step {found}", limit=f"at step {wanted}",
            )  # fmt: skip


def _breach(loop: ClosedLoop, found: str, limit: str) -> Breach:
    job = loop.job
    return Breach(
        code="loop_forbidden", row=job.row, work_orders=(job.work_order,), crews=job.crews,
        time_from=loop.time, time_to=loop.time + SWITCHING_MARGIN, found=found, limit=limit,
    )  # fmt: skip


def no_restoration(plan: WrittenPlan) -> Iterator[Breach]:
    """No reclosing is blocked for work on a live section with a life-support customer."""
    kinds = {
        int(row["bus"]): str(row["sensitive_kind"])
        for row in records(plan.scenario, "customers")
        if row["sensitive_count"]
    }
    for job in plan.jobs:
        section = plan.grid.network.section_of(int(job.order["bus"]))
        lives = [bus for bus in section.buses if kinds.get(bus) == "life_support"]
        live = plan.grid.network.topology.tree(plan.grid.state(job)).live[min(section.nodes)]
        if job.type.reclosing_blocked and lives and live:
            yield Breach(
                code="no_restoration", row=job.row, work_orders=(job.work_order,),
                crews=job.crews, time_from=job.start, time_to=job.end,
                found=f"life support at bus {lives[0]}", limit="none in the section",
            )  # fmt: skip

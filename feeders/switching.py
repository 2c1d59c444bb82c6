"""Transfers and their switching steps as tables: what each step does to loading and supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feeders.allocation import LoadCase
from feeders.arrays import Bools
from feeders.blocks import involved_feeders
from feeders.fixed_point import StateResult
from feeders.limits import Verdict
from feeders.loops import Reasons
from feeders.moves import Candidate, Step
from feeders.network import Network
from feeders.options import Grid, GridTask, touched_feeders
from feeders.topology import Switching
from feeders.walk_kernel import inherit

TRANSFER_COLUMNS = ["transfer_plan", "work_order", "rank", "from_feeder", "to_feeder", "p_mw_max",
                    "customers_interrupted", "customers_switched", "customer_minutes"]  # fmt: skip
SWITCHING_COLUMNS = ["transfer_plan", "step", "phase", "switch", "switch_name", "action", "method",
                     "why", "loading_max_percent", "vm_min_pu", "lost_load_mw"]  # fmt: skip
MAKE, BREAK = "make_before_break", "break_before_make"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A transfer as it is to be switched.

    Parameters
    ----------
    plan, rank, task
        Its name, its place among those of the task, and the task.
    candidate
        The transfer, with the moves that make before they break.
    reasons
        Per move and phase why it breaks before it makes; "" where it does not.
    verdict
        Whether it is allowed, per hour.
    minutes
        Time to operate each switch. [min]
    """

    plan: str
    rank: int
    task: GridTask
    candidate: Candidate
    reasons: Reasons
    verdict: Verdict
    minutes: Mapping[int, float]


def transfer_row(grid: Grid, planned: Planned) -> tuple[object, ...]:
    """One row of the transfers table; `p_mw_max` is the most load that is moved in any hour."""
    network, task, candidate = grid.network, planned.task, planned.candidate
    moved = moved_nodes(grid, task.feeder, candidate.state)
    power = np.nansum(grid.load_mw[grid.nodes_to_buses(moved)], axis=0)
    others = involved_feeders(network, candidate.state) - {task.feeder}
    short = [short_interruption(network, planned, number) for number in range(len(candidate.moves))]
    return (planned.plan, task.work_order, planned.rank, task.feeder,
            ";".join(sorted(others)) or task.feeder, round(float(power.max(initial=0.0)), 3),
            network.customers_in(candidate.dead | candidate.lost),
            sum(customers for customers, _ in short), sum(total for _, total in short))  # fmt: skip


def short_interruption(network: Network, planned: Planned, number: int) -> tuple[int, float]:
    """Customers out for a moment by one move, and their minutes, there and back. [1, min]

    Notes
    -----
    They are out while what closes last is operated: the tie on the way there, the section switch
    on the way back. A move that makes before it breaks interrupts nobody.
    """
    candidate, move = planned.candidate, planned.candidate.moves[number]
    last = {"before": move.closed, "after": move.opened}
    broken = [phase for phase in last if (number, phase) not in candidate.made]
    if not broken or not move.closed:
        return 0, 0.0
    before = candidate.before(number)
    dark = dark_nodes(network, before.then(Switching(opened=move.opened)))
    customers = network.customers_in(dark - dark_nodes(network, before.then(move.state)))
    minutes = sum(planned.minutes[switch] for phase in broken for switch in last[phase])
    return customers, customers * minutes


def dark_nodes(network: Network, state: Switching) -> frozenset[int]:
    """Nodes without supply in a state."""
    return frozenset(np.flatnonzero(~network.topology.tree(state).live).tolist())


def moved_nodes(grid: Grid, feeder: str, state: Switching) -> frozenset[int]:
    """Nodes of a feeder that hang on a closed tie in this state."""
    network, topology = grid.network, grid.network.topology
    tie = np.full(len(topology.edges), -1, dtype=np.int64)
    tie[[topology.edge_of_switch[switch] for switch in state.closed]] = 0
    tree = topology.tree(state)
    below = inherit(tree.parent, tree.edge, tree.reached, tie) >= 0
    own = [one.feeder for one in network.feeders].index(feeder)
    moved = below & (network.feeder_number_of_nodes() == own)
    return frozenset(np.flatnonzero(moved).tolist())


class SwitchingRows:
    """Collects the steps of all transfers, each checked at the transfer's worst allowed hour."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._rows: list[tuple[object, ...]] = []
        self._hours: dict[int, LoadCase] = {}
        self._results: dict[tuple[int, Switching], StateResult] = {}

    def add(self, planned: Planned) -> None:
        """Add all steps of one transfer."""
        candidate = planned.candidate
        hour = worst_hour(planned.verdict)
        own = self._grid.own(frozenset(
            touched_feeders(self._grid.network, planned.task.feeder, candidate.state)
        ))  # fmt: skip
        pairs = zip(candidate.steps, candidate.states(), strict=True)
        for number, (step, state) in enumerate(pairs, start=1):
            why = planned.reasons[step.move, step.phase]
            self._rows.append((planned.plan, number, *self._step(step), BREAK if why else MAKE, why,
                               *self._effect(state, hour, own)))  # fmt: skip

    def table(self) -> pd.DataFrame:
        """The switching table of all transfers added so far."""
        return pd.DataFrame(self._rows, columns=SWITCHING_COLUMNS)

    def _step(self, step: Step) -> tuple[object, ...]:
        name = self._grid.network.switches[step.switch].name
        return step.phase, step.switch, name, step.action

    def _effect(
        self, state: Switching, hour: int, own: tuple[Bools, Bools]
    ) -> tuple[float, float, float]:
        """Highest loading and lowest voltage on the feeders concerned, and load without supply."""
        result = self._result(state, hour)
        percent = self._grid.elements.percent(result)[own[0], 0]
        vm = result.vm_pu[own[1], 0]
        alive = vm[np.isfinite(vm)]
        lowest = float(alive.min()) if len(alive) else float("nan")
        return (round(float(percent.max()), 2), round(lowest, 4),
                round(float(result.lost_load_mw[0]), 3))  # fmt: skip

    def _result(self, state: Switching, hour: int) -> StateResult:
        key = (hour, state)
        if key not in self._results:
            self._results[key] = self._at(hour).solve(state)
        return self._results[key]

    def _at(self, hour: int) -> LoadCase:
        if hour not in self._hours:
            self._hours[hour] = self._grid.load_case.one_hour(hour)
        return self._hours[hour]


def worst_hour(verdict: Verdict) -> int:
    """Row of the allowed hour with the smallest margin; of any hour when none is allowed."""
    margin = np.where(np.isnan(verdict.margin_percent), -np.inf, verdict.margin_percent)
    if verdict.allowed.any():
        margin = np.where(verdict.allowed, margin, np.inf)
    return int(margin.argmin())

"""Transfers and their switching steps as tables: what each step does to loading and supply."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeders.allocation import LoadCase
from feeders.arrays import Bools
from feeders.blocks import receiving_feeders
from feeders.fixed_point import StateResult
from feeders.limits import Verdict
from feeders.moves import Candidate, Step
from feeders.options import Grid, GridTask, touched_feeders
from feeders.topology import Switching

TRANSFER_COLUMNS = ["transfer_plan", "work_order", "rank", "from_feeder", "to_feeder", "p_mw_max",
                    "customers_interrupted"]  # fmt: skip
SWITCHING_COLUMNS = ["transfer_plan", "step", "phase", "switch", "switch_name", "action",
                     "loading_max_percent", "vm_min_pu", "lost_load_mw"]  # fmt: skip


def transfer_row(
    grid: Grid, task: GridTask, plan: str, rank: int, candidate: Candidate
) -> tuple[object, ...]:
    """One row of the transfers table; `p_mw_max` is the most load that is moved in any hour."""
    network = grid.network
    moved = moved_nodes(grid, task.feeder, candidate.state)
    rows = grid.nodes_to_buses(moved)
    power = np.nansum(grid.load_mw[rows], axis=0)
    others = receiving_feeders(network, task.feeder, candidate.state) or (task.feeder,)
    return (plan, task.work_order, rank, task.feeder, ";".join(others),
            round(float(power.max(initial=0.0)), 3),
            network.customers_in(candidate.dead | candidate.lost))  # fmt: skip


def moved_nodes(grid: Grid, feeder: str, state: Switching) -> frozenset[int]:
    """Nodes of a feeder that hang on a closed tie in this state."""
    topology = grid.network.topology
    tree = topology.tree(state)
    ties = {topology.edge_of_switch[switch] for switch in state.closed}
    below: set[int] = set()
    for node in tree.order:
        if int(tree.edge[node]) in ties or int(tree.parent[node]) in below:
            below.add(node)
    names = grid.network.supply.feeder_of_node
    return frozenset(node for node in below if names[node] == feeder)


class SwitchingRows:
    """Collects the steps of all transfers, each checked at the transfer's worst allowed hour."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._rows: list[tuple[object, ...]] = []
        self._hours: dict[int, LoadCase] = {}
        self._results: dict[tuple[int, Switching], StateResult] = {}

    def add(self, plan: str, task: GridTask, candidate: Candidate, verdict: Verdict) -> None:
        """Add all steps of one transfer."""
        hour = worst_hour(verdict)
        feeders = touched_feeders(self._grid.network, task.feeder, candidate.state)
        own = self._grid.own(frozenset(feeders))
        pairs = zip(candidate.steps, candidate.states(), strict=True)
        for number, (step, state) in enumerate(pairs, start=1):
            self._rows.append((plan, number, *self._step(step), *self._effect(state, hour, own)))

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

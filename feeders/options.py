"""One way to do a job on the grid, judged at all hours: in the normal state or after a transfer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from feeders.allocation import LoadCase
from feeders.arrays import Bools, Floats, Ints
from feeders.blocks import BlockedDevice, block_set, involved_feeders
from feeders.fixed_point import StateResult
from feeders.limits import Elements, OperatingLimits, Verdict, compare, judge
from feeders.narrow import Rows
from feeders.network import Network
from feeders.topology import Switching
from feeders.transformers import feeding_branches
from feeders.verdicts import worst_of

if TYPE_CHECKING:
    from feeders.risk import Outlook


@dataclass(frozen=True, kw_only=True)
class GridTask:
    """What the grid needs to know of a work order.

    Parameters
    ----------
    work_order, feeder
        Ids.
    bus
        pandapower bus index of the work.
    switching
        none, relieve or section_dead.
    reclosing_blocked
        Whether reclosing is blocked for the job.
    section_switches
        Switches to open instead of those around the section; empty for the latter.
    """

    work_order: str
    feeder: str
    bus: int
    switching: str = "none"
    reclosing_blocked: bool = True
    section_switches: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.switching not in ("none", "relieve", "section_dead"):
            raise ValueError(f"{self.work_order} switching: found {self.switching}, "
                             "wanted none, relieve or section_dead")  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """A network with its loads and limits; answers what a switching state does at every hour.

    Parameters
    ----------
    network, limits
        The network in today's normal state, and its limits.
    load_case
        High loads, the P90.
    low_case
        Low loads at the same hours, the P10, where power may flow back: a state has to keep the
        limits with them too.
    """

    network: Network
    load_case: LoadCase
    limits: OperatingLimits
    low_case: LoadCase | None = None

    @cached_property
    def elements(self) -> Elements:
        """Names and codes of everything that is limited."""
        return Elements.of(self.network, self.load_case.hot_spots)

    @cached_property
    def base(self) -> StateResult:
        """Today's state with no work at all."""
        return self.load_case.solve()

    @cached_property
    def load_mw(self) -> Floats:
        """Load per bus and hour; NaN where there is neither load nor customer. [MW]"""
        return bus_loads(self.network, self.load_case.p_mw)

    @cached_property
    def feeding_branches(self) -> dict[str, Bools]:
        """Per feeder the lines and transformers between its source and its head breaker."""
        position = {b: i for i, b in enumerate(self._branches)}
        found = {}
        for feeder in self.network.feeders:
            mask = np.zeros(len(position), dtype=bool)
            mask[[position[b] for b in feeding_branches(self.network, feeder)]] = True
            found[feeder.feeder] = mask
        return found

    @cached_property
    def _branches(self) -> tuple[tuple[str, int], ...]:
        model = self.network.engine.model
        return (*(("line", i) for i in model.lines), *(("trafo", i) for i in model.trafos))

    @cached_property
    def _feeder_of_branch(self) -> Ints:
        """Per line and transformer the position of its feeder, -1 for none."""
        topology, number = self.network.topology, self.network.feeder_number_of_nodes()
        nodes = [topology.node_of_branch.get(branch, -1) for branch in self._branches]
        return np.array([number[node] if node >= 0 else -1 for node in nodes], dtype=np.int64)

    @cached_property
    def _feeder_of_bus(self) -> Ints:
        """Per bus of the model the position of its feeder, -1 for none."""
        number, nodes = self.network.feeder_number_of_nodes(), self._node_of_bus
        return np.where(nodes >= 0, number[nodes], -1)

    @cached_property
    def _node_of_bus(self) -> Ints:
        node_of_bus = self.network.topology.node_of_bus
        buses = self.network.engine.model.buses
        return np.array([node_of_bus.get(bus, -1) for bus in buses], dtype=np.int64)

    def own(self, feeders: frozenset[str]) -> tuple[Bools, Bools]:
        """Which elements and buses belong to these feeders or feed them."""
        heads = np.array([feeder.feeder in feeders for feeder in self.network.feeders])
        numbers = np.flatnonzero(heads)
        branch = np.isin(self._feeder_of_branch, numbers)
        for feeder in feeders:
            branch |= self.feeding_branches[feeder]
        return np.concatenate([branch, heads]), np.isin(self._feeder_of_bus, numbers)

    @cached_property
    def bus_position(self) -> dict[int, int]:
        """Place of each bus in the model."""
        return {bus: i for i, bus in enumerate(self.network.engine.model.buses)}

    def nodes_to_buses(self, nodes: frozenset[int]) -> Bools:
        """Mask over the model's buses."""
        chosen = np.zeros(self.network.topology.n_nodes + 1, dtype=bool)
        chosen[list(nodes)] = True
        return np.asarray(chosen[self._node_of_bus] & (self._node_of_bus >= 0))

    def _rows(self, state: Switching, own: tuple[Bools, Bools]) -> Rows:
        """What a state may change and what the feeders concerned own; all transformers."""
        n_branches = len(self._branches)
        bus, branch = self.network.engine.changed(state)
        branch = branch | own[0][:n_branches]
        branch[len(self.network.engine.model.lines) :] = True
        heads = np.array([line for line, _ in self.network.engine.heads], dtype=np.int64)
        return Rows(
            buses=np.flatnonzero(bus | own[1]), branches=np.flatnonzero(branch),
            heads=np.flatnonzero(branch[heads] | own[0][n_branches:]),
        )  # fmt: skip

    def judge(self, task: GridTask, state: Switching, dead: frozenset[int]) -> Verdict:
        """Whether a task in a switching state is allowed at each hour, and why not.

        Parameters
        ----------
        task
            Its own feeder and those that take its load name the tightest element.
        state
            Switching state of the job.
        dead
            Nodes the job itself takes out of supply.
        """
        key = (task.feeder, task.reclosing_blocked, state, dead)
        if key not in self._judged:
            found = [self._judge(task, state, dead)]
            if self._low:
                found.append(self._low.judge(task, state, dead))
            self._judged[key] = worst_of(found)
        return self._judged[key]

    @cached_property
    def _low(self) -> Grid | None:
        return (
            None if self.low_case is None else replace(self, load_case=self.low_case, low_case=None)
        )

    def _judge(self, task: GridTask, state: Switching, dead: frozenset[int]) -> Verdict:
        result = self.load_case.solve(state) if state else self.base
        # An hour whose forecast no load flow can meet is one nothing is known of.
        result = replace(result, converged=result.converged & self.load_case.matched)
        own = self.own(frozenset(touched_feeders(self.network, task.feeder, state)))
        # The other rows are those of today's state, to which nothing is added there.
        rows, n_branches = self._rows(state, own), len(self._branches)
        elements = rows.limited(self.elements, n_branches)
        found = compare(
            elements, rows.of(result), rows.of(self.base), self.load_mw[rows.buses], self.limits,
            self.nodes_to_buses(dead)[rows.buses],
        )  # fmt: skip
        verdict = judge(elements, found, self.limits, own[0][rows.elements(n_branches)])
        if not task.reclosing_blocked:
            return verdict
        head = found.percent[elements.names.index(f"feeder:{task.feeder}")]
        return verdict.with_head_at_limit(f"feeder:{task.feeder}", head, self.limits)

    @cached_property
    def _judged(self) -> dict[tuple[object, ...], Verdict]:
        return {}


def bus_loads(network: Network, p_mw: Floats) -> Floats:
    """Load per bus and hour; NaN where there is neither load nor customer. [MW]"""
    model = network.engine.model
    total = np.zeros((len(model.buses), p_mw.shape[0]))
    on = np.flatnonzero(model.load_in_service)
    np.add.at(total, model.load_node[on], p_mw[:, on].T)
    topology = network.topology
    position = {bus: i for i, bus in enumerate(model.buses)}
    loaded = np.zeros(len(model.buses), dtype=bool)
    loaded[[position[topology.buses[node]] for node in sorted(network.load_nodes)]] = True
    total[~loaded] = np.nan
    return total


@dataclass(frozen=True, kw_only=True, eq=False)
class GridOption:
    """A task in one switching state.

    Parameters
    ----------
    devices
        Its block set; empty when reclosing is not blocked.
    touched
        The own feeder and all that give up or take load, sorted.
    outlook
        What a trip would mean; None when reclosing is not blocked.
    """

    task: GridTask
    transfer_plan: str
    state: Switching
    verdict: Verdict
    devices: tuple[BlockedDevice, ...]
    touched: tuple[str, ...]
    outlook: Outlook | None


def touched_feeders(network: Network, feeder: str, state: Switching) -> tuple[str, ...]:
    """The job's own feeder and all that give up or take load."""
    return tuple(sorted({feeder, *involved_feeders(network, state)}))


def blocked_devices(
    network: Network, task: GridTask, state: Switching
) -> tuple[BlockedDevice, ...]:
    """The task's block set, empty when it does not block reclosing."""
    return block_set(network, task.bus, state) if task.reclosing_blocked else ()

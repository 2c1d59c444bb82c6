"""Make before break: whether a loop may be closed for the moment of a transfer.

Only where every condition of the rules is known and holds; what is not known breaks before it
makes. The loop is computed as a meshed state, with the circulating current that the sources' own
voltages and angles drive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from feeders.arrays import Bools, Complexes
from feeders.blocks import block_set
from feeders.moves import Candidate, Move
from feeders.network import Network
from feeders.options import Grid, GridTask
from feeders.topology import Switching

MAX_STEP_PERCENT = 5.0  # of nominal voltage across the open switch (rules, section 5)
MAX_STEP_DEGREE = 5.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Loop:
    """A move of a transfer as a loop that is closed, and opened again elsewhere.

    Parameters
    ----------
    grid, task
        Network with its loads and limits, and the job.
    job
        Switching state of the job.
    before
        Switching state in which the move begins.
    move
        What it opens and closes.
    phase
        before the job, or after it, on the way back.
    hours
        Hours in which the transfer is to be allowed.
    """

    grid: Grid
    task: GridTask
    job: Switching
    before: Switching
    move: Move
    phase: str
    hours: Bools

    @property
    def network(self) -> Network:
        """The network in today's normal state."""
        return self.grid.network

    @property
    def closed(self) -> Switching:
        """The state while the loop is closed."""
        return self.before.then(Switching(closed=self.move.closed))

    @property
    def after(self) -> Switching:
        """The state once it is open again; the way back begins with it."""
        return self.before.then(self.move.state)

    def feeders(self) -> tuple[str, ...]:
        """Feeders that the loop joins."""
        now, then = (self.network.feeder_of_nodes(s) for s in (self.before, self.after))
        nodes = {*self.ends(self.move.opened), *self.ends(self.move.closed)}
        return tuple(sorted({names[node] for names in (now, then) for node in nodes} - {""}))

    def ends(self, switches: tuple[int, ...]) -> tuple[int, int]:
        """The two outer nodes of a switch, or of the switches at both ends of one line."""
        topology = self.network.topology
        edges = [topology.edges[topology.edge_of_switch[switch]] for switch in switches]
        nodes = [node for edge in edges for node in (edge.a, edge.b)]
        outer = [node for node in nodes if nodes.count(node) == 1]
        return outer[0], outer[-1]

    def gap(self) -> tuple[Complexes, Complexes]:
        """Voltages on both sides of the gap before it is closed. [pu]"""
        there = self.phase == "before"
        state = self.before if there else self.after
        switches = self.move.closed if there else self.move.opened
        buses = [self._bus_at(node, state) for node in self.ends(switches)]
        a, b = self.grid.load_case.hours.voltages(buses, state)[:, self.hours]
        return a, b

    def _bus_at(self, node: int, state: Switching) -> int:
        """Place in the model of a bus; for the body of a line, of the bus that it hangs on."""
        topology = self.network.topology
        if not topology.is_bus(node):
            closed = topology.closed_edges(state)
            near = [other for edge, other in topology.neighbours[node] if closed[edge]]
            node = near[0] if near else node
        return self.grid.bus_position[topology.buses[node]]


def why_not(loop: Loop) -> str:
    """Code of the first condition that is unknown or does not hold; "" where the loop may close."""
    return next((code for code, holds in CONDITIONS if not holds(loop)), "")


def supply_changes_over(loop: Loop) -> bool:
    """A tie is closed: nothing goes dead on purpose."""
    return bool(loop.move.closed)


def one_switch_each(loop: Loop) -> bool:
    """One switch is opened for one tie, and both its sides have supply in the end."""
    live = loop.network.topology.tree(loop.after).live
    ends = loop.ends(loop.move.opened) if len(loop.move.opened) == 1 else ()
    return bool(ends) and all(live[node] for node in ends)


def phases_checked(loop: Loop) -> bool:
    """The phases on both sides of the tie were compared."""
    return all(loop.network.switches[s].phases_checked for s in loop.move.closed)


def same_loop_zone(loop: Loop) -> bool:
    """The substations of both feeders are in one known loop zone."""
    return _one_known(loop, "loop_zone")


def same_vector_group(loop: Loop) -> bool:
    """Their transformers have one known vector group: others stand 30 degrees apart."""
    return _one_known(loop, "vector_group")


def _one_known(loop: Loop, name: str) -> bool:
    sources = [loop.network.sources[loop.network.feeder[f].substation] for f in loop.feeders()]
    values = {getattr(source, name) for source in sources}
    return len(values) == 1 and "" not in values


def reclosing_off(loop: Loop) -> bool:
    """Reclosing is off on both feeders, being part of the job's block set."""
    blocked = (
        block_set(loop.network, loop.task.bus, loop.job) if loop.task.reclosing_blocked else ()
    )
    heads = {loop.network.feeder[feeder].head_switch for feeder in loop.feeders()}
    return heads <= {device.switch for device in blocked}


def pickup_known(loop: Loop) -> bool:
    """The overcurrent pick-up of both feeders is known."""
    return all(loop.network.feeder[f].pickup_a > 0.0 for f in loop.feeders())


def small_voltage_step(loop: Loop) -> bool:
    """At most 5 % of nominal voltage across the gap."""
    a, b = loop.gap()
    return bool((100.0 * np.abs(np.abs(a) - np.abs(b)) <= MAX_STEP_PERCENT).all())


def small_angle(loop: Loop) -> bool:
    """At most 5 degrees across the gap."""
    a, b = loop.gap()
    return bool((np.abs(np.angle(a * np.conj(b), deg=True)) <= MAX_STEP_DEGREE).all())


def current_below_pickups(loop: Loop) -> bool:
    """Load and circulating current together stay below the pick-up of both heads."""
    result = loop.grid.load_case.solve(loop.closed)
    names = [feeder.feeder for feeder in loop.network.feeders]
    return all(
        bool((result.head_a[names.index(f), loop.hours] < loop.network.feeder[f].pickup_a).all())
        for f in loop.feeders()
    )


def limits_kept(loop: Loop) -> bool:
    """The meshed state breaks no limit."""
    live = loop.network.topology.tree(loop.closed).live
    dark = frozenset(np.flatnonzero(~live).tolist())
    return bool(loop.grid.judge(loop.task, loop.closed, dark).allowed[loop.hours].all())


CONDITIONS: tuple[tuple[str, Callable[[Loop], bool]], ...] = (
    ("isolates", supply_changes_over),
    ("several_at_once", one_switch_each),
    ("phases_unchecked", phases_checked),
    ("loop_zone", same_loop_zone),
    ("vector_group", same_vector_group),
    ("reclosing_on", reclosing_off),
    ("pickup_unknown", pickup_known),
    ("voltage_step", small_voltage_step),
    ("angle", small_angle),
    ("loop_current", current_below_pickups),
    ("loop_limits", limits_kept),
)
"""Code of the reason against a loop, and the condition that must hold; no live job is on either
feeder while it is switched, since a transfer shares its feeders with no other work."""


Reasons = Mapping[tuple[int, str], str]
"""Per move and phase why it breaks before it makes; "" where it does not."""


def with_loops(
    grid: Grid, task: GridTask, candidate: Candidate, hours: Bools
) -> tuple[Candidate, Reasons]:
    """The transfer with loops wherever they may be closed, and the reasons against the others.

    Parameters
    ----------
    grid, task
        Network with its loads and limits, and the job.
    candidate
        A transfer that breaks before it makes.
    hours
        Hours in which it is allowed; with none of them all hours have to hold.
    """
    wanted = hours if hours.any() else np.ones(len(hours), dtype=bool)
    reasons = {
        (number, phase): why_not(
            Loop(grid=grid, task=task, job=candidate.state, before=candidate.before(number),
                 move=move, phase=phase, hours=wanted)
        )
        for number, move in enumerate(candidate.moves) for phase in ("before", "after")
    }  # fmt: skip
    made = frozenset(key for key, reason in reasons.items() if not reason)
    return replace(candidate, made=made), reasons

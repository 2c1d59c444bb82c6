"""The grid as the check sees it: the network of the inputs and the switching states of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from feeders import blocks
from feeders.blocks import BlockedDevice
from feeders.network import Network, read_network
from feeders.network_checks import NetworkFaults
from feeders.options import GridTask
from feeders.topology import NORMAL, Switching
from feeders.windows import needs_switching
from peakops.checks.files import PlanFiles
from peakops.checks.jobs import Job, minutes_between
from peakops.errors import InputFault, InputFaults
from peakops.scenario import Scenario

SWITCHING_MARGIN = pd.Timedelta(
    minutes=15
)  # a transfer is made before set-up, undone after the end

Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanGrid:
    """Network, switching states and block sets of a written plan.

    Parameters
    ----------
    network
        The network in today's normal state.
    states
        Transfer plan to the switching state while its job lasts, from switching.csv.
    """

    network: Network
    states: Mapping[str, Switching]

    @cached_property
    def bus_lat_lon(self) -> dict[int, tuple[float, float]]:
        """Coordinates of each bus. [°]"""
        table = self.network.bus_table
        return {
            int(bus): (float(lat), float(lon))
            for bus, lat, lon in zip(table["bus"], table["lat"], table["lon"], strict=True)
        }

    def state(self, job: Job) -> Switching:
        """Switching state of a job; today's where it has no transfer."""
        return self.states.get(job.transfer_plan, NORMAL)

    def devices(self, job: Job) -> tuple[BlockedDevice, ...]:
        """Devices whose reclosing a job blocks, worked out anew from the topology."""
        if not job.type.reclosing_blocked:
            return ()
        return blocks.block_set(self.network, int(job.order["bus"]), self.state(job))

    def blocked_feeders(self, job: Job) -> frozenset[str]:
        """Feeders of those devices."""
        return frozenset(device.feeder for device in self.devices(job))

    def touched_feeders(self, job: Job) -> frozenset[str]:
        """The feeder worked on and all that give up or take load meanwhile."""
        return frozenset({job.feeder}) | blocks.involved_feeders(self.network, self.state(job))

    def needs_transfer(self, job: Job) -> bool:
        """Whether the job can only be done after a transfer."""
        task = GridTask(
            work_order=job.work_order,
            feeder=job.feeder,
            bus=int(job.order["bus"]),
            switching=job.type.switching,
            reclosing_blocked=job.type.reclosing_blocked,
            section_switches=tuple(int(switch) for switch in job.order["section_switches"]),
        )
        return needs_switching(self.network, task)

    def span(self, job: Job) -> Span:
        """How long a job holds its switching state and its blocks."""
        if not job.transfer_plan:
            return job.start, job.end
        return job.start - SWITCHING_MARGIN, job.end + SWITCHING_MARGIN

    def overlap(self, a: Job, b: Job) -> Span | None:
        """The time in which two jobs hold the grid together, if any."""
        (a_from, a_to), (b_from, b_to) = self.span(a), self.span(b)
        start, end = max(a_from, b_from), min(a_to, b_to)
        return (start, end) if minutes_between(start, end) > 0 else None


def read_grid(files: PlanFiles, network: Network) -> PlanGrid:
    """Join the network of the inputs with the switching steps of the plan.

    Raises
    ------
    InputFaults
        Where a step names a switch that the network does not have.
    """
    faults = [
        InputFault(
            file=f"{stem}.csv",
            row=row["row"],
            column="switch",
            found=f"{row['switch']:g}",
            wanted="a switch of the network",
        )
        for stem in ("switching", "blocks")
        for row in files[stem]
        if int(row["switch"]) not in network.switches
    ]
    if faults:
        raise InputFaults(faults)
    return PlanGrid(network=network, states=_states(files))


def read_inputs_network(scenario: Scenario) -> Network:
    """Read the network of the inputs.

    Raises
    ------
    InputFaults
        Where the network is faulty.
    """
    tables = scenario.tables
    try:
        return read_network(
            scenario.network_text,
            tables["feeders"],
            tables["sources"],
            tables["switches"],
            tables["switch_state"],
            tables["customers"],
        )
    except NetworkFaults as error:
        raise InputFaults(_of_inputs(scenario, fault) for fault in error.faults) from error


def _of_inputs(scenario: Scenario, fault: object) -> InputFault:
    table, key, column = (str(getattr(fault, name)) for name in ("table", "key", "column"))
    return InputFault(
        file=f"inputs/{scenario.files.get(table, table)}",
        row=None,
        column=" ".join(part for part in (key, column) if part) or None,
        found=str(getattr(fault, "found", "")),
        wanted=str(getattr(fault, "wanted", "")),
    )


def _states(files: PlanFiles) -> dict[str, Switching]:
    """State of each transfer plan once all steps before the job are done, in their order."""
    found: dict[str, Switching] = {}
    for row in sorted(files["switching"], key=lambda row: (row["transfer_plan"], row["step"])):
        if row["phase"] == "before":
            plan = row["transfer_plan"]
            found[plan] = found.get(plan, NORMAL).then(step(row["action"], int(row["switch"])))
    return found


def step(action: str, switch: int) -> Switching:
    """One switching operation as a difference to today's state."""
    return Switching(opened=(switch,)) if action == "open" else Switching(closed=(switch,))

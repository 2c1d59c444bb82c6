"""When each work order may be done on the grid, in which switching state, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from feeders.allocation import LoadCase
from feeders.arrays import Bools
from feeders.blocks import BlockedDevice
from feeders.limits import OperatingLimits, Verdict
from feeders.loops import with_loops
from feeders.moves import Candidate
from feeders.network import Network
from feeders.network_checks import Fault, NetworkFaults
from feeders.options import (
    Grid,
    GridOption,
    GridTask,
    blocked_devices,
    touched_feeders,
)
from feeders.outlook_table import OUTLOOK_COLUMNS, outlook_columns, with_restoration
from feeders.ranking import Ranked, rank
from feeders.risk import Outlook, RiskModel, outlook
from feeders.sensitivity import life_support_nodes
from feeders.switching import TRANSFER_COLUMNS, Planned, SwitchingRows, transfer_row
from feeders.topology import NORMAL, Switching
from feeders.transfer import nothing_to_relieve

SLOTS_PER_HOUR = 4
TABLE_COLUMNS = ["work_order", "transfer_plan", "time", "allowed", "reason", "element",
                 "margin_percent", *OUTLOOK_COLUMNS]  # fmt: skip
BLOCK_COLUMNS = ["work_order", "transfer_plan", "feeder", "switch", "switch_name", "reason"]
RESTRICTION_KINDS = ("no_live_work", "keep_reclosing", "planned_outage")


@dataclass(frozen=True, kw_only=True, eq=False)
class Windows:
    """All tasks, options and slots.

    Parameters
    ----------
    table
        work_order, transfer_plan ("" when none), time (start of the slot), allowed, reason (code
        or ""), element, margin_percent; customers_at_risk [customer-hours per slot], and after a
        trip of the breaker that protects the work customers_restored, customers_out, restored_mw,
        out_mw and restore_minutes.
    transfers
        transfer_plan, work_order, rank, from_feeder, to_feeder, p_mw_max, customers_interrupted,
        customers_switched and customer_minutes (out for a moment, there and back).
    switching
        transfer_plan, step, phase, switch, switch_name, action, method (make_before_break or
        break_before_make), why not the other, loading_max_percent, vm_min_pu, lost_load_mw.
    blocks
        work_order, transfer_plan, feeder, switch, switch_name, reason.
    options
        The records behind the tables, in their order.
    """

    table: pd.DataFrame
    transfers: pd.DataFrame
    switching: pd.DataFrame
    blocks: pd.DataFrame
    options: tuple[GridOption, ...]


def admissible(
    network: Network,
    load_case: LoadCase,
    tasks: Sequence[GridTask],
    limits: OperatingLimits,
    restrictions: pd.DataFrame | None = None,
    risk_model: RiskModel | None = None,
    low_case: LoadCase | None = None,
) -> Windows:
    """Find for every task and slot whether the grid allows it.

    Parameters
    ----------
    network
        The network in today's normal state.
    load_case
        Loads at all hours of the plan.
    tasks
        The work orders.
    limits
        The operating limits.
    restrictions
        feeder, from, to (time-zone aware), kind (no_live_work / keep_reclosing /
        planned_outage); none when not given.
    risk_model
        Parameters of the customer-hours at risk.
    low_case
        Low loads at the same hours, where power may flow back; not looked at when not given.

    Notes
    -----
    An option is allowed in a slot if its state adds no violation to today's state and worsens none
    by more than 0.1 points, at the loads of that hour. A task that blocks reclosing is not allowed
    (`feeder_at_limit`) while its own head is at or above the limit, nor (`no_restoration`) while a
    customer whose life hangs on the supply could not be supplied again after a trip. `relieve` on
    a section with nothing behind it needs no transfer.

    Raises
    ------
    NetworkFaults
        If a task's bus or section switches do not fit the network, see `task_faults`.
    """
    faults = task_faults(network, tasks)
    if faults:
        raise NetworkFaults(faults)
    grid = Grid(network=network, load_case=load_case, limits=limits, low_case=low_case)
    search = _Search(grid, _checked(restrictions), risk_model or RiskModel())
    for task in tasks:
        search.add(task)
    return search.windows()


def task_faults(network: Network, tasks: Sequence[GridTask]) -> tuple[Fault, ...]:
    """All faults in the tasks: a bus on no feeder or another one, switches not to be opened."""
    faults = []
    for task in tasks:
        feeder = network.feeder_of_bus.get(task.bus, "")
        if feeder != task.feeder or not feeder:
            faults.append(Fault(table="work_orders", key=task.work_order, column="bus",
                                found=f"{task.bus} on {feeder or 'no feeder'}",
                                wanted=f"a bus of {task.feeder}"))  # fmt: skip
        faults += [
            Fault(table="work_orders", key=task.work_order, column="section_switches",
                  found=str(switch), wanted="a normally closed breaker or load-break switch")
            for switch in task.section_switches
            if switch not in network.operable & network.topology.normally_closed
        ]  # fmt: skip
    return tuple(sorted(set(faults)))


def _checked(restrictions: pd.DataFrame | None) -> pd.DataFrame:
    if restrictions is None:
        return pd.DataFrame(columns=["feeder", "from", "to", "kind"])
    unknown = sorted(set(restrictions["kind"]) - set(RESTRICTION_KINDS))
    if unknown:
        raise ValueError(f"restrictions kind: found {unknown}, wanted {RESTRICTION_KINDS}")
    return restrictions


class _Search:
    """Collects options task by task, then writes the tables."""

    def __init__(self, grid: Grid, restrictions: pd.DataFrame, risk_model: RiskModel) -> None:
        self._grid = grid
        self._network = grid.network
        self._restrictions = restrictions
        self._risk_model = risk_model
        self._options: list[GridOption] = []
        self._transfers: list[tuple[object, ...]] = []
        self._switching = SwitchingRows(grid)
        quarters = pd.to_timedelta(15 * np.arange(SLOTS_PER_HOUR), unit="min")
        hours = grid.load_case.times.repeat(SLOTS_PER_HOUR)
        self._slots = hours + np.tile(quarters, len(grid.load_case.times))

    def add(self, task: GridTask) -> None:
        """Judge all options of one task."""
        if not needs_switching(self._network, task):
            self._add(task, "", NORMAL, self._grid.judge(task, NORMAL, frozenset()))
            return
        ranks = rank(self._grid, task, lambda c, v: self._slots_allowed(task, c, v))
        if not ranks:
            self._add(task, "", NORMAL, self._no_transfer(task))
        for number, ranked in enumerate(ranks, start=1):
            self._add_transfer(task, number, ranked)

    def _add_transfer(self, task: GridTask, number: int, ranked: Ranked) -> None:
        plan = f"{task.work_order}-T{number}"
        candidate, reasons = with_loops(self._grid, task, ranked.candidate, ranked.verdict.allowed)
        self._add(task, plan, candidate.state, ranked.verdict)
        planned = Planned(
            plan=plan, rank=number, task=task, candidate=candidate, reasons=reasons,
            verdict=ranked.verdict, minutes=self._risk_model.switching_minutes(self._network),
        )  # fmt: skip
        self._transfers.append(transfer_row(self._grid, planned))
        self._switching.add(planned)

    def _add(self, task: GridTask, plan: str, state: Switching, verdict: Verdict) -> None:
        self._options.append(GridOption(
            task=task, transfer_plan=plan, state=state, verdict=verdict,
            devices=blocked_devices(self._network, task, state),
            touched=touched_feeders(self._network, task.feeder, state),
            outlook=self._outlook(task, state),
        ))  # fmt: skip

    def _outlook(self, task: GridTask, state: Switching) -> Outlook | None:
        if not task.reclosing_blocked:
            return None
        key = (task.feeder, task.bus, state)
        if key not in self._outlooks:
            self._outlooks[key] = outlook(self._grid, task, state, self._risk_model)
        return self._outlooks[key]

    @cached_property
    def _outlooks(self) -> dict[tuple[str, int, Switching], Outlook]:
        return {}

    def _no_transfer(self, task: GridTask) -> Verdict:
        n_hours = len(self._grid.load_case.times)
        return Verdict(reason=("no_transfer",) * n_hours, element=(f"bus:{task.bus}",) * n_hours,
                       margin_percent=np.full(n_hours, np.nan))  # fmt: skip

    def _slots_allowed(self, task: GridTask, candidate: Candidate, verdict: Verdict) -> Bools:
        hours = verdict.allowed
        if life_support_nodes(self._network) and (found := self._outlook(task, candidate.state)):
            hours = hours & ~found.life_support_out
        allowed = np.repeat(hours, SLOTS_PER_HOUR)
        if self._restrictions.empty:
            return allowed
        devices = blocked_devices(self._network, task, candidate.state)
        touched = touched_feeders(self._network, task.feeder, candidate.state)
        by = self._restricting(task, devices, touched)
        return np.asarray(allowed & (by == ""), dtype=bool)

    def _restricting(
        self, task: GridTask, devices: tuple[BlockedDevice, ...], touched: tuple[str, ...]
    ) -> npt.NDArray[np.object_]:
        """Per slot the feeder whose restriction closes it, "" where none does."""
        reach = {
            "no_live_work": {task.feeder},
            "keep_reclosing": {device.feeder for device in devices},
            "planned_outage": set(touched),
        }
        by = np.full(len(self._slots), "", dtype=object)
        for row in self._restrictions.to_dict("records"):
            if row["feeder"] in reach[row["kind"]]:
                # A slot is closed when any minute of it is.
                late = self._slots + pd.Timedelta(minutes=15) > row["from"]
                by[late & (self._slots < row["to"]) & (by == "")] = row["feeder"]
        return by

    def windows(self) -> Windows:
        """The tables of all options added so far."""
        tables = [self._table(option) for option in self._options]
        return Windows(
            table=pd.concat(tables, ignore_index=True) if tables else _empty(self._slots),
            transfers=pd.DataFrame(self._transfers, columns=TRANSFER_COLUMNS),
            switching=self._switching.table(),
            blocks=_blocks(self._options), options=tuple(self._options),
        )  # fmt: skip

    def _table(self, option: GridOption) -> pd.DataFrame:
        verdict = with_restoration(option)
        reason = np.repeat(np.array(verdict.reason, dtype=object), SLOTS_PER_HOUR)
        element = np.repeat(np.array(verdict.element, dtype=object), SLOTS_PER_HOUR)
        by = self._restricting(option.task, option.devices, option.touched)
        reason[by != ""] = "restriction"
        element[by != ""] = "feeder:" + by[by != ""]
        return pd.DataFrame({
            "work_order": option.task.work_order, "transfer_plan": option.transfer_plan,
            "time": self._slots, "allowed": reason == "", "reason": reason, "element": element,
            "margin_percent": np.repeat(verdict.margin_percent, SLOTS_PER_HOUR),
            **outlook_columns(option, SLOTS_PER_HOUR),
        })  # fmt: skip


def needs_switching(network: Network, task: GridTask) -> bool:
    """Whether a task can only be done after a transfer."""
    if task.switching == "none":
        return False
    trivial = task.switching == "relieve" and not task.section_switches
    return not (trivial and nothing_to_relieve(network, task.bus))


def _empty(slots: pd.DatetimeIndex) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in TABLE_COLUMNS}).assign(
        time=slots[:0], allowed=np.zeros(0, dtype=bool)
    )


def _blocks(options: Sequence[GridOption]) -> pd.DataFrame:
    rows = [
        (o.task.work_order, o.transfer_plan, d.feeder, d.switch, d.name, d.reason)
        for o in options for d in o.devices
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=BLOCK_COLUMNS)

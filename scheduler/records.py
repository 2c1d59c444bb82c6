"""What is to be planned: work orders with their closures, windows and grid options.

Times are integer minutes since local midnight of the plan's first day. A slot is 15 minutes,
labelled by its start: slot s covers the minutes [15 s, 15 s + 15), and an interval [a, b)
occupies the slots a // 15 … (b - 1) // 15.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SLOT_MINUTES = 15
"""Length of a slot [min]; starts of work orders lie on this grid."""
DAY_MINUTES = 1440
"""Length of a day [min]."""
DAY_SLOTS = DAY_MINUTES // SLOT_MINUTES
"""Slots in a day."""
MAX_PAIRS = 2
"""Bucket pairs of one crew that take turns in one job (A and B)."""

Phase = Literal["site", "bucket", "grid"]
PHASES: tuple[Phase, ...] = ("site", "bucket", "grid")


def require(condition: bool, message: str) -> None:
    """Raise ``ValueError(message)`` unless the condition holds."""
    if not condition:
        raise ValueError(message)


def require_unique(what: str, names: Iterable[str]) -> None:
    """Raise ``ValueError`` naming the first entry that occurs twice."""
    seen: set[str] = set()
    for name in names:
        require(name not in seen, f"{what}: '{name}' occurs twice.")
        seen.add(name)


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Slots that one phase of a job must not touch, by one rule.

    Phase ``site`` is [start, end), ``bucket`` is [setup_end, bucket_end + bucket_clear_minutes),
    ``grid`` is the occupied slots, with a load transfer widened by ``transfer_margin_slots`` on
    both sides; it belongs to a grid option.
    """

    rule: str
    phase: Phase
    slots: frozenset[int]

    def __post_init__(self) -> None:
        require(self.rule != "", "Closure: rule is empty.")
        require(self.phase in PHASES, f"Closure: phase '{self.phase}' is none of {PHASES}.")
        require(min(self.slots, default=0) >= 0, "Closure: negative slot.")


@dataclass(frozen=True, kw_only=True)
class TimeWindow:
    """[start, end + tail_minutes) of the job must lie within [start_minute, end_minute]."""

    rule: str
    start_minute: int
    end_minute: int
    tail_minutes: int = 0

    def __post_init__(self) -> None:
        require(self.rule != "", "TimeWindow: rule is empty.")
        require(self.start_minute <= self.end_minute, "TimeWindow: start is after end.")
        require(self.tail_minutes >= 0, "TimeWindow: negative tail.")


@dataclass(frozen=True, kw_only=True)
class GridOption:
    """One switching state in which an order can be done; ``transfer_plan`` "" is none.

    ``risk_per_slot`` is in thousandths of a customer-hour for each slot of the plan, or empty
    for no risk at all.
    """

    transfer_plan: str = ""
    closures: tuple[Closure, ...] = ()
    blocked_feeders: tuple[str, ...] = ()
    touched_feeders: tuple[str, ...] = ()
    risk_per_slot: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        require_unique("GridOption.blocked_feeders", self.blocked_feeders)
        require(min(self.risk_per_slot, default=0) >= 0, "GridOption: negative risk.")


@dataclass(frozen=True, kw_only=True)
class WorkOrder:
    """One job.

    ``segments`` are the bucket minutes between points where another pair may take over.
    ``watch_limits`` are the longest job by slot for those who watch and assist outdoors from start
    to end [min], held against the smallest of the slots touched; empty is no limit.
    A locked start must be kept, by the locked crew if one is named (of a joint job: the lead
    crew); a locked crew alone only restricts who may do the order.
    """

    id: str
    feeder: str
    job_class: int
    crews_needed: int = 1
    bucket_workers: int = 2
    ground_workers: int = 0
    certificate: str = "simple"
    stint_class: str
    setup_minutes: int
    segments: tuple[int, ...]
    teardown_minutes: int
    vehicle_kinds: tuple[str, ...] = ()
    site: int
    value_per_day: tuple[int, ...]
    mandatory: bool = False
    emergency: bool = False
    closures: tuple[Closure, ...] = ()
    watch_limits: tuple[int, ...] = ()
    windows: tuple[TimeWindow, ...] = ()
    grid_options: tuple[GridOption, ...] = (GridOption(),)
    locked_crew: str | None = None
    locked_start_minute: int | None = None
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name = f"WorkOrder '{self.id}'"
        require(self.id != "", "WorkOrder: id is empty.")
        require(self.job_class in (1, 2, 3, 4), f"{name}: job_class is none of 1, 2, 3, 4.")
        require(self.crews_needed in (1, 2), f"{name}: crews_needed is neither 1 nor 2.")
        require(self.bucket_workers == 2, f"{name}: bucket_workers is not 2 (one pair).")
        require(self.ground_workers >= 0, f"{name}: negative ground_workers.")
        require(self.setup_minutes >= 0, f"{name}: negative setup_minutes.")
        require(self.teardown_minutes >= 0, f"{name}: negative teardown_minutes.")
        require(len(self.segments) > 0, f"{name}: no segments.")
        require(min(self.segments) > 0, f"{name}: a segment without minutes.")
        require(self.site >= 0, f"{name}: negative site.")
        require(min(self.value_per_day, default=0) >= 0, f"{name}: negative value.")
        require(min(self.watch_limits, default=0) >= 0, f"{name}: negative watch_limits.")
        require(len(self.grid_options) > 0, f"{name}: no grid option.")
        require_unique(f"{name}: transfer_plan", [g.transfer_plan for g in self.grid_options])
        require_unique(f"{name}: after", self.after)
        require(self.id not in self.after, f"{name}: is its own predecessor.")
        self._check_lock(name)

    def _check_lock(self, name: str) -> None:
        start = self.locked_start_minute
        if start is not None:
            require(start >= 0, f"{name}: negative locked_start_minute.")
            require(start % SLOT_MINUTES == 0, f"{name}: locked_start_minute is off the grid.")

    @property
    def must_place(self) -> bool:
        """Whether leaving the order out costs more than any value can outweigh."""
        return self.mandatory or self.emergency

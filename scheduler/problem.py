"""ProblemData: everything the solver and the verification may know, in integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.crews import Absence, Crew, Vehicle, Worker
from scheduler.outage import ExclusivePair, ForbiddenUse
from scheduler.records import (
    DAY_MINUTES,
    DAY_SLOTS,
    Closure,
    GridOption,
    TimeWindow,
    WorkOrder,
    require,
    require_unique,
)
from scheduler.strain import ForbiddenStart, HotStarts, RestNeeded, longest_rests, starts_by_crew
from scheduler.water import Water

__all__ = [
    "Absence",
    "Closure",
    "Crew",
    "ExclusivePair",
    "ForbiddenStart",
    "ForbiddenUse",
    "GridOption",
    "ProblemData",
    "RestNeeded",
    "TimeWindow",
    "Vehicle",
    "Water",
    "WorkOrder",
    "Worker",
]


@dataclass(frozen=True, kw_only=True)
class ProblemData:
    """One scheduling problem.

    Parameters
    ----------
    days
        Days of the plan, at least 1; every per-slot tuple has 96 entries for each.
    travel_minutes
        Site × site [min]; base and order sites are indices into it, the diagonal is 0.
    stint_limits
        Longest stay in the bucket by stint class and slot [min].
    novice_stint_limits
        The same for a pair with somebody not used to the heat yet; empty: as for all others.
    absences
        Workers who are away for a part of a day.
    handover_minutes
        Nobody is in the bucket between the stints of two different pairs [min].
    rest_min_minutes
        A pair rests at least this long, and at least its last stint [min].
    rest_outdoors
        Whether pairs rest outdoors between their stints, which counts against their caps.
    bucket_clear_minutes
        Closures of the phase ``bucket`` reach this far beyond the last stint [min].
    lunch_from_minute, lunch_to_minute, lunch_minutes
        Minute of the day between which a lunch of this length lies; length 0 is no lunch.
        See `scheduler.schedule.Lunch` for who needs one.
    transfer_margin_slots
        Slots before and after a job with a load transfer that its switching takes.
    vehicle_gap_slots
        Slots a shared vehicle stays free after each use.
    feeders_blocked_per_bus_section
        Most feeders of one bus section with reclosing blocked in one slot.
    hot_starts
        Starts from which a job by itself makes its bucket workers too hot.
    water
        Rates and budgets of water lost; without budgets it does not count. An order locked in time
        is kept whatever it costs.
    heat_index
        How hot each slot is, any scale; cooler slots are preferred, last of all aims.
    risk_weight
        Value lost for each thousandth of a customer-hour at risk.
    """

    days: int
    crews: tuple[Crew, ...]
    workers: tuple[Worker, ...]
    vehicles: tuple[Vehicle, ...] = ()
    absences: tuple[Absence, ...] = ()
    orders: tuple[WorkOrder, ...]
    travel_minutes: tuple[tuple[int, ...], ...]
    stint_limits: Mapping[str, tuple[int, ...]]
    novice_stint_limits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    handover_minutes: int = 5
    rest_min_minutes: int = 15
    rest_outdoors: bool = False
    bucket_clear_minutes: int = 30
    lunch_from_minute: int = 690
    lunch_to_minute: int = 780
    lunch_minutes: int = 30
    transfer_margin_slots: int = 1
    vehicle_gap_slots: int = 0
    bus_section_of_feeder: Mapping[str, str] = field(default_factory=dict)
    feeders_blocked_per_bus_section: int = 2
    exclusive_pairs: tuple[ExclusivePair, ...] = ()
    forbidden_uses: tuple[ForbiddenUse, ...] = ()
    forbidden_starts: tuple[ForbiddenStart, ...] = ()
    rests_needed: tuple[RestNeeded, ...] = ()
    hot_starts: HotStarts = field(default_factory=dict)
    water: Water = field(default_factory=Water)
    heat_index: tuple[int, ...] = ()
    risk_weight: int = 1

    def __post_init__(self) -> None:
        require(self.days >= 1, "ProblemData: days is below 1.")
        self._check_settings()
        self._check_names()
        self._check_people()
        self._check_orders()
        self._check_travel()
        self._check_slots()
        self._check_water()

    def _check_settings(self) -> None:
        for name in _NOT_NEGATIVE:
            require(getattr(self, name) >= 0, f"ProblemData: {name} is negative.")
        require(
            self.lunch_from_minute + self.lunch_minutes <= self.lunch_to_minute <= DAY_MINUTES,
            "ProblemData: lunch does not fit between lunch_from_minute and lunch_to_minute.",
        )

    def _check_names(self) -> None:
        require_unique("ProblemData.crews", [c.id for c in self.crews])
        require_unique("ProblemData.workers", [w.id for w in self.workers])
        require_unique("ProblemData.vehicles", [v.id for v in self.vehicles])
        require_unique("ProblemData.orders", [o.id for o in self.orders])
        known = {o.id for o in self.orders}
        for order in self.orders:
            _require_known(f"WorkOrder '{order.id}': predecessor", order.after, known)
        for pair in self.exclusive_pairs:
            _require_known("ExclusivePair", (pair.first[0], pair.second[0]), known)
        _require_known("ForbiddenUse", [f.order for f in self.forbidden_uses], known)
        _require_known("ForbiddenStart: order", [f.order for f in self.forbidden_starts], known)
        for rest in self.rests_needed:
            _require_known("RestNeeded", (rest.first, rest.second), known)

    def _check_people(self) -> None:
        crews = {c.id for c in self.crews}
        for worker in self.workers:
            _require_known(f"Worker '{worker.id}': crew", [worker.crew], crews)
            require(
                len(worker.available) == self.days,
                f"Worker '{worker.id}': available does not have {self.days} days.",
            )
        _require_known("Absence", [a.worker for a in self.absences], {w.id for w in self.workers})
        _require_known("Vehicle.crew", [v.crew for v in self.vehicles if not v.shared], crews)
        _require_known("ForbiddenStart: crew", [f.crew for f in self.forbidden_starts], crews)

    def _check_orders(self) -> None:
        crews = {c.id for c in self.crews}
        for order in self.orders:
            name = f"WorkOrder '{order.id}'"
            if order.locked_crew is not None:
                _require_known(f"{name}: locked_crew", [order.locked_crew], crews)
            _require_known(f"{name}: stint_class", [order.stint_class], set(self.stint_limits))
            require(
                len(order.value_per_day) == self.days,
                f"{name}: value_per_day does not have {self.days} days.",
            )
            require(
                len(order.watch_limits) in (0, self.slots),
                f"{name}: watch_limits does not have {self.slots} slots.",
            )
            for option in order.grid_options:
                _require_known(
                    f"{name}: feeder without bus section",
                    option.blocked_feeders,
                    set(self.bus_section_of_feeder),
                )
                require(
                    len(option.risk_per_slot) in (0, self.slots),
                    f"{name}: risk_per_slot does not have {self.slots} slots.",
                )

    def _check_travel(self) -> None:
        size = len(self.travel_minutes)
        sites = [c.base_site for c in self.crews] + [o.site for o in self.orders]
        require(max(sites, default=-1) < size, "ProblemData: a site is not in travel_minutes.")
        for i, row in enumerate(self.travel_minutes):
            require(len(row) == size, "ProblemData: travel_minutes is not square.")
            require(min(row) >= 0, "ProblemData: negative travel_minutes.")
            require(row[i] == 0, "ProblemData: travel from a site to itself is not 0.")

    def _check_slots(self) -> None:
        for what in ("stint_limits", "novice_stint_limits"):
            for name, limits in getattr(self, what).items():
                require(
                    len(limits) == self.slots,
                    f"ProblemData: {what}['{name}'] does not have {self.slots} slots.",
                )
        require(
            not self.novice_stint_limits or set(self.novice_stint_limits) == set(self.stint_limits),
            "ProblemData: novice_stint_limits and stint_limits differ in their stint classes.",
        )
        require(
            len(self.heat_index) in (0, self.slots),
            f"ProblemData: heat_index does not have {self.slots} slots.",
        )
        require(min(self.heat_index, default=0) >= 0, "ProblemData: negative heat_index.")

    def _check_water(self) -> None:
        budgets, name = self.water.budget_g, "ProblemData: water"
        require(
            len(self.water.standing) in (0, self.slots),
            f"{name} does not have {self.slots} slots.",
        )
        _require_known(f"{name}.budget_g", [c for c, _ in budgets], {c.id for c in self.crews})
        require(
            all(0 <= day < self.days for _, day in budgets), f"{name}: a budget_g beyond the plan."
        )
        if budgets:
            _require_known(name, self.stint_limits, set(self.water.bucket))

    @property
    def slots(self) -> int:
        """Number of slots in the plan."""
        return self.days * DAY_SLOTS

    def margin_slots(self, transfer_plan: str) -> int:
        """Slots before and after a job in which it holds the grid; "" is without a transfer."""
        return self.transfer_margin_slots if transfer_plan else 0

    @cached_property
    def order_by_id(self) -> dict[str, WorkOrder]:
        """Work orders by id."""
        return {o.id: o for o in self.orders}

    @cached_property
    def crew_by_id(self) -> dict[str, Crew]:
        """Crews by id."""
        return {c.id: c for c in self.crews}

    @cached_property
    def worker_by_id(self) -> dict[str, Worker]:
        """Workers by id."""
        return {w.id: w for w in self.workers}

    @cached_property
    def vehicle_by_id(self) -> dict[str, Vehicle]:
        """Vehicles by id."""
        return {v.id: v for v in self.vehicles}

    @cached_property
    def novice_days(self) -> frozenset[int]:
        """Days on which somebody who may be in the bucket has shorter stints than the others."""
        if not self.novice_stint_limits:
            return frozenset()
        bucket = [worker for worker in self.workers if "bucket" in worker.roles]
        return frozenset(
            day
            for day in range(self.days)
            if any(worker.available[day] and worker.is_novice(day) for worker in bucket)
        )

    @cached_property
    def starts_by_crew(self) -> dict[tuple[str, str], dict[int, str]]:
        """Rule that forbids a start, by order and crew and then by slot."""
        return starts_by_crew(self.forbidden_starts)

    @cached_property
    def rest_minutes(self) -> dict[tuple[str, str], int]:
        """Rest that predicted heat strain asks for between two orders [min]."""
        return longest_rests(self.rests_needed)


_NOT_NEGATIVE = (
    "handover_minutes",
    "rest_min_minutes",
    "bucket_clear_minutes",
    "lunch_from_minute",
    "lunch_minutes",
    "transfer_margin_slots",
    "vehicle_gap_slots",
    "feeders_blocked_per_bus_section",
    "risk_weight",
)


def _require_known(what: str, names: Iterable[str], known: set[str]) -> None:
    for name in names:
        require(name in known, f"{what}: '{name}' is not known.")

"""Rules of crews, workers and vehicles: one function for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduler.cliques import Spans, at_most_one_per_slot
from scheduler.fleet import use_slots
from scheduler.gaps import gap_between
from scheduler.modes import Catalogue, grouped
from scheduler.order_rules import Bools, Ints
from scheduler.problem import ProblemData
from scheduler.records import SLOT_MINUTES, WorkOrder
from scheduler.variables import Variables


class Gaps:
    """Smallest time between the parts of one crew and day and the orders after them [min].

    ``gap`` counts from the end of a job, ``lunch_gap`` from the end of a lunch right after it.
    """

    def __init__(self, catalogue: Catalogue, members: Sequence[int]) -> None:
        timings = [catalogue.timings[catalogue.parts[p].timing] for p in members]
        self.orders = list({timing.order.id: timing.order for timing in timings}.values())
        number = {order.id: i for i, order in enumerate(self.orders)}
        self.order = np.array([number[t.order.id] for t in timings], dtype=np.int64)
        self.start_slot = np.array([t.start_slot for t in timings], dtype=np.int64)
        self.end = np.array([t.template.end_minute for t in timings], dtype=np.int64)
        stint = np.array([t.template.longest_stint for t in timings], dtype=np.int64)
        way, off_bucket, rest = _gap_tables(catalogue.problem, self.orders)[:, self.order]
        self.lunch_gap: Ints = np.maximum(way, stint[:, None] - off_bucket)
        self.gap: Ints = np.maximum(self.lunch_gap, rest)
        self.smallest = self._to_any_other(self.gap)
        self.lunch_smallest = self._to_any_other(self.lunch_gap)

    def _to_any_other(self, gap: Ints) -> Ints:
        if len(self.orders) == 1:
            return np.zeros(len(self.order), dtype=np.int64)
        others = self.order[:, None] != np.arange(len(self.orders))[None, :]
        smallest: Ints = np.where(others, gap, 10**6).min(axis=1)
        return smallest

    @property
    def cleared_slot(self) -> Ints:
        """First slot in which any other job can start, for each part."""
        return slots_up(self.end + self.smallest)

    def one_clause_is_enough(self, order: int) -> bool:
        """Whether no two parts can both be too close before a start of this order.

        A part too close ends in the largest gap before the start; two jobs of the crew end at
        least a job and a gap apart.
        """
        shortest = int((self.end - self.start_slot * SLOT_MINUTES).min() + self.smallest.min())
        return bool(self.gap[:, order].max(initial=0) <= shortest)


def _gap_tables(problem: ProblemData, orders: Sequence[WorkOrder]) -> Ints:
    """Way, time off the bucket and rest needed, each from order to order."""
    gaps = [[gap_between(problem, before, after) for after in orders] for before in orders]
    return np.array(
        [
            [[gap.way_minutes for gap in row] for row in gaps],
            [[gap.off_bucket_minutes for gap in row] for row in gaps],
            [[gap.rest_needed_minutes for gap in row] for row in gaps],
        ],
        dtype=np.int64,
    )


def slots_up(minutes: Ints) -> Ints:
    """Round minutes up to the next slot."""
    up: Ints = -(-minutes // SLOT_MINUTES)
    return up


def first_slots_after(end: Ints, gap: Ints) -> Ints:
    """Find the first slot in which each order can start after each end, a gap [min] between."""
    return slots_up(end[:, None] + gap)


def one_job_at_a_time(model: cp_model.CpModel, variables: Variables) -> None:
    """Keep a crew at one job, or the lunch after it, and the shortest way on from it."""
    catalogue = variables.catalogue
    for members in catalogue.parts_of_crew_day.values():
        gaps = Gaps(catalogue, members)
        cleared = gaps.cleared_slot
        entries = [
            (variables.part[p], int(gaps.start_slot[i]), int(cleared[i]))
            for i, p in enumerate(members)
        ]
        for i, p in enumerate(members):
            if p in variables.lunch:
                end = _lunch_end(catalogue, p) + int(gaps.lunch_smallest[i])
                entries.append((variables.lunch[p], int(cleared[i]), -(-end // SLOT_MINUTES)))
        at_most_one_per_slot(
            model, Spans(entries), [int(slot) for slot in np.unique(gaps.start_slot)]
        )


def _lunch_end(catalogue: Catalogue, part: int) -> int:
    end = catalogue.parts[part].lunch_end_minute
    assert end is not None  # for the type checker: lunch variables exist for such parts only
    return end


def keep_travel_and_rest(model: cp_model.CpModel, variables: Variables) -> None:
    """Leave the way, and the rest from the bucket, between every two jobs of a crew."""
    catalogue = variables.catalogue
    for members in catalogue.parts_of_crew_day.values():
        gaps = Gaps(catalogue, members)
        after_job = [variables.part[p] for p in members]
        first = first_slots_after(gaps.end, gaps.gap)
        _keep_gaps(model, gaps, after_job, after_job, first, gaps.cleared_slot)
        if any(p in variables.lunch for p in members):
            nobody = model.new_constant(0)
            lunch = [variables.lunch.get(p, nobody) for p in members]
            end = np.array(
                [catalogue.parts[p].lunch_end_minute or 0 for p in members], dtype=np.int64
            )
            cleared = slots_up(end + gaps.lunch_smallest)
            first = first_slots_after(end, gaps.lunch_gap)
            _keep_gaps(model, gaps, after_job, lunch, first, cleared)


def _keep_gaps(
    model: cp_model.CpModel,
    gaps: Gaps,
    starting: Sequence[cp_model.IntVar],
    ending: Sequence[cp_model.IntVar],
    first_slots: Ints,
    cleared_slot: Ints,
) -> None:
    """Forbid starts after ``cleared_slot`` (before, the crew is busy anyway) and too soon.

    ``first_slots`` are those in which each order can start after each of ``ending``.
    """
    for order in range(len(gaps.orders)):
        first_slot = first_slots[:, order]
        risky = (first_slot > cleared_slot) & (gaps.order != order)
        one_clause = gaps.one_clause_is_enough(order)
        for slot in np.unique(gaps.start_slot[gaps.order == order]).tolist():
            close = risky & (cleared_slot <= slot) & (slot < first_slot)
            if not close.any():
                continue
            here = (gaps.order == order) & (gaps.start_slot == slot)
            starts = [starting[i] for i in np.flatnonzero(here).tolist()]
            for group in _groups(close, gaps.order, one_clause=one_clause):
                model.add_at_most_one(starts + [ending[i] for i in group.tolist()])


def _groups(close: Bools, order: Ints, *, one_clause: bool) -> list[Ints]:
    if one_clause:
        return [np.flatnonzero(close)]
    return [np.flatnonzero(close & (order == which)) for which in np.unique(order[close])]


def take_lunch(model: cp_model.CpModel, variables: Variables) -> None:
    """Have one lunch in the field where the crew can eat at its base neither before nor after."""
    catalogue = variables.catalogue
    for members in catalogue.parts_of_crew_day.values():
        lunches = [variables.lunch[p] for p in members if p in variables.lunch]
        for p in members:
            if p in variables.lunch:
                model.add_implication(variables.lunch[p], variables.part[p])
        model.add_at_most_one(lunches)
        _need_lunch(model, variables, members, lunches)


def _need_lunch(
    model: cp_model.CpModel,
    variables: Variables,
    members: Sequence[int],
    lunches: list[cp_model.IntVar],
) -> None:
    parts = variables.catalogue.parts
    if not any(parts[p].early for p in members) or not any(parts[p].late for p in members):
        return
    jobs_of_order = _by_order(variables.catalogue, members)
    early = [[variables.part[p] for p in jobs if parts[p].early] for jobs in jobs_of_order]
    late = [[variables.part[p] for p in jobs if parts[p].late] for jobs in jobs_of_order]
    flags = [
        variables.flag(model, [group for group in groups if group]) for groups in (early, late)
    ]
    not_both: list[cp_model.LiteralT] = [flag.negated() for flag in flags]
    model.add_bool_or([*not_both, *lunches])
    for jobs in jobs_of_order:
        both = [variables.part[p] for p in jobs if parts[p].early and parts[p].late]
        if both:
            model.add(sum(both) <= sum(lunches))


def _by_order(catalogue: Catalogue, members: Sequence[int]) -> list[list[int]]:
    groups = grouped(members, lambda p: catalogue.timings[catalogue.parts[p].timing].order.id)
    return list(groups.values())


def keep_outdoor_caps(model: cp_model.CpModel, variables: Variables) -> None:
    """Keep everybody's minutes outdoors on a day under the cap."""
    catalogue = variables.catalogue
    for (_, day), members in catalogue.parts_of_crew_day.items():
        terms: dict[str, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for p in members:
            part = catalogue.parts[p]
            for literal, outdoors in zip(variables.roster[p], part.outdoors, strict=True):
                for name, minutes in outdoors:
                    terms[name].append((literal, minutes))
        for name in sorted(terms):
            cap = catalogue.problem.worker_by_id[name].outdoor_cap_minutes[day]
            if cap is not None:
                literals, minutes_each = zip(*terms[name], strict=True)
                model.add(cp_model.LinearExpr.weighted_sum(literals, minutes_each) <= cap)


def share_vehicles(model: cp_model.CpModel, variables: Variables) -> None:
    """Use a shared vehicle once at a time, with a gap after each use."""
    catalogue = variables.catalogue
    entries: dict[str, list[tuple[cp_model.IntVar, int, int]]] = defaultdict(list)
    for p, part in enumerate(catalogue.parts):
        for literal, names in zip(variables.vehicles[p], part.vehicles, strict=True):
            for name in names:
                vehicle = catalogue.problem.vehicle_by_id[name]
                if vehicle.shared:
                    template = catalogue.timings[part.timing].template
                    span = use_slots(
                        catalogue.problem, vehicle, template.start_minute, template.end_minute
                    )
                    entries[name].append((literal, *span))
    for name in sorted(entries):
        spans = Spans(entries[name])
        at_most_one_per_slot(model, spans, spans.starts())

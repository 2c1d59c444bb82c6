"""Rules of the grid: they see timings and grid options, never crews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ortools.sat.python import cp_model

from scheduler.cliques import Spans
from scheduler.modes import Catalogue
from scheduler.outage import ExclusivePair, OrderUse
from scheduler.records import GridOption
from scheduler.variables import Variables

Entry = tuple[cp_model.IntVar, int, int]


def cap_blocked_feeders(model: cp_model.CpModel, variables: Variables) -> None:
    """Block reclosing on few feeders of a bus section at once, switching margins included."""
    problem = variables.catalogue.problem
    entries: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for order, option, entry in _entries(variables):
        for feeder in option.blocked_feeders:
            entries[problem.bus_section_of_feeder[feeder], feeder, order].append(entry)
    spans: dict[str, dict[str, list[Spans]]] = defaultdict(lambda: defaultdict(list))
    for section, feeder, order in sorted(entries):
        spans[section][feeder].append(Spans(entries[section, feeder, order]))
    for feeders in spans.values():
        _cap_section(model, variables, feeders)


def _cap_section(
    model: cp_model.CpModel, variables: Variables, feeders: Mapping[str, list[Spans]]
) -> None:
    cap = variables.catalogue.problem.feeders_blocked_per_bus_section
    for slot in sorted({slot for each in feeders.values() for s in each for slot in s.starts()}):
        active = [[s.covering(slot) for s in each] for each in feeders.values()]
        active = [[group for group in groups if group] for groups in active]
        active = [groups for groups in active if groups]
        if len(active) > cap:
            model.add(sum(variables.flag(model, groups) for groups in active) <= cap)


def keep_exclusive_pairs_apart(model: cp_model.CpModel, variables: Variables) -> None:
    """Keep the two orders of a pair out of each slot together."""
    entries: dict[OrderUse, list[Entry]] = defaultdict(list)
    for order, option, entry in _entries(variables):
        entries[order, option.transfer_plan].append(entry)
    for first, second, slots in _merged_pairs(variables.catalogue):
        ones = [entry for use in first for entry in entries.get(use, ())]
        others = [entry for use in second for entry in entries.get(use, ())]
        if ones and others:
            _keep_apart(model, Spans(ones), Spans(others), slots)


def _keep_apart(
    model: cp_model.CpModel, ones: Spans, others: Spans, slots: frozenset[int] | None
) -> None:
    for slot in sorted({*ones.starts(), *others.starts()} if slots is None else slots):
        here, there = ones.covering(slot), others.covering(slot)
        if here and there:
            model.add_at_most_one([*here, *there])


Uses = tuple[OrderUse, ...]


def _merged_pairs(
    catalogue: Catalogue,
) -> Iterator[tuple[Uses, Uses, frozenset[int] | None]]:
    """Yield the pairs, those between the same two orders merged where they say the same.

    The grid options of one order exclude each other anyway, so one clause may hold several.
    """
    partners: dict[tuple[OrderUse, str, tuple[int, ...] | None], set[OrderUse]] = defaultdict(set)
    for pair in catalogue.problem.exclusive_pairs:
        for first, second in _plan_uses(catalogue, pair):
            partners[first, second[0], _sorted_slots(pair)].add(second)
    merged: dict[tuple[str, Uses, tuple[int, ...] | None], list[OrderUse]] = defaultdict(list)
    for (first, _, slots), seconds in partners.items():
        merged[first[0], tuple(sorted(seconds, key=str)), slots].append(first)
    for (_, seconds_of, slots), firsts in merged.items():
        yield tuple(firsts), seconds_of, None if slots is None else frozenset(slots)


def _sorted_slots(pair: ExclusivePair) -> tuple[int, ...] | None:
    return None if pair.slots is None else tuple(sorted(pair.slots))


def _plan_uses(catalogue: Catalogue, pair: ExclusivePair) -> list[tuple[OrderUse, OrderUse]]:
    """Spell "any transfer plan" out, the alphabetically first order first."""
    one, other = sorted((pair.first, pair.second), key=lambda use: use[0])
    return [
        ((one[0], plan), (other[0], other_plan))
        for plan in _plans(catalogue, one)
        for other_plan in _plans(catalogue, other)
    ]


def _plans(catalogue: Catalogue, use: OrderUse) -> list[str]:
    options = catalogue.problem.order_by_id[use[0]].grid_options
    return [g.transfer_plan for g in options if use[1] in (None, g.transfer_plan)]


def follow_predecessors(model: cp_model.CpModel, variables: Variables) -> None:
    """Start an order only after those it follows are done."""
    catalogue = variables.catalogue
    starts: dict[str, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    ends: dict[str, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    for t, timing in enumerate(catalogue.timings):
        for literal in variables.timing[t]:
            starts[timing.order.id].append((literal, timing.start_slot))
            ends[timing.order.id].append((literal, timing.end_slot))
    for order in catalogue.problem.orders:
        for before in order.after:
            # Starts lie on the grid: to start after the end is to start from its next slot on.
            for slot in sorted({slot for _, slot in starts[order.id]}):
                started = [literal for literal, start in starts[order.id] if start <= slot]
                ended = [literal for literal, end in ends[before] if end <= slot]
                model.add(sum(started) <= sum(ended))


def _entries(variables: Variables) -> Iterator[tuple[str, GridOption, Entry]]:
    """Yield each timing variable with its order, grid option and the slots it holds the grid."""
    problem = variables.catalogue.problem
    for t, timing in enumerate(variables.catalogue.timings):
        for literal, i in zip(variables.timing[t], timing.options, strict=True):
            option = timing.order.grid_options[i]
            margin = problem.margin_slots(option.transfer_plan)
            span = (timing.start_slot - margin, timing.end_slot + margin)
            yield timing.order.id, option, (literal, *span)

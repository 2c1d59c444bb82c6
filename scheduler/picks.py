"""A solution in terms of the catalogue, and the schedule it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scheduler.modes import Numbered, Ways
from scheduler.order_rules import handovers_of
from scheduler.schedule import Assignment, Lunch, Schedule


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class PartPick:
    """A part with its roster, its vehicles, and whether lunch follows."""

    part: int
    roster: int = 0
    vehicles: int = 0
    lunch: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Pick:
    """A timing with the position of its grid option and its parts, the lead part first."""

    timing: int
    option: int = 0
    parts: tuple[PartPick, ...]


def translate(picks: Iterable[Pick], source: Ways, target: Numbered) -> tuple[Pick, ...]:
    """Renumber picks of one catalogue for another one that has the same timings and parts."""
    found = []
    for pick in picks:
        key = source.timings[pick.timing].key
        parts = []
        for chosen in pick.parts:
            part = source.parts[chosen.part]
            parts.append(replace(chosen, part=target.part_number[key, part.crew, part.leads]))
        found.append(replace(pick, timing=target.timing_number[key], parts=tuple(parts)))
    return tuple(sorted(found))


def to_schedule(catalogue: Ways, picks: Iterable[Pick]) -> Schedule:
    """Write the picks out with names and minutes, by start and work order."""
    chosen = sorted(picks, key=lambda k: _place(catalogue, k))
    return Schedule(
        assignments=tuple(_assignment(catalogue, pick) for pick in chosen),
        lunches=_lunches(catalogue, chosen),
    )


def _place(catalogue: Ways, pick: Pick) -> tuple[int, str]:
    timing = catalogue.timings[pick.timing]
    return timing.template.start_minute, timing.order.id


def _assignment(catalogue: Ways, pick: Pick) -> Assignment:
    timing = catalogue.timings[pick.timing]
    template = timing.template
    parts = []
    for chosen in pick.parts:
        part = catalogue.parts[chosen.part]
        roster, vehicles = part.rosters[chosen.roster], part.vehicles[chosen.vehicles]
        parts.append(replace(roster, vehicles=vehicles))
    relieves = any(part.relief for part in parts)
    return Assignment(
        work_order=timing.order.id,
        transfer_plan=timing.order.grid_options[timing.options[pick.option]].transfer_plan,
        start_minute=template.start_minute,
        setup_end_minute=template.setup_end_minute,
        bucket_end_minute=template.bucket_end_minute,
        end_minute=template.end_minute,
        parts=tuple(parts),
        stints=template.stints,
        handovers=handovers_of(catalogue.problem, timing.order, template) if relieves else (),
    )


def _lunches(catalogue: Ways, picks: Sequence[Pick]) -> tuple[Lunch, ...]:
    """Write out the lunches that are needed: not one on a day at the base before or after."""
    early, late = set(), set()
    found: dict[tuple[str, int], Lunch] = {}
    for pick in picks:
        day = catalogue.timings[pick.timing].day
        for chosen in pick.parts:
            part = catalogue.parts[chosen.part]
            key = (part.crew, day)
            if part.early:
                early.add(key)
            if part.late:
                late.add(key)
            if chosen.lunch and part.lunch_end_minute is not None:
                end = part.lunch_end_minute
                start = end - catalogue.problem.lunch_minutes
                found[key] = Lunch(crew=part.crew, day=day, start_minute=start, end_minute=end)
    return tuple(found[key] for key in sorted(found) if key in early and key in late)

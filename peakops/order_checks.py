"""Work orders that contradict themselves, one another, or the plan's days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from peakops.errors import InputFault
from peakops.scenario_files import ScenarioFiles
from peakops.tables import key_text
from peakops.wanted import quoted

SLOT_MINUTES = 15


def order_cycles(files: ScenarioFiles) -> Iterator[InputFault]:
    """Orders that wait for themselves, through others or at once; each cycle is named."""
    table = files.tables["work_orders"]
    names = table.frame["work_order"].tolist()
    after = dict(zip(names, table.frame["after"], strict=True))
    for cycle in find_cycles({name: after[name] for name in names if name}):
        shown = " → ".join((*cycle, cycle[0]))
        wish = "orders that can be done one after the other"
        yield table.fault(names.index(cycle[0]), "after", quoted(shown), wish)


def find_cycles(after: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Cycles of a relation, disjoint ones, each from its smallest name in direction of work.

    Parameters
    ----------
    after
        Name to the names that come before it; unknown names are left out.
    """
    left = {name: [b for b in before if b in after] for name, before in after.items()}
    cycles = []
    while left := _without_free_ends(left):
        path = [min(left)]
        while path[-1] not in path[:-1]:
            path.append(min(left[path[-1]]))
        cycle = path[path.index(path[-1]) : -1]
        cycles.append(_from_smallest(cycle[::-1]))
        left = {name: before for name, before in left.items() if name not in cycle}
    return cycles


def _without_free_ends(left: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Drop again and again what waits for nothing that is left."""
    kept = {name: [b for b in before if b in left] for name, before in left.items()}
    while free := [name for name, before in kept.items() if not before]:
        gone = set(free)
        kept = {
            name: [b for b in before if b not in gone]
            for name, before in kept.items()
            if name not in gone
        }
    return kept


def _from_smallest(cycle: Sequence[str]) -> tuple[str, ...]:
    start = cycle.index(min(cycle))
    return tuple(cycle[start:]) + tuple(cycle[:start])


def unapproved_emergencies(files: ScenarioFiles) -> Iterator[InputFault]:
    """Emergencies lift legal limits, so somebody must answer for them."""
    table = files.tables["work_orders"]
    missing = table.frame["emergency"] & (table.frame["approver"] == "")
    for position in np.flatnonzero(missing):
        wish = "the name of who approved the emergency"
        yield table.fault(int(position), "approver", quoted(""), wish)


def bad_locks(files: ScenarioFiles) -> Iterator[InputFault]:
    """Locked starts outside the plan's days or between two slots."""
    first, end = files.settings.first_moment, files.settings.end
    table = files.tables["work_orders"]
    starts = table.frame["locked_start"]
    for position in np.flatnonzero(starts.notna()):
        start = starts.iloc[position]
        if first is not None and end is not None and not first <= start < end:
            wish = f"a start from {key_text(first)} to before {key_text(end)}, the plan's days"
            yield table.fault(int(position), "locked_start", key_text(start), wish)
        elif start.minute % SLOT_MINUTES or start.second:
            wish = "a start on a quarter of an hour"
            yield table.fault(int(position), "locked_start", key_text(start), wish)


def half_positions(files: ScenarioFiles) -> Iterator[InputFault]:
    """Orders and contacts with a latitude but no longitude, or the other way round."""
    for key in ("work_orders", "contacts"):
        table = files.tables[key]
        lat, lon = table.frame["lat"].isna(), table.frame["lon"].isna()
        for position in np.flatnonzero(lat != lon):
            column = "lat" if lat.iloc[position] else "lon"
            yield table.fault(int(position), column, quoted(""), "both of lat and lon, or neither")


def joint_jobs_of_one_crew(files: ScenarioFiles) -> Iterator[InputFault]:
    """Orders whose job needs more crews than there are."""
    table, jobs = files.tables["work_orders"], files.tables["job_types"].frame
    crews = len(files.tables["crews"].frame)
    needed = dict(zip(jobs["code"], jobs["crews_needed"], strict=True))
    for position, job in enumerate(table.frame["job_type"]):
        if crews and needed.get(job, 0) > crews:
            wish = f"a job for {crews} crew, or another crew in crews"
            yield table.fault(
                position, "job_type", f"{job}, which needs {needed[job]:g} crews", wish
            )

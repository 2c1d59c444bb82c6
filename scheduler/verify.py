"""Every rule checked again on a finished schedule, by other code than made it.

No solver, no catalogue: only the problem's records and the schedule's minutes. Each rule is one
function that yields the breaches it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.breach import Breach
from scheduler.problem import ProblemData
from scheduler.schedule import Schedule
from scheduler.verify_absences import workers_present
from scheduler.verify_crews import (
    crew_overlap,
    lunch_missing,
    outside_shift,
    person_twice,
    rest_between_jobs,
    travel_too_short,
    vehicle_overlap,
    worker_outdoors_too_long,
)
from scheduler.verify_grid import (
    feeders_blocked,
    orders_together,
    predecessor_first,
    slots_forbidden_by_findings,
)
from scheduler.verify_jobs import (
    bucket_minutes_missing,
    closed_slots,
    lock_kept,
    mandatory_placed,
    minutes_in_line,
    stints_apart,
    stints_within_limits,
    time_windows,
    watch_within_limits,
)
from scheduler.verify_people import (
    certificates_held,
    crews_complete,
    nobody_twice,
    roles_held,
    supervisor_on_the_ground,
    vehicles_present,
    workers_available,
)
from scheduler.verify_relief import (
    relief_qualified,
    relieved_rest,
    watch_changes_with_nobody_up,
)
from scheduler.verify_strain import rests_by_strain, starts_forbidden_by_strain
from scheduler.verify_water import water_budgets_kept

Rule = Callable[[ProblemData, Schedule], Iterator[Breach]]

RULES: tuple[Rule, ...] = (
    mandatory_placed,
    lock_kept,
    predecessor_first,
    closed_slots,
    watch_within_limits,
    time_windows,
    minutes_in_line,
    bucket_minutes_missing,
    stints_within_limits,
    stints_apart,
    crews_complete,
    roles_held,
    certificates_held,
    workers_available,
    workers_present,
    nobody_twice,
    supervisor_on_the_ground,
    relief_qualified,
    watch_changes_with_nobody_up,
    relieved_rest,
    vehicles_present,
    crew_overlap,
    travel_too_short,
    rest_between_jobs,
    outside_shift,
    lunch_missing,
    worker_outdoors_too_long,
    person_twice,
    vehicle_overlap,
    feeders_blocked,
    orders_together,
    slots_forbidden_by_findings,
    starts_forbidden_by_strain,
    rests_by_strain,
    water_budgets_kept,
)
"""The rules, in the order they are checked."""


def verify(problem: ProblemData, schedule: Schedule) -> tuple[Breach, ...]:
    """Find every breach of every rule.

    Parameters
    ----------
    problem
        What was to be planned.
    schedule
        What was planned, by whatever means.

    Returns
    -------
    All breaches, sorted by time, rule and work orders; empty if the schedule keeps every rule.

    Raises
    ------
    KeyError
        If the schedule names a work order, crew, worker or vehicle the problem does not have.
    """
    found = {breach for rule in RULES for breach in rule(problem, schedule)}
    return tuple(sorted(found, key=Breach.sort_key))
